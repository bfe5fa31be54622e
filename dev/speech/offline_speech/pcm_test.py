import audioop
import io
import math
import struct
import wave

import pytest

from offline_speech.pcm import Resampler, Sound, SoundError, pcm, read_wav, resample, wav_header


def tone(rate: int, seconds: float = 0.5, hertz: float = 440) -> bytes:
    count = int(rate * seconds)
    wave_form = (int(8000 * math.sin(2 * math.pi * hertz * i / rate)) for i in range(count))
    return struct.pack(f"<{count}h", *wave_form)


def wav(channels: int, width: int = 2) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(width)
        writer.setframerate(16000)
        writer.writeframes(bytes(range(48)))
    return file.getvalue()


def test_a_wav_is_read_as_written() -> None:
    samples = tone(24000)
    assert read_wav(wav_header(24000, len(samples)) + samples) == Sound(24000, samples)


def test_a_streamed_wav_without_a_length_is_read_to_its_end() -> None:
    samples = tone(24000)
    assert read_wav(wav_header(24000) + samples) == Sound(24000, samples)


def test_of_two_channels_the_first_is_taken() -> None:
    assert read_wav(wav(channels=2)).samples == audioop.tomono(bytes(range(48)), 2, 1, 0)


def test_other_chunks_are_passed_over() -> None:
    plain = wav(channels=1)
    extra = b"LIST" + struct.pack("<I", 3) + b"abc\0"
    assert read_wav(plain[:12] + extra + plain[12:]) == read_wav(plain)


@pytest.mark.parametrize(
    "content", [b"", b"ID3 something", wav_header(16000)[:30], wav(channels=1, width=1)]
)
def test_what_is_no_16_bit_wav_is_refused(content: bytes) -> None:
    with pytest.raises(SoundError):
        read_wav(content)


@pytest.mark.parametrize("rate", [0, 4000, 96000])
def test_a_rate_out_of_range_is_refused(rate: int) -> None:
    with pytest.raises(SoundError):
        pcm(b"", rate)


@pytest.mark.parametrize(("source", "target"), [(22050, 24000), (48000, 16000), (8000, 16000)])
def test_resampling_keeps_length_pitch_and_most_of_the_loudness(source: int, target: int) -> None:
    heard = resample(Sound(source, tone(source)), target)
    assert heard.seconds == pytest.approx(0.5, abs=0.001)
    assert audioop.cross(heard.samples, 2) == pytest.approx(2 * 440 * 0.5, abs=4)
    assert audioop.rms(heard.samples, 2) > 0.8 * audioop.rms(tone(source), 2)


def test_a_stream_in_pieces_gives_what_the_whole_gives() -> None:
    samples = tone(22050)
    resampler = Resampler(22050, 24000)
    pieces = [resampler.feed(samples[i : i + 998]) for i in range(0, len(samples), 998)]
    assert b"".join(pieces) == resample(Sound(22050, samples), 24000).samples
