"""The quiet of a room, put around and under an utterance.

The acoustic model was trained on recordings with a noise floor. Digital silence, which espeak-ng and
Opus give, makes it lose the last word, and so does sound that ends with the speech.
"""

import audioop
import random
import struct
from functools import cache

from .pcm import Sound

SECONDS_AROUND = 0.4

# How loud the quiet is in one hearing and the next, where the one before gave no whole phrase.
LOUDNESSES = (20, 60, 6)


def in_a_room(sound: Sound, loudness: int) -> Sound:
    quiet = bytes(2 * int(SECONDS_AROUND * sound.rate))
    samples = quiet + sound.samples + quiet
    noise = _noise(loudness)
    repeats = len(samples) // len(noise) + 1
    return Sound(sound.rate, audioop.add(samples, (noise * repeats)[: len(samples)], 2))


@cache
def _noise(loudness: int) -> bytes:
    """From a fixed seed: the same sound is always heard as the same words."""
    rng = random.Random(loudness)
    return struct.pack("<16000h", *(round(rng.gauss(0, loudness)) for _ in range(16_000)))
