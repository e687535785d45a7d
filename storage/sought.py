"""Domains that may need something: found by stored columns, read without what only a card shows.

Which rows can be meant is told here; what they are is the core's to say. A property test holds that nothing is lost.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import cast

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, text, union
from sqlmodel import col

from bot.core.cards import Stage
from bot.core.domain import LinkDomain, RequestState, SslRequest
from bot.core.facts import Fact, FactName, FactState
from bot.core.stage import PROOFS
from bot.services.ports_overview import Sought, Tally
from storage.mapping import domain_of_facts, finding_of, request_of
from storage.scope import Scope
from storage.tables import ApprovalRow, DomainRow, FactRow

IS_PENDING = text(f"approvals.state = '{RequestState.PENDING.value}'")
"""Written out: SQLite uses a partial index only for what it reads in the statement."""
_FINDING = case((col(FactRow.state) != FactState.HOLDS.value, col(FactRow.finding)), else_=None).label("finding")
_FACT = (col(FactRow.domain_id), col(FactRow.name), col(FactRow.state), col(FactRow.since), _FINDING)
_NAMES: Mapping[str, FactName] = {one.value: one for one in FactName}
_STATES: Mapping[str, FactState] = {one.value: one for one in FactState}


def is_present(team_id: str) -> ColumnElement[bool]:
    return and_(col(DomainRow.team_id) == team_id, col(DomainRow.removed_at).is_(None))


def seek(scope: Scope, team_id: str, sought: Sought) -> list[LinkDomain]:
    """Newest first."""
    wanted = _wanted(team_id, sought)
    facts, requests = _facts(scope, wanted), requests_of(scope, wanted)
    newest_first = (col(DomainRow.created_at).desc(), col(DomainRow.id).desc())
    query = select(*DomainRow.__table__.columns).where(wanted).order_by(*newest_first)  # type: ignore[attr-defined]
    # A plain row has the attributes of the entity, which is all that the mapping asks of it.
    rows = [cast("DomainRow", row) for row in scope.session.execute(query)]
    return [domain_of_facts(row, facts[row.id], requests.get(row.id), ()) for row in rows]


def _facts(scope: Scope, wanted: ColumnElement[bool]) -> dict[str, dict[FactName, Fact]]:
    found: dict[str, dict[FactName, Fact]] = defaultdict(dict)
    query = select(*_FACT).join(DomainRow, col(DomainRow.id) == col(FactRow.domain_id)).where(wanted)
    for domain_id, name, state, since, finding in scope.session.execute(query):
        found[domain_id][_NAMES[name]] = Fact(_STATES[state], since, None, finding_of(finding))
    return found


def requests_of(scope: Scope, wanted: ColumnElement[bool]) -> dict[str, SslRequest]:
    """The newest of each domain."""
    query = (
        select(*ApprovalRow.__table__.columns)  # type: ignore[attr-defined]
        .join(DomainRow, col(DomainRow.id) == col(ApprovalRow.domain_id))
        .where(wanted)
        .order_by(col(ApprovalRow.number))
    )
    newest = {row.domain_id: row for row in scope.session.execute(query)}
    return {domain_id: request_of(cast("ApprovalRow", row)) for domain_id, row in newest.items()}


def newest(scope: Scope, team_id: str, owner: str | None, *, is_live: bool) -> list[str]:
    """Ids, newest first."""
    query = select(col(DomainRow.id)).where(is_present(team_id))
    query = query.where(col(DomainRow.owner) == owner) if owner is not None else query
    query = query.where(_is_live()) if is_live else query
    return list(scope.session.scalars(query.order_by(col(DomainRow.created_at).desc(), col(DomainRow.id).desc())))


def latest_live(scope: Scope, team_id: str, owner: str, client_id: str | None) -> list[str]:
    """Ids, in the order of `bot.core.troubles.worst_first`."""
    since = func.coalesce(col(DomainRow.live_since), col(DomainRow.created_at))
    query = select(col(DomainRow.id), col(DomainRow.host), since).where(is_present(team_id), _is_live())
    query = query.where(col(DomainRow.owner) == owner)
    query = query.where(col(DomainRow.client_id) == client_id) if client_id is not None else query
    # Sorted here: databases differ in how they compare texts.
    by_host = sorted(scope.session.execute(query).all(), key=lambda row: str(row[1]))
    return [row[0] for row in sorted(by_host, key=lambda row: row[2], reverse=True)]


def tallies(scope: Scope, team_id: str) -> list[Tally]:
    """How many there are; those of the newest domains first."""
    number = func.count()
    with_sid = func.count(col(DomainRow.domain_sid))
    kind = case(
        (col(DomainRow.removing_since).is_not(None), Stage.REMOVING.value),
        (col(DomainRow.degraded_since).is_not(None), Stage.DEGRADED.value),
        (_is_live(), Stage.LIVE.value),
        else_="",
    )
    grouped = (col(DomainRow.client_id), col(DomainRow.owner), kind)
    newest_first = (func.max(col(DomainRow.created_at)).desc(), func.max(col(DomainRow.id)).desc())
    query = select(*grouped, number, with_sid).where(is_present(team_id)).group_by(*grouped).order_by(*newest_first)
    return [
        Tally(client_id, owner, Stage(stage) if stage else None, count, sids)
        for client_id, owner, stage, count, sids in scope.session.execute(query)
    ]


def _wanted(team_id: str, sought: Sought) -> ColumnElement[bool]:
    conditions = [is_present(team_id)]
    if sought.client_id is not None:
        conditions.append(col(DomainRow.client_id) == sought.client_id)
    if sought.before is not None:
        conditions.append(col(DomainRow.created_at) < sought.before)
    any_of = list(_alternatives(team_id, sought))
    if any_of:
        conditions.append(col(DomainRow.id).in_(union(*any_of)))
    return and_(*conditions)


def _alternatives(team_id: str, sought: Sought) -> Iterator[Select[str]]:
    of_team = select(col(DomainRow.id)).where(is_present(team_id))
    if sought.is_open:
        yield of_team.where(_may_be_open())
    if sought.owner is not None:
        yield of_team.where(col(DomainRow.owner) == sought.owner, _may_be_open())
    if sought.is_pending:
        yield select(col(ApprovalRow.domain_id)).where(IS_PENDING)
    if sought.is_for_operators:
        lacks = or_(col(DomainRow.domain_sid).is_(None), col(DomainRow.verification).is_(None))
        yield of_team.where(_may_be_open(), or_(col(DomainRow.removing_since).is_not(None), lacks))


def _may_be_open() -> ColumnElement[bool]:
    """What is left out is live."""
    lost = (col(DomainRow.degraded_since).is_not(None), col(DomainRow.removing_since).is_not(None))
    return or_(col(DomainRow.live_since).is_(None), *lost)


def _is_live() -> ColumnElement[bool]:
    """The stage LIVE."""
    proofs = (_holds(name) for name in PROOFS)
    is_proved = or_(col(DomainRow.live_since).is_not(None), and_(*proofs))
    return and_(col(DomainRow.removing_since).is_(None), col(DomainRow.degraded_since).is_(None), is_proved)


def _holds(name: FactName) -> ColumnElement[bool]:
    of_domain = (col(FactRow.domain_id) == col(DomainRow.id), col(FactRow.name) == name.value)
    return exists().where(*of_domain, col(FactRow.state) == FactState.HOLDS.value)
