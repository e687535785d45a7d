"""Domains with their facts, newest request and contacts: the aggregate as one value.

A domain is always locked before anything below it is read, so that whoever waits for the lock sees what the other
one wrote. (On SQLite a transaction is alone anyway; there FOR UPDATE compiles to nothing.)
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlmodel import col

from bot.core.domain import LinkDomain, SslRequest
from bot.core.errors import Conflict
from bot.core.facts import FactName
from storage.mapping import (
    domain_columns,
    domain_of,
    fact_columns,
    request_columns,
    request_of,
)
from storage.scope import Scope, assign, in_chunks
from storage.tables import ApprovalRow, DomainContactRow, DomainRow, FactRow

_FRESH = {"populate_existing": True}


class SqlDomains:
    """Ports.Domains. ``get`` and the claim see the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope, self._session = scope, scope.session
        self._loaded: dict[str, LinkDomain] = {}

    def get(self, domain_id: str) -> LinkDomain | None:
        return self._one(_present(self._scope.team_id).where(col(DomainRow.id) == domain_id), is_locked=True)

    def with_removed(self, domain_id: str) -> LinkDomain | None:
        return self._one(_of_team(self._scope.team_id).where(col(DomainRow.id) == domain_id), is_locked=True)

    def lock(self, domain_ids: Sequence[str]) -> None:
        for chunk in in_chunks(sorted(set(domain_ids))):
            wanted = _of_team(self._scope.team_id).where(col(DomainRow.id).in_(chunk)).order_by(col(DomainRow.id))
            self._session.execute(wanted.with_only_columns(col(DomainRow.id)).with_for_update(key_share=True))

    def by_host(self, team_id: str, host: str) -> LinkDomain | None:
        return self._one(_present(team_id).where(col(DomainRow.host) == host))

    def removed_of_host(self, team_id: str, host: str) -> LinkDomain | None:
        gone = _of_team(team_id).where(col(DomainRow.host) == host, col(DomainRow.removed_at).is_not(None))
        return self._one(gone.order_by(col(DomainRow.removed_at).desc(), col(DomainRow.id).desc()).limit(1))

    def by_domain_sid(self, team_id: str, domain_sid: str) -> LinkDomain | None:
        return self._one(_present(team_id).where(col(DomainRow.domain_sid) == domain_sid))

    def add(self, domain: LinkDomain) -> None:
        self._scope.insert_or_conflict(DomainRow, domain_columns(domain))
        self._loaded[domain.id] = replace(domain, facts={}, contact_ids=(), request=None)
        self._save_below(domain)
        self._tell_if_due(domain.next_check_at)

    def save(self, domain: LinkDomain) -> None:
        """Raises Conflict where the domain is not there. A raised generation frees the lease."""
        row = self._locked(_of_team(domain.team_id).where(col(DomainRow.id) == domain.id))
        if row is None:
            raise Conflict(f"domain {domain.id} is not there")
        self._store(row, domain, frees_lease=row.generation != domain.generation)

    def save_if(self, domain: LinkDomain, generation: int) -> bool:
        row = self._locked(_present(domain.team_id).where(col(DomainRow.id) == domain.id))
        if row is None or row.generation != generation:
            return False
        self._store(row, domain, frees_lease=True)
        return True

    def claim_due(self, now: datetime, limit: int, lease: float, owner: str) -> list[LinkDomain]:
        due = (
            _present(self._scope.team_id)
            .with_only_columns(col(DomainRow.id))
            .where(col(DomainRow.next_check_at) <= now, _is_free(now))
            .order_by(col(DomainRow.next_check_at), col(DomainRow.id))
            .limit(limit)
            .with_for_update(skip_locked=True, key_share=True)
            .cte("due")
        )
        claim = (
            update(DomainRow)
            .where(col(DomainRow.id).in_(select(due.c.id)))
            .values(lease_until=now + timedelta(seconds=lease), lease_owner=owner, generation=DomainRow.generation + 1)
            .returning(DomainRow)
        )
        rows = self._session.scalars(claim, execution_options=_FRESH | {"synchronize_session": False}).all()
        return self._values(sorted(rows, key=lambda row: (row.next_check_at or now, row.id)))

    def of_owner(self, team_id: str, owner: str) -> list[LinkDomain]:
        return self._many(_newest_first(team_id).where(col(DomainRow.owner) == owner))

    def of_client(self, team_id: str, client_id: str) -> list[LinkDomain]:
        return self._many(_newest_first(team_id).where(col(DomainRow.client_id) == client_id))

    def of_team(self, team_id: str) -> list[LinkDomain]:
        return self._many(_newest_first(team_id))

    def of_ids(self, team_id: str, ids: Sequence[str]) -> list[LinkDomain]:
        found = {one.id: one for one in self._many(_present(team_id).where(col(DomainRow.id).in_(ids)))}
        return [found[one] for one in ids if one in found]

    def page(
        self, team_id: str, client_ids: Collection[str] | None, before: tuple[datetime, str] | None, limit: int
    ) -> list[LinkDomain]:
        query = _newest_first(team_id).limit(limit)
        if client_ids is not None:
            query = query.where(col(DomainRow.client_id).in_(client_ids))
        return self._many(query if before is None else query.where(_is_older(*before)))

    def matching(self, team_id: str, text: str, limit: int) -> list[LinkDomain]:
        is_match = col(DomainRow.host).contains(text.strip().lower(), autoescape=True)
        return self._many(_present(team_id).where(is_match).order_by(col(DomainRow.host)).limit(limit))

    def _one(self, query: Select[DomainRow], *, is_locked: bool = False) -> LinkDomain | None:
        row = self._locked(query) if is_locked else self._session.scalar(query, execution_options=_FRESH)
        return None if row is None else self._values([row])[0]

    def _many(self, query: Select[DomainRow]) -> list[LinkDomain]:
        return self._values(self._session.scalars(query, execution_options=_FRESH).all())

    def _locked(self, query: Select[DomainRow]) -> DomainRow | None:
        # Without KEY SHARE strength: rows that refer to the domain may be inserted meanwhile.
        return self._session.scalar(query.with_for_update(key_share=True), execution_options=_FRESH)

    def _values(self, rows: Sequence[DomainRow]) -> list[LinkDomain]:
        ids = [row.id for row in rows]
        facts, contacts, requests = self._facts(ids), self._contacts(ids), self._requests(ids)
        domains = [domain_of(row, facts[row.id], requests.get(row.id), contacts[row.id]) for row in rows]
        self._loaded.update((domain.id, domain) for domain in domains)
        return domains

    def _facts(self, ids: Sequence[str]) -> dict[str, list[FactRow]]:
        found: dict[str, list[FactRow]] = defaultdict(list)
        for chunk in in_chunks(ids):
            query = select(FactRow).where(col(FactRow.domain_id).in_(chunk))
            for row in self._session.scalars(query, execution_options=_FRESH):
                found[row.domain_id].append(row)
        return found

    def _contacts(self, ids: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for chunk in in_chunks(ids):
            query = select(DomainContactRow).where(col(DomainContactRow.domain_id).in_(chunk))
            for row in self._session.scalars(query.order_by(col(DomainContactRow.position)), execution_options=_FRESH):
                found[row.domain_id].append(row.contact_id)
        return found

    def _requests(self, ids: Sequence[str]) -> dict[str, SslRequest]:
        found: dict[str, SslRequest] = {}
        for chunk in in_chunks(ids):
            query = select(ApprovalRow).where(col(ApprovalRow.domain_id).in_(chunk)).order_by(col(ApprovalRow.number))
            for row in self._session.scalars(query, execution_options=_FRESH):
                found[row.domain_id] = request_of(row)
        return found

    def _store(self, row: DomainRow, domain: LinkDomain, *, frees_lease: bool) -> None:
        if row.next_check_at != domain.next_check_at:
            self._tell_if_due(domain.next_check_at)
        assign(row, domain_columns(domain))
        if frees_lease:
            assign(row, {"lease_until": None, "lease_owner": None})
        self._session.flush()
        self._save_below(domain)

    def _save_below(self, domain: LinkDomain) -> None:
        """Only what the caller changed: a value read before a decision must not undo the decision."""
        before = self._loaded.get(domain.id)
        if before is None or before.facts != domain.facts:
            self._save_facts(domain)
        if before is None or before.contact_ids != domain.contact_ids:
            self._save_contacts(domain)
        if domain.request is not None and (before is None or before.request != domain.request):
            store_request(self._scope, domain.request)
        self._session.flush()
        self._loaded[domain.id] = domain

    def _save_facts(self, domain: LinkDomain) -> None:
        stored = {FactName(row.name): row for row in self._facts([domain.id])[domain.id]}
        for name in stored.keys() - domain.facts.keys():
            self._session.delete(stored[name])
        for name, fact in domain.facts.items():
            columns = fact_columns(domain.id, name, fact)
            if name in stored:
                assign(stored[name], columns)
            else:
                self._scope.insert(FactRow, columns)

    def _save_contacts(self, domain: LinkDomain) -> None:
        self._scope.changed(delete(DomainContactRow).where(col(DomainContactRow.domain_id) == domain.id))
        for position, contact_id in enumerate(domain.contact_ids):
            columns = {"domain_id": domain.id, "contact_id": contact_id, "position": position}
            self._scope.insert(DomainContactRow, columns)

    def _tell_if_due(self, next_check_at: datetime | None) -> None:
        if next_check_at is not None and next_check_at <= self._scope.now:
            self._scope.has_news = True


def store_request(scope: Scope, request: SslRequest) -> None:
    """Changes a stored request, or stores one as the domain's newest. Raises Conflict where another one is open."""
    columns = request_columns(request)
    if scope.changed(update(ApprovalRow).where(col(ApprovalRow.id) == request.id).values(**columns)):
        return
    is_of_domain = col(ApprovalRow.domain_id) == request.domain_id
    highest = scope.session.scalar(select(func.max(ApprovalRow.number)).where(is_of_domain)) or 0
    scope.insert_or_conflict(ApprovalRow, columns | {"number": highest + 1})


def _of_team(team_id: str) -> Select[DomainRow]:
    return select(DomainRow).where(col(DomainRow.team_id) == team_id)


def _present(team_id: str) -> Select[DomainRow]:
    return _of_team(team_id).where(col(DomainRow.removed_at).is_(None))


def _newest_first(team_id: str) -> Select[DomainRow]:
    return _present(team_id).order_by(col(DomainRow.created_at).desc(), col(DomainRow.id).desc())


def _is_older(at: datetime, domain_id: str) -> ColumnElement[bool]:
    is_then = and_(col(DomainRow.created_at) == at, col(DomainRow.id) < domain_id)
    return or_(col(DomainRow.created_at) < at, is_then)


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(col(DomainRow.lease_until).is_(None), col(DomainRow.lease_until) <= now)
