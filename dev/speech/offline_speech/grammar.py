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


@dataclass(frozen=True)
class Phrases:
    lists: Mapping[str, Sequence[str]]
    caller: Sequence[str]
    agent: Sequence[str]


def load_phrases(path: Path = GRAMMAR_FILE) -> Phrases:
    return Phrases(**json.loads(path.read_text(encoding="utf-8")))


def caller_grammar(phrases: Phrases) -> str:
    return _jsgf(phrases.lists, phrases.caller, "<phrase>")


def agent_grammar(phrases: Phrases) -> str:
    """An agent says several sentences in a row, and barge-in cuts the last one at any word."""
    return _jsgf(phrases.lists, [_cut_anywhere(p) for p in phrases.agent], "<phrase>+")


def one_of(candidates: Sequence[str]) -> str:
    return _jsgf({}, candidates, "<phrase>")


def spell_out(phrase: str, lists: Mapping[str, Sequence[str]], rng: random.Random) -> str:
    return _REFERENCE.sub(lambda ref: rng.choice(lists[ref[1]]), phrase)


def _cut_anywhere(phrase: str) -> str:
    first, *rest = phrase.split()
    return first + "".join(f" [ {word}" for word in rest) + " ]" * len(rest)


def _jsgf(lists: Mapping[str, Sequence[str]], phrases: Sequence[str], public: str) -> str:
    rules = [f"<{name}> = {' | '.join(words)};" for name, words in lists.items()]
    alternatives = " | ".join(f"( {phrase} )" for phrase in phrases)
    return "\n".join(
        [
            "#JSGF V1.0;",
            "grammar speech;",
            *rules,
            f"<phrase> = {alternatives};",
            f"public <said> = {public};",
        ]
    )
