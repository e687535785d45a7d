"""When it makes sense to ask the client, and what can be done about the client's link. Pure."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.bounces import is_status
from bot.core.cards import Action, Stage
from bot.core.decide import is_blocking
from bot.core.domain import LinkDomain, Setup
from bot.core.facts import FactName, FactState
from bot.core.links import SetupLink
from bot.core.stage import has_details, has_records, lost_facts

_RECORDS = (FactName.RECORD, FactName.CAA, FactName.VERIFICATION)
"""What the client can mend."""
_LAST = (Action.KEEP, Action.REMOVE_NOW, Action.TEST, Action.DETACH, Action.EDIT, Action.CANCEL)
REMINDED_APART = timedelta(hours=1)
"""Between two e-mails to one contact that people ask for by *Remind client*."""


def holds_back(domain: LinkDomain) -> str:
    """Why it is pointless to ask the client now: ``details``, ``blocking``, or empty."""
    record = domain.fact(FactName.RECORD)
    if record.state is FactState.WRONG and is_blocking(domain, record.finding):
        return "blocking"
    return "" if has_details(domain) else "details"


def wants_client(domain: LinkDomain, stage: Stage) -> bool:
    """The client has something left to do."""
    if stage in (Stage.LIVE, Stage.REMOVING, Stage.REMOVED) or domain.removal_due_at is not None:
        return False
    if stage is Stage.DEGRADED:
        return any(name in _RECORDS for name in lost_facts(domain))
    return not has_records(domain)


def is_sent(link: SetupLink | None) -> bool:
    """People at the client have a link that opens, as far as is known."""
    return link is not None and link.sent_at is not None and link.revoked_at is None and link.ended_at is None


def reaches_client(domain: LinkDomain, link: SetupLink | None) -> bool:
    """The same, and some address takes e-mail (or nobody is written to)."""
    if link is None or not is_sent(link):
        return False
    return not domain.contact_ids or not set(domain.contact_ids).issubset(link.undeliverable)


def link_actions(
    domain: LinkDomain, stage: Stage, link: SetupLink | None, *, is_mail_on: bool = True
) -> tuple[Action, ...]:
    """What can be done about the client's link now, the most sensible first."""
    if stage in (Stage.REMOVING, Stage.REMOVED) or domain.last_check_at is None:
        return ()
    is_open = link is not None and link.revoked_at is None and link.ended_at is None
    revoke = (Action.REVOKE,) if is_open else ()
    if not wants_client(domain, stage):
        return revoke if is_sent(link) else ()
    if link is None or (link.sent_at is None and link.revoked_at is None):
        return (Action.FORWARD, *revoke)
    if not reaches_client(domain, link):
        return (Action.FORWARD_AGAIN, *revoke)
    remind = (Action.REMIND,) if is_mail_on and domain.contact_ids else ()
    return (*remind, Action.FORWARD_AGAIN, *revoke)


def with_link_actions(
    actions: tuple[Action, ...], domain: LinkDomain, stage: Stage, link: SetupLink | None, *, is_mail_on: bool = True
) -> tuple[Action, ...]:
    """The card's actions with those of the link among them: in front where it is the client's turn, else near the end;
    to revoke is never the thing to do."""
    found = link_actions(domain, stage, link, is_mail_on=is_mail_on)
    asking = tuple(action for action in found if action is not Action.REVOKE)
    revoking = tuple(action for action in found if action is Action.REVOKE)
    last = tuple(action for action in actions if action in _LAST)
    first = tuple(action for action in actions if action not in last)
    is_clients_turn = domain.setup is Setup.FORWARD and stage in (Stage.WAITING_FOR_RECORDS, Stage.DEGRADED)
    at = min(len(asking) - 1, 1) if is_clients_turn and asking else len(first)
    return (*first[:at], *asking, *first[at:], *revoking, *last)


_OURS = frozenset({"530", "534", "535", "538", "no_tls_for_password", "not_supported", "certificate"})
_AWAY = frozenset({"timeout", "connection", "no_such_server", "busy"})


class MailFault(StrEnum):
    """Whose turn it is where an e-mail is not out."""

    ADDRESS = "address"
    """The address is wrong, or its server wants nothing from us."""
    LOGIN = "login"
    """Our mail server does not let the bot in, or is not who it should be."""
    AWAY = "away"
    """Our mail server does not answer."""
    PUT_OFF = "put_off"
    """A server asks to try later."""
    UNKNOWN = "unknown"
    """Handed over twice, and never confirmed."""
    FULL = "full"
    """It came back: the mailbox is full."""
    UNWANTED = "unwanted"
    """It came back: the client's mail server wants no e-mail of ours."""
    UNREACHED = "unreached"
    """It came back: the client's mail server took it at no time."""


AT_CLIENT = frozenset({MailFault.ADDRESS, MailFault.FULL, MailFault.UNWANTED, MailFault.UNREACHED})
"""What another address helps against."""


def mail_fault(problem: str) -> MailFault:
    """Of a word of the mail gateway, an SMTP reply code (RFC 5321, 4.2.1: 4yz is "not now", 5yz "never"), or the
    status of a bounce (RFC 3463)."""
    if is_status(problem):
        return _came_back(problem)
    if problem in _OURS:
        return MailFault.LOGIN
    if problem in _AWAY:
        return MailFault.AWAY
    if problem == "unconfirmed":
        return MailFault.UNKNOWN
    return MailFault.PUT_OFF if re.fullmatch(r"4\d\d", problem) else MailFault.ADDRESS


def _came_back(status: str) -> MailFault:
    """RFC 3463: x.2.2 mailbox full, x.7.y security or policy, x.4.7 given up in the end; 4.y.z once it is final."""
    if status.endswith(".2.2"):
        return MailFault.FULL
    if status[1:].startswith(".7."):
        return MailFault.UNWANTED
    return MailFault.UNREACHED if status.startswith("4.") or status.endswith(".4.7") else MailFault.ADDRESS


def is_due(last: datetime | None, now: datetime) -> bool:
    """Whether a contact whose last e-mail went out then may be reminded."""
    return last is None or now - last >= REMINDED_APART
