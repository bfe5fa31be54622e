"""How the pod is: hello, heartbeats, and the health port."""

import asyncio
import resource
import time

from .bus import Bus, now
from .pod import Pod

STARTED = time.monotonic()


def memory() -> dict:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    current, limit = _number("memory.current"), _number("memory.max")
    return {"nowBytes": current or peak, "peakBytes": max(peak, current), "limitBytes": limit}


def _number(name: str) -> int:
    try:
        with open(f"/sys/fs/cgroup/{name}", encoding="ascii") as file:
            text = file.read().strip()
        return int(text) if text.isdigit() else 0
    except OSError:
        return 0


async def say_hello(bus: Bus, pod: Pod) -> None:
    started = round((time.monotonic() - STARTED) * 1000)
    while True:
        await bus.tell("hello", {**pod.identity(), "startedMilliseconds": started})
        await asyncio.sleep(1)
        if pod.heard_of:
            return


async def beat(bus: Bus, pod: Pod) -> None:
    spent, at = time.process_time(), time.monotonic()
    while True:
        await asyncio.sleep(5)
        late = time.monotonic() - at - 5
        used = (time.process_time() - spent) / max(1.0, time.monotonic() - at)
        spent, at = time.process_time(), time.monotonic()
        report = {"at": now(), "state": pod.state, **pod.session, "memory": memory(), "underruns": 0, "endpoints": []}
        rest = {"cpuMillicores": round(used * 1000), "loopLagMilliseconds": max(0, round(late * 1000))}
        await bus.tell("heartbeat", {**report, **rest})


async def serve_health(port: int, ready) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        path = line.split(b" ")[1] if line.count(b" ") else b"/"
        good = path in (b"/healthz", b"/metrics") or (path == b"/readyz" and ready())
        writer.write(
            b"HTTP/1.1 %s\r\ncontent-length: 0\r\nconnection: close\r\n\r\n" % (b"200 OK" if good else b"503 No")
        )
        await writer.drain()
        writer.close()

    await asyncio.start_server(answer, "0.0.0.0", port)
