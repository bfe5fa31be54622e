"""Cutting sound into sentences at its pauses."""

import audioop
from collections.abc import Iterator

from .pcm import Sound

_FRAME_SECONDS = 0.02
_QUIET = 120
# Speech stands out from the noise around it by this much at least.
_ABOVE_NOISE = 2.5
# An upload without a pause has no quiet to measure: what is louder than this is speech.
_LOUDEST_NOISE = 600
# At 140 words a minute espeak-ng pauses for up to 0.26 s at a comma, and 0.42 s or more at a full stop.
_PAUSE_FRAMES = 16
_SHORTEST_FRAMES = 5


def sentences(sound: Sound) -> Iterator[tuple[float, Sound]]:
    """Each with its start in seconds. Sounds shorter than a tenth of a second are no sentence."""
    size = 2 * int(sound.rate * _FRAME_SECONDS)
    begin = end = None
    quiet = _quiet(sound, size)
    for frame in range(len(sound.samples) // size + 1):
        piece = sound.samples[frame * size : (frame + 1) * size]
        if piece and audioop.rms(piece, 2) > quiet:
            begin = frame if begin is None else begin
            end = frame + 1
        elif begin is not None and end is not None and (frame - end >= _PAUSE_FRAMES or not piece):
            if end - begin >= _SHORTEST_FRAMES:
                yield begin * _FRAME_SECONDS, Sound(sound.rate, sound.samples[begin * size : end * size])
            begin = end = None
    if begin is not None and end is not None and end - begin >= _SHORTEST_FRAMES:
        yield begin * _FRAME_SECONDS, Sound(sound.rate, sound.samples[begin * size : end * size])


def _quiet(sound: Sound, size: int) -> float:
    """The quietest tenth is what there is of noise: everybody pauses, and every upload has its margins."""
    levels = sorted(
        audioop.rms(sound.samples[at : at + size], 2)
        for at in range(0, len(sound.samples) - size + 1, size)
    )
    noise = levels[len(levels) // 10] * _ABOVE_NOISE if levels else 0
    return min(max(_QUIET, noise), _LOUDEST_NOISE)
