"""What is kept of people at clients, and letting go of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, and_, delete, or_, select, update
from sqlmodel import col

from bot.core.effects import EffectKind
from bot.core.forgetting import without
from bot.services.ports_traces import Blanked
from storage.columns import Table as Tables
from storage.columns import Words
from storage.outbox import DEAD, DONE
from storage.scope import Scope
from storage.tables import ContactRow, DomainContactRow, DomainRow
from storage.tables_links import LinkRow
from storage.tables_outbox import EffectRow

_SEALED = {"contacts.address", "contacts.address_index", "accounts.secret"}
_MAILS = (EffectKind.MAIL_STEPS.value, EffectKind.MAIL_REMINDER.value)


class SqlTraces:
    """Ports.Traces."""

    def __init__(self, scope: Scope) -> None:
        self._scope, self._session = scope, scope.session

    def contacts(self, address: str) -> tuple[str, ...]:
        indexes = self._scope.vault.indexes(self._scope.team_id, address)
        is_theirs = (col(ContactRow.team_id) == self._scope.team_id, col(ContactRow.address_index).in_(indexes))
        return tuple(self._session.scalars(select(col(ContactRow.id)).where(*is_theirs).order_by(col(ContactRow.id))))

    def domains_of(self, contact_ids: Collection[str]) -> list[str]:
        wrote = select(col(DomainContactRow.domain_id)).where(col(DomainContactRow.contact_id).in_(contact_ids))
        return sorted(set(self._session.scalars(wrote)))

    def drop(self, contact_ids: Sequence[str]) -> None:
        is_mail = (col(EffectRow.kind).in_(_MAILS), col(EffectRow.subject).in_(contact_ids))
        self._scope.changed(delete(EffectRow).where(*is_mail, col(EffectRow.team_id) == self._scope.team_id))
        for contact_id in contact_ids:
            self._deliverable(contact_id)
        self._scope.changed(delete(ContactRow).where(col(ContactRow.id).in_(contact_ids)))

    def _deliverable(self, contact_id: str) -> None:
        """Their id goes from the lists of those who take no e-mail, of earlier links too."""
        named = select(col(LinkRow.id), col(LinkRow.undeliverable)).where(
            col(LinkRow.undeliverable).contains(contact_id, autoescape=True)
        )
        for link_id, listed in self._session.execute(named).all():
            others = " ".join(one for one in listed.split() if one != contact_id)
            self._scope.changed(update(LinkRow).where(col(LinkRow.id) == link_id).values(undeliverable=others))

    def blank(self, address: str) -> list[Blanked]:
        self._session.flush()
        return [found for table in Tables.metadata.sorted_tables for found in self._blank_in(table, address)]

    def _blank_in(self, table: Table, address: str) -> list[Blanked]:
        texts = [column for column in table.columns if _is_text(column)]
        if not texts:
            return []
        rows = self._session.execute(select(table).where(or_(*(_may_hold(text, address) for text in texts)))).mappings()
        found = [dict(row) for row in rows]
        changes = [(row, values) for row in found if (values := _changed(row, texts, address))]
        if not changes:
            return []
        with self._scope.hooks.unlocked(self._session, table.name):
            for row, values in changes:
                self._scope.changed(update(table).where(_is_row(table, row)).values(**values))
        return [
            Blanked(table.name, ":".join(str(row[key.name]) for key in table.primary_key), self._shown_by(table, row))
            for row, _ in changes
        ]

    def _shown_by(self, table: Table, row: dict[str, Any]) -> tuple[str, ...]:
        """The domains whose messages show the row: its own one, or those of its client."""
        if table.name == "domains":
            return (row["id"],)
        if "domain_id" in row:
            return (row["domain_id"],)
        client_id = row["id"] if table.name == "clients" else row.get("client_id")
        of_client = select(col(DomainRow.id)).where(col(DomainRow.client_id) == client_id)
        return tuple(self._session.scalars(of_client)) if client_id else ()

    def purge_removed(self, before: datetime) -> int:
        gone = self._gone(before)
        texts = (col(DomainRow.note).is_not(None), col(DomainRow.id).in_(gone))
        count = self._scope.changed(update(DomainRow).where(*texts).values(note=None))
        count += self._scope.changed(delete(LinkRow).where(col(LinkRow.domain_id).in_(gone)))
        count += self._scope.changed(delete(DomainContactRow).where(col(DomainContactRow.domain_id).in_(gone)))
        is_over = (col(EffectRow.team_id) == self._scope.team_id, col(EffectRow.state).in_((DONE, DEAD)))
        return count + self._scope.changed(delete(EffectRow).where(*is_over, col(EffectRow.domain_id).in_(gone)))

    def _gone(self, before: datetime) -> Select[str]:
        is_ours = col(DomainRow.team_id) == self._scope.team_id
        return select(col(DomainRow.id)).where(is_ours, col(DomainRow.removed_at) < before)


def _is_text(column: Column[Any]) -> bool:
    """A text that may hold what somebody typed: no key, nothing sealed."""
    is_key = column.primary_key or bool(column.foreign_keys)
    return isinstance(column.type, Words) and not is_key and str(column) not in _SEALED


def _may_hold(column: Column[Any], address: str) -> ColumnElement[bool]:
    """A first sieve, in SQL: letters beyond ASCII may be written in several ways."""
    known = (("\\" + one if one in "\\%_" else one) if one.isascii() else "%" for one in address.strip())
    return column.ilike(f"%{''.join(known)}%", escape="\\")


def _changed(row: Mapping[str, Any], texts: Sequence[Column[Any]], address: str) -> dict[str, str]:
    """What the row's texts are without the address, where that makes a difference."""
    blank = {text.name: without(row[text.name], address) for text in texts if row[text.name] is not None}
    return {name: value for name, value in blank.items() if value != row[name]}


def _is_row(table: Table, row: dict[str, Any]) -> ColumnElement[bool]:
    return and_(*(key == row[key.name] for key in table.primary_key))
