"""Faults, control and the rest of the face, over HTTP."""

import aiohttp
import pytest

from conftest import Client, until_counted

CHAT = "/v1/chat/completions"
STREAM = {"messages": [{"role": "user", "content": "tell me a story"}], "stream": True}
WHOLE = {"messages": [{"role": "user", "content": "tell me a story"}]}


async def test_a_status_comes_with_retry_after(speech: Client) -> None:
    response = await speech.post(CHAT, json=STREAM, headers={"x-fault": "429;retry_after=2"})
    assert (response.status, response.headers["Retry-After"]) == (429, "2")
    assert (await response.json())["error"]["code"] == "fault"


@pytest.mark.parametrize("fault", ["dead", "dead;after=5"])
@pytest.mark.parametrize("path", [CHAT, "/v1/audio/speech"])
async def test_a_dead_connection_is_reset(speech: Client, path: str, fault: str) -> None:
    body = STREAM if path == CHAT else {"input": "tell me a long story"}
    with pytest.raises(aiohttp.ClientError):
        await (await speech.post(path, json=body, headers={"x-fault": fault})).read()


@pytest.mark.parametrize("body", [STREAM, WHOLE])
async def test_a_stalled_stream_holds_until_the_client_leaves(speech: Client, body: object) -> None:
    with pytest.raises(TimeoutError):
        await speech.post(CHAT, json=body, headers={"x-fault": "stall"}, timeout=aiohttp.ClientTimeout(0.3))
    await until_counted(speech, "chat", in_flight=0, aborted=1, faulted=1)


async def test_a_stream_stalls_after_the_pieces_it_says(speech: Client) -> None:
    async with speech.post(CHAT, json=STREAM, headers={"x-fault": "stall;after=3"}) as response:
        assert b"upon" in await response.content.readuntil(b" upon")
        await until_counted(speech, "chat", in_flight=1, faulted=1)


async def test_garbage_at_once_is_a_page(speech: Client) -> None:
    response = await speech.post(CHAT, json=STREAM, headers={"x-fault": "garbage"})
    assert (response.status, response.content_type) == (200, "text/html")


async def test_garbage_later_is_a_broken_event(speech: Client) -> None:
    response = await speech.post(CHAT, json=STREAM, headers={"x-fault": "garbage;after=2"})
    assert (await response.text()).endswith('"delta":{"cont\n\n')


async def test_garbage_in_sound_is_half_a_sample(speech: Client) -> None:
    order = {"input": "hello", "response_format": "pcm"}
    response = await speech.post("/v1/audio/speech", json=order, headers={"x-fault": "garbage;after=2"})
    assert len(await response.read()) % 2 == 1


async def test_latency_delays_and_then_answers(speech: Client) -> None:
    response = await speech.post(CHAT, json=WHOLE, headers={"x-fault": "latency;ms=50"})
    assert response.status == 200
    await until_counted(speech, "chat", faulted=1, finished=1)


async def test_a_base_url_may_carry_the_fault_and_the_key(speech: Client) -> None:
    response = await speech.post(f"/with/fault:503/key:alice{CHAT}", json=WHOLE)
    assert response.status == 503
    stats = await (await speech.get("/control/stats")).json()
    assert stats["keys"]["alice"]["chat"]["refused"] == 1
    assert (await speech.get("/with/key:alice/v1/models")).status == 200


@pytest.mark.parametrize(
    "path", [f"/with/mood:bad{CHAT}", f"/with/fault:slow{CHAT}", f"/with/pace:x{CHAT}"]
)
async def test_a_base_url_that_makes_no_sense_is_refused(speech: Client, path: str) -> None:
    assert (await speech.post(path, json=WHOLE)).status == 400


async def test_a_fault_is_set_for_one_bearer_and_spent(speech: Client) -> None:
    fault = {"kind": "status", "code": 500, "stage": "chat", "key": "alice-key", "count": 1}
    await speech.put("/control/faults/first", json=fault)
    alice = {"Authorization": "Bearer alice-key"}
    statuses = [
        (await speech.post(CHAT, json=WHOLE, headers=headers)).status for headers in ({}, alice, alice)
    ]
    assert statuses == [200, 500, 200]
    assert (await (await speech.get("/control/faults")).json()) == {"faults": {}}


async def test_a_list_of_faults_is_taken_whole_or_not_at_all(speech: Client) -> None:
    await speech.put("/control/faults", json={"faults": [{"kind": "dead"}]})
    bad = await speech.put("/control/faults", json={"faults": [{"kind": "stall"}, {"kind": "bored"}]})
    faults = (await (await speech.get("/control/faults")).json())["faults"]
    assert bad.status == 400
    assert [fault["kind"] for fault in faults.values()] == ["dead"]


async def test_a_fault_is_taken_back(speech: Client) -> None:
    await speech.put("/control/faults/x", json={"kind": "dead"})
    assert (await speech.delete("/control/faults/x")).status == 200
    assert (await speech.delete("/control/faults/x")).status == 404
    assert (await speech.post(CHAT, json=WHOLE)).status == 200


async def test_models_are_listed(speech: Client) -> None:
    names = [model["id"] for model in (await (await speech.get("/v1/models")).json())["data"]]
    assert names == ["scripted", "pocketsphinx-caller", "pocketsphinx-agent", "espeak-ng"]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/", 404), ("GET", CHAT, 405)])
async def test_a_wrong_address_is_answered_in_json(
    speech: Client, method: str, path: str, status: int
) -> None:
    response = await speech.request(method, path)
    assert response.status == status
    assert (await response.json())["error"]["message"]
