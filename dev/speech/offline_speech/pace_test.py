import pytest

from offline_speech.pace import INSTANT, Pace, PaceError, paces_from, parse_pace


def test_without_a_pace_everything_is_due_at_once() -> None:
    assert INSTANT.due(1000) == 0


def test_a_pace_delays_the_first_piece_and_spreads_the_rest() -> None:
    pace = parse_pace("first_ms=200;rate=10")
    assert pace == Pace(first_ms=200, rate=10)
    assert [pace.due(token) for token in (0, 5)] == [0.2, 0.7]


@pytest.mark.parametrize("text", ["quick", "rate=-1", "speed=3", "rate=nan"])
def test_a_pace_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(PaceError):
        parse_pace(text)


def test_paces_are_set_per_stage() -> None:
    assert paces_from({"chat": {"rate": 5}}) == {"chat": Pace(rate=5)}
    with pytest.raises(PaceError):
        paces_from({"thinking": {"rate": 5}})
