"""Starts a conversation, prints what happens for ten seconds, and ends it. Plain HTTP, standard library only.

Needs: SWITCHBOARD_URL, SWITCHBOARD_KEY.
"""

import json
import os
import time
import urllib.request
import uuid

URL = os.environ.get("SWITCHBOARD_URL", "http://localhost:8080")
KEY = os.environ["SWITCHBOARD_KEY"]


def call(method, path, body=None, headers=None, timeout=90):
    request = urllib.request.Request(
        URL + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {KEY}", "Content-Type": "application/json", **(headers or {})},
    )
    return urllib.request.urlopen(request, timeout=timeout)


def start(agent):
    """One Idempotency-Key for all attempts: they are one conversation."""
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    while True:
        with call("POST", "/v1/sessions", {"agent": agent, "waitSeconds": 30}, headers) as response:
            answer = json.load(response)
            if response.status == 201:
                return answer
            time.sleep(float(response.headers.get("Retry-After", "2")))


def events(session, seconds):
    end = time.monotonic() + seconds
    name = None
    with call("GET", f"/v1/sessions/{session}/events", timeout=20) as response:
        for line in response:
            text = line.decode().rstrip("\n")
            if text.startswith("event: "):
                name = text[7:]
            elif text.startswith("data: "):
                yield name, json.loads(text[6:])
            if time.monotonic() > end:
                return


if __name__ == "__main__":
    started = start("ada")
    session = started["session"]["id"]
    print("join", started["connection"]["server_url"], "as", started["session"]["identity"])
    call("POST", f"/v1/sessions/{session}/say", {"text": "This call is a test."}).close()
    for name, data in events(session, 10):
        if name == "session":
            print("phase", data["phase"])
        elif name == "transcript":
            print(f"{data['speaker']}: {data['text']}")
        if name == "transcript":
            break
    with call("POST", f"/v1/sessions/{session}/stop", {"mode": "Now"}) as response:
        print(json.load(response)["phase"])
