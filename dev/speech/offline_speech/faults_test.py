import pytest

from offline_speech.faults import Fault, FaultBook, FaultError, Rule, parse_faults, rule_from


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", []),
        ("dead", [Fault("dead")]),
        ("429;retry_after=2", [Fault("status", code=429, retry_after=2)]),
        ("latency;ms=500, stall;after=3", [Fault("latency", ms=500), Fault("stall", after=3)]),
    ],
)
def test_a_header_names_faults(text: str, faults: list[Fault]) -> None:
    assert parse_faults(text) == faults


@pytest.mark.parametrize("text", ["slow", "200", "latency;ms=long", "stall;before=3", "stall;after=-1"])
def test_a_header_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(FaultError):
        parse_faults(text)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"kind": "dead", "stage": "stt"},
        {"kind": "dead", "count": 0},
        {"kind": "dead", "probability": 2},
        {"kind": "dead", "colour": "red"},
        {"kind": "latency", "ms": "500"},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(FaultError):
        rule_from(values)


def test_nothing_fails_by_default() -> None:
    assert FaultBook().pick("chat", []) == []


def test_a_rule_covers_its_stage_and_key_only() -> None:
    book = FaultBook()
    book.put("one", rule_from({"kind": "dead", "stage": "chat", "key": "alice"}))
    assert book.pick("speech", ["alice"]) == []
    assert book.pick("chat", ["bob"]) == []
    assert book.pick("chat", ["alice", "bob"]) == [Fault("dead")]


def test_a_counted_rule_is_spent() -> None:
    book = FaultBook()
    book.put("two", Rule(Fault("dead"), count=2))
    assert [len(book.pick("chat", [])) for _ in range(3)] == [1, 1, 0]
    assert book.rules() == {}


def test_probability_is_a_chance_and_a_miss_spends_nothing() -> None:
    draws = iter([0.7, 0.2])
    book = FaultBook(chance=lambda: next(draws))
    book.put("half", Rule(Fault("dead"), probability=0.5, count=1))
    assert [len(book.pick("chat", [])) for _ in range(2)] == [0, 1]


def test_the_book_has_a_size() -> None:
    book = FaultBook()
    for number in range(FaultBook.LIMIT):
        book.put(str(number), Rule(Fault("dead")))
    with pytest.raises(FaultError):
        book.put("one more", Rule(Fault("dead")))
