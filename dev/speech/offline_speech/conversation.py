"""A chat completion's messages and tools, as far as the script needs them."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .errors import bad_request

_ROLES = ("system", "developer", "user", "assistant", "tool")


@dataclass(frozen=True)
class Message:
    role: str
    text: str
    tool_call_id: str = ""
    called: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tool:
    name: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Conversation:
    messages: Sequence[Message]
    tools: Sequence[Tool] = ()
    must_call: str | None = None

    @property
    def last(self) -> Message:
        return self.messages[-1]

    @property
    def instructions(self) -> str:
        return "\n".join(m.text for m in self.messages if m.role in ("system", "developer"))

    def said_by(self, role: str) -> list[str]:
        return [message.text for message in self.messages if message.role == role]

    def tool_behind(self, call_id: str) -> str:
        for message in reversed(self.messages):
            if call_id in message.called:
                return message.called[call_id]
        return ""


def read_conversation(body: Mapping[str, Any]) -> Conversation:
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise bad_request("messages is a list with at least one message.")
    choice = body.get("tool_choice", "auto")
    tools = [] if choice == "none" else [_read_tool(tool) for tool in body.get("tools") or []]
    return Conversation([_read_message(m) for m in messages], tools, _must_call(choice, tools))


def words_only(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))


def _must_call(choice: object, tools: Sequence[Tool]) -> str | None:
    if choice == "required" and tools:
        return tools[0].name
    if isinstance(choice, dict):
        return str(choice.get("function", {}).get("name", "")) or None
    return None


def _read_message(message: object) -> Message:
    if not isinstance(message, dict) or message.get("role") not in _ROLES:
        raise bad_request(f"A message has a role: {', '.join(_ROLES)}.")
    calls = message.get("tool_calls") or []
    try:
        called = {call["id"]: call["function"]["name"] for call in calls}
    except (KeyError, TypeError) as cause:
        raise bad_request("A tool call has an id and a function with a name.") from cause
    return Message(
        message["role"],
        _read_content(message.get("content")),
        str(message.get("tool_call_id", "")),
        called,
    )


def _read_content(content: object) -> str:
    if isinstance(content, list):
        parts = (part.get("text", "") for part in content if isinstance(part, dict))
        return " ".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _read_tool(tool: object) -> Tool:
    function = tool.get("function") if isinstance(tool, dict) else None
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise bad_request("A tool is a function with a name.")
    return Tool(function["name"], function.get("parameters") or {})


def spoken_result(content: str) -> str:
    """A tool's answer as words: the values of a JSON object, or the text itself."""
    try:
        value = json.loads(content)
    except json.JSONDecodeError:
        return content
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    return str(value)
