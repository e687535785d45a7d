"""Lean readings of a whole team: plain rows in a few statements, no entities that would be watched for changes."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import ColumnElement, DateTime, and_, case, func, null, select, type_coerce
from sqlmodel import col

from bot.core.domain import Client, LinkDomain
from bot.core.events import EventKind
from bot.core.facts import FactState
from bot.services.ports_overview import Beside, Sought, Tally
from storage.beside import beside
from storage.mapping import client_of, domain_of
from storage.scope import Scope, in_chunks
from storage.sought import IS_PENDING, is_present, latest_live, newest, requests_of, seek, tallies
from storage.tables import ApprovalRow, CampaignRow, ClientRow, DomainRow, EventRow, FactRow
from storage.tables_batches import BatchRow, GroupedRow
from storage.tables_outbox import EffectRow

_FINDING = case((col(FactRow.state) == FactState.WRONG.value, col(FactRow.finding)), else_=None).label("finding")
_FACT = (
    *(col(FactRow.domain_id), col(FactRow.name), col(FactRow.state), col(FactRow.since), col(FactRow.seen_at)),
    *(_FINDING, null().label("evidence"), col(FactRow.contrary), null().label("unsure"), col(FactRow.expires_at)),
    null().label("before"),
)


class SqlSurveys:
    """Ports.Surveys."""

    def __init__(self, scope: Scope) -> None:
        self._session, self._scope = scope.session, scope

    def beside(self, domains: Sequence[LinkDomain]) -> Beside:
        return beside(self._scope, domains)

    def seek(self, team_id: str, sought: Sought) -> list[LinkDomain]:
        return seek(self._scope, team_id, sought)

    def newest(self, team_id: str, owner: str | None = None, *, is_live: bool = False) -> list[str]:
        return newest(self._scope, team_id, owner, is_live=is_live)

    def latest_live(self, team_id: str, owner: str, client_id: str | None) -> list[str]:
        return latest_live(self._scope, team_id, owner, client_id)

    def tallies(self, team_id: str) -> list[Tally]:
        return tallies(self._scope, team_id)

    def owners(self, team_id: str, before: datetime | None = None) -> dict[str, int]:
        owner = col(DomainRow.owner)
        query = select(owner, func.count()).where(is_present(team_id)).group_by(owner)
        query = query if before is None else query.where(col(DomainRow.created_at) < before)
        return {row[0]: row[1] for row in self._session.execute(query)}

    def hosts(self, team_id: str) -> list[str]:
        return list(self._session.scalars(select(col(DomainRow.host)).where(is_present(team_id))))

    def groups(self, team_id: str) -> dict[str, str]:
        query = (
            select(col(GroupedRow.request_id), col(GroupedRow.group_id))
            .join(ApprovalRow, col(ApprovalRow.id) == col(GroupedRow.request_id))
            .join(DomainRow, col(DomainRow.id) == col(ApprovalRow.domain_id))
            .where(IS_PENDING, is_present(team_id))
        )
        return {row[0]: row[1] for row in self._session.execute(query)}

    def with_effects(self, places: Collection[str]) -> set[str]:
        is_ours, place = col(EffectRow.team_id) == self._scope.team_id, col(EffectRow.domain_id)
        found: set[str] = set()
        for chunk in in_chunks(sorted(places)):
            found.update(self._session.scalars(select(place).distinct().where(is_ours, place.in_(chunk))))
        return found

    def domains(self, team_id: str, batch_id: str | None = None) -> list[LinkDomain]:
        wanted = is_present(team_id) if batch_id is None else and_(is_present(team_id), _came_with(batch_id))
        facts, requests = self._facts(wanted), requests_of(self._scope, wanted)
        newest_first = (col(DomainRow.created_at).desc(), col(DomainRow.id).desc())
        query = select(*DomainRow.__table__.columns).where(wanted).order_by(*newest_first)  # type: ignore[attr-defined]
        # A plain row has the attributes of the entity, which is all that the mapping asks of it.
        rows = [cast("DomainRow", row) for row in self._session.execute(query)]
        return [domain_of(row, facts[row.id], requests.get(row.id), ()) for row in rows]

    def _facts(self, wanted: ColumnElement[bool]) -> dict[str, list[FactRow]]:
        found: dict[str, list[FactRow]] = defaultdict(list)
        query = select(*_FACT).join(DomainRow, col(DomainRow.id) == col(FactRow.domain_id)).where(wanted)
        for row in self._session.execute(query):
            fact = cast("FactRow", row)
            found[fact.domain_id].append(fact)
        return found

    def clients(self, team_id: str) -> dict[str, Client]:
        is_ours = col(ClientRow.team_id) == team_id
        query = select(*ClientRow.__table__.columns).where(is_ours).order_by(col(ClientRow.name_key))  # type: ignore[attr-defined]
        clients = (client_of(cast("ClientRow", row)) for row in self._session.execute(query))
        return {client.id: client for client in clients}

    def firsts(
        self, team_id: str, kinds: Collection[EventKind], client_id: str | None = None
    ) -> dict[str, Mapping[EventKind, datetime]]:
        named, of_domain = tuple(kinds), col(EventRow.domain_id)
        # One row a domain. The plain type: the wrapper's own call for each value costs more than reading it does.
        firsts = (
            type_coerce(func.min(col(EventRow.at)).filter(col(EventRow.kind) == one.value), DateTime()) for one in named
        )
        of_these = and_(is_present(team_id), *(() if client_id is None else (col(DomainRow.client_id) == client_id,)))
        query = (
            select(of_domain, *firsts)
            .where(of_domain.in_(select(col(DomainRow.id)).where(of_these)))
            .group_by(of_domain)
        )
        return {
            row[0]: {kind: at.replace(tzinfo=at.tzinfo or UTC) for kind, at in zip(named, row[1:], strict=True) if at}
            for row in self._session.execute(query)
        }

    def count_campaigns(self, team_id: str) -> int:
        is_ours = col(CampaignRow.team_id) == team_id
        return self._session.scalar(select(func.count()).select_from(CampaignRow).where(is_ours)) or 0

    def count_sids(self, team_id: str) -> dict[str | None, int]:
        account = col(ClientRow.account_id)
        query = (
            select(account, func.count())
            .select_from(DomainRow)
            .join(ClientRow, col(ClientRow.id) == col(DomainRow.client_id))
            .where(is_present(team_id), col(DomainRow.domain_sid).is_not(None))
            .group_by(account)
        )
        return {row[0]: row[1] for row in self._session.execute(query)}


def _came_with(batch_id: str) -> ColumnElement[bool]:
    return col(DomainRow.id).in_(select(col(BatchRow.domain_id)).where(col(BatchRow.batch_id) == batch_id))
