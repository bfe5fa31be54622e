import asyncio

import pytest

from .espeak import spoken
from .voices import VOICES


@pytest.mark.parametrize("cancellations", [1, 2, 3])
async def test_espeak_is_gone_however_often_its_listener_is_cancelled(
    monkeypatch: pytest.MonkeyPatch, cancellations: int
) -> None:
    processes: list[asyncio.subprocess.Process] = []
    begin = asyncio.create_subprocess_exec

    async def noted(*args: str, **options: object) -> asyncio.subprocess.Process:
        processes.append(await begin(*args, **options))  # type: ignore[arg-type]
        return processes[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    listening = asyncio.Event()

    async def listen() -> None:
        async with spoken("A long story. " * 500, VOICES["alloy"], 1) as speech:
            await anext(speech.pieces)
            listening.set()
            await asyncio.Event().wait()

    listener = asyncio.create_task(listen())
    await listening.wait()
    for _ in range(cancellations):
        listener.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await listener
    (process,) = processes
    assert process.stdout is not None
    assert process.returncode is not None
    assert process.stdout.at_eof()
