"""How often something was set out to be done for a campaign, and what became of it."""

from bot.core.domain import LinkDomain
from bot.core.effects import EffectKind, EffectState
from bot.services.ports import Transaction


def tries_of(tx: Transaction, domain: LinkDomain, kind: EffectKind) -> dict[str, list[EffectState]]:
    """How each setting out for an attachment, so far, ended or stands; by the attachment's id."""
    tries: dict[str, list[EffectState]] = {}
    for claimed in tx.outbox.of_domain(domain.id):
        if claimed.effect.kind is kind:
            tries.setdefault(claimed.effect.subject, []).append(claimed.state)
    return tries
