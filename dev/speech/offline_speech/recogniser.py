"""Decoders in processes of their own, so that listening never holds up a stream."""

import asyncio
import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from .errors import busy
from .pcm import Sound

if TYPE_CHECKING:
    from .decoder import Ears, Heard

_ears: "Ears | None" = None

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Recogniser:
    """At most `waiting` utterances queue for a decoder; the next one is refused."""

    def __init__(self, decoders: int, waiting: int):
        self._decoders = decoders
        self._limit = decoders + waiting
        self._pending = 0
        self._pool = self._start()

    async def ready(self) -> None:
        await asyncio.gather(*(self._run(Sound(16_000, b""), "", ()) for _ in range(self._decoders)))

    async def hear(self, sound: Sound, search: str, candidates: tuple[str, ...]) -> "Heard":
        if self._pending >= self._limit:
            raise busy(f"{self._pending} utterances are waiting to be heard.")
        self._pending += 1
        try:
            return await self._run(sound, search, candidates)
        finally:
            self._pending -= 1

    async def hear_partly(self, sound: Sound, search: str) -> str:
        """What there is of a phrase that is still being spoken. Nobody is kept waiting for it."""
        if self._pending >= self._decoders:
            return ""
        self._pending += 1
        try:
            return await self._submit(_hear_partly, sound, search)
        finally:
            self._pending -= 1

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _run(self, sound: Sound, search: str, candidates: tuple[str, ...]) -> "Heard":
        return await self._submit(_hear, sound, search, candidates)

    async def _submit(self, work: Callable[_P, _T], *args: _P.args, **named: _P.kwargs) -> _T:
        pool = self._pool
        try:
            return await asyncio.wrap_future(pool.submit(work, *args, **named))
        except BrokenProcessPool as cause:
            if pool is self._pool:
                self._pool = self._start()
            raise busy("The decoder died and is being started again.") from cause

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._decoders,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_load,
        )


def _load() -> None:
    global _ears
    # A terminal's Ctrl-C reaches the whole group; the parent alone decides when decoders end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from .decoder import Ears

    _ears = Ears()


def _hear(sound: Sound, search: str, candidates: tuple[str, ...]) -> "Heard":
    from .decoder import Heard

    assert _ears is not None, "the pool's initializer ran first"
    if not sound.samples:
        return Heard("", ())
    return _ears.hear(sound, search, candidates)


def _hear_partly(sound: Sound, search: str) -> str:
    assert _ears is not None, "the pool's initializer ran first"
    return _ears.hear_partly(sound, search)
