"""pocketsphinx, in the process that runs it: one decoder, one search for each grammar."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pocketsphinx import Decoder, get_model_path

from .grammar import AGENT, CALLER, Completeness, UnknownWords, grammar_of, load_phrases
from .pcm import Sound, resample
from .room import LOUDNESSES, SECONDS_AROUND, in_a_room
from .sentences import sentences

RATE = 16_000
_ONCE = "once"
_FRAMES_PER_SECOND = 100


@dataclass(frozen=True)
class Word:
    word: str
    start: float
    end: float


@dataclass(frozen=True)
class Heard:
    text: str
    words: tuple[Word, ...]


class Ears:
    def __init__(self) -> None:
        model = get_model_path()
        self._decoder = Decoder(
            hmm=os.path.join(model, "en-us", "en-us"),
            dict=os.path.join(model, "en-us", "cmudict-en-us.dict"),
            lm=None,
            loglevel="FATAL",
            # Normalised over the utterance alone: with "live" each result would hang on the ones before.
            cmn="batch",
        )
        phrases = load_phrases()
        self._known: dict[str, Completeness] = {}
        self._add(CALLER, phrases.caller, phrases.lists)
        self._add(AGENT, phrases.agent, phrases.lists)

    def hear(self, sound: Sound, search: str, candidates: tuple[str, ...]) -> Heard:
        """A caller says phrases, and may cough. An agent's last sentence may be cut short by barge-in."""
        heard_at_16k = resample(sound, RATE)
        if search == AGENT and not candidates:
            return _joined(self._hear_sentences(heard_at_16k, AGENT))
        if not candidates:
            return self._hear_caller(heard_at_16k, search)
        self._refuse_unknown_words(candidates)
        self._add(_ONCE, candidates, {})
        try:
            return self._hear_caller(heard_at_16k, _ONCE)
        finally:
            self._decoder.activate_search(CALLER)
            self._decoder.remove_search(_ONCE)

    def hear_partly(self, sound: Sound, search: str) -> str:
        """The beginning of a phrase, less its last word, which may be half a word."""
        heard = self._decode(in_a_room(resample(sound, RATE), LOUDNESSES[0]), search)
        words = heard.text.split()[:-1]
        return " ".join(words) if self._known[search].is_beginning(" ".join(words)) else ""

    def _add(self, search: str, phrases: Sequence[str], lists: Mapping[str, Sequence[str]]) -> None:
        self._known[search] = Completeness(phrases, lists)
        self._decoder.add_jsgf_string(search, grammar_of(phrases, lists))

    def _refuse_unknown_words(self, candidates: Sequence[str]) -> None:
        words = {word for phrase in candidates for word in phrase.split()}
        unknown = sorted(word for word in words if self._decoder.lookup_word(word) is None)
        if unknown:
            raise UnknownWords(f"Not in the dictionary: {', '.join(unknown)}.")

    def _hear_sentences(self, sound: Sound, search: str) -> list[Heard]:
        return [_later(self._hear_phrase(sentence, search), start) for start, sentence in sentences(sound)]

    def _hear_caller(self, sound: Sound, search: str) -> Heard:
        """What is no phrase among others was a cough; if none is one, the pauses lay in a phrase."""
        if sum(1 for _ in sentences(sound)) > 1:
            heard = _joined(self._hear_sentences(sound, search))
            if heard.words:
                return heard
        return self._hear_phrase(sound, search)

    def _hear_phrase(self, sound: Sound, search: str) -> Heard:
        known = self._known[search]
        beginning = _heard([])
        for loudness in LOUDNESSES:
            heard = self._decode(in_a_room(sound, loudness), search)
            if known.is_phrase(heard.text):
                return heard
            if (
                search == AGENT
                and known.is_beginning(heard.text)
                and len(heard.words) > len(beginning.words)
            ):
                beginning = heard
        return beginning

    def _decode(self, sound: Sound, search: str) -> Heard:
        self._decoder.activate_search(search)
        self._decoder.start_utt()
        self._decoder.process_raw(sound.samples, full_utt=True)
        self._decoder.end_utt()
        if self._decoder.hyp() is None:
            return _heard([])
        return _heard(
            [
                Word(
                    segment.word.split("(")[0],
                    _seconds(segment.start_frame),
                    _seconds(segment.end_frame + 1),
                )
                for segment in self._decoder.seg()
                if segment.word[0] not in "<[+("
            ]
        )


def _heard(words: Sequence[Word]) -> Heard:
    return Heard(" ".join(word.word for word in words), tuple(words))


def _later(heard: Heard, seconds: float) -> Heard:
    words = (Word(word.word, seconds + word.start, seconds + word.end) for word in heard.words)
    return Heard(heard.text, tuple(words))


def _joined(pieces: Sequence[Heard]) -> Heard:
    return _heard([word for piece in pieces for word in piece.words])


def _seconds(frame: int) -> float:
    return round(max(0.0, frame / _FRAMES_PER_SECOND - SECONDS_AROUND), 2)
