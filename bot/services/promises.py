"""The effects that changes promise: their natural keys, where they go, which goes first. No effect holds a time."""

from collections.abc import Sequence

from bot.core.domain import Attachment, LinkDomain, RequestState, SslRequest, TwilioAccount
from bot.core.effects import Effect, EffectKind
from bot.core.events import Event
from bot.core.links import SetupLink
from bot.core.rules import Rules

_AT_ONCE, _FIRST, _SOON, _USUAL = 0, 1, 3, 5
"""What changes in place takes no turn of a channel's one message a second, so it passes those that wait for theirs."""
_DELETION = ":delete:"


def card(domain: LinkDomain, cause: str) -> Effect:
    """The card as it is now. ``cause`` is an event's id, or ``look:`` and the generation of a look people asked for."""
    key = f"domain:{domain.id}:card:{cause}"
    urgency = _FIRST if domain.card_ts is None else _AT_ONCE
    return _slack(domain, EffectKind.CARD, key, urgency=urgency, coalesce=True)


def card_delayed(domain: LinkDomain, link: SetupLink, fault: str) -> Effect:
    """The card says why the client's e-mail is not out yet."""
    sent = int(link.sent_at.timestamp()) if link.sent_at else 0
    return card(domain, f"delayed:{link.id}:{sent}:{fault}")


def card_key(domain: LinkDomain) -> str:
    """The key of the card's root message, whichever effect posts it; another one for each place it stood in."""
    return f"{_place(domain)}:card"


def _place(domain: LinkDomain) -> str:
    return f"domain:{domain.id}:{domain.card_number}" if domain.card_number else f"domain:{domain.id}"


def card_moved(domain: LinkDomain, event_id: int, channel: str, ts: str) -> Effect:
    """The card that stood there says where it is now."""
    subject = f"{event_id}:{channel}:{ts}"
    key = f"domain:{domain.id}:moved:{event_id}"
    return _slack(domain, EffectKind.CARD_MOVED, key, subject=subject, channel=channel)


def reply(domain: LinkDomain, events: Sequence[Event]) -> Effect:
    """One reply that tells the stored events; told again under a card that was posted anew."""
    ids = ",".join(str(event.id) for event in events)
    return _slack(domain, EffectKind.REPLY, f"{_place(domain)}:reply:{events[0].id}", subject=ids)


def reply_anew(domain: LinkDomain, event_ids: str, channel: str, ts: str, cause: int) -> Effect:
    """The reply that stands there is written anew; ``cause`` is an event's id."""
    key, subject = f"domain:{domain.id}:anew:{ts}:{cause}", f"{event_ids}:{channel}:{ts}"
    return _slack(domain, EffectKind.REPLY_ANEW, key, subject=subject, channel=channel)


def task_key(domain: LinkDomain, host: str) -> str:
    """The key of the post that says what is to do: one under each card and for each name."""
    return f"{_place(domain)}:task:{host}"


def task(domain: LinkDomain) -> Effect:
    """The post that says what is to do now."""
    host = domain.host
    return _slack(domain, EffectKind.TASK, task_key(domain, host), subject=host, urgency=_SOON, coalesce=True)


def task_update(domain: LinkDomain, host: str, cause: int) -> Effect:
    """The same post as it is now; ``host`` is the name it was posted for, ``cause`` an event's id."""
    key = f"{task_key(domain, host)}:{cause}"
    return _slack(domain, EffectKind.TASK, key, subject=host, urgency=_AT_ONCE, coalesce=True)


def task_root(effect: Effect) -> str:
    """The key of the post that an effect of kind TASK posts or updates."""
    is_root = effect.key.endswith(f":task:{effect.subject}")
    return effect.key if is_root else effect.key.rpartition(":")[0]


def approval_key(request_id: str, state: str) -> str:
    """The key of the approval message's post (``pending``) or update."""
    return f"request:{request_id}:approval:{state}"


