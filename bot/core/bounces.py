"""E-mails that came back: what a mail server says became of one of ours, and what is made of it."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

NO_DETAIL = "5.0.0"
"""RFC 3463: failed for good, no more is known."""
_NAME = re.compile(r"<([0-9a-f]{40})@[A-Za-z0-9.-]+>")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


def message_id(key: str) -> str:
    """RFC 5322's Message-ID of the e-mail with that natural key. Nobody can guess it who has not got the e-mail. On the
    wire the sender's domain takes the place of ours: filters mark a name that is no domain."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@linkdomain>"


def named_in(text: str) -> str | None:
    """The `message_id` of the first e-mail that the text names as ours are named, under whatever domain it went out."""
    found = _NAME.search(text)
    return f"<{found.group(1)}@linkdomain>" if found else None


class Fate(StrEnum):
    """What a mail server says became of a mail (RFC 3464, 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    PASSED = "passed"
    """Delivered, or handed on to a server that tells no more."""
    UNCLEAR = "unclear"
    """It names the mail, and does not say what became of it: a person's answer, or a report in words of its own."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """One report about one e-mail of ours. ``status`` is RFC 3463's, such as ``5.1.1``; no address is kept."""

    message_id: str
    fate: Fate
    status: str = NO_DETAIL


class Settled(StrEnum):
    """What became of a report."""

    TOLD = "told"
    """It failed, and the card says so from now on."""
    KNOWN = "known"
    """The same was told before."""
    OUTDATED = "outdated"
    """Something was sent to that contact since, or nobody writes to them any more."""
    PASSING = "passing"
    """The mail may still arrive, or has: nothing to tell."""
    EARLY = "early"
    """The mail is one that is just being sent: to be read again."""
    FOREIGN = "foreign"
    """No mail of ours."""


def is_settled(settled: Settled) -> bool:
    """Whether the report need not be read again, and is ours to mark as read."""
    return settled not in (Settled.EARLY, Settled.FOREIGN)


def is_status(word: str) -> bool:
    """Whether it is a status by RFC 3463, which only a bounce leaves behind."""
    return _STATUS.fullmatch(word) is not None
