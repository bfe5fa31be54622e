"""One request and its answer: counted, paced, and spoilt where a fault says so."""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from typing import Never

from aiohttp import web

from .directives import names_of, read_directives
from .errors import Refusal
from .faults import Fault
from .service import SERVICE, Service

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_SOCKET = "a socket"
_WRONG_PAGE = "<html><body>This is not what you asked for.</body></html>"
_BROKEN_PIECES = {"text/event-stream": b'data: {"choices":[{"delta":{"cont\n\n'}
_BROKEN_AUDIO = b"\xff\x00\x7f"
_SOCKET_MESSAGE = 1 << 20


class FaultShown(Exception):
    def __init__(self, response: web.StreamResponse):
        super().__init__("a fault ended this answer")
        self.response = response


class Exchange:
    def __init__(self, request: web.Request, stage: str, service: Service):
        directives = read_directives(request)
        self.request = request
        self.service = service
        self.pace = directives.pace or service.pace(stage)
        self.counts = service.stats.counts(stage, directives.key)
        self._faults = list(directives.faults)
        self._faults += service.faults.pick(stage, names_of(request, directives.key))
        self._began = asyncio.get_running_loop().time()
        self._response: web.StreamResponse | None = None
        self._pieces = 0

    def add_fault(self, fault: Fault) -> None:
        self._faults.append(fault)

    async def due(self, progress: float = 0) -> None:
        wait = self._began + self.pace.due(progress) - asyncio.get_running_loop().time()
        if wait > 0:
            await asyncio.sleep(wait)

    async def open(self, content_type: str) -> None:
        await self._show_early_faults()
        await self._show_faults_due(content_type)
        self._response = web.StreamResponse(headers={"Content-Type": content_type})
        self._response.enable_chunked_encoding()
        await self._response.prepare(self.request)

    async def send(self, piece: bytes) -> None:
        assert self._response is not None, "open() comes before send()"
        await self._show_faults_due(self._response.content_type)
        await self._response.write(piece)
        self._pieces += 1

    async def open_socket(self) -> None:
        await self._show_early_faults()
        self._response = web.WebSocketResponse(max_msg_size=_SOCKET_MESSAGE, heartbeat=30)
        await self._response.prepare(self.request)

    @property
    def socket(self) -> web.WebSocketResponse:
        assert isinstance(self._response, web.WebSocketResponse), "open_socket() comes first"
        return self._response

    async def say(self, event: Mapping[str, object]) -> None:
        await self._show_faults_due(_SOCKET)
        await self.socket.send_str(json.dumps(event, separators=(",", ":")))
        self._pieces += 1

    async def close_socket(self) -> web.StreamResponse:
        await self.socket.close()
        return self.socket

    def begin(self) -> None:
        """The pace counts from here: what went before was the client's time."""
        self._began = asyncio.get_running_loop().time()

    async def close(self) -> web.StreamResponse:
        assert self._response is not None, "open() comes before close()"
        await self._show_faults_due(self._response.content_type)
        await self._response.write_eof()
        return self._response

    async def answer(self, body: object) -> web.StreamResponse:
        """The whole answer is one piece, so a fault shows whatever its `after` says."""
        await self._show_early_faults()
        for fault in self._faults:
            await self._show(fault, "application/json")
        if isinstance(body, str):
            return web.Response(text=body)
        return web.Response(text=json.dumps(body), content_type="application/json")

    async def _show_early_faults(self) -> None:
        for fault in self._faults:
            if fault.kind == "latency":
                self._count_fault()
                await asyncio.sleep(fault.ms / 1000)
        for fault in self._faults:
            if fault.kind == "status":
                self._count_fault()
                raise Refusal(
                    fault.code,
                    "This failure was asked for.",
                    code="fault",
                    retry_after=fault.retry_after,
                )
        self._faults = [f for f in self._faults if f.kind not in ("latency", "status")]

    async def _show_faults_due(self, content_type: str) -> None:
        for fault in self._faults:
            if fault.after <= self._pieces:
                await self._show(fault, content_type)

    async def _show(self, fault: Fault, content_type: str) -> None:
        self._count_fault()
        if fault.kind == "garbage":
            await self._send_garbage(content_type)
        if fault.kind == "stall":
            await asyncio.sleep(self.service.config.stall_seconds)
        self._reset()

    async def _send_garbage(self, content_type: str) -> Never:
        if self._response is None:
            raise FaultShown(web.Response(text=_WRONG_PAGE, content_type="text/html"))
        if content_type == _SOCKET:
            await self.socket.send_str(_WRONG_PAGE)
            raise FaultShown(await self.close_socket())
        await self._response.write(_BROKEN_PIECES.get(content_type, _BROKEN_AUDIO))
        await self._response.write_eof()
        raise FaultShown(self._response)

    def _reset(self) -> Never:
        transport = self.request.transport
        if transport is not None:
            peer = transport.get_extra_info("socket")
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            transport.abort()
        raise FaultShown(self._response or web.Response(status=500))

    def _count_fault(self) -> None:
        for counts in self.counts:
            counts.faulted += 1


Answer = Callable[[Exchange], Awaitable[web.StreamResponse]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def counted(stage: str, answer: Answer) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        exchange = Exchange(request, stage, request.app[SERVICE])
        for counts in exchange.counts:
            counts.requests += 1
            counts.in_flight += 1
        outcome = "refused"
        try:
            response = await answer(exchange)
            outcome = "finished"
            return response
        except FaultShown as shown:
            outcome = "finished"
            return shown.response
        except (asyncio.CancelledError, ConnectionError):
            outcome = "aborted"
            raise
        finally:
            for counts in exchange.counts:
                counts.in_flight -= 1
                setattr(counts, outcome, getattr(counts, outcome) + 1)

    return handle