def approval(domain: LinkDomain, request: SslRequest, rules: Rules) -> Effect:
    """The approval request, in its own channel or in the thread; later its update."""
    channel = rules.approval_channel or domain.channel
    key = approval_key(request.id, request.state.value)
    urgency = _FIRST if request.state is RequestState.PENDING else _AT_ONCE
    return _slack(domain, EffectKind.APPROVAL, key, subject=request.id, urgency=urgency, channel=channel)


def mail_steps(domain: LinkDomain, contact_id: str, suffix: str = "") -> Effect:
    """The steps to one contact; ``suffix`` tells a later mail, with another TXT, from the first."""
    key = f"domain:{domain.id}:steps:{contact_id}{suffix}"
    return Effect(key, EffectKind.MAIL_STEPS, domain.team_id, domain.id, contact_id, "mail")


def mail_reminder(domain: LinkDomain, contact_id: str, event_id: int) -> Effect:
    """A reminder to one contact; the event is that somebody wants it sent."""
    key = f"domain:{domain.id}:reminder:{contact_id}:{event_id}"
    return Effect(key, EffectKind.MAIL_REMINDER, domain.team_id, domain.id, contact_id, "mail")


def mail_deletion(domain: LinkDomain, contact_id: str) -> Effect:
    """The request to delete the record, once for each time its removal begins."""
    return mail_steps(domain, contact_id, f"{_DELETION}{domain.generation}")


def is_deletion(effect: Effect) -> bool:
    """Whether the mail asks to delete the record."""
    return _DELETION in effect.key


def judge_details(domain: LinkDomain, event_id: int, account: TwilioAccount | None) -> Effect:
    """Ask Twilio whose Domain SID this is."""
    sid = domain.details.domain_sid if domain.details else ""
    return _twilio(domain, EffectKind.JUDGE_DETAILS, f"domain:{domain.id}:judge:{event_id}", sid, account)


def certificate(domain: LinkDomain, request: SslRequest, account: TwilioAccount | None) -> Effect:
    """Twilio's managed certificate, once per request."""
    key = f"request:{request.id}:certificate"
    return _twilio(domain, EffectKind.REQUEST_CERTIFICATE, key, request.id, account)


def attach(domain: LinkDomain, attachment: Attachment, number: int, account: TwilioAccount | None) -> Effect:
    """Associate domain and service; ``number`` counts the times it is set out to do so."""
    key = f"attachment:{attachment.id}:attach:{number}"
    return _twilio(domain, EffectKind.ATTACH, key, attachment.id, account)


def detach(domain: LinkDomain, attachment: Attachment, number: int, account: TwilioAccount | None) -> Effect:
    """Take the association back; ``number`` counts the times it is set out to do so. It goes where attaching goes, so
    that one never overtakes the other."""
    key = f"attachment:{attachment.id}:detach:{number}"
    return _twilio(domain, EffectKind.DETACH, key, attachment.id, account)


def send_test_key(event_id: int) -> str:
    """The key of the test message that the event wants."""
    return f"event:{event_id}:test"


def send_test(domain: LinkDomain, event_id: int, account: TwilioAccount | None) -> Effect:
    """One test message."""
    return _twilio(domain, EffectKind.SEND_TEST, send_test_key(event_id), str(event_id), account)


def read_test(domain: LinkDomain, event_id: int, account: TwilioAccount | None) -> Effect:
    """The test message as it went out."""
    return _twilio(domain, EffectKind.READ_TEST, f"{send_test_key(event_id)}:read", str(event_id), account)


def _slack(
    domain: LinkDomain,
    kind: EffectKind,
    key: str,
    *,
    subject: str = "",
    urgency: int = _USUAL,
    coalesce: bool = False,
    channel: str = "",
) -> Effect:
    destination = f"slack:{channel or domain.channel}"
    return Effect(key, kind, domain.team_id, domain.id, subject, destination, urgency, coalesce)


def _twilio(domain: LinkDomain, kind: EffectKind, key: str, subject: str, account: TwilioAccount | None) -> Effect:
    destination = f"twilio:{account.account_sid if account else 'default'}"
    return Effect(key, kind, domain.team_id, domain.id, subject, destination, _SOON)
