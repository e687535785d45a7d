"""What goes wrong, as other systems read it: problem details (RFC 9457) with a stable code, and a reference that is
also in the log."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from bot.core.errors import Conflict, GatewayError, Reason, Refused

MEDIA_TYPE = "application/problem+json"
_LATER = 5.0
"""Seconds to wait where nobody says how long."""
_log = logging.getLogger(__name__)

Words = Callable[[Refused], str]
"""What people read of a refusal."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """``field`` is one of the body's, or a parameter; ``code`` is for programs, ``detail`` for people."""

    field: str
    code: str
    detail: str


class Problem(Exception):
    """An answer other than the one that was asked for. ``retry_after`` in seconds."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.errors = status, code, detail, tuple(errors)
        waits = {"Retry-After": str(max(ceil(retry_after), 1))} if retry_after is not None else {}
        self.headers = {**(headers or {}), **waits}

    def answer(self, reference: str) -> JSONResponse:
        body: dict[str, object] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "reference": reference,
        }
        if self.errors:
            body["errors"] = [{"field": one.field, "code": one.code, "detail": one.detail} for one in self.errors]
        return JSONResponse(body, self.status, self.headers, MEDIA_TYPE)


def not_yet() -> Problem:
    """Slack has not said yet which workspace is served."""
    return Problem(503, "starting", "The bot has no word from Slack yet. Try again soon.", retry_after=_LATER)


def wrong(field: str, code: str, detail: str, status: int = 422) -> Problem:
    """One field is at fault."""
    return Problem(status, "invalid_request", detail, errors=[FieldError(field, code, detail)])


_OURS: Mapping[Reason, str] = {
    Reason.DUPLICATE_HOST: "This host is here already.",
    Reason.SID_USED_HERE: "This Domain SID is in use here for another host.",
    Reason.UNKNOWN_CLIENT: "There is no client of this id or name within the token's scope.",
    Reason.NO_OWNER: "Only full members of the workspace who may use linkdomain can own a domain: give such a user id.",
    Reason.NO_CHANNEL: "The bot is no member of this channel. Invite it there, or give another channel's id.",
    Reason.CLIENT_LEAVING: "This client is being removed with all its domains.",
}
"""Where the words for people in Slack would not help, or would tell what is out of scope."""
_NOT_ANY_MORE = "The admin who made this token may not do that any more. Let another admin make another token."
_FIELDS: Mapping[str, str] = {"email": "contacts", "subdomain": "host"}
_EMPTY: Mapping[str, str] = {
    "channel": "Give the id of a Slack channel: no DEFAULT_CHANNEL is set.",
    "contacts": "Give the address of somebody at the client: the steps are forwarded by e-mail.",
}
_CONFLICTS = (Reason.DUPLICATE_HOST, Reason.CLIENT_LEAVING, Reason.SID_USED_HERE)
_FORBIDDEN = (Reason.NOT_ALLOWED, Reason.OUTSIDER, Reason.WRONG_TEAM)


def refusal(error: Refused, words: Words) -> Problem:
    """What the services refuse, beside the field at fault."""
    if error.reason in _FORBIDDEN:
        return Problem(403, error.reason.value, _NOT_ANY_MORE)
    field = _FIELDS.get(error.field or "", error.field or "")
    missing = _EMPTY.get(field) if error.reason is Reason.EMPTY else None
    detail = missing or _OURS.get(error.reason) or words(error)
    if error.reason in _CONFLICTS:
        return Problem(409, error.reason.value, detail, errors=[FieldError(field, error.reason.value, detail)])
    return wrong(field, error.reason.value, detail) if field else Problem(422, error.reason.value, detail)


_HTTP: Mapping[int, tuple[str, str]] = {
    404: ("not_found", "There is no such path."),
    405: ("method_not_allowed", "Not by this method."),
    408: ("too_slow", "The body came too slowly."),
    413: ("too_large", "A body has at most 64 KiB."),
}


def of_error(error: Exception, words: Words) -> Problem:
    """Whatever was raised, as a problem."""
    match error:
        case Problem():
            return error
        case Refused():
            return refusal(error, words)
        case HTTPException():
            code, detail = _HTTP.get(error.status_code, ("refused", "Refused."))
            return Problem(error.status_code, code, detail, headers=error.headers)
        case Conflict():
            return Problem(409, "conflict", "Somebody else was faster. Read how things stand now.")
        case GatewayError():
            detail = "Something outside did not answer as it should. Nothing was changed; try again later."
            return Problem(503, "unavailable", detail, retry_after=error.retry_after or _LATER)
        case _:
            return Problem(500, "internal_error", "Something went wrong on our side. Give an admin the reference.")


def write_down(problem: Problem, error: Exception, reference: str, token_id: str) -> None:
    """One line in the log; the traceback only of what nobody meant to raise."""
    told = {"reference": reference, "status": problem.status, "code": problem.code, "token_id": token_id}
    if problem.status == 500:
        _log.error("api_failed", exc_info=error, extra=told)
    else:
        _log.info("api_refused", extra=told)
