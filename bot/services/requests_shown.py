"""Where SSL requests are shown to those who decide: each by itself, or together with others in one message."""

from dataclasses import replace

from bot.core.domain import LinkDomain, RequestState, SslRequest
from bot.core.effects import Effect, EffectKind
from bot.services import digests, promises
from bot.services.ports import Transaction

_FIRST = 1


def group_key(group_id: str) -> str:
    """The key of the message's post; what updates it has more behind."""
    return f"group:{group_id}:asked"


def put_asked(tx: Transaction, domain: LinkDomain, request: SslRequest) -> None:
    """Promises the request's message as its state is now: the post while it is open, else the update."""
    group_id = tx.batches.group_of(request.id)
    if group_id is None:
        tx.outbox.put(promises.approval(domain, request, tx.rules))
    elif request.state is not RequestState.PENDING:
        cause = f"{request.id}:{request.state.value}"
        tx.outbox.put(group_asked(group_id, domain.team_id, group_channel(tx, group_id) or domain.channel, cause))


def put_asked_anew(tx: Transaction, domain: LinkDomain, request: SslRequest, event_id: int) -> None:
    """Promises the update of a decided request's message once more; ``event_id``: what changed it."""
    group_id = tx.batches.group_of(request.id)
    if group_id is None:
        effect = promises.approval(domain, request, tx.rules)
        tx.outbox.put(replace(effect, key=f"{effect.key}:{event_id}"))
    else:
        channel = group_channel(tx, group_id) or domain.channel
        tx.outbox.put(group_asked(group_id, domain.team_id, channel, f"{request.id}:{event_id}"))


def group_asked(group_id: str, team_id: str, channel: str, cause: str = "") -> Effect:
    """Post the message of several requests; with a ``cause``, update it. All stand under the group's own id, so that
    one goes at a time and those that wait become one."""
    key = f"{group_key(group_id)}:{cause}" if cause else group_key(group_id)
    destination = f"slack:{channel}"
    return Effect(key, EffectKind.APPROVALS, team_id, group_id, group_id, destination, _FIRST, coalesce=True)


def group_channel(tx: Transaction, group_id: str) -> str:
    """Where it was promised first; empty: nowhere yet."""
    posts = tx.outbox.of_domain(group_id)
    return posts[0].effect.destination.removeprefix("slack:") if posts else ""


def digest_over(tx: Transaction, group_id: str, channel: str) -> str | None:
    """The batch whose digest the message stands under; None: it stands by itself, in a channel of its own, or because
    its domains did not come together."""
    batches = set()
    for request_id in tx.batches.requests_of(group_id).values():
        request = tx.requests.get(request_id)
        batches.add(tx.batches.of_domain(request.domain_id) if request else None)
    (batch_id,) = batches if len(batches) == 1 else (None,)
    return batch_id if batch_id and digests.channel_of(tx, batch_id) == channel else None
