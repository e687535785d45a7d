"""One Twilio client per call, and the table from its errors to ours. Imported late: the library takes its time.

The library keeps the last reply on its HTTP client and hands out whatever stands there, so that calls which share one
can swap replies (twilio-python issue 580): no HTTP client is ever shared. It has no time-out of its own either.
"""

import json
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import requests
from requests import exceptions as transport
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NameResolutionError, NewConnectionError

from bot.core.domain import TwilioAccount
from bot.core.errors import GatewayError
from bot.gateways.retry_after import seconds_of

T = TypeVar("T")

_WAIT_AFTER_429 = 2.0  # seconds: Twilio names none, the limit is one of concurrent calls
_TRANSIENT_CODES = {20409, 30133}  # state conflict; a domain deleted and added again: "retry in minutes"
_TOO_MANY = 20429


class _Http(TwilioHttpClient):  # type: ignore[misc]
    """Sends every call to ``base_url`` where one is given, and remembers the reply's headers."""

    def __init__(self, base_url: str | None, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self.base = urlsplit(base_url) if base_url else None
        self.reply_headers: Mapping[str, str] = {}
        if self.base:
            self.session.trust_env = False  # a proxy of the environment has no business on loopback

    def request(self, method: str, url: str, *args: object, **kwargs: object) -> Response:
        reply = super().request(method, self._address(url), *args, **kwargs)
        self.reply_headers = reply.headers or {}
        return reply

    def _address(self, url: str) -> str:
        if self.base is None:
            return url
        asked = urlsplit(url)
        path = self.base.path.rstrip("/") + asked.path
        return urlunsplit((self.base.scheme, self.base.netloc, path, asked.query, ""))


def call(account: TwilioAccount, base_url: str | None, timeout: float, work: Callable[[Client], T]) -> T:
    """Does ``work`` with a fresh client; ``timeout`` is per socket operation, in seconds. Raises GatewayError."""
    http = _Http(base_url, timeout)
    # An environment of our own: TWILIO_REGION and TWILIO_EDGE would silently move the calls elsewhere.
    client = Client(
        account.username,
        account.secret,
        account.account_sid,
        http_client=http,
        environment={"TWILIO_REGION": ""},
    )
    try:
        return work(client)
    except (TwilioException, requests.RequestException, ValueError, TypeError, AttributeError, KeyError) as error:
        raise translate(error, http.reply_headers.get("Retry-After")) from error
    finally:
        http.session.close()


def translate(error: Exception, retry_after: str | None = None) -> GatewayError:
    """The one table from Twilio's errors to ours."""
    if isinstance(error, TwilioException):
        return _refusal(*_status_and_code(error), retry_after)
    for kind, reference, transient, sent in _TRANSPORT:
        if isinstance(error, kind):
            is_unsent = isinstance(error, transport.ConnectionError) and _never_connected(error)
            return GatewayError("twilio", reference, transient=transient, sent=False if is_unsent else sent)
    # What is left is a reply that is not what the library expects: the call was answered, we cannot say how.
    return GatewayError("twilio", "bad_reply", transient=True, sent=None, is_answered=True)


_TRANSPORT: tuple[tuple[type[Exception], str, bool, bool | None], ...] = (
    (transport.ConnectTimeout, "no_connection", True, False),
    (transport.ProxyError, "proxy", True, False),
    (transport.Timeout, "timeout", True, None),
    (transport.SSLError, "tls", True, None),
    (transport.ConnectionError, "connection", True, None),
    (transport.InvalidURL, "bad_address", False, False),
    (transport.JSONDecodeError, "bad_reply", True, None),
    (requests.RequestException, "transport", True, None),
)


def _never_connected(error: Exception) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError | NameResolutionError)


def _refusal(status: int, code: int, retry_after: str | None) -> GatewayError:
    reference = str(code or status)
    if status == 429 or code == _TOO_MANY:
        wait = seconds_of(retry_after, _WAIT_AFTER_429)
        return GatewayError("twilio", reference, transient=True, retry_after=wait)
    if status >= 500 or status == 408:
        return GatewayError("twilio", reference, transient=True, sent=None, is_answered=True)
    return GatewayError("twilio", reference, transient=status == 409 or code in _TRANSIENT_CODES)


def _status_and_code(error: TwilioException) -> tuple[int, int]:
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return _number(error.status), _number(error.code)
    response = error.args[1] if len(error.args) > 1 else None  # raised so by lists of the library
    try:
        body = json.loads(response.text) if response else {}
    except ValueError:
        body = {}
    code = body.get("code") if isinstance(body, dict) else None
    return _number(getattr(response, "status_code", 500)), _number(code)


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | str) and str(value).isdigit() else 0
