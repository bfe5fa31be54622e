import random

import pytest

from offline_speech.conversation import words_only
from offline_speech.grammar import Completeness, grammar_of, load_phrases, spell_out
from offline_speech.story import END, STORY, count_to


def test_every_list_that_a_phrase_names_is_there() -> None:
    phrases = load_phrases()
    for phrase in [*phrases.caller, *phrases.agent]:
        assert "<" not in spell_out(phrase, phrases.lists, random.Random(1))


@pytest.mark.parametrize("sentence", [*STORY, END, *(count_to(top) for top in ("5", "10", "20"))])
def test_the_agent_may_say_all_that_the_script_tells(sentence: str) -> None:
    assert words_only(sentence) in load_phrases().agent


def test_a_grammar_names_its_lists_and_its_phrases() -> None:
    grammar = grammar_of(["good night", "say <word>"], {"word": ["one", "two"]})
    assert "<word> = one | two;" in grammar
    assert "public <phrase> = ( good night ) | ( say <word> );" in grammar


@pytest.mark.parametrize(
    ("text", "is_phrase", "is_beginning"),
    [
        ("good night", True, True),
        ("say two two", True, True),
        ("say two", False, True),
        ("say three", False, False),
        ("good night good night", False, False),
    ],
)
def test_a_phrase_is_told_from_a_piece_of_one(text: str, is_phrase: bool, is_beginning: bool) -> None:
    known = Completeness(["good night", "say <word> <word>"], {"word": ["one", "two"]})
    assert (known.is_phrase(text), known.is_beginning(text)) == (is_phrase, is_beginning)
