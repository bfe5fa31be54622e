"""The phrases both sides may say, and the JSGF grammars made from them."""

import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

GRAMMAR_FILE = Path(__file__).resolve().parent.parent / "grammar.json"

CALLER = "pocketsphinx-caller"
AGENT = "pocketsphinx-agent"

_REFERENCE = re.compile(r"<(\w+)>")


class UnknownWords(Exception):
    pass


@dataclass(frozen=True)
class Phrases:
    lists: Mapping[str, Sequence[str]]
    caller: Sequence[str]
    agent: Sequence[str]


def load_phrases(path: Path = GRAMMAR_FILE) -> Phrases:
    return Phrases(**json.loads(path.read_text(encoding="utf-8")))


def grammar_of(phrases: Sequence[str], lists: Mapping[str, Sequence[str]]) -> str:
    rules = [f"<{name}> = {' | '.join(words)};" for name, words in lists.items()]
    alternatives = " | ".join(f"( {phrase} )" for phrase in phrases)
    return "\n".join(["#JSGF V1.0;", "grammar speech;", *rules, f"public <phrase> = {alternatives};"])


class Completeness:
    """The decoder gives its best path even where the sound ended in the middle of a phrase."""

    def __init__(self, phrases: Sequence[str], lists: Mapping[str, Sequence[str]]):
        self._phrases = [_word_patterns(phrase, lists) for phrase in phrases]

    def is_phrase(self, text: str) -> bool:
        said = text.split()
        return any(len(p) == len(said) and _begins_with(p, said) for p in self._phrases)

    def is_beginning(self, text: str) -> bool:
        said = text.split()
        return any(len(p) >= len(said) and _begins_with(p, said) for p in self._phrases)


def spell_out(phrase: str, lists: Mapping[str, Sequence[str]], rng: random.Random) -> str:
    return _REFERENCE.sub(lambda ref: rng.choice(lists[ref[1]]), phrase)


def _word_patterns(phrase: str, lists: Mapping[str, Sequence[str]]) -> list[frozenset[str]]:
    return [
        frozenset(lists[word[1:-1]] if _REFERENCE.fullmatch(word) else [word]) for word in phrase.split()
    ]


def _begins_with(patterns: Sequence[frozenset[str]], said: Sequence[str]) -> bool:
    return all(word in pattern for word, pattern in zip(said, patterns, strict=False))
