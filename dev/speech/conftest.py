import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from offline_speech.app import create_app
from offline_speech.config import Config

Client = TestClient[web.Request, web.Application]

SMALL = Config(
    decoders=1, waiting_for_a_decoder=2, voices_at_once=3, audio_bytes=2_000_000, stall_seconds=30
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[Client]:
    async with TestClient(TestServer(create_app(SMALL))) as client:
        async with asyncio.timeout(60):
            while (await client.get("/health")).status != 200:
                await asyncio.sleep(0.05)
        yield client


@pytest_asyncio.fixture(loop_scope="module")
async def speech(server: Client) -> AsyncIterator[Client]:
    """The service as it is at its start: no faults, no pace, no counts."""
    yield server
    for setting in ("faults", "pace", "stats"):
        await server.delete(f"/control/{setting}")


async def counts_of(client: Client, stage: str) -> dict[str, int]:
    stats: dict[str, Any] = await (await client.get("/control/stats")).json()
    counts: dict[str, int] = stats["stages"][stage]
    return counts


async def until_counted(client: Client, stage: str, **wanted: int) -> None:
    async with asyncio.timeout(10):
        while wanted.items() - (await counts_of(client, stage)).items():
            await asyncio.sleep(0.01)
