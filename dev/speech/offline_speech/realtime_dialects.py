"""The two dialects of /v1/realtime: their rates and the events of the server."""

from collections.abc import Mapping
from typing import Protocol

Event = Mapping[str, object]

_SESSION = "sess_offline"
_ITEM = "item_offline"


class Dialect(Protocol):
    rate: int

    def created(self) -> Event: ...
    def updated(self) -> Event | None: ...
    def committed(self) -> Event | None: ...
    def is_end(self, commit: Event) -> bool: ...
    def partial(self, before: str, text: str) -> Event: ...
    def done(self, text: str) -> Event: ...
    def error(self, message: str) -> Event: ...


class _Vllm:
    rate = 16_000

    def created(self) -> Event:
        return {"type": "session.created", "id": _SESSION, "created": 0}

    def updated(self) -> Event | None:
        return None

    def committed(self) -> Event | None:
        return None

    def is_end(self, commit: Event) -> bool:
        return commit.get("final") is True

    def partial(self, before: str, text: str) -> Event:
        return {"type": "transcription.delta", "delta": text[len(before) :]}

    def done(self, text: str) -> Event:
        return {"type": "transcription.done", "text": text}

    def error(self, message: str) -> Event:
        return {"type": "error", "error": message, "code": "invalid"}


class _OpenAi:
    rate = 24_000

    def created(self) -> Event:
        return {"type": "session.created", "session": {"id": _SESSION, "object": "realtime.session"}}

    def updated(self) -> Event | None:
        return {"type": "session.updated", "session": {"id": _SESSION, "object": "realtime.session"}}

    def committed(self) -> Event | None:
        return {"type": "input_audio_buffer.committed", "item_id": _ITEM}

    def is_end(self, commit: Event) -> bool:
        return True

    def partial(self, before: str, text: str) -> Event:
        return {"type": "input_audio_buffer.partial_transcription", "item_id": _ITEM, "transcript": text}

    def done(self, text: str) -> Event:
        return {
            "type": "conversation.item.input_audio_transcription.completed",
            "item_id": _ITEM,
            "content_index": 0,
            "transcript": text,
        }

    def error(self, message: str) -> Event:
        return {"type": "error", "error": {"type": "invalid_request_error", "message": message}}


VLLM: Dialect = _Vllm()
OPENAI: Dialect = _OpenAi()
