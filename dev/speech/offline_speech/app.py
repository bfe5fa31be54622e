"""Which path is answered by what."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from . import chat, control, realtime
from .config import Config
from .errors import Refusal, refusals_as_json
from .exchange import counted
from .grammar import AGENT, CALLER
from .recogniser import Recogniser
from .service import SERVICE, Service
from .speech import speak
from .transcription import transcribe
from .voices import VOICES

_READY = web.AppKey("ready", asyncio.Event)
_PREFIXES = ("", "/with/{directives:.+?}")


def create_app(config: Config) -> web.Application:
    app = web.Application(client_max_size=config.body_bytes, middlewares=[refusals_as_json])
    recogniser = Recogniser(config.decoders, config.waiting_for_a_decoder)
    app[SERVICE] = Service(config, recogniser)
    app[_READY] = asyncio.Event()
    app.cleanup_ctx.append(_decoders_loaded)
    stages = {
        "/v1/audio/speech": counted("speech", speak),
        "/v1/audio/transcriptions": counted("transcription", transcribe),
        "/v1/chat/completions": counted("chat", chat.complete),
    }
    for prefix in _PREFIXES:
        app.add_routes([web.post(prefix + path, handler) for path, handler in stages.items()])
        app.add_routes([web.get(f"{prefix}/v1/models", models)])
        app.add_routes([web.get(f"{prefix}/v1/realtime", counted("transcription", realtime.listen))])
    app.add_routes([web.get("/health", health), *control.ROUTES])
    return app


async def health(request: web.Request) -> web.Response:
    if not request.app[_READY].is_set():
        raise Refusal(503, "The decoders are still loading.", code="loading", retry_after=1)
    return web.json_response({"status": "ok"})


async def models(_: web.Request) -> web.Response:
    names = [chat.MODEL, CALLER, AGENT, "espeak-ng"]
    entries: list[dict[str, object]] = [
        {"id": name, "object": "model", "created": 0, "owned_by": "switchboard-dev"} for name in names
    ]
    entries[-1]["voices"] = list(VOICES)
    return web.json_response({"object": "list", "data": entries})


async def _decoders_loaded(app: web.Application) -> AsyncIterator[None]:
    async def load() -> None:
        await app[SERVICE].recogniser.ready()
        app[_READY].set()

    loading = asyncio.create_task(load())
    yield
    loading.cancel()
    app[SERVICE].recogniser.close()
