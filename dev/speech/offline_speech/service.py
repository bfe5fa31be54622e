"""What all requests share."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from .config import Config
from .faults import FaultBook
from .pace import INSTANT, Pace
from .recogniser import Recogniser
from .stats import Stats


@dataclass
class Service:
    config: Config
    recogniser: Recogniser
    faults: FaultBook = field(default_factory=FaultBook)
    paces: Mapping[str, Pace] = field(default_factory=dict)
    stats: Stats = field(default_factory=Stats)
    speaking: int = 0

    def pace(self, stage: str) -> Pace:
        return self.paces.get(stage, INSTANT)


SERVICE = web.AppKey("service", Service)
