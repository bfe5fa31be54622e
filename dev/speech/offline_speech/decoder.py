"""pocketsphinx, in the process that runs it: one decoder, one search for each grammar."""

import os
from dataclasses import dataclass

from pocketsphinx import Decoder, get_model_path

from .grammar import AGENT, CALLER, agent_grammar, caller_grammar, load_phrases, one_of
from .pcm import Sound, resample

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
        self._decoder.add_jsgf_string(CALLER, caller_grammar(phrases))
        self._decoder.add_jsgf_string(AGENT, agent_grammar(phrases))

    def knows(self, word: str) -> bool:
        return self._decoder.lookup_word(word) is not None

    def hear(self, sound: Sound, search: str, candidates: tuple[str, ...]) -> Heard:
        if not candidates:
            return self._hear(sound, search)
        self._decoder.add_jsgf_string(_ONCE, one_of(candidates))
        try:
            return self._hear(sound, _ONCE)
        finally:
            self._decoder.activate_search(CALLER)
            self._decoder.remove_search(_ONCE)

    def _hear(self, sound: Sound, search: str) -> Heard:
        self._decoder.activate_search(search)
        self._decoder.start_utt()
        self._decoder.process_raw(resample(sound, RATE).samples, full_utt=True)
        self._decoder.end_utt()
        hypothesis = self._decoder.hyp()
        if hypothesis is None or not hypothesis.hypstr:
            return Heard("", ())
        return Heard(hypothesis.hypstr, tuple(self._words()))

    def _words(self) -> list[Word]:
        return [
            Word(
                segment.word.split("(")[0],
                segment.start_frame / _FRAMES_PER_SECOND,
                (segment.end_frame + 1) / _FRAMES_PER_SECOND,
            )
            for segment in self._decoder.seg()
            if segment.word[0] not in "<[+("
        ]
