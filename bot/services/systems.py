"""What other systems read by a token, within its scope. The actor is the bot: whoever holds the token may."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.core.cards import Stage
from bot.core.commands import Actor
from bot.core.domain import Client, LinkDomain
from bot.core.errors import Reason, Refused
from bot.core.hostname import parse_host
from bot.core.stage import stage_of
from bot.core.status import DomainStatus, status_of
from bot.core.tokens import ApiToken
from bot.services.common import clean
from bot.services.ports import Transaction
from bot.services.showing import card_of, read_cards

MOST_LISTED = 50
"""Domains of one page."""
_MOST_LOOKED_AT = 500
"""Domains looked at for one page: with a stage that is rare, a page may be short though more follow."""
_CHUNK = 100

Place = tuple[datetime, str]
"""When a domain was added, and its id: the page goes on behind it."""


@dataclass(frozen=True, slots=True)
class ListStatuses:
    """``client`` is an id or a name, empty: every one within the scope. ``limit`` is at most `MOST_LISTED`."""

    token: ApiToken
    client: str = ""
    stage: Stage | None = None
    limit: int = 20
    after: Place | None = None


@dataclass(frozen=True, slots=True)
class StatusPage:
    """``next`` None: nothing follows."""

    statuses: tuple[DomainStatus, ...]
    next: Place | None = None


@dataclass(frozen=True, slots=True)
class NamedBy:
    """A host or a client, as another system names it."""

    token: ApiToken
    text: str


def statuses(tx: Transaction, query: ListStatuses, actor: Actor, _now: datetime) -> StatusPage:
    """Domains, newest first. Raises Refused(UNKNOWN_CLIENT) beside ``client``, also where it is out of scope."""
    client_ids = query.token.client_ids
    if query.client:
        client_ids = (_client(tx, query.token, query.client, actor).id,)
    found: list[LinkDomain] = []
    last: Place | None = None
    size = query.limit + 1 if query.stage is None else _CHUNK
    for number, domain in enumerate(_walk(tx, client_ids, query.after, actor, size)):
        if len(found) == query.limit or number == _MOST_LOOKED_AT:
            return StatusPage(_shown(tx, found), last)
        last = (domain.created_at, domain.id)
        if query.stage is None or stage_of(domain) is query.stage:
            found.append(domain)
    return StatusPage(_shown(tx, found))


def _walk(
    tx: Transaction, client_ids: tuple[str, ...] | None, after: Place | None, actor: Actor, size: int
) -> Iterator[LinkDomain]:
    while chunk := tx.domains.page(actor.team_id, client_ids, after, size):
        yield from chunk
        after = (chunk[-1].created_at, chunk[-1].id)


def _shown(tx: Transaction, domains: list[LinkDomain]) -> tuple[DomainStatus, ...]:
    return tuple(map(status_of, read_cards(tx, domains)))


def status(tx: Transaction, query: NamedBy, actor: Actor, _now: datetime) -> DomainStatus | None:
    """The status of a host as people write it; None where there is none within the scope."""
    try:
        host = parse_host(query.text).ascii
    except Refused:
        return None
    domain = tx.domains.by_host(actor.team_id, host)
    if domain is None or not query.token.reaches(domain.client_id):
        return None
    return status_of(card_of(tx, domain))


def client_of(tx: Transaction, query: NamedBy, actor: Actor, _now: datetime) -> Client:
    """The client of that id, or of that name. Raises Refused(UNKNOWN_CLIENT) as `statuses`."""
    return _client(tx, query.token, query.text, actor)


def _client(tx: Transaction, token: ApiToken, text: str, actor: Actor) -> Client:
    client = tx.clients.get(actor.team_id, text) or tx.clients.by_name(actor.team_id, clean(text))
    if client is None or client.archived_at is not None or not token.reaches(client.id):
        raise Refused(Reason.UNKNOWN_CLIENT, field="client", name=text[:80])
    return client
