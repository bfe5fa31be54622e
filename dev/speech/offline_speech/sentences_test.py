import struct

import pytest

from offline_speech.pcm import Sound
from offline_speech.sentences import sentences

RATE = 16000


def buzz(seconds: float) -> bytes:
    return struct.pack("<2h", 3000, -3000) * int(RATE * seconds / 2)


def quiet(seconds: float) -> bytes:
    return bytes(2 * int(RATE * seconds))


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        (b"", []),
        (quiet(1), []),
        (buzz(0.04) + quiet(1), []),
        (buzz(1), [(0, 1)]),
        (quiet(0.5) + buzz(1) + quiet(0.2) + buzz(1) + quiet(1), [(0.5, 2.2)]),
        (buzz(1) + quiet(0.4) + buzz(0.5) + quiet(0.1), [(0, 1), (1.4, 0.5)]),
    ],
)
def test_a_pause_longer_than_a_commas_ends_a_sentence(
    samples: bytes, expected: list[tuple[float, float]]
) -> None:
    cut = [(start, piece.seconds) for start, piece in sentences(Sound(RATE, samples))]
    assert cut == [pytest.approx(both, abs=0.03) for both in expected]
