import asyncio
import audioop
import io
import random
import struct

import pytest
from aiohttp import FormData

from conftest import Client, until_counted
from offline_speech.errors import Refusal
from offline_speech.pcm import wav_header
from offline_speech.transcription import read_candidates


async def spoken(speech: Client, text: str, **order: object) -> bytes:
    response = await speech.post("/v1/audio/speech", json={"input": text, **order})
    return await response.read()


def upload(content: bytes, filename: str = "said.wav", **fields: str) -> FormData:
    form = FormData(fields)
    form.add_field("file", io.BytesIO(content), filename=filename)
    return form


async def heard(speech: Client, form: FormData) -> str:
    response = await speech.post("/v1/audio/transcriptions", data=form)
    text: str = (await response.json())["text"]
    return text


@pytest.mark.parametrize("rate", [8000, 16000, 24000, 48000])
@pytest.mark.parametrize("text", ["hello", "my number is alpha tango", "please stop talking"])
async def test_what_is_spoken_is_heard_at_every_rate(speech: Client, text: str, rate: int) -> None:
    assert await heard(speech, upload(await spoken(speech, text, sample_rate=rate))) == text


def cough(rate: int) -> bytes:
    """A burst of noise that dies away."""
    rng, length = random.Random(7), int(0.25 * rate)
    return struct.pack(
        f"<{length}h", *(round(rng.gauss(0, 6000) * (1 - i / length)) for i in range(length))
    )


async def pcm_of(speech: Client, text: str, rate: int) -> bytes:
    return await spoken(speech, text, response_format="pcm", sample_rate=rate)


def quiet(rate: int, seconds: float) -> bytes:
    return bytes(2 * int(rate * seconds))


@pytest.mark.parametrize("rate", [8000, 16000])
async def test_a_cough_before_or_after_is_no_word(speech: Client, rate: int) -> None:
    said = await pcm_of(speech, "count to five", rate)
    pause = quiet(rate, 0.6)
    for content in (cough(rate) + pause + said, said + pause + cough(rate)):
        assert await heard(speech, upload(content, "said.pcm", sample_rate=str(rate))) == "count to five"


async def test_a_cough_alone_is_no_words(speech: Client) -> None:
    content = quiet(16000, 0.5) + cough(16000) + quiet(16000, 0.5)
    assert await heard(speech, upload(content, "said.pcm")) == ""


@pytest.mark.parametrize("rate", [8000, 16000])
async def test_two_phrases_in_one_upload_are_both_heard(speech: Client, rate: int) -> None:
    first = await pcm_of(speech, "hello", rate)
    second = await pcm_of(speech, "tell me a story", rate)
    form = upload(first + quiet(rate, 0.7) + second, "said.pcm", sample_rate=str(rate))
    assert await heard(speech, form) == "hello tell me a story"


@pytest.mark.parametrize("level", [50, 150, 300])
async def test_speech_is_heard_over_noise(speech: Client, level: int) -> None:
    said = quiet(16000, 0.4) + await pcm_of(speech, "please stop talking", 16000) + quiet(16000, 0.4)
    rng, length = random.Random(3), len(said) // 2
    noise = struct.pack(f"<{length}h", *(round(rng.gauss(0, level)) for _ in range(length)))
    content = audioop.add(said, noise, 2)
    assert await heard(speech, upload(content, "said.pcm")) == "please stop talking"


async def test_raw_pcm_is_heard_at_the_rate_it_says(speech: Client) -> None:
    content = await spoken(speech, "count to five", response_format="pcm", sample_rate=24000)
    assert await heard(speech, upload(content, "said.pcm", sample_rate="24000")) == "count to five"


async def test_the_agents_sentences_are_heard_with_the_agents_grammar(speech: Client) -> None:
    content = await spoken(speech, "You said blue tango. Your number is victor golden.")
    form = upload(content, model="pocketsphinx-agent")
    assert await heard(speech, form) == "you said blue tango your number is victor golden"


