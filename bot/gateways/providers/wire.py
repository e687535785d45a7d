"""How dns-lexicon's providers speak HTTP here: they call ``requests`` with no time-out, follow any redirect and take a
password of the user's ``.netrc`` in place of the token. So what they know as ``requests`` is this instead.

What is bound to one call (its end, and where loopback stand-ins listen) belongs to the thread of that call.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter

_CONNECT, _READ = 5.0, 12.0
"""Most seconds to connect, and between two bytes."""

_EACH, _MOST = 1.5, 15.0
"""Seconds for a request to a provider that is slow, and for all that are made in one go."""


class _Call(threading.local):
    until = 0.0
    base: str | None = None


_call = _Call()


@contextmanager
def until(end: float, base: str | None) -> Iterator[None]:
    """Within it this thread may ask until ``end`` (monotonic seconds), and asks ``base`` in place of the provider."""
    _call.until, _call.base = end, base
    try:
        yield
    finally:
        _call.until, _call.base = 0.0, None


class TooLateError(Exception):
    """The call ends too soon for what has to be done in one go. Nothing of it was begun."""


def require(count: int) -> None:
    """Raises TooLateError where so many requests may not come to their end within the call."""
    if _call.until - time.monotonic() < min(count * _EACH, _MOST):
        raise TooLateError


class Session(requests.Session):
    """Ends in time, goes nowhere else, sends nothing twice."""

    def request(self, method: str, url: str, **asked: Any) -> requests.Response:  # type: ignore[override]  # noqa: ANN401 (theirs)
        """Raises requests.Timeout once the call is over: a thread that was given up writes nothing any more."""
        left = _call.until - time.monotonic()
        if left <= 0:
            raise requests.Timeout("the call is over")
        parts = urlsplit(url)
        if _call.base is not None:
            url = f"{_call.base}{url.removeprefix(f'{parts.scheme}://{parts.netloc}')}"
            asked["headers"] = {**(asked.get("headers") or {}), "Host": parts.netloc}
        asked |= {"timeout": (min(_CONNECT, left), min(_READ, left)), "allow_redirects": False}
        asked["auth"] = asked.get("auth") or self.auth or _as_it_is  # else .netrc would be read
        answer = super().request(method, url, **asked)
        if answer.is_redirect:
            raise requests.HTTPError("a redirect", response=answer)
        return answer

    def mount(self, prefix: str, _adapter: BaseAdapter) -> None:
        """Adapters of a provider's own would repeat requests."""
        super().mount(prefix, HTTPAdapter(max_retries=0))


def _as_it_is(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    return prepared


class Requests:
    """What a provider's module knows as ``requests``."""

    Session = Session

    def request(self, method: str, url: str, **asked: Any) -> requests.Response:  # noqa: ANN401 (theirs)
        with Session() as session:
            return session.request(method, url, **asked)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever they have)
        """Exceptions and other values. The functions that would ask by themselves are not there."""
        if name in ("get", "post", "put", "patch", "delete", "head", "options"):
            raise AttributeError(name)
        return getattr(requests, name)


def bind(module: ModuleType) -> None:
    """Gives a provider's module our ``requests``. Raises TypeError where it does not ask through that."""
    if not isinstance(vars(module).get("requests"), (ModuleType, Requests)):
        raise TypeError(f"{module.__name__} asks in a way of its own")
    vars(module)["requests"] = Requests()
