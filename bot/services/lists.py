"""What people browse: lists of domains, and searches as they type. Everything is refused to whoever holds no role."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.cards import CampaignLine, Page, Stage
from bot.core.commands import Actor
from bot.core.domain import AttachmentState, Campaign, Client, LinkDomain
from bot.core.errors import Reason, Refused
from bot.core.mornings import Waiting
from bot.core.registry import CampaignPage, NameQuery
from bot.core.stage import stage_of
from bot.core.troubles import worst_first
from bot.services.common import allow_look, clean
from bot.services.mornings import awaiting
from bot.services.ports import Transaction
from bot.services.ports_overview import Sought
from bot.services.showing import card_of

PAGE_SIZE = 10
SEARCH_LIMIT = 100
"""Options of a Slack external select (https://docs.slack.dev/reference/block-kit/block-elements)."""
_MOST_COMPARED = 1000
STUCK_AFTER = timedelta(hours=48)
"""How long a set-up may take before it is listed as stuck."""


class ListKind(StrEnum):
    MINE = "mine"
    STUCK = "stuck"
    LIVE = "live"
    CLIENT = "client"
    AWAITED = "awaited"
    """What waits for somebody: for whom is the text, a word of `bot.core.mornings.Waiting`."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """``text`` is the client's name for CLIENT; ``page`` counts from 0, one past the end gives the last one."""

    kind: ListKind = ListKind.MINE
    text: str = ""
    page: int = 0


def list_domains(tx: Transaction, query: ListQuery, actor: Actor, now: datetime) -> Page:
    """Ten domains: what is mine or live newest first, else worst first. Raises Refused(UNKNOWN_CLIENT, details:
    name)."""
    allow_look(tx, actor)
    title, ids = _listed(tx, query, actor, now)
    last = max((len(ids) - 1) // PAGE_SIZE, 0)
    start = min(max(query.page, 0), last) * PAGE_SIZE
    shown = tx.domains.of_ids(actor.team_id, ids[start : start + PAGE_SIZE])
    return Page(title, tuple(card_of(tx, domain) for domain in shown), len(ids))


def _listed(tx: Transaction, query: ListQuery, actor: Actor, now: datetime) -> tuple[str, list[str]]:
    """The title, and the ids in order."""
    if query.kind is ListKind.MINE:
        return "Your domains", tx.surveys.newest(actor.team_id, actor.user_id)
    if query.kind is ListKind.CLIENT:
        client = client_named(tx, query.text, actor, now)
        return f"Domains of {client.name}", _worst_first(tx.surveys.seek(actor.team_id, Sought(client_id=client.id)))
    if query.kind is ListKind.AWAITED:
        return _awaited(tx, query.text, actor)
    if query.kind is ListKind.LIVE:
        return "Live domains", tx.surveys.newest(actor.team_id, is_live=True)
    may_be_stuck = tx.surveys.seek(actor.team_id, Sought(is_open=True))
    return "Stuck domains", _worst_first(domain for domain in may_be_stuck if is_stuck(domain, now))


def _worst_first(domains: Iterable[LinkDomain]) -> list[str]:
    return [one.id for one in worst_first(domains, lambda domain: (domain, stage_of(domain)))]


def _awaited(tx: Transaction, text: str, actor: Actor) -> tuple[str, list[str]]:
    whom = Waiting(text) if text in tuple(Waiting) else Waiting.ME
    return _AWAITED[whom], _worst_first(line.domain for line in awaiting(tx, whom, actor))


_AWAITED = {
    Waiting.ME: "Waits for you",
    Waiting.CLIENTS: "Your domains that wait for clients",
    Waiting.TWILIO: "Your domains that wait for Twilio",
    Waiting.DEGRADED: "Your domains that are degraded",
}


def is_stuck(domain: LinkDomain, now: datetime) -> bool:
    """Degraded, refused by Twilio, or not live two days after it was added."""
    stage = stage_of(domain)
    if stage in (Stage.LIVE, Stage.REMOVED):
        return False
    has_problem = domain.request is not None and domain.request.problem is not None
    return stage is Stage.DEGRADED or has_problem or now - domain.created_at > STUCK_AFTER


def client_named(tx: Transaction, text: str, actor: Actor, _now: datetime) -> Client:
    """The client of that name, or the only one whose name contains it. Raises Refused(UNKNOWN_CLIENT, details: name,
    nearest)."""
    allow_look(tx, actor)
    name = clean(text)
    exact = tx.clients.by_name(actor.team_id, name) if name else None
    if exact is not None:
        return exact
    found = tx.clients.matching(actor.team_id, name, 2) if name else []
    if len(found) != 1:
        nearest = _nearest_client(tx, name, actor) if not found else ""
        raise Refused(Reason.UNKNOWN_CLIENT, name=name[:80], **({"nearest": nearest} if nearest else {}))
    return found[0]


def _nearest_client(tx: Transaction, name: str, actor: Actor) -> str:
    """The client, or the list, that was probably meant; empty: none is."""
    names = {one.name.casefold(): one.name for one in tx.clients.matching(actor.team_id, "", _MOST_COMPARED)}
    meant = {**names, **{kind: kind for kind in (ListKind.MINE.value, ListKind.STUCK.value, ListKind.LIVE.value)}}
    return next((meant[one] for one in difflib.get_close_matches(name.casefold(), meant, n=1, cutoff=_ALIKE)), "")


_ALIKE = 0.7
"""How alike a name must be to be taken for a slip of the pen (0 to 1)."""


def nearest_host(tx: Transaction, text: str, actor: Actor, _now: datetime) -> str:
    """The host that was probably meant: the only one that contains what was typed, or the one most like it; empty:
    none is."""
    allow_look(tx, actor)
    typed = clean(text).casefold()
    found = tx.domains.matching(actor.team_id, typed, 2) if typed else []
    if len(found) == 1:
        return found[0].host
    hosts = tx.surveys.hosts(actor.team_id) if typed else []
    return next(iter(difflib.get_close_matches(typed, hosts, n=1, cutoff=_ALIKE)), "")


def domains_matching(tx: Transaction, text: str, actor: Actor, _now: datetime) -> list[LinkDomain]:
    """Whose host contains the text, for search as people type."""
    allow_look(tx, actor)
    return tx.domains.matching(actor.team_id, clean(text), SEARCH_LIMIT)


def clients_matching(tx: Transaction, text: str, actor: Actor, _now: datetime) -> list[Client]:
    """Whose name contains the text, by name."""
    allow_look(tx, actor)
    return tx.clients.matching(actor.team_id, clean(text), SEARCH_LIMIT)


def count_clients(tx: Transaction, _query: None, actor: Actor, _now: datetime) -> int:
    """How many clients there are."""
    allow_look(tx, actor)
    return tx.clients.count(actor.team_id)


def client_of(tx: Transaction, client_id: str, actor: Actor, _now: datetime) -> Client | None:
    """The client of that id, where there is one that is not archived."""
    allow_look(tx, actor)
    client = tx.clients.get(actor.team_id, client_id)
    return client if client is not None and client.archived_at is None else None


def has_domain(tx: Transaction, client_id: str, actor: Actor, _now: datetime) -> bool:
    """Whether the client has a link domain, live or not."""
    allow_look(tx, actor)
    return bool(tx.domains.of_client(actor.team_id, client_id))


def campaigns_of(tx: Transaction, client_id: str, actor: Actor, _now: datetime) -> list[Campaign]:
    """The client's campaigns."""
    allow_look(tx, actor)
    return tx.campaigns.of_client(actor.team_id, client_id)


def campaign_named(tx: Transaction, campaign_id: str, actor: Actor, _now: datetime) -> Campaign:
    """The campaign of that id. Raises Refused(UNKNOWN_CAMPAIGN)."""
    allow_look(tx, actor)
    campaign = tx.campaigns.get(actor.team_id, campaign_id)
    if campaign is None:
        raise Refused(Reason.UNKNOWN_CAMPAIGN)
    return campaign


def sharing_services(tx: Transaction, service_sids: tuple[str, ...], actor: Actor, _now: datetime) -> list[list[str]]:
    """The names of the campaigns of each Messaging Service that several of them share."""
    allow_look(tx, actor)
    groups = [tx.campaigns.of_service(actor.team_id, sid) for sid in dict.fromkeys(service_sids)]
    return [[campaign.name for campaign in group] for group in groups if len(group) > 1]


def campaigns_matching(tx: Transaction, text: str, actor: Actor, _now: datetime) -> list[CampaignLine]:
    """Campaigns whose name contains the text, with their clients: for search as people type."""
    allow_look(tx, actor)
    clients = tx.surveys.clients(actor.team_id)
    found = tx.campaigns.of_team(actor.team_id, SEARCH_LIMIT, clean(text))
    return [CampaignLine(one, clients[one.client_id], None) for one in found if one.client_id in clients]


def campaign_page(tx: Transaction, query: NameQuery, actor: Actor, _now: datetime) -> CampaignPage:
    """Campaigns by name, with their client and the host they send through."""
    allow_look(tx, actor)
    text = clean(query.text)
    total = tx.campaigns.count(actor.team_id, text)
    number = min(max(query.number, 0), max((total - 1) // PAGE_SIZE, 0))
    found = tx.campaigns.of_team(actor.team_id, PAGE_SIZE, text, number * PAGE_SIZE)
    lines = tuple(_line(tx, campaign) for campaign in found)
    return CampaignPage(lines, NameQuery(text, number), total, (number + 1) * PAGE_SIZE < total)


def _line(tx: Transaction, campaign: Campaign) -> CampaignLine:
    client = tx.clients.get(campaign.team_id, campaign.client_id)
    known = client or Client(campaign.client_id, campaign.team_id, "")
    return CampaignLine(campaign, known, next(_hosts(tx, campaign), None))


def _hosts(tx: Transaction, campaign: Campaign) -> Iterator[str]:
    for attachment in tx.attachments.of_campaign(campaign.id):
        if attachment.state is AttachmentState.ATTACHED:
            domain = tx.domains.get(attachment.domain_id)
            if domain is not None:
                yield domain.host
