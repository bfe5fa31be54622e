"""The part of the contract's requests that this runtime reads. Fields that it does not know are ignored."""

from typing import Literal

from pydantic import BaseModel, Field


class Room(BaseModel):
    url: str
    name: str
    token: str


class SessionRef(BaseModel):
    uid: str
    name: str
    namespace: str


class Limits(BaseModel):
    joinSeconds: int = 60
    idleSeconds: int = 120
    maxDurationSeconds: int = 3600
    reconnectSeconds: int = 30


class Endpoint(BaseModel):
    url: str


class ModelPool(BaseModel):
    endpoints: list[Endpoint] = Field(min_length=1)
    model: str


class Speech(BaseModel):
    transcribe: list[ModelPool] = Field(min_length=1)
    think: list[ModelPool] = Field(min_length=1)
    speak: list[ModelPool] = Field(min_length=1)


class TurnTaking(BaseModel):
    minEndpointingMilliseconds: int = 500
    maxEndpointingMilliseconds: int = 3000


class Behaviour(BaseModel):
    prompt: str = ""
    greeting: str = ""
    goodbye: str = ""
    speech: Speech
    turnTaking: TurnTaking = TurnTaking()


class Participant(BaseModel):
    identity: str


class Assign(BaseModel):
    session: SessionRef
    behaviour: Behaviour
    participant: Participant
    variables: dict[str, str] = {}
    language: str = "en"
    voice: str = "alloy"
    limits: Limits
    room: Room


class Nothing(BaseModel):
    pass


class Prepare(BaseModel):
    room: Room


class Say(BaseModel):
    text: str
    interruptible: bool = True
    interrupt: bool = False


class Inject(BaseModel):
    role: Literal["system", "user"]
    text: str
    respond: bool = False


class NewLimits(BaseModel):
    limits: Limits


class Token(BaseModel):
    token: str


class Drain(BaseModel):
    reason: str
    goodbye: str | None = None
    withinSeconds: int


class End(BaseModel):
    reason: str
