"""GET /v1/realtime: transcription while it is spoken, as vLLM or as Speaches serves it."""

import asyncio
import base64
import binascii
import contextlib
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import WSMessage, WSMsgType, web

from .errors import Refusal
from .exchange import Exchange, FaultShown
from .grammar import AGENT, CALLER
from .pcm import Sound
from .realtime_dialects import OPENAI, VLLM, Dialect

# What is new must be this long, and this share of the whole, before all of it is heard again.
_NEW_SECONDS = 0.25
_NEW_SHARE = 0.15
_SURE_WORDS = 3


async def listen(exchange: Exchange) -> web.StreamResponse:
    query = exchange.request.query
    dialect = OPENAI if "intent" in query or "model" in query else VLLM
    await exchange.open_socket()
    await _Listening(exchange, dialect, query.get("model", "")).run()
    return await exchange.close_socket()


@dataclass
class _Listening:
    exchange: Exchange
    dialect: Dialect
    model: str
    samples: bytearray = field(default_factory=bytearray)
    told: str = ""
    guessed: str = ""
    partly: "asyncio.Task[None] | None" = None
    heard_bytes: int = 0

    async def run(self) -> None:
        await self.exchange.say(self.dialect.created())
        try:
            async for message in self.exchange.socket:
                problem = await self._take(message)
                if problem:
                    await self.exchange.say(self.dialect.error(problem))
        finally:
            self._stop_partly()

    async def _take(self, message: WSMessage) -> str | None:
        event = _event_of(message)
        if event is None:
            return "Send JSON in text frames."
        match event.get("type"):
            case "session.update":
                self.model = str(event.get("model", self.model))
                await self._say_if(self.dialect.updated())
                return None
            case "input_audio_buffer.append":
                return self._append(event)
            case "input_audio_buffer.commit":
                return await self._commit(event)
            case kind:
                return f"Unknown event type: {kind}"

    def _append(self, event: Mapping[str, object]) -> str | None:
        try:
            self.samples += base64.b64decode(str(event.get("audio", "")), validate=True)
        except binascii.Error:
            return "audio is not base64."
        limit = self.exchange.service.config.audio_seconds
        if self._sound().seconds > limit:
            self.samples.clear()
            return f"The sound is longer than {limit} seconds."
        self._hear_partly()
        return None

    async def _commit(self, event: Mapping[str, object]) -> str | None:
        if not self.dialect.is_end(event):
            return None if self.model else "Send session.update with a model first."
        self._stop_partly()
        sound = self._sound()
        self.exchange.begin()
        await self._say_if(self.dialect.committed())
        try:
            heard = await self.exchange.service.recogniser.hear(sound, self._search(), ())
        except Refusal as refusal:
            return refusal.message
        await self.exchange.due()
        self.samples.clear()
        self.told, self.guessed, self.heard_bytes = "", "", 0
        await self.exchange.say(self.dialect.done(heard.text))
        return None

    def _hear_partly(self) -> None:
        new = len(self.samples) - self.heard_bytes
        enough = max(_NEW_SECONDS * 2 * self.dialect.rate, _NEW_SHARE * len(self.samples))
        if new < enough or (self.partly and not self.partly.done()):
            return
        self.heard_bytes = len(self.samples)
        self.partly = asyncio.create_task(self._tell_partly(self._sound()))

    async def _tell_partly(self, sound: Sound) -> None:
        with contextlib.suppress(FaultShown, Refusal, ConnectionError):
            text = await self.exchange.service.recogniser.hear_partly(sound, self._search())
            # What has been told can't be taken back: two guesses must agree on it, or it must be long.
            sure = text if len(text.split()) >= _SURE_WORDS else _agreed(self.guessed, text)
            self.guessed = text
            if sure != self.told and f"{sure} ".startswith(f"{self.told} ".lstrip()):
                before, self.told = self.told, sure
                await self.exchange.say(self.dialect.partial(before, sure))

    def _stop_partly(self) -> None:
        if self.partly:
            self.partly.cancel()
        self.partly = None

    async def _say_if(self, event: Mapping[str, object] | None) -> None:
        if event:
            await self.exchange.say(event)

    def _sound(self) -> Sound:
        return Sound(self.dialect.rate, bytes(self.samples[: len(self.samples) // 2 * 2]))

    def _search(self) -> str:
        return AGENT if self.model == AGENT else CALLER


def _agreed(one: str, other: str) -> str:
    words = itertools.takewhile(
        lambda pair: pair[0] == pair[1], zip(one.split(), other.split(), strict=False)
    )
    return " ".join(word for word, _ in words)


def _event_of(message: WSMessage) -> Mapping[str, object] | None:
    if message.type is not WSMsgType.TEXT:
        return None
    try:
        event = json.loads(message.data)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None
