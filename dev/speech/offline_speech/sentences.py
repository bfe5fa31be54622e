"""Cutting sound into sentences at its pauses."""

import audioop
from collections.abc import Iterator

from .pcm import Sound

_FRAME_SECONDS = 0.02
_QUIET = 120
# At 140 words a minute espeak-ng pauses for up to 0.26 s at a comma, and 0.42 s or more at a full stop.
_PAUSE_FRAMES = 16
_SHORTEST_FRAMES = 5


def sentences(sound: Sound) -> Iterator[tuple[float, Sound]]:
    """Each with its start in seconds. Sounds shorter than a tenth of a second are no sentence."""
    size = 2 * int(sound.rate * _FRAME_SECONDS)
    begin = end = None
    for frame in range(len(sound.samples) // size + 1):
        piece = sound.samples[frame * size : (frame + 1) * size]
        if piece and audioop.rms(piece, 2) > _QUIET:
            begin = frame if begin is None else begin
            end = frame + 1
        elif begin is not None and end is not None and (frame - end >= _PAUSE_FRAMES or not piece):
            if end - begin >= _SHORTEST_FRAMES:
                yield begin * _FRAME_SECONDS, Sound(sound.rate, sound.samples[begin * size : end * size])
            begin = end = None
    if begin is not None and end is not None and end - begin >= _SHORTEST_FRAMES:
        yield begin * _FRAME_SECONDS, Sound(sound.rate, sound.samples[begin * size : end * size])