async def test_a_prompt_may_replace_the_grammar_for_once(speech: Client) -> None:
    content = await spoken(speech, "the kettle is boiling")
    form = upload(content, prompt="one of: the kettle is boiling | the winter was cold")
    assert await heard(speech, form) == "the kettle is boiling"
    assert await heard(speech, upload(await spoken(speech, "goodbye"))) == "goodbye"


async def test_words_outside_the_dictionary_are_refused(speech: Client) -> None:
    form = upload(wav_header(16000, 3200) + bytes(3200), prompt="one of: xqzzt")
    response = await speech.post("/v1/audio/transcriptions", data=form)
    assert response.status == 400


@pytest.mark.parametrize("content", [wav_header(16000, 0), wav_header(16000, 64000) + bytes(64000)])
async def test_silence_is_no_words(speech: Client, content: bytes) -> None:
    assert await heard(speech, upload(content)) == ""


async def test_text_is_plain(speech: Client) -> None:
    form = upload(await spoken(speech, "goodbye"), response_format="text")
    response = await speech.post("/v1/audio/transcriptions", data=form)
    assert (response.content_type, await response.text()) == ("text/plain", "goodbye\n")


async def test_verbose_json_says_when(speech: Client) -> None:
    form = upload(await spoken(speech, "thank you"), response_format="verbose_json")
    answer = await (await speech.post("/v1/audio/transcriptions", data=form)).json()
    assert [word["word"] for word in answer["words"]] == ["thank", "you"]
    assert all(0 <= word["start"] < word["end"] <= answer["duration"] for word in answer["words"])


async def test_a_streamed_answer_comes_word_by_word(speech: Client) -> None:
    form = upload(await spoken(speech, "tell me a story"), stream="true")
    response = await speech.post("/v1/audio/transcriptions", data=form)
    lines = (await response.text()).split("\n\n")
    assert response.content_type == "text/event-stream"
    assert lines[1] == 'data: {"type":"transcript.text.delta","delta":" me"}'
    assert lines[-3:] == [
        'data: {"type":"transcript.text.done","text":"tell me a story"}',
        "data: [DONE]",
        "",
    ]


async def test_streams_go_on_while_a_long_utterance_is_heard(speech: Client) -> None:
    minute = await spoken(speech, "my number is alpha tango. " * 20, sample_rate=8000)
    listening = asyncio.create_task(heard(speech, upload(minute, model="pocketsphinx-agent")))
    await until_counted(speech, "transcription", in_flight=1)
    assert (await speech.get("/v1/models")).status == 200
    assert not listening.done()
    await listening


async def test_the_queue_for_a_decoder_has_an_end(speech: Client) -> None:
    content = await spoken(speech, "hello")
    asked = [speech.post("/v1/audio/transcriptions", data=upload(content)) for _ in range(12)]
    answers = sorted(response.status for response in await asyncio.gather(*asked))
    assert answers[0] == 200
    assert answers[-1] == 429
    assert set(answers) == {200, 429}


@pytest.mark.parametrize(
    ("form", "status"),
    [
        (upload(b"ID3"), 400),
        (upload(b"\0\0", "a.pcm", sample_rate="fast"), 400),
        (upload(b"\0\0", "a.pcm", response_format="srt"), 400),
        (FormData({"model": "x"}), 400),
        (upload(bytes(2_000_001), "a.pcm"), 413),
    ],
)
async def test_a_bad_upload_is_refused(speech: Client, form: FormData, status: int) -> None:
    response = await speech.post("/v1/audio/transcriptions", data=form)
    assert response.status == status
    assert (await response.json())["error"]["message"]


def test_candidates_are_plain_phrases() -> None:
    assert read_candidates("A caller asks for help.") == ()
    assert read_candidates("one of: Good night |  see   you ") == ("good night", "see you")
    with pytest.raises(Refusal):
        read_candidates("one of: <public> ;")
