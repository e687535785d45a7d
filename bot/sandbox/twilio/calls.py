"""One call of the REST API: who calls, what is asked, what is answered; and the table of what can be asked."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.sandbox.twilio.errors import ApiError, not_found
from bot.sandbox.twilio.estate import Account, ApiKey

Json = dict[str, object]
PAGING = frozenset({"PageSize", "Page", "PageToken"})
SID = "[0-9a-fA-F]{32}"
SHAPES: Mapping[str, tuple[str, int, int]] = {
    "domain": (f"DN{SID}", 400, 30100),
    "linked": (f"MG{SID}", 400, 21705),
    "service": (f"MG{SID}", 404, 20404),
    "account": (f"AC{SID}", 404, 20404),
    "message": (f"(SM|MM){SID}", 404, 20404),
}
"""The parts of a path that are SIDs: their shape, and the status and code for any other."""


@dataclass(frozen=True, slots=True)
class Caller:
    """``key`` is None where the account's own SID and Auth Token were used."""

    account: Account
    key: ApiKey | None


@dataclass(frozen=True, slots=True)
class ApiCall:
    """``parts`` are the SIDs in the path, ``params`` the query of a GET or the form of a POST."""

    caller: Caller
    path: str
    parts: Mapping[str, str]
    params: Mapping[str, str]

    @property
    def account(self) -> Account:
        return self.caller.account


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[ApiCall], Awaitable[Reply]]


class Route:
    """A method and a path such as ``/v1/Services/{service}``, with the parameters it takes."""

    def __init__(self, method: str, path: str, handler: Handler, takes: frozenset[str] = frozenset()) -> None:
        self.method, self.handler, self.takes = method, handler, takes
        self._pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+?)", path.replace(".", r"\.")) + "/?")

    def parts(self, path: str) -> dict[str, str] | None:
        """The SIDs in a path that fits, whatever their shape."""
        match = self._pattern.fullmatch(path)
        return match.groupdict() if match else None


def find(routes: Sequence[Route], method: str, path: str) -> tuple[Route, dict[str, str]]:
    """Raises ApiError: 404 for an unknown path, 405 for a method it does not have, or for the shape of a SID."""
    fitting = [(route, parts) for route in routes if (parts := route.parts(path)) is not None]
    if not fitting:
        raise not_found(path)
    for route, parts in fitting:
        if route.method == method:
            check_shapes(parts)
            return route, parts
    raise ApiError(405, 20004)


def check_shapes(parts: Mapping[str, str]) -> None:
    for name, value in parts.items():
        shape, status, code = SHAPES.get(name, (".*", 0, 0))
        if not re.fullmatch(shape, value):
            raise ApiError(status, code, "not the form of a SID")


def check_params(route: Route, params: Mapping[str, str]) -> None:
    """Raises ApiError 400/20001 for a parameter the call does not have."""
    unknown = sorted(set(params) - route.takes)
    if unknown:
        raise ApiError(400, 20001, f"unknown parameter {', '.join(unknown)}")


def boolean(params: Mapping[str, str], name: str) -> bool | None:
    """None where it is not given. Raises ApiError 400/20001 for anything but true and false."""
    text = params.get(name)
    if text is None:
        return None
    if text.lower() not in {"true", "false"}:
        raise ApiError(400, 20001, f"{name} must be true or false")
    return text.lower() == "true"


def paging(params: Mapping[str, str]) -> tuple[int, int]:
    """(size, number); 50 at a time unless asked otherwise, 1,000 at most. Raises ApiError 400/20001."""
    try:
        size, number = int(params.get("PageSize", "50")), int(params.get("Page", "0"))
    except ValueError:
        raise ApiError(400, 20001, "PageSize and Page are numbers") from None
    if size < 1 or number < 0:
        raise ApiError(400, 20001, "PageSize begins at 1, Page at 0")
    return min(size, 1000), number
