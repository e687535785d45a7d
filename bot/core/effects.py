"""Outside actions, kept as rows until they are done. A row holds kind and ids, never what is sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EffectKind(StrEnum):
    """What is done, and what ``subject`` names."""

    CARD = "slack.card"
    """Post the card, or update it in place. Subject: empty."""
    CARD_MOVED = "slack.card_moved"
    """The earlier card says where the card is now. Subject: the event's id, its channel and its ts, by colons."""
    REPLY = "slack.reply"
    """One reply in the thread. Subject: the ids of the events it tells, comma separated."""
    REPLY_ANEW = "slack.reply_anew"
    """A reply is written anew in place. Subject: the ids of its events, its channel and its ts, by colons."""
    TASK = "slack.task"
    """What is to do now: the operator's task and the DNS steps in one post of the thread, or its update in place.
    Subject: the host it was posted for."""
    APPROVAL = "slack.approval"
    """Post the approval request, or update it once decided. Subject: the request's id."""
    MAIL_STEPS = "mail.steps"
    """The DNS steps to one contact. Subject: the contact's id."""
    MAIL_REMINDER = "mail.reminder"
    """The same again, with what we see now. Subject: the contact's id."""
    JUDGE_DETAILS = "twilio.judge_details"
    """Ask Twilio again whose Domain SID this is. Subject: the SID."""
    REQUEST_CERTIFICATE = "twilio.request_certificate"
    """Subject: the request's id."""
    ATTACH = "twilio.attach"
    """Subject: the attachment's id."""
    DETACH = "twilio.detach"
    """Subject: the attachment's id."""
    SEND_TEST = "twilio.send_test"
    """Send the test message. Subject: the id of the event that wants it."""
    READ_TEST = "twilio.read_test"
    """Read it when it has gone out. Subject: as of SEND_TEST."""
    ALARM = "slack.alarm"
    """Post an alarm, or update it in place. Subject: the id of the event that began it."""
    ALARM_OVER = "slack.alarm_over"
    """The end of an alarm, in its thread. Subject: as of ALARM."""
    NUDGE = "slack.nudge"
    """Mention an approver in the thread of an undecided request. Subject: the request's id and the approver's."""
    MORNING = "slack.morning"
    """The one message of a morning, to a person. Subject: when their work began, as ISO 8601."""

    LEAVING = "slack.leaving"
    """Post how far the removal of a client is, or update it in place. Subject: the client's id."""
    APPROVALS = "slack.approvals"
    """Post several approval requests as one message, or update it. Subject: the group's id."""
    DIGEST = "slack.digest"
    """Post the digest of domains that were added together, or update it in place. Subject: the batch's id."""
    ACCOUNT_SET = "slack.account_set"
    """Tell an admin what they did on the page for credentials. Subject: the link's id."""
    ASK = "slack.ask"
    """Ask an admin for a client. Subject: the ask's id."""
    ASK_OVER = "slack.ask_over"
    """What admins were asked says that it is done. Subject: as of ASK."""
    ASK_ANSWERED = "slack.ask_answered"
    """Tell the asker that it is there. Subject: as of ASK."""
    WEBHOOK = "webhook.post"
    """Tell another system of an event. Subject: the event's id, or ``test:`` and an id of its own."""
    FIND_ADMINS = "slack.find_admins"
    """Ask Slack who the admins are, to tell them that a webhook was switched off. Subject: its id."""
    WEBHOOK_OFF = "slack.webhook_off"
    """Tell an admin. Subject: as of FIND_ADMINS."""


PASSING = frozenset(
    {
        EffectKind.CARD,
        EffectKind.CARD_MOVED,
        EffectKind.REPLY_ANEW,
        EffectKind.JUDGE_DETAILS,
        EffectKind.READ_TEST,
        EffectKind.MORNING,
        EffectKind.ACCOUNT_SET,
        EffectKind.ASK,
        EffectKind.ASK_OVER,
        EffectKind.ASK_ANSWERED,
        EffectKind.FIND_ADMINS,
        EffectKind.WEBHOOK_OFF,
    }
)
"""Nobody asks for these again once they are done and some weeks old: where a card stands is kept with its domain, and
what admins were asked for is forgotten earlier."""


class EffectState(StrEnum):
    """SENDING survives only a crash: it is then as good as UNKNOWN."""

    NEW = "new"
    SENDING = "sending"
    UNKNOWN = "unknown"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Effect:
    """An outside action.

    key         natural and unique, such as ``domain:42:reply:17``; never a time
    destination who is waited for after a 429: ``slack:C123``, ``twilio:AC…``, ``mail``, ``webhook:ID``
    urgency     lower goes first (card and approval request before other replies)
    coalesce    True: while one with the same kind, domain and subject is NEW, another is not stored
    """

    key: str
    kind: EffectKind
    team_id: str
    domain_id: str
    subject: str
    destination: str
    urgency: int = 5
    coalesce: bool = False


@dataclass(frozen=True, slots=True)
class ClaimedEffect:
    """An effect that this process may perform now. ``attempt`` counts from 1; ``first_sent_at`` is None before any."""

    id: int
    effect: Effect
    state: EffectState
    attempt: int
    looks: int
    first_sent_at: datetime | None
    generation: int
    external_id: str | None
    """What the outside calls it, once known: a message's ts."""
