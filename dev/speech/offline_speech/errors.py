"""Refusals in the shape that OpenAI clients read."""

from collections.abc import Awaitable, Callable

from aiohttp import web


class Refusal(Exception):
    def __init__(self, status: int, message: str, *, code: str, retry_after: float | None = None):
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.retry_after = retry_after

    def response(self) -> web.Response:
        kind = "invalid_request_error" if self.status < 500 else "server_error"
        headers = {} if self.retry_after is None else {"Retry-After": f"{self.retry_after:g}"}
        return web.json_response(
            {"error": {"message": self.message, "type": kind, "param": None, "code": self.code}},
            status=self.status,
            headers=headers,
        )


def bad_request(message: str) -> Refusal:
    return Refusal(400, message, code="invalid_request")


def too_large(message: str) -> Refusal:
    return Refusal(413, message, code="too_large")


def busy(message: str) -> Refusal:
    return Refusal(429, message, code="busy", retry_after=1)


@web.middleware
async def refusals_as_json(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refusal as refusal:
        return refusal.response()
    except web.HTTPNotFound:
        return Refusal(404, f"There is no {request.path} here.", code="not_found").response()
    except web.HTTPMethodNotAllowed as wrong:
        allowed = ", ".join(sorted(wrong.allowed_methods))
        return Refusal(405, f"Use {allowed} here.", code="method_not_allowed").response()
    except web.HTTPRequestEntityTooLarge:
        return too_large("The request is larger than this service takes.").response()
