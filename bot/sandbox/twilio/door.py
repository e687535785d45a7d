"""Who calls: HTTP basic, by account SID and Auth Token or by an API key and its secret."""

import base64
import binascii
import hmac
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.sandbox.twilio.calls import Caller
from bot.sandbox.twilio.errors import ApiError
from bot.sandbox.twilio.estate import Account, Estate


class Door:
    """``limit`` is how many calls of one account may run at once (Twilio's number is not published)."""

    def __init__(self, estate: Estate, limit: int) -> None:
        self.limit = limit
        self._estate = estate
        self._running: Counter[str] = Counter()

    def admit(self, authorization: str | None) -> Caller:
        """Raises ApiError 401/20003 for wrong credentials, 403/20005 for a suspended account."""
        user, password = _basic(authorization)
        caller, secret = self._known(user)
        if caller is None or not hmac.compare_digest(secret.encode(), password.encode()):
            raise ApiError(401, 20003)
        if caller.account.status == "closed":
            raise ApiError(401, 20003)
        if caller.account.status != "active":
            raise ApiError(403, 20005)
        return caller

    def running(self, account: Account) -> int:
        return self._running[account.sid]

    @contextmanager
    def counted(self, account: Account) -> Iterator[None]:
        """Holds one of the account's places; raises ApiError 429/20429 where none is left."""
        if self._running[account.sid] >= self.limit:
            raise ApiError(429, 20429)
        self._running[account.sid] += 1
        try:
            yield
        finally:
            self._running[account.sid] -= 1

    def _known(self, user: str) -> tuple[Caller | None, str]:
        if key := self._estate.keys.get(user):
            return Caller(key.account, key), key.secret
        account = self._estate.accounts.get(user)
        return (Caller(account, None), account.token) if account else (None, "")


def user_of(authorization: str | None) -> str:
    """The name somebody gave, be it right or not; never the password."""
    try:
        return _basic(authorization)[0]
    except ApiError:
        return ""


def _basic(authorization: str | None) -> tuple[str, str]:
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        raise ApiError(401, 20003)
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise ApiError(401, 20003) from None
    return user, password
