import audioop

import pytest

from offline_speech.pcm import Sound
from offline_speech.room import LOUDNESSES, in_a_room

SILENCE = Sound(16000, bytes(32000))


@pytest.mark.parametrize("loudness", LOUDNESSES)
def test_silence_becomes_a_quiet_room_with_time_around_it(loudness: int) -> None:
    heard = in_a_room(SILENCE, loudness)
    assert heard.seconds == 1.8
    assert audioop.rms(heard.samples, 2) == pytest.approx(loudness, rel=0.2)


def test_the_same_sound_is_always_the_same() -> None:
    assert in_a_room(SILENCE, 20) == in_a_room(SILENCE, 20)
