"""POST /v1/chat/completions"""

import json
import re
import time
import uuid
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from .body import json_object, number
from .conversation import Conversation, read_conversation
from .exchange import Exchange
from .script import Call, Reply, reply_to
from .sse import DONE, event

MODEL = "scripted"
_TOKEN = re.compile(r"\s*\S+")
_LONGEST = 1_000_000


class Completion:
    """One reply as the API writes it, whole or as deltas."""

    def __init__(self, model: str, reply: Reply, longest: int):
        self._head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": model}
        tokens = _TOKEN.findall(reply.text)
        self.tokens = tokens[:longest]
        self.calls = reply.calls if len(tokens) <= longest else ()
        self._is_cut = len(tokens) > longest

    @property
    def finish_reason(self) -> str:
        if self._is_cut:
            return "length"
        return "tool_calls" if self.calls else "stop"

    def usage(self, conversation: Conversation) -> dict[str, int]:
        asked = sum(len(_TOKEN.findall(message.text)) for message in conversation.messages)
        answered = len(self.tokens) + sum(len(_argument_pieces(call)) for call in self.calls)
        return {
            "prompt_tokens": asked,
            "completion_tokens": answered,
            "total_tokens": asked + answered,
        }

    def whole(self, usage: dict[str, int]) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": "".join(self.tokens) or None}
        if self.calls:
            message["tool_calls"] = [_call_head(c) | {"function": _function(c)} for c in self.calls]
        choice = {"index": 0, "message": message, "finish_reason": self.finish_reason}
        return self._head | {"object": "chat.completion", "choices": [choice], "usage": usage}

    def deltas(self) -> Iterator[dict[str, Any]]:
        for token in self.tokens:
            yield {"content": token}
        for index, call in enumerate(self.calls):
            head = _call_head(call) | {"function": {"name": call.name, "arguments": ""}}
            yield {"tool_calls": [{"index": index} | head]}
            for piece in _argument_pieces(call):
                yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}

    def chunk(self, delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
        return self._event([{"index": 0, "delta": delta, "finish_reason": finish_reason}])

    def usage_chunk(self, usage: dict[str, int]) -> bytes:
        return self._event([], usage=usage)

    def _event(self, choices: list[dict[str, Any]], **more: object) -> bytes:
        head = self._head | {"object": "chat.completion.chunk"}
        return event(head | {"choices": choices} | more)


async def complete(exchange: Exchange) -> web.StreamResponse:
    body = await json_object(exchange.request)
    conversation = read_conversation(body)
    name = "max_completion_tokens" if body.get("max_completion_tokens") is not None else "max_tokens"
    longest = _LONGEST if body.get(name) is None else int(number(body, name, 0, (1, _LONGEST)))
    reply = reply_to(conversation)
    if reply.fault is not None:
        exchange.add_fault(reply.fault)
    exchange.pace = reply.pace or exchange.pace
    completion = Completion(str(body.get("model") or MODEL), reply, longest)
    usage = completion.usage(conversation)
    if not body.get("stream"):
        await exchange.due(len(completion.tokens))
        return await exchange.answer(completion.whole(usage))
    options = body.get("stream_options")
    wants_usage = isinstance(options, dict) and bool(options.get("include_usage"))
    return await _stream(exchange, completion, usage if wants_usage else None)


async def _stream(
    exchange: Exchange, completion: Completion, usage: dict[str, int] | None
) -> web.StreamResponse:
    await exchange.open("text/event-stream")
    await exchange.due()
    await exchange.send(completion.chunk({"role": "assistant", "content": ""}))
    for position, delta in enumerate(completion.deltas()):
        await exchange.due(position)
        await exchange.send(completion.chunk(delta))
    await exchange.send(completion.chunk({}, completion.finish_reason))
    if usage is not None:
        await exchange.send(completion.usage_chunk(usage))
    await exchange.send(DONE)
    return await exchange.close()


def _call_head(call: Call) -> dict[str, Any]:
    return {"id": f"call_{uuid.uuid4().hex[:24]}", "type": "function"}


def _function(call: Call) -> dict[str, str]:
    return {"name": call.name, "arguments": json.dumps(call.arguments)}


def _argument_pieces(call: Call) -> list[str]:
    return re.findall(r"[\s\S]{1,8}", json.dumps(call.arguments))
