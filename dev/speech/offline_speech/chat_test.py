import io
import json
from typing import Any

import pytest

from conftest import Client, counts_of, until_counted

LOOK_UP = {
    "type": "function",
    "function": {
        "name": "look_up",
        "parameters": {"type": "object", "properties": {"what": {"type": "string"}}},
    },
}


def asked(said: str, **more: object) -> dict[str, Any]:
    return {"model": "scripted", "messages": [{"role": "user", "content": said}], **more}


async def chunks(speech: Client, body: dict[str, Any]) -> list[dict[str, Any]]:
    response = await speech.post("/v1/chat/completions", json=body | {"stream": True})
    assert response.content_type == "text/event-stream"
    events = (await response.text()).strip().split("\n\n")
    assert events.pop() == "data: [DONE]"
    return [json.loads(event.removeprefix("data: ")) for event in events]


def text_of(streamed: list[dict[str, Any]]) -> str:
    return "".join(c["choices"][0]["delta"].get("content", "") for c in streamed if c["choices"])


async def test_an_answer_in_one_piece(speech: Client) -> None:
    answer = await (await speech.post("/v1/chat/completions", json=asked("echo blue tango"))).json()
    assert answer["object"] == "chat.completion"
    assert answer["choices"][0]["message"] == {"role": "assistant", "content": "You said blue tango."}
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert answer["usage"] == {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}


async def test_a_streamed_answer_says_the_same(speech: Client) -> None:
    streamed = await chunks(speech, asked("echo blue tango"))
    assert text_of(streamed) == "You said blue tango."
    assert streamed[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert streamed[-1]["choices"][0]["finish_reason"] == "stop"
    assert len({chunk["id"] for chunk in streamed}) == 1


async def test_usage_comes_last_where_it_is_asked_for(speech: Client) -> None:
    body = asked("echo blue", stream_options={"include_usage": True})
    streamed = await chunks(speech, body)
    assert streamed[-1]["choices"] == []
    assert streamed[-1]["usage"]["completion_tokens"] == 3


async def test_a_tool_call_comes_in_deltas(speech: Client) -> None:
    streamed = await chunks(speech, asked("look up blue and papa", tools=[LOOK_UP]))
    calls: dict[int, str] = {}
    for chunk in streamed:
        for call in chunk["choices"][0]["delta"].get("tool_calls", []):
            assert ("id" in call) == (call["index"] not in calls)
            calls[call["index"]] = calls.get(call["index"], "") + call["function"]["arguments"]
    assert [json.loads(arguments) for arguments in calls.values()] == [{"what": "blue"}, {"what": "papa"}]
    assert streamed[-1]["choices"][0]["finish_reason"] == "tool_calls"


async def test_an_answer_is_cut_at_max_tokens(speech: Client) -> None:
    streamed = await chunks(speech, asked("tell me a story", max_tokens=4))
    assert text_of(streamed) == "Once upon a time,"
    assert streamed[-1]["choices"][0]["finish_reason"] == "length"


async def test_a_client_that_leaves_frees_its_place(speech: Client) -> None:
    body = asked("tell me a long story", stream=True)
    headers = {"x-pace": "first_ms=1;rate=5", "x-key": "leaver"}
    async with speech.post("/v1/chat/completions", json=body, headers=headers) as response:
        await response.content.readuntil(b"Once")
        assert (await counts_of(speech, "chat"))["in_flight"] == 1
    await until_counted(speech, "chat", in_flight=0, aborted=1, finished=0)
    stats = await (await speech.get("/control/stats")).json()
    assert stats["keys"]["leaver"]["chat"]["aborted"] == 1


async def test_a_pace_holds_a_stream_back(speech: Client) -> None:
    paces = {"chat": {"first_ms": 60_000}}
    await speech.put("/control/pace", json=paces)
    async with speech.post("/v1/chat/completions", json=asked("hello", stream=True)) as response:
        await until_counted(speech, "chat", in_flight=1, finished=0)
        assert response.content.total_bytes == 0


@pytest.mark.parametrize("body", [[], {"messages": "hello"}, asked("hello", max_tokens=0)])
async def test_a_bad_body_is_refused(speech: Client, body: object) -> None:
    assert (await speech.post("/v1/chat/completions", json=body)).status == 400


async def test_a_body_over_the_limit_is_refused(speech: Client) -> None:
    body = io.BytesIO(json.dumps(asked("x" * (1 << 20))).encode())
    assert (await speech.post("/v1/chat/completions", data=body)).status == 413
