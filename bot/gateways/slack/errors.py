"""The one table from Slack's errors to ours.

Slack refuses with HTTP 200 and ``ok: false``; such a call surely did nothing, but for the errors of which Slack says
that some of it may have happened. Error names: docs.slack.dev/reference/methods.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.core.errors import GatewayError
from bot.gateways.retry_after import seconds_of

_WAIT_AFTER_429 = 5.0  # seconds, where Slack names none
_RATE_LIMITED = {"ratelimited", "rate_limited", "message_limit_exceeded"}
_PERHAPS_DONE = {"internal_error", "fatal_error", "update_failed"}
"""Slack: "it's possible some aspect of the operation succeeded before the error was raised"."""
_MENDABLE = {
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
    "external_channel_migrating",
    "accesslimited",
    # A token or an installation that somebody is about to mend must not cost us a message.
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "missing_scope",
    "not_in_channel",
}
"""Refused now, but worth another try."""


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Everything that Slack's client raises within comes out as GatewayError."""
    try:
        yield
    except SlackApiError as error:
        raise _answered(error) from error
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise _unanswered(error) from error
    except SlackClientError as error:
        raise GatewayError("slack", "bad_request", transient=False) from error
    except (ValueError, AttributeError) as error:
        # The client stumbles over replies that are no JSON object (a proxy's text page with status 200).
        raise GatewayError("slack", "bad_reply", transient=True, sent=None, is_answered=True) from error


def _unanswered(error: Exception) -> GatewayError:
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return GatewayError("slack", "no_connection", transient=True)
    if isinstance(error, aiohttp.InvalidURL):
        return GatewayError("slack", "bad_address", transient=False)
    reference = "timeout" if isinstance(error, TimeoutError) else "connection"
    return GatewayError("slack", reference, transient=True, sent=None)


def _answered(error: SlackApiError) -> GatewayError:
    """The response is an AsyncSlackResponse, aiohttp's own, or (after a reply without JSON) a plain dict."""
    response = error.response
    status = _status(response)
    name = _name(response)
    if status == 429 or name in _RATE_LIMITED:
        wait = seconds_of(_headers(response).get("Retry-After"), _WAIT_AFTER_429)
        return GatewayError("slack", name or "ratelimited", transient=True, retry_after=wait)
    if status >= 500 or name in _PERHAPS_DONE or not name:
        reference = name or f"http_{status}"
        return GatewayError("slack", reference, transient=True, sent=None, is_answered=True)
    return GatewayError("slack", name, transient=name in _MENDABLE)


def _status(response: object) -> int:
    for attribute in ("status_code", "status"):
        given = response.get(attribute) if isinstance(response, dict) else getattr(response, attribute, None)
        if isinstance(given, int):
            return given
    return 500


def _name(response: object) -> str:
    data = response if isinstance(response, dict) else getattr(response, "data", None)
    name = data.get("error") if isinstance(data, Mapping) else None
    return name if isinstance(name, str) else ""


def _headers(response: object) -> Mapping[str, str]:
    given = response.get("headers") if isinstance(response, dict) else getattr(response, "headers", None)
    return given if isinstance(given, Mapping) else {}
