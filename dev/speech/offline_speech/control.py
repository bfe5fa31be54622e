"""The control endpoints: faults, paces, counts. For tests; none of it is OpenAI's."""

from collections.abc import Mapping
from dataclasses import asdict

from aiohttp import web

from .body import json_object
from .errors import Refusal, bad_request
from .faults import FaultError, Rule, rule_from
from .pace import PaceError, paces_from
from .service import SERVICE, Service


async def list_faults(request: web.Request) -> web.Response:
    return _faults(request.app[SERVICE])


async def replace_faults(request: web.Request) -> web.Response:
    """All or none: a list with one bad fault changes nothing."""
    service = request.app[SERVICE]
    given = (await json_object(request)).get("faults")
    if not isinstance(given, list):
        raise bad_request('Send {"faults": [{"kind": ..., "stage": ...}]}.')
    rules = [_rule(values) for values in given]
    service.faults.clear()
    for position, rule in enumerate(rules):
        _put(service, str(position), rule)
    return _faults(service)


async def put_fault(request: web.Request) -> web.Response:
    service = request.app[SERVICE]
    _put(service, request.match_info["name"], _rule(await json_object(request)))
    return _faults(service)


async def delete_fault(request: web.Request) -> web.Response:
    service = request.app[SERVICE]
    if not service.faults.remove(request.match_info["name"]):
        raise Refusal(404, "There is no fault of that name, or it is spent.", code="not_found")
    return _faults(service)


async def clear_faults(request: web.Request) -> web.Response:
    service = request.app[SERVICE]
    service.faults.clear()
    return _faults(service)


async def get_pace(request: web.Request) -> web.Response:
    return _paces(request.app[SERVICE])


async def put_pace(request: web.Request) -> web.Response:
    service = request.app[SERVICE]
    try:
        service.paces = paces_from(await json_object(request))
    except PaceError as cause:
        raise bad_request(str(cause)) from cause
    return _paces(service)


async def clear_pace(request: web.Request) -> web.Response:
    service = request.app[SERVICE]
    service.paces = {}
    return _paces(service)


async def get_stats(request: web.Request) -> web.Response:
    return web.json_response(request.app[SERVICE].stats.as_json())


async def clear_stats(request: web.Request) -> web.Response:
    stats = request.app[SERVICE].stats
    stats.forget_the_past()
    return web.json_response(stats.as_json())


ROUTES = [
    web.get("/control/faults", list_faults),
    web.put("/control/faults", replace_faults),
    web.delete("/control/faults", clear_faults),
    web.put("/control/faults/{name}", put_fault),
    web.delete("/control/faults/{name}", delete_fault),
    web.get("/control/pace", get_pace),
    web.put("/control/pace", put_pace),
    web.delete("/control/pace", clear_pace),
    web.get("/control/stats", get_stats),
    web.delete("/control/stats", clear_stats),
]


def _rule(values: object) -> Rule:
    if not isinstance(values, Mapping):
        raise bad_request("A fault is an object.")
    try:
        return rule_from(values)
    except FaultError as cause:
        raise bad_request(str(cause)) from cause


def _put(service: Service, name: str, rule: Rule) -> None:
    try:
        service.faults.put(name, rule)
    except FaultError as cause:
        raise bad_request(str(cause)) from cause


def _faults(service: Service) -> web.Response:
    rules = {
        name: asdict(rule.fault) | {k: v for k, v in asdict(rule).items() if k != "fault"}
        for name, rule in service.faults.rules().items()
    }
    return web.json_response({"faults": rules})


def _paces(service: Service) -> web.Response:
    return web.json_response({stage: asdict(pace) for stage, pace in service.paces.items()})
