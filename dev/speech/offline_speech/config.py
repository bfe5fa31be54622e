"""The service's settings, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

PREFIX = "SPEECH_"


class ConfigError(Exception):
    pass


@dataclass(frozen=True)
class Config:
    host: str = "0.0.0.0"
    port: int = 8000
    decoders: int = 2
    waiting_for_a_decoder: int = 32
    voices_at_once: int = 64
    body_bytes: int = 1 << 20
    audio_bytes: int = 16 << 20
    audio_seconds: int = 180
    input_characters: int = 4096
    stall_seconds: int = 120
    shutdown_seconds: int = 5


def read_config(env: Mapping[str, str]) -> Config:
    known = {PREFIX + field.name.upper(): field for field in fields(Config)}
    given = {name: value for name, value in env.items() if name.startswith(PREFIX)}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ConfigError(f"Unknown settings: {', '.join(unknown)}. Known: {', '.join(known)}.")
    values: dict[str, int | str] = {}
    for name, text in given.items():
        field = known[name]
        values[field.name] = text if field.type is str else _whole_number(name, text)
    return Config(**values)  # type: ignore[arg-type]


def _whole_number(name: str, text: str) -> int:
    if not text.isdigit():
        raise ConfigError(f"{name} must be a whole number, not {text!r}.")
    return int(text)
