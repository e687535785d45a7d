"""The effects that belong to no single domain's thread: alarms. Natural keys, never a time."""

from bot.core.asking import Ask
from bot.core.credentials import CredentialLink
from bot.core.effects import Effect, EffectKind

_FIRST, _SOON = 1, 3
_OVER = ":over"


def alarm_id(root: int) -> str:
    """What stands in place of a domain's id, so that an alarm's effects go one after the other."""
    return f"alarm:{root}"


def alarm_key(root: int, event_id: int) -> str:
    """The key of the alarm's post (where both are the same) and of its later changes."""
    return f"{alarm_id(root)}:{event_id}"


def alarm(team_id: str, root: int, event_id: int, channel: str) -> Effect:
    """The alarm that began with the event ``root``, as the event ``event_id`` leaves it. What changes an alarm waits
    for those that begin, and becomes one with what still waits: an outage of hundreds of domains is one message."""
    key, kind, is_post = alarm_key(root, event_id), EffectKind.ALARM, root == event_id
    urgency = _FIRST if is_post else _SOON
    return Effect(key, kind, team_id, alarm_id(root), str(root), f"slack:{channel}", urgency, coalesce=not is_post)


def alarm_over(team_id: str, root: int, event_id: int, channel: str) -> Effect:
    """The end of an alarm, told in its thread."""
    key, kind = f"{alarm_key(root, event_id)}:over", EffectKind.ALARM_OVER
    return Effect(key, kind, team_id, alarm_id(root), str(root), f"slack:{channel}", _SOON)


def account_set(link: CredentialLink) -> Effect:
    """The admin reads in Slack what was done on the page."""
    name = f"credentials:{link.id}"
    return Effect(f"{name}:set", EffectKind.ACCOUNT_SET, link.team_id, name, link.id, f"slack:{link.admin}", _SOON)


def ask_name(what: Ask) -> str:
    """What stands in place of a domain's id."""
    return f"ask:{what.id}"


def ask(what: Ask, whom: str) -> Effect:
    """An admin is asked for a client or a campaign."""
    name = ask_name(what)
    return Effect(f"{name}:{whom}", EffectKind.ASK, what.team_id, name, what.id, f"slack:{whom}", _SOON)


def ask_over(what: Ask, asked: Effect) -> Effect:
    """What an admin was asked is done: the message they have says so, in place. It goes after the message itself."""
    key = f"{asked.key}{_OVER}"
    return Effect(key, EffectKind.ASK_OVER, what.team_id, asked.domain_id, what.id, asked.destination, _SOON)


def asked_key(over: Effect) -> str:
    """The key of the message that it changes."""
    return over.key.removesuffix(_OVER)


def ask_answered(what: Ask) -> Effect:
    """The asker hears that it is there."""
    name, kind = ask_name(what), EffectKind.ASK_ANSWERED
    return Effect(f"{name}:answered", kind, what.team_id, name, what.id, f"slack:{what.asker}", _SOON)
