"""The conversation itself: LiveKit Agents, with the models that the assignment names."""

from livekit import rtc
from livekit.agents import Agent, AgentSession, room_io
from livekit.plugins import openai, silero

from .messages import Assign, Behaviour, Inject, ModelPool, Say


def filled_in(text: str, variables: dict[str, str]) -> str:
    for name, value in variables.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def _at(pool: ModelPool) -> dict:
    # An example: the first endpoint is used, without failover. Keys are mounted under /etc/switchboard/secrets.
    return {"base_url": pool.endpoints[0].url, "api_key": "none", "model": pool.model}


class Talk:
    def __init__(self, assign: Assign, said) -> None:
        self._assign = assign
        behaviour: Behaviour = assign.behaviour
        speech, turn = behaviour.speech, behaviour.turnTaking
        language = assign.language.split("-")[0]
        self._agent = Agent(instructions=filled_in(behaviour.prompt, assign.variables))
        self._session = AgentSession(
            vad=silero.VAD.load(),
            stt=openai.STT(language=language, **_at(speech.transcribe[0])),
            llm=openai.LLM(**_at(speech.think[0])),
            tts=openai.TTS(voice=assign.voice, response_format="pcm", **_at(speech.speak[0])),
            turn_handling={
                "turn_detection": "vad",
                "endpointing": {
                    "min_delay": turn.minEndpointingMilliseconds / 1000,
                    "max_delay": turn.maxEndpointingMilliseconds / 1000,
                },
                "interruption": {"mode": "vad"},
            },
        )

        @self._session.on("conversation_item_added")
        def _(event) -> None:
            item = event.item
            text = getattr(item, "text_content", None)
            if text and item.role in ("user", "assistant"):
                said("caller" if item.role == "user" else "agent", text, bool(item.interrupted))

    async def start(self, room: rtc.Room) -> None:
        identity = self._assign.participant.identity
        options = room_io.RoomOptions(participant_identity=identity, close_on_disconnect=False)
        await self._session.start(self._agent, room=room, room_options=options, record=False)

    def greet(self) -> None:
        greeting = filled_in(self._assign.behaviour.greeting, self._assign.variables)
        if greeting:
            self._session.say(greeting)

    def say(self, request: Say) -> None:
        if request.interrupt:
            self._session.interrupt(force=True)
        self._session.say(request.text, allow_interruptions=request.interruptible)

    async def inject(self, request: Inject) -> None:
        context = self._agent.chat_ctx.copy()
        context.add_message(role=request.role, content=request.text)
        await self._agent.update_chat_ctx(context)
        if request.respond:
            self._session.generate_reply()

    def interrupt(self) -> None:
        self._session.interrupt(force=True)

    def heard(self, listener) -> None:
        self._session.on("user_state_changed", lambda _event: listener())
        self._session.on("agent_state_changed", lambda _event: listener())

    async def goodbye(self, text: str) -> None:
        """Finishes what is being said, and takes leave."""
        current = self._session.current_speech
        if current is not None:
            await current.wait_for_playout()
        if text:
            await self._session.say(text, allow_interruptions=False).wait_for_playout()
