"""What one person sees on App Home, in a fixed number of statements."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.approvals import Act, may, may_decide
from bot.core.cards import Awaited, Card, Stage
from bot.core.commands import Actor
from bot.core.domain import Client, LinkDomain, RequestState
from bot.core.forwarding import with_link_actions
from bot.core.overview import (
    ORGANIZATION_SHOWN_FROM,
    PACED,
    ClientLine,
    GivenUp,
    HomeQuery,
    Line,
    OrganizationCount,
    Overview,
    Part,
    Registries,
    StepTime,
    pace_of,
)
from bot.core.people import Role
from bot.core.rules import Rules
from bot.core.stage import actions_of, awaited_of, stage_of
from bot.core.troubles import worst_first
from bot.services.common import allow_look
from bot.services.ports import Transaction
from bot.services.ports_overview import Sought, Tally
from bot.services.showing import card_of
from bot.services.webhook_outbox import OFF, OUT_OF_SCOPE

WAITING_SIZE, MINE_SIZE, CLIENTS_SIZE = 6, 8, 15
"""Lines of a page."""


def overview(tx: Transaction, query: HomeQuery, actor: Actor, _now: datetime) -> Overview:
    """All of App Home. A client or a domain that is gone is left out; a page past the end is the last one."""
    allow_look(tx, actor)
    clients = tx.surveys.clients(actor.team_id)
    tallies = tx.surveys.tallies(actor.team_id)
    client = clients.get(query.client_id)
    client_id = client.id if client else None
    found = tx.surveys.seek(actor.team_id, replace(sought_by(actor, tx.rules), client_id=client_id))
    lines = [line_of(domain, clients, tx.rules) for domain in found]
    own = _worst_first(line for line in lines if line.domain.owner == actor.user_id and line.stage is not Stage.LIVE)
    live = tx.surveys.latest_live(actor.team_id, actor.user_id, client_id)
    glance = _glance([one for one in tallies if client is None or one.client_id == client.id], clients)
    waiting = _part(_waiting(lines, actor, tx.rules), query.waiting, WAITING_SIZE)
    of_mine = _reaching(tx, _mine(tx, (own, live), query.mine, clients, actor))
    page = _page(len(glance), query.clients, CLIENTS_SIZE)
    card = _found(tx, query.domain_id, actor)
    shown_query = HomeQuery(client_id or "", card.domain.id if card else "", waiting.number, of_mine.number, page)
    return Overview(
        query=shown_query,
        waiting=waiting,
        mine=of_mine,
        stages=Counter([*(line.stage for line in own), *(Stage.LIVE for _ in live)]),
        clients=tuple(glance[page * CLIENTS_SIZE : (page + 1) * CLIENTS_SIZE]),
        has_more_clients=(page + 1) * CLIENTS_SIZE < len(glance),
        pace=_pace(tx, client_id, actor),
        full=_full(tallies, clients),
        client=client,
        found=card,
        registries=_registries(tx, clients, actor),
        owners=_owners(tallies) if may(actor, Act.MANAGE, tx.rules) else (),
    )


def sought_by(person: Actor, rules: Rules) -> Sought:
    """What may wait for the person as owner, approver or operator (see `waits_for`), and all of theirs that is open."""
    is_operator = Role.OPERATOR in person.roles and bool(rules.operators)
    return Sought(owner=person.user_id, is_pending=True, is_for_operators=is_operator)


def line_of(domain: LinkDomain, clients: Mapping[str, Client], rules: Rules) -> Line:
    """The domain as it stands in a list."""
    stage = stage_of(domain)
    client = clients.get(domain.client_id) or Client(domain.client_id, domain.team_id, "")
    return Line(domain, client, stage, awaited_of(domain, stage, rules), actions_of(domain, stage))


def _mine(
    tx: Transaction, lines: tuple[list[Line], list[str]], number: int, clients: Mapping[str, Client], actor: Actor
) -> Part:
    """A page of the person's own domains: those that are open, then the live ones, of which no more is read."""
    opened, live = lines
    total = len(opened) + len(live)
    number = _page(total, number, MINE_SIZE)
    start, end = number * MINE_SIZE, (number + 1) * MINE_SIZE
    ids = live[max(start - len(opened), 0) : max(end - len(opened), 0)]
    shown = (line_of(domain, clients, tx.rules) for domain in tx.domains.of_ids(actor.team_id, ids))
    return Part((*opened[start:end], *shown), total, number, end < total)


def _owners(tallies: Iterable[Tally]) -> tuple[tuple[str, int], ...]:
    """Who has most comes first."""
    counts: Counter[str] = Counter()
    for one in tallies:
        counts[one.owner] += one.number
    return tuple(counts.most_common())


