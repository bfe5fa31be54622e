from typing import Any

import pytest

from offline_speech.conversation import read_conversation
from offline_speech.errors import Refusal
from offline_speech.script import Call, Reply, reply_to

WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string"},
                "days": {"type": "integer"},
                "unit": {"enum": ["celsius", "kelvin"]},
                "note": {"type": "string"},
            },
            "required": ["city", "days", "unit"],
        },
    },
}
END_CALL = {"type": "function", "function": {"name": "end_call"}}
HAND_OVER = {"type": "function", "function": {"name": "hand_over"}}


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def answer(*messages: dict[str, Any], **more: Any) -> Reply:
    return reply_to(read_conversation({"messages": list(messages), **more}))


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("Hello there.", "Hello, how can I help you?"),
        ("echo blue tango", "You said blue tango."),
        ("Count to five!", "One, two, three, four, five."),
        ("count to 3", "One, two, three."),
        (
            "count to 99",
            "One, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, "
            "thirteen, fourteen, fifteen, sixteen, seventeen, eighteen, nineteen, twenty.",
        ),
        ("my number is alpha bravo", "Your number is alpha bravo."),
        ("My number is 4 2.", "Your number is 4 2."),
        ("what is my number", "I do not know your number."),
        ("gibberish", "I did not understand that."),
        ("", "I did not understand that."),
        ("goodbye", "Goodbye."),
        ("look up blue", "I have no tool for that."),
    ],
)
def test_the_script(said: str, text: str) -> None:
    assert answer(user(said)) == Reply(text)


def test_a_long_story_is_longer_than_a_story() -> None:
    assert len(answer(user("tell me a long story")).text) > 5 * len(answer(user("tell me a story")).text)


def test_the_number_said_last_in_this_conversation_is_remembered() -> None:
    told = (user("my number is alpha"), user("no my number is blue tango"), user("echo papa"))
    assert answer(*told, user("what is my number")).text == "Your number is blue tango."


def test_what_the_assistant_said_is_not_the_callers_number() -> None:
    said = {"role": "assistant", "content": "my number is alpha"}
    assert answer(said, user("what is my number")).text == "I do not know your number."


def test_the_name_comes_from_the_instructions() -> None:
    system = {"role": "system", "content": "You are Victor, and brief."}
    assert answer(system, user("who are you")).text == "My name is Victor."


def test_a_tool_is_called_once_for_each_thing_with_arguments_of_its_schema() -> None:
    reply = answer(user("look up blue and papa"), tools=[END_CALL, WEATHER])
    assert reply.calls == tuple(
        Call("weather", {"city": city, "days": 1, "unit": "celsius"}) for city in ("blue", "papa")
    )


def test_the_tools_answers_are_spoken() -> None:
    calls = [{"id": name, "function": {"name": "weather"}} for name in ("a", "b")]
    results = [
        {"role": "tool", "tool_call_id": "a", "content": '{"answer": "golden"}'},
        {"role": "tool", "tool_call_id": "b", "content": "silver"},
    ]
    reply = answer(user("look up blue"), {"role": "assistant", "tool_calls": calls}, *results)
    assert reply.text == "The answer is golden silver."


def test_goodbye_ends_the_call_where_there_is_a_tool_for_it() -> None:
    assert answer(user("goodbye"), tools=[WEATHER, END_CALL]).calls == (Call("end_call", {}),)


def test_after_the_end_nothing_more_is_said() -> None:
    call = {"role": "assistant", "tool_calls": [{"id": "x", "function": {"name": "end_call"}}]}
    done = {"role": "tool", "tool_call_id": "x", "content": "ok"}
    assert answer(user("goodbye"), call, done, tools=[END_CALL]) == Reply()


def test_a_person_is_found_through_a_tool() -> None:
    reply = answer(user("I want to talk to a person"), tools=[END_CALL, HAND_OVER])
    assert reply.calls == (Call("hand_over", {}),)


def test_a_tool_choice_is_obeyed() -> None:
    assert answer(user("hello"), tools=[WEATHER], tool_choice="required").calls[0].name == "weather"
    assert answer(user("look up blue"), tools=[WEATHER], tool_choice="none").calls == ()


@pytest.mark.parametrize(
    ("said", "kind"), [("please fail now", "status"), ("please freeze", "stall"), ("please break", "dead")]
)
def test_a_caller_may_ask_for_a_failure(said: str, kind: str) -> None:
    fault = answer(user(said)).fault
    assert fault is not None
    assert fault.kind == kind


@pytest.mark.parametrize(
    "body",
    [{}, {"messages": []}, {"messages": [{"role": "robot"}]}, {"messages": ["hello"]},
     {"messages": [{"role": "user", "content": "x"}], "tools": [{"type": "function"}]},
     {"messages": [{"role": "assistant", "tool_calls": [{}]}]}],
)  # fmt: skip
def test_what_is_no_conversation_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        read_conversation(body)
