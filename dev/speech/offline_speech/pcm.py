"""16-bit mono sound: WAV headers and sample rates."""

import audioop
import struct
from dataclasses import dataclass

MIN_RATE = 8_000
MAX_RATE = 48_000
_WIDTH = 2
_ENDLESS = 0xFFFFFFFF


class SoundError(Exception):
    pass


@dataclass(frozen=True)
class Sound:
    rate: int
    samples: bytes

    @property
    def seconds(self) -> float:
        return len(self.samples) / (_WIDTH * self.rate)


def wav_header(rate: int, size: int | None = None) -> bytes:
    """Without a size it is a stream's header, which says that it doesn't know its length."""
    data = _ENDLESS if size is None else size
    riff = _ENDLESS if size is None else size + 36
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", riff, b"WAVE", b"fmt ", 16, 1, 1, rate, rate * _WIDTH, _WIDTH, 16, b"data", data),
    )


def read_wav(content: bytes) -> Sound:
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise SoundError("The file is not a WAV file.")
    position, layout = 12, None
    while position + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, position)
        body = content[position + 8 : position + 8 + size]
        if name == b"fmt ":
            layout = _read_layout(body)
        if name == b"data":
            if layout is None:
                raise SoundError("The WAV file's data comes before its format.")
            channels, rate = layout
            return pcm(_first_channel(body, channels), rate)
        position += 8 + size + size % 2
    raise SoundError("The WAV file has no data.")


def pcm(samples: bytes, rate: int) -> Sound:
    if not MIN_RATE <= rate <= MAX_RATE:
        raise SoundError(f"The sample rate is between {MIN_RATE} and {MAX_RATE}, not {rate}.")
    return Sound(rate, samples[: len(samples) // _WIDTH * _WIDTH])


class Resampler:
    """Keeps its state between pieces, so that a stream is resampled without seams."""

    def __init__(self, source: int, target: int):
        self._source = source
        self._target = target
        self._state: audioop._RatecvState | None = None

    def feed(self, samples: bytes) -> bytes:
        if self._source == self._target:
            return samples
        converted, self._state = audioop.ratecv(
            samples, _WIDTH, 1, self._source, self._target, self._state, *self._smoothing()
        )
        return converted

    def _smoothing(self) -> tuple[int, int]:
        """A one-pole low-pass before going down, against the worst of the aliasing."""
        return (3, 1) if self._source > self._target else (1, 0)


def resample(sound: Sound, rate: int) -> Sound:
    return Sound(rate, Resampler(sound.rate, rate).feed(sound.samples))


def _read_layout(body: bytes) -> tuple[int, int]:
    if len(body) < 16:
        raise SoundError("The WAV file's format is cut short.")
    coding, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if coding not in (1, 0xFFFE) or bits != 16 or channels not in (1, 2):
        raise SoundError("Only 16-bit PCM with one or two channels is understood.")
    return channels, rate


def _first_channel(samples: bytes, channels: int) -> bytes:
    if channels == 1:
        return samples
    return audioop.tomono(samples[: len(samples) // 4 * 4], _WIDTH, 1, 0)
