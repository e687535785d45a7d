"""The digest of domains that were added together: promised at each change, read as it is when it is sent."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.bulk import Digest, DigestLine, Trouble
from bot.core.commands import Actor
from bot.core.domain import LinkDomain
from bot.core.effects import Effect, EffectKind, EffectState
from bot.core.grouped import can_be_grouped
from bot.core.stage import stage_of
from bot.core.troubles import trouble_of, worst_first
from bot.services.organizations import near_their_limit
from bot.services.ports import Transaction

MOST_LINES = 25
"""More domains than that are counted only."""


def digest_key(batch_id: str) -> str:
    """The key of the digest's post; what updates it has more behind."""
    return f"batch:{batch_id}:digest"


def promise(batch_id: str, team_id: str, channel: str, cause: str = "") -> Effect:
    """Post the digest; with a ``cause``, an event's id, update it. It stands in the outbox under the batch's own id, so
    that one goes at a time and those that are waiting become one."""
    key = f"{digest_key(batch_id)}:{cause}" if cause else digest_key(batch_id)
    urgency = 2 if cause else 0  # cards come one a second at best: the digest says what is coming
    return Effect(key, EffectKind.DIGEST, team_id, batch_id, batch_id, f"slack:{channel}", urgency, coalesce=True)


def count_up(tx: Transaction, domain: LinkDomain, event_id: int | None) -> None:
    """Promises the digest anew where the domain came with others."""
    batch_id = tx.batches.of_domain(domain.id)
    if batch_id is not None:
        channel = channel_of(tx, batch_id) or domain.channel
        tx.outbox.put(promise(batch_id, domain.team_id, channel, str(event_id)))


def channel_of(tx: Transaction, batch_id: str) -> str:
    """Where the digest was promised first: a card may move, the digest stays."""
    posts = tx.outbox.of_domain(batch_id)
    return posts[0].effect.destination.removeprefix("slack:") if posts else ""


def digest(tx: Transaction, batch_id: str, actor: Actor, now: datetime) -> Digest | None:
    """The digest as it is now; None where all its domains are gone."""
    domains = tx.surveys.domains(actor.team_id, batch_id)
    if not domains:
        return None
    found = {domain.client_id: tx.clients.get(domain.team_id, domain.client_id) for domain in domains}
    clients = {client_id: client.name for client_id, client in found.items() if client}
    first = min(domains, key=lambda domain: domain.created_at)
    shown = Digest(
        batch_id=batch_id,
        owner=first.owner,
        at=first.created_at,
        channel=channel_of(tx, batch_id) or first.channel,
        stages=Counter(stage_of(domain) for domain in domains),
        clients=tuple(sorted(set(clients.values()))),
        ready=sum(map(can_be_grouped, domains)),
        troubles=tuple(_troubles(domains)),
        organizations=near_their_limit(tx, tuple(clients), actor, now),
        lines=tuple(_lines(domains, clients)) if len(domains) <= MOST_LINES else (),
    )
    return replace(shown, ts=tx.outbox.external_id(digest_key(batch_id)))


def _lines(domains: Sequence[LinkDomain], clients: Mapping[str, str]) -> Iterator[DigestLine]:
    for domain in sorted(domains, key=lambda domain: domain.host):
        stage, client = stage_of(domain), clients.get(domain.client_id, "")
        yield DigestLine(domain.host, client, stage, domain.channel, domain.card_ts)


def _troubles(domains: Sequence[LinkDomain]) -> Iterator[Trouble]:
    """Those that cannot be expected to mend themselves, the worst first."""
    staged = [(domain, stage_of(domain)) for domain in domains]
    for domain, stage in worst_first(staged, lambda one: one):
        if what := trouble_of(domain, stage):
            yield Trouble(domain.host, what, domain.channel, domain.card_ts)


def newest_post(tx: Transaction, batch_id: str, _actor: Actor, _now: datetime) -> tuple[str, bool]:
    """The key of the digest's post, and whether it may still happen."""
    key = digest_key(batch_id)
    states = {one.effect.key: one.state for one in tx.outbox.of_domain(batch_id)}
    return key, states.get(key, EffectState.DEAD) not in (EffectState.DEAD, EffectState.DONE)
