"""The bus: connecting as this pod, live reports, and durable ones that outlive an outage."""

import asyncio
import base64
import json
import os
import secrets
from collections import deque
from datetime import UTC, datetime

import nats
from nacl.signing import SigningKey

from .settings import BUS_UNREACHABLE, ENVIRONMENT, Settings, give_up

CREDENTIAL_SECONDS = 55
CONNECT_SECONDS = 60
KEPT_REPORTS = 2000
LONGEST_PAUSE_SECONDS = 5.0


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


class Bus:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = nats.NATS()
        self._unsent: deque[tuple[str, bytes, str]] = deque()
        self._more = asyncio.Event()
        self._run = secrets.token_hex(6)
        self.sequence = 0
        self.on_up = lambda: None

    @property
    def up(self) -> bool:
        return self._client.is_connected

    async def connect(self) -> None:
        await self._wait_for_credential()

        async def reconnected() -> None:
            self.on_up()

        async def quiet(_error: Exception) -> None:
            """The client tries again by itself, without end."""

        connecting = self._client.connect(
            servers=self._settings.servers,
            inbox_prefix=f"_INBOX.{self._settings.uid}",
            user_jwt_cb=lambda: self._credential("NATS USER JWT"),
            signature_cb=self._sign,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.5,
            reconnected_cb=reconnected,
            error_cb=quiet,
        )
        try:
            await asyncio.wait_for(connecting, CONNECT_SECONDS)
        except Exception as error:
            give_up(f"the bus cannot be reached: {error!r}", BUS_UNREACHABLE)
        self._sender = asyncio.create_task(self._send())

    async def listen(self, handler) -> None:
        await self._client.subscribe(f"sb.ctl.{self._settings.uid}.*", cb=handler)

    async def tell(self, kind: str, report: dict) -> None:
        """A live report: lost while the bus is down."""
        if self.up:
            await self._client.publish(self._subject(kind), json.dumps(report).encode())

    def keep(self, kind: str, report: dict) -> None:
        """A durable report: kept and sent in order, until the stream has it."""
        self.sequence += 1
        body = {"sequence": self.sequence, "at": now(), **report}
        identity = f"{self._settings.uid}.{self._run}.{self.sequence}"
        self._unsent.append((self._subject(kind), json.dumps(body).encode(), identity))
        if len(self._unsent) > KEPT_REPORTS:
            self._unsent.popleft()
        self._more.set()

    async def flush(self, seconds: float) -> None:
        deadline = asyncio.get_running_loop().time() + seconds
        while self._unsent and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)

    async def _send(self) -> None:
        pause = 0.1
        while True:
            await self._more.wait()
            while self._unsent:
                subject, body, identity = self._unsent[0]
                if await self._stored(subject, body, identity):
                    self._unsent.popleft()
                    pause = 0.1
                else:
                    await asyncio.sleep(pause)
                    pause = min(LONGEST_PAUSE_SECONDS, pause * 2)
            self._more.clear()

    async def _stored(self, subject: str, body: bytes, identity: str) -> bool:
        try:
            headers = {"Nats-Msg-Id": identity}
            answer = await self._client.request(subject, body, timeout=5, headers=headers)
            return "error" not in json.loads(answer.data)
        except Exception:
            return False

    def _subject(self, kind: str) -> str:
        return f"sb.pod.{self._settings.uid}.{kind}"

    async def _wait_for_credential(self) -> None:
        for _ in range(CREDENTIAL_SECONDS * 20):
            if os.path.exists(self._settings.credential):
                return
            await asyncio.sleep(0.05)
        give_up(f"there is no credential at {self._settings.credential}", ENVIRONMENT)

    def _credential(self, part: str) -> bytes:
        with open(self._settings.credential, encoding="ascii") as file:
            lines = file.read().splitlines()
        begin = next(i for i, line in enumerate(lines) if f"BEGIN {part}" in line)
        return lines[begin + 1].strip().encode()

    def _sign(self, nonce: str) -> bytes:
        seed = self._credential("USER NKEY SEED")
        raw = base64.b32decode(seed + b"=" * (-len(seed) % 8))
        # Two bytes say what kind of key it is, two more are a checksum.
        return base64.b64encode(SigningKey(raw[2:34]).sign(nonce.encode()).signature)
