"""POST /v1/audio/speech"""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from .body import json_object, number
from .errors import bad_request, busy, too_large
from .espeak import spoken
from .exchange import Exchange
from .pcm import MAX_RATE, MIN_RATE, Resampler, wav_header
from .voices import VOICES, Voice

_TYPES = {"pcm": "audio/pcm", "wav": "audio/wav"}


@dataclass(frozen=True)
class Order:
    text: str
    voice: Voice
    speed: float
    rate: int
    format: str


async def speak(exchange: Exchange) -> web.StreamResponse:
    service = exchange.service
    order = read_order(await json_object(exchange.request), service.config.input_characters)
    if service.speaking >= service.config.voices_at_once:
        raise busy(f"{service.speaking} voices are speaking already.")
    service.speaking += 1
    try:
        return await _stream(exchange, order)
    finally:
        service.speaking -= 1


async def _stream(exchange: Exchange, order: Order) -> web.StreamResponse:
    async with spoken(order.text, order.voice, order.speed) as speech:
        resampler = Resampler(speech.rate, order.rate)
        seconds = 0.0
        await exchange.due()
        await exchange.open(_TYPES[order.format])
        if order.format == "wav":
            await exchange.send(wav_header(order.rate))
        async for piece in speech.pieces:
            await exchange.due(seconds)
            await exchange.send(resampler.feed(piece))
            seconds += len(piece) / 2 / speech.rate
        return await exchange.close()


def read_order(body: dict[str, Any], longest: int) -> Order:
    text = body.get("input")
    if not isinstance(text, str) or not text.strip():
        raise bad_request("input is the text to speak.")
    if len(text) > longest:
        raise too_large(f"input is longer than {longest} characters.")
    voice = VOICES.get(str(body.get("voice", "alloy")))
    if voice is None:
        raise bad_request(f"There is no such voice. Voices: {', '.join(VOICES)}.")
    form = body.get("response_format", "wav")
    if form not in _TYPES:
        raise bad_request(f"response_format is {' or '.join(_TYPES)}; nothing else is offered here.")
    return Order(
        text=text.replace("\0", " "),
        voice=voice,
        speed=number(body, "speed", 1, (0.25, 4)),
        rate=int(number(body, "sample_rate", 24_000, (MIN_RATE, MAX_RATE))),
        format=form,
    )
