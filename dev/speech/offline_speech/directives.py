"""What one request asks for beside its work: a fault, a pace, a key to be counted under.

A client that can set headers sends x-fault, x-pace and x-key. One that can only be given a base
URL gets the same as path segments: /with/fault:stall;after=3/key:alice/v1.
"""

from dataclasses import dataclass

from aiohttp import web

from .errors import bad_request
from .faults import Fault, FaultError, parse_faults
from .pace import Pace, PaceError, parse_pace

NAMES = ("fault", "pace", "key")


@dataclass(frozen=True)
class Directives:
    faults: tuple[Fault, ...] = ()
    pace: Pace | None = None
    key: str | None = None


def read_directives(request: web.Request) -> Directives:
    written = {name: request.headers.get(f"x-{name}", "") for name in NAMES}
    for segment in filter(None, request.match_info.get("directives", "").split("/")):
        name, _, value = segment.partition(":")
        if name not in NAMES:
            raise bad_request(f"/with/ takes fault:, pace: and key:, not {segment!r}.")
        written[name] = value
    try:
        return Directives(
            faults=tuple(parse_faults(written["fault"])),
            pace=parse_pace(written["pace"]) if written["pace"] else None,
            key=written["key"][:200] or None,
        )
    except (FaultError, PaceError) as cause:
        raise bad_request(str(cause)) from cause


def names_of(request: web.Request, key: str | None) -> list[str]:
    """What a fault's key may match: the key, or the bearer token of a client that has only that."""
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return [name for name in (key, bearer) if name]
