"""How fast a stage answers: the wait before its first piece, and its speed from there."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from .faults import STAGES


class PaceError(Exception):
    pass


@dataclass(frozen=True)
class Pace:
    """`rate` 0 means as fast as it goes; else tokens a second, or audio seconds a second."""

    first_ms: float = 0
    rate: float = 0

    def due(self, progress: float) -> float:
        """Seconds after the start at which the piece that begins at `progress` may go out."""
        return self.first_ms / 1000 + (progress / self.rate if self.rate else 0)


INSTANT = Pace()


def parse_pace(text: str) -> Pace:
    """`first_ms=200;rate=30`: what x-pace holds."""
    values: dict[str, object] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, _, value = part.partition("=")
        try:
            values[name] = float(value)
        except ValueError as cause:
            raise PaceError(f"{part!r} in a pace is not a number.") from cause
    return pace_from(values)


def pace_from(values: Mapping[str, object]) -> Pace:
    known = {field.name for field in fields(Pace)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise PaceError(f"Unknown in a pace: {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
    for name, value in values.items():
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e6:
            raise PaceError(f"A pace's {name} is a number from 0, not {value!r}.")
    return Pace(**values)  # type: ignore[arg-type]


def paces_from(values: Mapping[str, object]) -> dict[str, Pace]:
    paces = {}
    for stage, pace in values.items():
        if stage not in STAGES or not isinstance(pace, dict):
            raise PaceError(f"A pace is set per stage: {', '.join(STAGES)}.")
        paces[stage] = pace_from(pace)
    return paces
