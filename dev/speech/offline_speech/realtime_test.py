import base64
import contextlib
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from conftest import Client, counts_of, until_counted

VLLM = "/v1/realtime"
OPENAI = "/v1/realtime?intent=transcription&model=pocketsphinx-caller&language=en"
TEXT = "my number is alpha tango"


async def pcm_of(speech: Client, text: str, rate: int) -> bytes:
    response = await speech.post(
        "/v1/audio/speech", json={"input": text, "response_format": "pcm", "sample_rate": rate}
    )
    return await response.read()


async def append(socket: ClientWebSocketResponse, sound: bytes) -> None:
    audio = base64.b64encode(sound).decode()
    await socket.send_json({"type": "input_audio_buffer.append", "audio": audio})


async def until(socket: ClientWebSocketResponse, kind: str) -> list[dict[str, Any]]:
    """The events up to the first of this type."""
    events: list[dict[str, Any]] = []
    while not events or events[-1]["type"] != kind:
        events.append(await socket.receive_json(timeout=20))
    return events


async def begin_vllm(socket: ClientWebSocketResponse) -> None:
    await until(socket, "session.created")
    await socket.send_json({"type": "session.update", "model": "pocketsphinx-caller"})
    await socket.send_json({"type": "input_audio_buffer.commit", "final": False})


async def test_vllm_hears_words_while_they_are_spoken(speech: Client) -> None:
    sound = await pcm_of(speech, TEXT, 16_000)
    async with speech.ws_connect(VLLM) as socket:
        await begin_vllm(socket)
        told = ""
        for at in range(0, len(sound), 12_800):
            await append(socket, sound[at : at + 12_800])
            with contextlib.suppress(TimeoutError):
                told += (await socket.receive_json(timeout=0.01 if told else 2))["delta"]
        await socket.send_json({"type": "input_audio_buffer.commit", "final": True})
        events = await until(socket, "transcription.done")
    assert told
    assert TEXT.startswith(told)
    assert events[-1]["text"] == TEXT


async def test_a_connection_takes_one_utterance_after_the_other(speech: Client) -> None:
    async with speech.ws_connect(VLLM) as socket:
        await begin_vllm(socket)
        for text in ("hello", "please stop talking"):
            await append(socket, await pcm_of(speech, text, 16_000))
            await socket.send_json({"type": "input_audio_buffer.commit", "final": True})
            assert (await until(socket, "transcription.done"))[-1]["text"] == text


async def test_openai_hears_at_24_khz(speech: Client) -> None:
    sound = await pcm_of(speech, TEXT, 24_000)
    async with speech.ws_connect(OPENAI) as socket:
        await until(socket, "session.created")
        await socket.send_json({"type": "session.update", "session": {"turn_detection": None}})
        await until(socket, "session.updated")
        await append(socket, sound)
        await socket.send_json({"type": "input_audio_buffer.commit"})
        events = await until(socket, "conversation.item.input_audio_transcription.completed")
    assert events[-1]["transcript"] == TEXT
    await until_counted(speech, "transcription", in_flight=0, finished=1)


@pytest.mark.parametrize(
    "message", ["no json", '{"type":"nothing"}', '{"type":"input_audio_buffer.commit"}']
)
async def test_what_is_not_understood_is_an_error(speech: Client, message: str) -> None:
    async with speech.ws_connect(VLLM) as socket:
        await until(socket, "session.created")
        await socket.send_str(message)
        assert (await until(socket, "error"))[-1]["error"]


async def test_a_refusal_comes_before_the_socket(speech: Client) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await speech.ws_connect("/with/fault:429;retry_after=2/v1/realtime")
    assert refused.value.status == 429


@pytest.mark.parametrize("fault", ["garbage;after=1", "dead;after=1"])
async def test_a_fault_shows_in_the_middle(speech: Client, fault: str) -> None:
    async with speech.ws_connect(f"/with/fault:{fault}/v1/realtime") as socket:
        await begin_vllm(socket)
        await append(socket, await pcm_of(speech, "hello", 16_000))
        await socket.send_json({"type": "input_audio_buffer.commit", "final": True})
        kinds = [message.type async for message in socket]
    assert kinds == ([WSMsgType.TEXT] if fault.startswith("garbage") else [])
    assert (await counts_of(speech, "transcription"))["faulted"] == 1
