import asyncio
import os
import signal

from .bus import Bus
from .pod import Pod
from .pulse import beat, say_hello, serve_health
from .settings import read_settings

FLUSH_SECONDS = 5


async def main() -> None:
    settings = read_settings()
    bus = Bus(settings)
    pod = Pod(settings, bus)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, pod.terminate)
    await bus.connect()
    await bus.listen(pod.answer)
    await serve_health(settings.health_port, lambda: bus.up or pod.state != "Idle")
    tasks = [asyncio.create_task(say_hello(bus, pod)), asyncio.create_task(beat(bus, pod))]
    bus.on_up = lambda: tasks.append(asyncio.create_task(say_hello(bus, pod)))
    await pod.over.wait()
    await bus.flush(FLUSH_SECONDS)
    # The libraries' threads are of no more use.
    os._exit(0)


asyncio.run(main())
