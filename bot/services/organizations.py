"""How near the Twilio Organizations are to their limit of domains."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from bot.core.commands import Actor
from bot.core.overview import ORGANIZATION_SHOWN_FROM, OrganizationCount
from bot.services.common import allow_look
from bot.services.ports import Transaction


def near_their_limit(
    tx: Transaction, client_ids: Collection[str] | None, actor: Actor, _now: datetime
) -> tuple[OrganizationCount, ...]:
    """Those that serve these clients (None: all), from the count on that people are told; fullest first."""
    allow_look(tx, actor)
    counts = {
        account: count
        for account, count in tx.surveys.count_sids(actor.team_id).items()
        if count >= ORGANIZATION_SHOWN_FROM
    }
    if not counts:
        return ()
    names: dict[str | None, list[str]] = defaultdict(list)
    wanted: set[str | None] = set()
    for client in tx.surveys.clients(actor.team_id).values():
        names[client.account_id].append(client.name)
        if client_ids is None or client.id in client_ids:
            wanted.add(client.account_id)
    shown = sorted((account for account in counts if account in wanted), key=lambda one: -counts[one])
    return tuple(OrganizationCount(", ".join(names[one]) if one else "", counts[one]) for one in shown)
