"""POST /v1/audio/transcriptions"""

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from aiohttp import BodyPartReader, web

from .errors import bad_request, too_large
from .exchange import Exchange
from .grammar import AGENT, CALLER, UnknownWords
from .pcm import Sound, SoundError, pcm, read_wav
from .sse import DONE, event

if TYPE_CHECKING:
    from .decoder import Heard

FORMATS = ("json", "text", "verbose_json")
_RAW = ("audio/pcm", "audio/l16", "audio/raw")
_ONE_OF = "one of:"
_PHRASE = re.compile(r"[a-z' ]+")
_FIELD_BYTES = 8192


@dataclass(frozen=True)
class Upload:
    content: bytes
    is_raw: bool
    fields: dict[str, str]


async def transcribe(exchange: Exchange) -> web.StreamResponse:
    config = exchange.service.config
    upload = await _read_upload(exchange.request, config.audio_bytes)
    form = upload.fields.get("response_format", "json")
    if form not in FORMATS:
        raise bad_request(f"response_format is one of {', '.join(FORMATS)}.")
    sound = _read_sound(upload)
    if sound.seconds > config.audio_seconds:
        raise too_large(f"The sound is longer than {config.audio_seconds} seconds.")
    search = AGENT if upload.fields.get("model") == AGENT else CALLER
    candidates = read_candidates(upload.fields.get("prompt", ""))
    try:
        heard = await exchange.service.recogniser.hear(sound, search, candidates)
    except UnknownWords as cause:
        raise bad_request(str(cause)) from cause
    await exchange.due()
    if upload.fields.get("stream", "").lower() in ("true", "1"):
        return await _stream(exchange, heard)
    if form == "text":
        return await exchange.answer(heard.text + "\n")
    if form == "json":
        return await exchange.answer({"text": heard.text})
    return await exchange.answer(_verbose(heard, sound))


def read_candidates(prompt: str) -> tuple[str, ...]:
    """`one of: hello there | good night` replaces the grammar for this upload."""
    if not prompt.lower().startswith(_ONE_OF):
        return ()
    phrases = tuple(" ".join(p.split()) for p in prompt[len(_ONE_OF) :].lower().split("|"))
    if not all(_PHRASE.fullmatch(phrase) for phrase in phrases):
        raise bad_request("After 'one of:' come phrases of plain words, with | between them.")
    return phrases


async def _stream(exchange: Exchange, heard: "Heard") -> web.StreamResponse:
    await exchange.open("text/event-stream")
    for position, word in enumerate(heard.text.split()):
        await exchange.due(position)
        delta = word if position == 0 else f" {word}"
        await exchange.send(event({"type": "transcript.text.delta", "delta": delta}))
    await exchange.send(event({"type": "transcript.text.done", "text": heard.text}))
    await exchange.send(DONE)
    return await exchange.close()


def _verbose(heard: "Heard", sound: Sound) -> dict[str, object]:
    return {
        "task": "transcribe",
        "language": "english",
        "duration": round(sound.seconds, 3),
        "text": heard.text,
        "words": [asdict(word) for word in heard.words],
    }


def _read_sound(upload: Upload) -> Sound:
    rate = upload.fields.get("sample_rate", "16000")
    try:
        if not upload.is_raw:
            return read_wav(upload.content)
        return pcm(upload.content, int(rate) if rate.isdigit() else 0)
    except SoundError as cause:
        raise bad_request(str(cause)) from cause


async def _read_upload(request: web.Request, limit: int) -> Upload:
    if not request.content_type.startswith("multipart/"):
        raise bad_request("Send the sound as the field file of a multipart form.")
    fields: dict[str, str] = {}
    content: bytes | None = None
    is_raw = False
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad_request("Every part of the form needs a name of its own.")
        if part.name == "file":
            content = await _read_part(part, limit)
            is_raw = _says_raw(part)
        else:
            fields[part.name] = (await _read_part(part, _FIELD_BYTES)).decode(errors="replace")
    if content is None:
        raise bad_request("The form has no field file.")
    return Upload(content, is_raw, fields)


async def _read_part(part: BodyPartReader, limit: int) -> bytes:
    content = bytearray()
    while piece := await part.read_chunk(65536):
        content += piece
        if len(content) > limit:
            raise too_large(f"The field {part.name} is larger than {limit} bytes.")
    return bytes(content)


def _says_raw(part: BodyPartReader) -> bool:
    kind = part.headers.get("Content-Type", "").split(";")[0].strip().lower()
    return kind in _RAW or (part.filename or "").lower().endswith((".pcm", ".raw"))
