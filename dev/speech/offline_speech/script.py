"""The scripted model: what it answers to a conversation. Pure: the same words get the same answer."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .conversation import Conversation, Tool, spoken_result, words_only
from .faults import Fault
from .pace import Pace
from .story import count_to, tell

LONG_STORY_ROUNDS = 6
SLOW = Pace(first_ms=4000, rate=5)

_NUMBER = re.compile(r"\bmy number is ((?:(?!my number)\w+ ?)+)")
_NAME = re.compile(r"\byou are (?:called |named )?(\w+)", re.IGNORECASE)
_END_TOOL = re.compile(r"end|hang_?up|goodbye", re.IGNORECASE)
_PERSON_TOOL = re.compile(r"hand|transfer|escalate", re.IGNORECASE)


@dataclass(frozen=True)
class Call:
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Reply:
    text: str = ""
    calls: tuple[Call, ...] = ()
    fault: Fault | None = None
    pace: Pace | None = None


@dataclass(frozen=True)
class _Turn:
    conversation: Conversation
    match: re.Match[str] = field(repr=False)

    @property
    def words(self) -> str:
        return self.match[1].strip()


def reply_to(conversation: Conversation) -> Reply:
    if conversation.last.role == "tool":
        return _after_tool(conversation)
    said = words_only((conversation.said_by("user") or [""])[-1])
    if conversation.must_call is not None:
        return _call(conversation, conversation.must_call, said)
    for pattern, answer in _SCRIPT:
        if match := pattern.search(said):
            return answer(_Turn(conversation, match))
    return Reply("I did not understand that.")


def _after_tool(conversation: Conversation) -> Reply:
    if _END_TOOL.search(conversation.tool_behind(conversation.last.tool_call_id)):
        return Reply()
    results: list[str] = []
    for message in reversed(conversation.messages):
        if message.role != "tool":
            break
        results.insert(0, spoken_result(message.text))
    return Reply(f"The answer is {' '.join(results)}.")


def _remember(turn: _Turn) -> Reply:
    for said in reversed(turn.conversation.said_by("user")):
        if numbers := _NUMBER.findall(words_only(said)):
            return Reply(f"Your number is {numbers[-1].strip()}.")
    return Reply("I do not know your number.")


def _introduce(turn: _Turn) -> Reply:
    name = _NAME.search(turn.conversation.instructions)
    return Reply(f"My name is {name[1]}." if name else "I am a scripted model.")


def _look_up(turn: _Turn) -> Reply:
    tools = [t for t in turn.conversation.tools if not _controls_the_call(t)]
    if not tools:
        return Reply("I have no tool for that.")
    calls = tuple(Call(tools[0].name, _fill(tools[0], word)) for word in turn.words.split(" and "))
    return Reply(calls=calls)


def _goodbye(turn: _Turn) -> Reply:
    return Reply("Goodbye.", _calls_of(turn.conversation, _END_TOOL))


def _find_a_person(turn: _Turn) -> Reply:
    return Reply("I will find a person for you.", _calls_of(turn.conversation, _PERSON_TOOL))


def _calls_of(conversation: Conversation, wanted: re.Pattern[str]) -> tuple[Call, ...]:
    found = [tool for tool in conversation.tools if wanted.search(tool.name)]
    return tuple(Call(tool.name, _fill(tool, "asked")) for tool in found[:1])


def _call(conversation: Conversation, name: str, words: str) -> Reply:
    tools = [tool for tool in conversation.tools if tool.name == name]
    return Reply(calls=tuple(Call(tool.name, _fill(tool, words)) for tool in tools))


def _controls_the_call(tool: Tool) -> bool:
    return bool(_END_TOOL.search(tool.name) or _PERSON_TOOL.search(tool.name))


def _fill(tool: Tool, words: str) -> dict[str, Any]:
    """Every required argument; all of them where the schema requires none."""
    properties: dict[str, Any] = tool.parameters.get("properties") or {}
    wanted = tool.parameters.get("required") or list(properties)
    return {name: _example(properties.get(name) or {}, words) for name in wanted}


def _example(schema: dict[str, Any], words: str) -> object:
    if schema.get("enum"):
        return words if words in schema["enum"] else schema["enum"][0]
    examples: dict[str, object] = {
        "integer": 1,
        "number": 1.5,
        "boolean": True,
        "array": [words],
        "object": {},
    }
    return examples.get(str(schema.get("type")), words)


def _says(text: str) -> Callable[[_Turn], Reply]:
    return lambda _: Reply(text)


_SCRIPT: list[tuple[re.Pattern[str], Callable[[_Turn], Reply]]] = [
    (re.compile(pattern), answer)
    for pattern, answer in [
        (r"\bwhat(?: is|'s) my number", _remember),
        (r"\bmy number is \w+", _remember),
        (r"\becho (.+)", lambda turn: Reply(f"You said {turn.words}.")),
        (r"\blook up (.+)", _look_up),
        (r"\bwho are you", _introduce),
        (r"\bcount to (five|ten|twenty|\d{1,2})\b", lambda turn: Reply(count_to(turn.words))),
        (r"\blong story", lambda _: Reply(tell(LONG_STORY_ROUNDS))),
        (r"\bstory", lambda _: Reply(tell(1))),
        (r"\b(?:talk|speak) to a (?:person|human)|\btransfer me", _find_a_person),
        (r"\bfail now", lambda _: Reply(fault=Fault("status", code=500))),
        (r"\bbe slow", lambda _: Reply("I will be quiet.", pace=SLOW)),
        (r"\bfreeze", lambda _: Reply(tell(1), fault=Fault("stall", after=12))),
        (r"\bplease break", lambda _: Reply(tell(1), fault=Fault("dead", after=12))),
        (r"\bgoodbye|\bbye\b", _goodbye),
        (r"\bstop", _says("I will be quiet.")),
        (r"\bwait", _says("I will wait.")),
        (r"\bcontinue", lambda _: Reply(tell(1))),
        (r"\bthank", _says("You are welcome.")),
        (r"\bhow are you", _says("I am very well.")),
        (r"\bgood morning", _says("Good morning to you.")),
        (r"\bgood evening", _says("Good evening to you.")),
        (r"\bhello|\bhi\b|\byes\b", _says("Hello, how can I help you?")),
    ]
]
