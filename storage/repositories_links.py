"""Client links. Nothing here opens a page: the token is made of the id by the keys, which are not in the database."""

from sqlalchemy import func, select, update
from sqlmodel import col

from bot.core.errors import Conflict
from bot.core.languages import Language
from bot.core.links import SetupLink
from storage.scope import Scope
from storage.tables import DomainRow
from storage.tables_links import LinkRow

_FIELDS = (
    "id", "domain_id", "created_at", "expires_at", "sent_at", "is_held", "revoked_at", "opens", "first_opened_at",
    "last_opened_at", "asked_at", "warned_at", "reminded_at", "ended_at", "fault",
)  # fmt: skip


class SqlLinks:
    """Ports.SetupLinks. Sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, link_id: str) -> SetupLink | None:
        """Its domain is locked, as by everybody who changes a link: one order for all, else two wait for each other."""
        domain_id = select(col(LinkRow.domain_id)).where(col(LinkRow.id) == link_id).scalar_subquery()
        is_ours = (col(DomainRow.id) == domain_id, col(DomainRow.team_id) == self._scope.team_id)
        locked = select(col(DomainRow.id)).where(*is_ours).with_for_update(key_share=True)
        if self._scope.session.scalar(locked) is None:
            return None
        query = select(LinkRow).where(col(LinkRow.id) == link_id)
        row = self._scope.session.scalar(query, execution_options={"populate_existing": True})
        return None if row is None else link_of(row)

    def of_domain(self, domain_id: str) -> SetupLink | None:
        """The newest one."""
        query = select(LinkRow).where(col(LinkRow.domain_id) == domain_id)
        newest = query.order_by(col(LinkRow.number).desc()).limit(1)  # a clock may be set back
        row = self._scope.session.scalar(newest, execution_options={"populate_existing": True})
        return None if row is None else link_of(row)

    def count(self, domain_id: str) -> int:
        query = select(func.count()).select_from(LinkRow).where(col(LinkRow.domain_id) == domain_id)
        return self._scope.session.scalar(query) or 0

    def add(self, link: SetupLink) -> None:
        """Raises Conflict where the id is taken."""
        number = self.count(link.domain_id)
        self._scope.insert_or_conflict(LinkRow, {**_columns(link), "number": number})

    def save(self, link: SetupLink) -> None:
        """Raises Conflict where it is not there."""
        if not self._scope.changed(update(LinkRow).where(col(LinkRow.id) == link.id).values(**_columns(link))):
            raise Conflict(f"link {link.id} is not there")


def _columns(link: SetupLink) -> dict[str, object]:
    listed = " ".join(link.undeliverable)
    return {name: getattr(link, name) for name in _FIELDS} | {"language": link.language.value, "undeliverable": listed}


def link_of(row: LinkRow) -> SetupLink:
    """The value of a row."""
    plain = {name: getattr(row, name) for name in _FIELDS}
    return SetupLink(**plain, language=Language(row.language), undeliverable=tuple(row.undeliverable.split()))
