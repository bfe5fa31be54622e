"""How exactly a spoken sentence comes back: espeak-ng, Opus at 32 kbit/s, pocketsphinx.

Prints one JSON object a line. Needs Debian's espeak-ng and ffmpeg.
"""

import asyncio
import json
import random
import shutil
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer

from offline_speech.app import create_app
from offline_speech.config import Config
from offline_speech.grammar import AGENT, CALLER, load_phrases, spell_out
from offline_speech.pcm import wav_header

UTTERANCES = 100
SEED = 2026
GOAL_PER_CENT = 95
OPUS_RATE = 48_000
HEARD_RATE = 16_000
AT_ONCE = 2

Client = TestClient[web.Request, web.Application]


@dataclass(frozen=True)
class Trip:
    said: str
    heard: str
    first_byte_ms: float
    hearing_ms: float


async def through_opus(samples: bytes) -> bytes:
    encode = ("-f", "s16le", "-ar", "24000", "-ac", "1", "-i", "pipe:0", "-ar", str(OPUS_RATE))
    opus = await ffmpeg(samples, *encode, "-c:a", "libopus", "-b:a", "32k", "-f", "ogg", "pipe:1")
    decode = ("-f", "ogg", "-i", "pipe:0", "-f", "s16le", "-ar", str(HEARD_RATE), "-ac", "1", "pipe:1")
    return await ffmpeg(opus, *decode)


async def ffmpeg(given: bytes, *arguments: str) -> bytes:
    pipe = asyncio.subprocess.PIPE
    command = ("ffmpeg", "-v", "error", *arguments)
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    out, _ = await process.communicate(given)
    if process.returncode != 0:
        raise RuntimeError(f"ffmpeg ended with {process.returncode}; has it libopus?")
    return out


async def travel(client: Client, said: str, model: str, voice: str) -> Trip:
    began = time.perf_counter()
    order = {"input": said, "response_format": "pcm", "sample_rate": 24_000, "voice": voice}
    async with client.post("/v1/audio/speech", json=order) as response:
        spoken = await response.content.readany()
        first_byte = time.perf_counter() - began
        spoken += await response.content.read()
    arrived = await through_opus(spoken)
    form = FormData({"model": model})
    form.add_field("file", wav_header(HEARD_RATE, len(arrived)) + arrived, filename="said.wav")
    began = time.perf_counter()
    answer = await (await client.post("/v1/audio/transcriptions", data=form)).json()
    hearing = time.perf_counter() - began
    return Trip(said, answer["text"], first_byte * 1000, hearing * 1000)


async def travel_all(client: Client, utterances: Sequence[str], model: str, voice: str) -> list[Trip]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(said: str) -> Trip:
        async with gate:
            return await travel(client, said, model, voice)

    return await asyncio.gather(*(one(said) for said in utterances))


def report(case: str, unit: str, **figures: Any) -> None:
    print(json.dumps({"bench": "speech", "case": case, "unit": unit} | figures), flush=True)


def report_words(case: str, trips: Sequence[Trip]) -> None:
    exact = 100 * sum(trip.said == trip.heard for trip in trips) / len(trips)
    goal = {"goal": {"value": GOAL_PER_CENT}, "met": exact >= GOAL_PER_CENT}
    report(case, "%", n=len(trips), value=round(exact, 1), **goal)
    for trip in trips:
        if trip.said != trip.heard:
            print(f"  said {trip.said!r}, heard {trip.heard!r}", file=sys.stderr)


def report_times(case: str, times: Sequence[float]) -> None:
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    report(case, "ms", n=len(times), p50=round(cuts[49], 1), p90=round(cuts[89], 1), p99=round(cuts[98], 1))


def utterances_of(phrases: Sequence[str]) -> list[str]:
    rng = random.Random(SEED)
    lists = load_phrases().lists
    return [spell_out(rng.choice(phrases), lists, rng) for _ in range(UTTERANCES)]


async def main() -> None:
    missing = [program for program in ("espeak-ng", "ffmpeg") if shutil.which(program) is None]
    if missing:
        sys.exit(f"This bench needs {' and '.join(missing)}: apt-get install {' '.join(missing)}")
    phrases = load_phrases()
    caller = utterances_of(phrases.caller)
    async with TestClient(TestServer(create_app(Config()))) as client:
        while (await client.get("/health")).status != 200:
            await asyncio.sleep(0.1)
        trips = await travel_all(client, caller, CALLER, "alloy")
        report_words("caller-word-for-word", trips)
        report_times("first-byte-of-speech", [trip.first_byte_ms for trip in trips])
        report_times("transcription", [trip.hearing_ms for trip in trips])
        agent = await travel_all(client, utterances_of(phrases.agent), AGENT, "alloy")
        report_words("agent-word-for-word", agent)
        for voice in ("echo", "fable", "onyx", "nova", "shimmer"):
            report_words(f"caller-word-for-word-{voice}", await travel_all(client, caller, CALLER, voice))


if __name__ == "__main__":
    asyncio.run(main())
