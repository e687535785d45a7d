"""What a client's removal shows: promised at each change, read as it is when it is sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.commands import Actor
from bot.core.domain import Client, LinkDomain
from bot.core.effects import ClaimedEffect, Effect, EffectKind, EffectState
from bot.core.events import Event, EventKind
from bot.core.leaving import Leaving, Leftover
from bot.core.notices import REMOVAL_STEPS
from bot.core.overview import Line
from bot.core.stage import actions_of, awaited_of, stage_of
from bot.services.clients import drop_unused
from bot.services.ports import Transaction

_ENDED = (EffectState.DEAD, EffectState.DONE)


def _place(client_id: str) -> str:
    return f"leaving:{client_id}"


def _posts(tx: Transaction, client_id: str) -> list[ClaimedEffect]:
    """One for each time the client was removed; what updates them stands beside them."""
    begins = f"client:{client_id}:leaving:"
    return [one for one in tx.outbox.of_domain(_place(client_id)) if one.effect.key.startswith(begins)]


def post(tx: Transaction, client: Client, channel: str) -> None:
    """Promises the one message."""
    key = f"client:{client.id}:leaving:{len(_posts(tx, client.id)) + 1}"
    tx.outbox.put(_effect(client, key, channel, 1))


def update(tx: Transaction, client: Client, cause: str) -> None:
    """Promises it anew; ``cause`` is natural and unique, such as an event's id."""
    posts = _posts(tx, client.id)
    if posts:
        channel = posts[-1].effect.destination.removeprefix("slack:")
        tx.outbox.put(_effect(client, f"client:{client.id}:left:{cause}", channel, 3))


def _effect(client: Client, key: str, channel: str, urgency: int) -> Effect:
    destination, place = f"slack:{channel}", _place(client.id)
    return Effect(key, EffectKind.LEAVING, client.team_id, place, client.id, destination, urgency, coalesce=True)


def hushed(tx: Transaction, domain: LinkDomain, events: Sequence[Event]) -> Sequence[Event]:
    """The steps of a domain whose client leaves with all of them are told by the one message, not by each thread."""
    if not _client_leaving(tx, domain, events):
        return events
    return [
        replace(one, details={**one.details, "quiet": "yes"}) if one.kind in REMOVAL_STEPS else one for one in events
    ]


def count_up(tx: Transaction, domain: LinkDomain, events: Sequence[Event]) -> None:
    """Promises the one message anew."""
    client = _client_leaving(tx, domain, events)
    if client is not None:
        update(tx, client, str(events[0].id))


def _client_leaving(tx: Transaction, domain: LinkDomain, events: Sequence[Event]) -> Client | None:
    if all(one.kind not in REMOVAL_STEPS for one in events):
        return None
    client = tx.clients.get(domain.team_id, domain.client_id)
    return client if client is not None and client.leaving_since is not None else None


def archive(tx: Transaction, client_id: str, actor: Actor, now: datetime) -> None:
    """A client that leaves is no longer offered once its last domain is gone; the credentials of a Twilio account that
    was its own are deleted then."""
    client = tx.clients.get(actor.team_id, client_id)
    is_leaving = client is not None and client.leaving_since is not None and client.archived_at is None
    if client is not None and is_leaving and not tx.domains.of_client(actor.team_id, client_id):
        tx.clients.save(replace(client, archived_at=now, account_id=None))
        drop_unused(tx, client)


def leaving(tx: Transaction, client_id: str, actor: Actor, now: datetime) -> Leaving | None:
    """How far it is now; None where nobody removed the client."""
    client, posts = tx.clients.get(actor.team_id, client_id), _posts(tx, client_id)
    if client is None or not posts:
        return None
    gone = tx.events.of_kinds([EventKind.REMOVED], client.leaving_since or now)
    mine = [one for one in gone if one.details.get("client") == client.id]
    channel = posts[-1].effect.destination.removeprefix("slack:")
    lines = tuple(_line(tx, client, one) for one in tx.domains.of_client(client.team_id, client.id))
    left = tuple(Leftover(one.details["host"], one.details["sid"]) for one in mine if "sid" in one.details)
    return Leaving(client, channel, lines, len(mine), left, posts[-1].external_id)


def _line(tx: Transaction, client: Client, domain: LinkDomain) -> Line:
    stage = stage_of(domain)
    return Line(domain, client, stage, awaited_of(domain, stage, tx.rules), actions_of(domain, stage))


def newest_post(tx: Transaction, client_id: str, _actor: Actor, _now: datetime) -> tuple[str, bool]:
    """The key of the newest post, and whether it may still happen."""
    posts = _posts(tx, client_id)
    return (posts[-1].effect.key, posts[-1].state not in _ENDED) if posts else ("", False)
