"""What providers and their modules raise, as one of our problems. Nothing of it is passed on or logged: a request, with
the token in it, hangs on every exception of ``requests``."""

from collections.abc import Mapping
from enum import StrEnum

import requests
from lexicon.exceptions import LexiconError

from bot.core.writing import Problem
from bot.gateways.providers.hands import NotTaken
from bot.gateways.providers.wire import TooLateError


class Phase(StrEnum):
    """What was going on."""

    SIGN_IN = "sign_in"
    READ = "read"
    WRITE = "write"


_BY_STATUS: Mapping[int, Problem] = {
    401: Problem.WRONG_TOKEN,
    403: Problem.NOT_ALLOWED,
    404: Problem.NO_ZONE,
    423: Problem.BUSY,
    429: Problem.BUSY,
}
_CLOUDFLARES: Mapping[int, Problem] = {
    1000: Problem.WRONG_TOKEN,
    6003: Problem.WRONG_TOKEN,
    6111: Problem.WRONG_TOKEN,
    9103: Problem.WRONG_TOKEN,
    9106: Problem.WRONG_TOKEN,
    9109: Problem.WRONG_TOKEN,
    10000: Problem.WRONG_TOKEN,
}
"""While signing in. Of records, once the zone was found, the same codes speak of a permission."""

_SAYINGS: Mapping[str, Problem] = {
    "Unauthorized IP address": Problem.NOT_FROM_HERE,  # Vultr, with a 401
    "not authorized to use this endpoint": Problem.NOT_ALLOWED,  # Linode, with a 401
    "INVALID_KEY": Problem.WRONG_TOKEN,  # these are of OVH: with a 403, the last with a 400
    "INVALID_CREDENTIAL": Problem.WRONG_TOKEN,
    "NOT_CREDENTIAL": Problem.WRONG_TOKEN,
    "INVALID_SIGNATURE": Problem.WRONG_TOKEN,
}
"""What an answer says where its status alone tells something else."""


def problem_of(error: Exception, phase: Phase) -> Problem:
    """Which problem this is."""
    answer = _answer_of(error)
    if answer is not None:
        return _refusal(answer, phase)
    if isinstance(error, requests.RequestException):
        return Problem.UNSURE if phase is Phase.WRITE else Problem.DOWN
    if isinstance(error, NotTaken):
        return Problem.REFUSED
    if isinstance(error, TooLateError):
        return Problem.BUSY
    if phase is Phase.SIGN_IN and (isinstance(error, LexiconError) or type(error) is Exception):
        return Problem.NO_ZONE  # signed in, and the domain is not among the account's
    return Problem.UNSURE if phase is Phase.WRITE else Problem.DOWN


def _refusal(answer: requests.Response, phase: Phase) -> Problem:
    if answer.status_code >= 500:
        return Problem.UNSURE if phase is Phase.WRITE else Problem.DOWN
    known = _BY_STATUS.get(answer.status_code, Problem.REFUSED)
    said = next((problem for words, problem in _SAYINGS.items() if words in answer.text), known)
    if known is Problem.BUSY or said is Problem.NOT_FROM_HERE:
        return said
    if phase is Phase.SIGN_IN:
        return next((_CLOUDFLARES[code] for code in _codes(answer) if code in _CLOUDFLARES), said)
    return Problem.NOT_ALLOWED if said in (Problem.WRONG_TOKEN, Problem.NOT_ALLOWED) else Problem.REFUSED


def _answer_of(error: BaseException | None) -> requests.Response | None:
    """The provider's answer, where one is behind the error or what caused it."""
    while error is not None:
        if isinstance(error, requests.HTTPError) and error.response is not None:
            return error.response
        error = error.__cause__
    return None


def is_refused(error: Exception) -> bool:
    """The provider read the request and did not do it."""
    answer = _answer_of(error)
    return isinstance(error, NotTaken) or (answer is not None and answer.status_code < 500)


def _codes(answer: requests.Response) -> list[int]:
    try:
        return [int(one["code"]) for one in answer.json()["errors"]]
    except (ValueError, KeyError, TypeError):
        return []
