"""Providers' consent pages, as they were found, and the visits to them."""

from sqlalchemy import select, update
from sqlmodel import col

from bot.core.consent import Consent, ConsentPage, Outcome
from storage.scope import Scope
from storage.tables import DomainRow
from storage.tables_consent import ConsentRow

_FIELDS = ("domain_id", "zone", "looked_at", "is_unsure", "attempt", "actor", "left_at", "returned_at")


class SqlConsents:
    """Ports.Consents. Sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def of_domain(self, domain_id: str) -> Consent | None:
        is_ours = col(DomainRow.team_id) == self._scope.team_id
        query = select(ConsentRow).join(DomainRow, col(DomainRow.id) == col(ConsentRow.domain_id))
        found = query.where(col(ConsentRow.domain_id) == domain_id, is_ours)
        row = self._scope.session.scalar(found, execution_options={"populate_existing": True})
        return None if row is None else _consent_of(row)

    def put(self, consent: Consent) -> None:
        columns = _columns(consent)
        change = update(ConsentRow).where(col(ConsentRow.domain_id) == consent.domain_id).values(**columns)
        if not self._scope.changed(change):
            self._scope.insert_or_conflict(ConsentRow, columns)


def _columns(consent: Consent) -> dict[str, object]:
    page = consent.page
    return {name: getattr(consent, name) for name in _FIELDS} | {
        "page_name": page and page.name,
        "page_address": page and page.address,
        "outcome": consent.outcome.value,
    }


def _consent_of(row: ConsentRow) -> Consent:
    is_there = row.page_name is not None and row.page_address is not None
    page = ConsentPage(row.page_name or "", row.page_address or "") if is_there else None
    plain = {name: getattr(row, name) for name in _FIELDS}
    return Consent(**plain, page=page, outcome=Outcome(row.outcome))
