"""Counts of requests, in flight and gone, per stage and per key."""

from collections import OrderedDict
from dataclasses import asdict, dataclass, field

from .faults import STAGES


@dataclass
class Counts:
    requests: int = 0
    in_flight: int = 0
    finished: int = 0
    refused: int = 0
    aborted: int = 0
    faulted: int = 0


@dataclass
class Stats:
    """`aborted` are the answers whose client left before they ended."""

    KEYS = 1000

    stages: dict[str, Counts] = field(default_factory=lambda: {stage: Counts() for stage in STAGES})
    keys: OrderedDict[str, dict[str, Counts]] = field(default_factory=OrderedDict)

    def counts(self, stage: str, key: str | None) -> list[Counts]:
        counts = [self.stages[stage]]
        if key is not None:
            if key not in self.keys and len(self.keys) >= self.KEYS:
                self.keys.popitem(last=False)
            counts.append(self.keys.setdefault(key, {}).setdefault(stage, Counts()))
        return counts

    def forget_the_past(self) -> None:
        for counts in self.stages.values():
            counts.requests = counts.in_flight
            counts.finished = counts.refused = counts.aborted = counts.faulted = 0
        self.keys.clear()

    def as_json(self) -> dict[str, object]:
        return {
            "stages": {stage: asdict(counts) for stage, counts in self.stages.items()},
            "keys": {
                key: {stage: asdict(counts) for stage, counts in stages.items()}
                for key, stages in self.keys.items()
            },
        }
