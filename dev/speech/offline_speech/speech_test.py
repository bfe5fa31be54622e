import audioop

import pytest

from conftest import Client, until_counted
from offline_speech.pcm import read_wav

STORY = "Once upon a time, a sailor lived beside the river. " * 40


async def test_a_wav_is_the_default(speech: Client) -> None:
    response = await speech.post("/v1/audio/speech", json={"input": "hello"})
    sound = read_wav(await response.read())
    assert (response.status, response.content_type, sound.rate) == (200, "audio/wav", 24000)
    assert 0.3 < sound.seconds < 3
    assert audioop.rms(sound.samples, 2) > 500


@pytest.mark.parametrize("rate", [8000, 16000, 48000])
async def test_pcm_lasts_equally_long_at_every_rate(speech: Client, rate: int) -> None:
    async def seconds(at: int) -> float:
        order = {"input": "good morning", "response_format": "pcm", "sample_rate": at}
        return len(await (await speech.post("/v1/audio/speech", json=order)).read()) / 2 / at

    assert await seconds(rate) == pytest.approx(await seconds(24000), abs=0.001)


async def test_speed_shortens(speech: Client) -> None:
    async def size(speed: float) -> int:
        order = {"input": "good morning", "speed": speed}
        return len(await (await speech.post("/v1/audio/speech", json=order)).read())

    assert await size(2) < 0.7 * await size(1)


async def test_voices_differ(speech: Client) -> None:
    async def sound(voice: str) -> bytes:
        return await (await speech.post("/v1/audio/speech", json={"input": "yes", "voice": voice})).read()

    assert len({await sound(voice) for voice in ("alloy", "echo", "fable", "onyx", "nova", "shimmer")}) == 6


async def test_a_long_text_is_heard_before_it_is_finished(speech: Client) -> None:
    pace = {"x-pace": "rate=10"}
    async with speech.post("/v1/audio/speech", json={"input": STORY}, headers=pace) as response:
        assert await response.content.readexactly(4096)
        await until_counted(speech, "speech", in_flight=1, finished=0)
    await until_counted(speech, "speech", in_flight=0, aborted=1)


async def test_no_more_voices_at_once_than_the_limit(speech: Client) -> None:
    pace = {"x-pace": "rate=1"}
    talking = [await speech.post("/v1/audio/speech", json={"input": STORY}, headers=pace) for _ in range(3)]
    refused = await speech.post("/v1/audio/speech", json={"input": "hello"})
    assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
    for response in talking:
        response.close()
    await until_counted(speech, "speech", in_flight=0, aborted=3)
    assert (await speech.post("/v1/audio/speech", json={"input": "hello"})).status == 200


@pytest.mark.parametrize(
    ("order", "status"),
    [
        ({}, 400),
        ({"input": " "}, 400),
        ({"input": "hi", "voice": "nobody"}, 400),
        ({"input": "hi", "response_format": "mp3"}, 400),
        ({"input": "hi", "speed": 9}, 400),
        ({"input": "hi", "sample_rate": 1}, 400),
        ({"input": "x" * 4097}, 413),
    ],
)
async def test_a_bad_order_is_refused(speech: Client, order: dict[str, object], status: int) -> None:
    response = await speech.post("/v1/audio/speech", json=order)
    assert response.status == status
    assert (await response.json())["error"]["message"]


async def test_text_that_looks_like_an_option_is_spoken(speech: Client) -> None:
    response = await speech.post("/v1/audio/speech", json={"input": "--version"})
    assert read_wav(await response.read()).seconds > 0.3
