"""The voices, under the names that OpenAI's clients send."""

from dataclasses import dataclass

NORMAL_WORDS_PER_MINUTE = 140


@dataclass(frozen=True)
class Voice:
    espeak: str
    pitch: int = 50


# Only en-us and its variants: the recogniser's model is American, and mishears en-gb in one of ten.
VOICES = {
    "alloy": Voice("en-us"),
    "echo": Voice("en-us+m3", 40),
    "fable": Voice("en-us+klatt"),
    "onyx": Voice("en-us+klatt4"),
    "nova": Voice("en-us+f3"),
    "shimmer": Voice("en-us+f3", 60),
}


def words_per_minute(speed: float) -> int:
    return min(450, max(80, round(NORMAL_WORDS_PER_MINUTE * speed)))