def _waiting(lines: Iterable[Line], actor: Actor, rules: Rules) -> list[Line]:
    """What waits for this person, as owner, operator or approver; the worst comes first."""
    return _worst_first(line for line in lines if waits_for(line, actor, rules))


def _worst_first(lines: Iterable[Line]) -> list[Line]:
    return worst_first(lines, lambda line: (line.domain, line.stage))


def waits_for(line: Line, actor: Actor, rules: Rules) -> bool:
    """Whether this person can do what is awaited, and is the one to do it."""
    match line.awaited:
        case Awaited.OWNER:
            return line.domain.owner == actor.user_id
        case Awaited.OPERATOR:
            return Role.OPERATOR in actor.roles
        case Awaited.APPROVER:
            request = line.domain.request
            is_open = request is not None and request.state is RequestState.PENDING
            return request is not None and is_open and may_decide(actor, request, rules)
        case _:
            return False


def _part(lines: Sequence[Line], number: int, size: int) -> Part:
    page = _page(len(lines), number, size)
    end = (page + 1) * size
    return Part(tuple(lines[page * size : end]), len(lines), page, end < len(lines))


def _reaching(tx: Transaction, part: Part) -> Part:
    """The lines that wait for a client, with what can be done to reach it."""
    return replace(part, lines=tuple(_reaching_line(tx, one) for one in part.lines))


def _reaching_line(tx: Transaction, line: Line) -> Line:
    if line.awaited is not Awaited.CLIENT:
        return line
    link, is_mail_on = tx.links.of_domain(line.domain.id), tx.rules.is_mail_on
    return replace(line, actions=with_link_actions(line.actions, line.domain, line.stage, link, is_mail_on=is_mail_on))


def _page(total: int, number: int, size: int) -> int:
    return min(max(number, 0), max((total - 1) // size, 0))


def _glance(tallies: Iterable[Tally], clients: Mapping[str, Client]) -> list[ClientLine]:
    """Every client that has a domain: those with something degraded first, then by name."""
    counted: dict[str, ClientLine] = {}
    for one in tallies:
        known = counted.get(one.client_id) or ClientLine(clients[one.client_id])
        counted[one.client_id] = _counted(known, one)
    return sorted(counted.values(), key=lambda one: (not one.degraded, one.client.name.casefold(), one.client.id))


def _counted(line: ClientLine, tally: Tally) -> ClientLine:
    if tally.stage is Stage.REMOVING:
        return line
    if tally.stage is Stage.LIVE:
        return replace(line, live=line.live + tally.number)
    if tally.stage is Stage.DEGRADED:
        return replace(line, degraded=line.degraded + tally.number)
    return replace(line, waiting=line.waiting + tally.number)


def _pace(tx: Transaction, client_id: str | None, actor: Actor) -> tuple[StepTime, ...]:
    return pace_of(tx.surveys.firsts(actor.team_id, PACED, client_id).values())


def _full(tallies: Iterable[Tally], clients: Mapping[str, Client]) -> tuple[OrganizationCount, ...]:
    """The Twilio Organizations that come near their limit."""
    names: dict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for one in tallies:
        if one.with_sid:
            client = clients[one.client_id]
            counts[client.account_id or ""] += one.with_sid
            names[client.account_id or ""].add(client.name)
    return tuple(
        OrganizationCount(", ".join(sorted(names[account_id])) if account_id else "", count)
        for account_id, count in counts.most_common()
        if count >= ORGANIZATION_SHOWN_FROM
    )


def _found(tx: Transaction, domain_id: str, actor: Actor) -> Card | None:
    """The domain that was searched for; it may be gone meanwhile."""
    domain = tx.domains.get(domain_id) if domain_id else None
    is_there = domain is not None and domain.team_id == actor.team_id and domain.removed_at is None
    return card_of(tx, domain) if domain is not None and is_there else None


def _registries(tx: Transaction, clients: Mapping[str, Client], actor: Actor) -> Registries | None:
    if not may(actor, Act.MANAGE, tx.rules):
        return None
    webhooks = tx.webhooks.all()
    amiss = [one for one in webhooks if one.failing_since is not None]
    failed = tx.webhooks.given_up((OFF, OUT_OF_SCOPE)) if webhooks else {}
    given_up = (GivenUp(one.id, one.host, failed[one.id], one.off is not None) for one in webhooks if one.id in failed)
    campaigns = tx.surveys.count_campaigns(actor.team_id)
    return Registries(len(clients), campaigns, len(webhooks), len(amiss), tuple(given_up))


def organization_count(tx: Transaction, client_id: str, actor: Actor, _now: datetime) -> int:
    """How many domains of ours have a Domain SID in the Twilio Organization that serves this client."""
    allow_look(tx, actor)
    client = tx.clients.get(actor.team_id, client_id)
    return tx.surveys.count_sids(actor.team_id).get(client.account_id if client else None, 0)
