"""Lean readings of a whole team: plain rows in a few statements, no entities that would be watched for changes."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, and_, case, func, null, select
from sqlmodel import col

from bot.core.domain import Client, LinkDomain, SslRequest
from bot.core.events import EventKind
from bot.core.facts import FactState
from bot.services.ports_overview import Beside
from storage.beside import beside
from storage.mapping import client_of, domain_of, request_of
from storage.scope import Scope
from storage.tables import ApprovalRow, CampaignRow, ClientRow, DomainRow, EventRow, FactRow
from storage.tables_batches import BatchRow

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

    def domains(self, team_id: str, batch_id: str | None = None) -> list[LinkDomain]:
        wanted = _is_present(team_id) if batch_id is None else and_(_is_present(team_id), _came_with(batch_id))
        facts, requests = self._facts(wanted), self._requests(wanted)
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

    def _requests(self, wanted: ColumnElement[bool]) -> dict[str, SslRequest]:
        """The newest of each domain."""
        query = (
            select(*ApprovalRow.__table__.columns)  # type: ignore[attr-defined]
            .join(DomainRow, col(DomainRow.id) == col(ApprovalRow.domain_id))
            .where(wanted)
            .order_by(col(ApprovalRow.number))
        )
        requests = (request_of(cast("ApprovalRow", row)) for row in self._session.execute(query))
        return {request.domain_id: request for request in requests}

    def clients(self, team_id: str) -> dict[str, Client]:
        is_ours = col(ClientRow.team_id) == team_id
        query = select(*ClientRow.__table__.columns).where(is_ours).order_by(col(ClientRow.name_key))  # type: ignore[attr-defined]
        clients = (client_of(cast("ClientRow", row)) for row in self._session.execute(query))
        return {client.id: client for client in clients}

    def firsts(self, team_id: str, kinds: Collection[EventKind]) -> dict[str, Mapping[EventKind, datetime]]:
        domain_id, kind = col(EventRow.domain_id), col(EventRow.kind)
        query = (
            select(domain_id, kind, func.min(col(EventRow.at)))
            .join(DomainRow, col(DomainRow.id) == domain_id)
            .where(_is_present(team_id), kind.in_([one.value for one in kinds]))
            .group_by(domain_id, kind)
        )
        found: dict[str, dict[EventKind, datetime]] = defaultdict(dict)
        for of_domain, name, at in self._session.execute(query):
            found[of_domain][EventKind(name)] = at
        return dict(found)

    def count_campaigns(self, team_id: str) -> int:
        is_ours = col(CampaignRow.team_id) == team_id
        return self._session.scalar(select(func.count()).select_from(CampaignRow).where(is_ours)) or 0

    def count_sids(self, team_id: str) -> dict[str | None, int]:
        account = col(ClientRow.account_id)
        query = (
            select(account, func.count())
            .select_from(DomainRow)
            .join(ClientRow, col(ClientRow.id) == col(DomainRow.client_id))
            .where(_is_present(team_id), col(DomainRow.domain_sid).is_not(None))
            .group_by(account)
        )
        return {row[0]: row[1] for row in self._session.execute(query)}


def _came_with(batch_id: str) -> ColumnElement[bool]:
    return col(DomainRow.id).in_(select(col(BatchRow.domain_id)).where(col(BatchRow.batch_id) == batch_id))


def _is_present(team_id: str) -> ColumnElement[bool]:
    return and_(col(DomainRow.team_id) == team_id, col(DomainRow.removed_at).is_(None))
