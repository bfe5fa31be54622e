"""espeak-ng as a stream of sound, read as it is produced."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass

from .pcm import read_wav
from .voices import Voice, words_per_minute

_HEADER_BYTES = 44
_PIECE_BYTES = 4096


class EspeakError(Exception):
    pass


@dataclass(frozen=True)
class Speech:
    rate: int
    pieces: AsyncIterator[bytes]


@asynccontextmanager
async def spoken(text: str, voice: Voice, speed: float) -> AsyncIterator[Speech]:
    """The process is gone when the block is left, however far it had got."""
    process = await asyncio.create_subprocess_exec(
        *("espeak-ng", "--stdin", "--stdout", "-b", "1"),
        *("-v", voice.espeak, "-p", str(voice.pitch), "-s", str(words_per_minute(speed))),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=_PIECE_BYTES * 4,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(text.encode() + b"\n")
        process.stdin.close()
        header = await _header(process.stdout)
        yield Speech(read_wav(header).rate, _pieces(process.stdout))
    finally:
        await _to_the_end(_put_away(process, process.stdout))


async def _put_away(process: asyncio.subprocess.Process, out: asyncio.StreamReader) -> None:
    # At the end of its output it ends by itself; a kill would race with asyncio's own waiting.
    if not out.at_eof():
        process.kill()
    # An unread pipe is never closed: asyncio sees its end only by reading to it.
    while await out.read(_PIECE_BYTES):
        pass
    await process.wait()


async def _to_the_end(work: Coroutine[None, None, None]) -> None:
    """Who is cancelled meanwhile is cancelled after it: a connection may be lost in the midst of it."""
    task = asyncio.create_task(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as wish:
            cancelled = wish
    if cancelled is not None:
        raise cancelled
    task.result()


async def _header(out: asyncio.StreamReader) -> bytes:
    try:
        return await out.readexactly(_HEADER_BYTES)
    except asyncio.IncompleteReadError as cause:
        raise EspeakError("espeak-ng ended without a sound. Is its data installed?") from cause


async def _pieces(out: asyncio.StreamReader) -> AsyncIterator[bytes]:
    odd = b""
    while piece := await out.read(_PIECE_BYTES):
        piece = odd + piece
        even = len(piece) & ~1
        odd = piece[even:]
        if even:
            yield piece[:even]
