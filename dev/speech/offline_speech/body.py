"""Reading JSON bodies."""

import json
from typing import Any

from aiohttp import web

from .errors import bad_request


async def json_object(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError) as cause:
        raise bad_request("The body is not JSON.") from cause
    if not isinstance(body, dict):
        raise bad_request("The body is not a JSON object.")
    return body


def number(body: dict[str, Any], name: str, default: float, bounds: tuple[float, float]) -> float:
    value = body.get(name, default)
    low, high = bounds
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
        raise bad_request(f"{name} is a number from {low:g} to {high:g}.")
    return value
