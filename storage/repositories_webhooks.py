"""Webhooks, and their deliveries as they stand in the outbox."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, func, select, update
from sqlmodel import col

from bot.core.effects import Effect, EffectKind, EffectState
from bot.core.errors import Conflict
from bot.core.webhooks import TEST_TYPE, Delivery, DeliveryCount, OffReason, Webhook, WebhookType
from storage.mapping import Columns, effect_columns
from storage.scope import Scope
from storage.tables import DomainRow, EventRow
from storage.tables_outbox import EffectRow
from storage.tables_webhooks import WebhookRow
from storage.vault import place_of

_FIELDS = (
    "id", "team_id", "created_by", "created_at", "off_since", "failing_since", "paused_until", "last_taken_at",
    "shown_to", "shown_until", "shown_as",
)  # fmt: skip
_NEW, _DONE, _DEAD = EffectState.NEW.value, EffectState.DONE.value, EffectState.DEAD.value
SEALED = ("address", "secret", "former_secret")


class SqlWebhooks:
    """Ports.Webhooks. Sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope, self._session = scope, scope.session

    def all(self) -> list[Webhook]:
        query = select(WebhookRow).where(self._is_ours).order_by(col(WebhookRow.created_at), col(WebhookRow.id))
        rows = self._session.scalars(query, execution_options={"populate_existing": True})
        return [self._webhook_of(row) for row in rows]

    def get(self, webhook_id: str) -> Webhook | None:
        row = self._row(webhook_id)
        return None if row is None else self._webhook_of(row)

    def add(self, webhook: Webhook, secret: str) -> None:
        """Raises Conflict where the id is taken."""
        sealed = {"secret": self._sealed("secret", webhook.id, secret)}
        self._scope.insert_or_conflict(WebhookRow, self._columns(webhook) | sealed)

    def save(self, webhook: Webhook) -> None:
        """Raises Conflict where it is not there."""
        change = update(WebhookRow).where(col(WebhookRow.id) == webhook.id, self._is_ours)
        if not self._scope.changed(change.values(**self._columns(webhook))):
            raise Conflict(f"webhook {webhook.id} is not there")

    def drop(self, webhook_id: str) -> None:
        self._scope.changed(delete(EffectRow).where(*self._deliveries(webhook_id)))
        self._scope.changed(delete(WebhookRow).where(col(WebhookRow.id) == webhook_id, self._is_ours))

    def rotate(self, webhook_id: str, secret: str, until: datetime) -> None:
        row = self._row(webhook_id)
        if row is None:
            raise Conflict(f"webhook {webhook_id} is not there")
        former = self._sealed("former_secret", row.id, self._opened("secret", row.id, row.secret))
        columns = {"secret": self._sealed("secret", row.id, secret), "former_secret": former, "former_until": until}
        self._scope.changed(update(WebhookRow).where(col(WebhookRow.id) == webhook_id, self._is_ours).values(**columns))

    def secrets(self, webhook_id: str, now: datetime) -> tuple[str, ...]:
        row = self._row(webhook_id)
        if row is None:
            return ()
        newest = self._opened("secret", row.id, row.secret)
        if row.former_secret is None or row.former_until is None or row.former_until <= now:
            return (newest,)
        return newest, self._opened("former_secret", row.id, row.former_secret)

    def shelve(self, effect: Effect, problem: str) -> None:
        state = {"state": _DEAD, "problem": problem}
        self._scope.insert(EffectRow, effect_columns(effect, self._scope.now) | state)

    def shelve_waiting(self, webhook_id: str, problem: str) -> int:
        waiting = (*self._deliveries(webhook_id), col(EffectRow.state) == _NEW)
        return self._scope.changed(update(EffectRow).where(*waiting).values(state=_DEAD, problem=problem))

    def delivery(self, effect_id: int) -> Delivery | None:
        found = self._found(self._every().where(col(EffectRow.id) == effect_id))
        return found[0] if found else None

    def deliveries(self, webhook_id: str, limit: int, offset: int = 0) -> list[Delivery]:
        query = self._every().where(*self._deliveries(webhook_id)).order_by(col(EffectRow.id).desc())
        return self._found(query.limit(limit).offset(offset))

    def counts(self) -> dict[str, DeliveryCount]:
        columns = (col(EffectRow.domain_id), col(EffectRow.state))
        known = self._session.scalars(select(col(WebhookRow.id)).where(self._is_ours))
        is_ours = (col(EffectRow.team_id) == self._scope.team_id, col(EffectRow.kind) == EffectKind.WEBHOOK.value)
        is_delivery = col(EffectRow.domain_id).in_([f"webhook:{webhook_id}" for webhook_id in known])
        query = select(*columns, func.count()).where(is_delivery, *is_ours).group_by(*columns)
        found: dict[str, dict[str, int]] = {}
        for place, state, number in self._session.execute(query):
            found.setdefault(place.removeprefix("webhook:"), {})[state] = number
        return {webhook_id: _count(states) for webhook_id, states in found.items()}

    def given_up(self, kept_back: Collection[str]) -> dict[str, int]:
        known = self._session.scalars(select(col(WebhookRow.id)).where(self._is_ours))
        place = col(EffectRow.domain_id)
        wanted = (
            col(EffectRow.team_id) == self._scope.team_id,
            col(EffectRow.kind) == EffectKind.WEBHOOK.value,
            place.in_([f"webhook:{webhook_id}" for webhook_id in known]),
            col(EffectRow.state) == _DEAD,
            func.coalesce(col(EffectRow.problem), "").not_in(kept_back),
        )
        found = self._session.execute(select(place, func.count()).where(*wanted).group_by(place))
        return {place.removeprefix("webhook:"): number for place, number in found}

    def send_again(self, webhook_id: str, effect_ids: Sequence[int] | None) -> int:
        wanted: list[ColumnElement[bool]] = [
            col(EffectRow.state) == _DEAD
            if effect_ids is None
            else and_(col(EffectRow.id).in_(effect_ids), col(EffectRow.state).in_((_NEW, _DONE, _DEAD)))
        ]
        anew = {"state": _NEW, "next_try_at": self._scope.now, "attempt": 0, "looks": 0, "first_sent_at": None}
        change = update(EffectRow).where(*self._deliveries(webhook_id), *wanted)
        number = self._scope.changed(
            change.values(**anew, problem=None, result=None, generation=col(EffectRow.generation) + 1)
        )
        self._scope.has_news |= number > 0
        return number

    def purge(self, before: datetime) -> int:
        is_over = (col(EffectRow.state).in_((_DONE, _DEAD)), col(EffectRow.created_at) < before)
        is_ours = (col(EffectRow.kind) == EffectKind.WEBHOOK.value, col(EffectRow.team_id) == self._scope.team_id)
        return self._scope.changed(delete(EffectRow).where(*is_ours, *is_over))

    def _row(self, webhook_id: str) -> WebhookRow | None:
        query = select(WebhookRow).where(col(WebhookRow.id) == webhook_id, self._is_ours).with_for_update()
        return self._session.scalar(query, execution_options={"populate_existing": True})

    def _every(self) -> Select[EffectRow]:
        is_ours = col(EffectRow.team_id) == self._scope.team_id
        return select(EffectRow).where(col(EffectRow.kind) == EffectKind.WEBHOOK.value, is_ours)

    def _deliveries(self, webhook_id: str) -> tuple[ColumnElement[bool], ...]:
        place, kind = f"webhook:{webhook_id}", EffectKind.WEBHOOK.value
        is_ours = col(EffectRow.team_id) == self._scope.team_id
        return col(EffectRow.domain_id) == place, col(EffectRow.kind) == kind, is_ours

    def _found(self, query: Select[EffectRow]) -> list[Delivery]:
        rows = self._session.scalars(query, execution_options={"populate_existing": True}).all()
        ids = [int(row.subject) for row in rows if row.subject.isdecimal()]
        known = select(col(EventRow.id), col(EventRow.kind), col(DomainRow.host)).join(
            DomainRow, col(DomainRow.id) == col(EventRow.domain_id)
        )
        ours = known.where(col(EventRow.id).in_(ids), col(DomainRow.team_id) == self._scope.team_id)
        events = {id_ or 0: (kind, host) for id_, kind, host in self._session.execute(ours)}
        return [_delivery_of(row, events) for row in rows]

    def _columns(self, webhook: Webhook) -> Columns:
        return {name: getattr(webhook, name) for name in _FIELDS} | {
            "address": self._sealed("address", webhook.id, webhook.address),
            "types": " ".join(webhook.types),
            "client_ids": " ".join(webhook.client_ids),
            "off": webhook.off.value if webhook.off else None,
        }

    def _webhook_of(self, row: WebhookRow) -> Webhook:
        return Webhook(
            **{name: getattr(row, name) for name in _FIELDS},
            address=self._opened("address", row.id, row.address),
            types=tuple(WebhookType(word) for word in row.types.split()),
            client_ids=tuple(row.client_ids.split()),
            off=OffReason(row.off) if row.off else None,
        )

    def _sealed(self, column: str, webhook_id: str, text: str) -> str:
        return self._scope.vault.seal(text, webhook_place(self._scope.team_id, column, webhook_id))

    def _opened(self, column: str, webhook_id: str, token: str) -> str:
        return self._scope.vault.open(token, webhook_place(self._scope.team_id, column, webhook_id))

    @property
    def _is_ours(self) -> ColumnElement[bool]:
        return col(WebhookRow.team_id) == self._scope.team_id


def webhook_place(team_id: str, column: str, webhook_id: str) -> str:
    """Where a sealed value of a webhook stands."""
    return place_of(team_id, f"webhooks.{column}", webhook_id)


def _count(states: Mapping[str, int]) -> DeliveryCount:
    failed, total = states.get(_DEAD, 0), sum(states.values())
    return DeliveryCount(total, total - failed - states.get(_DONE, 0), failed)


def _delivery_of(row: EffectRow, events: Mapping[int, tuple[str, str]]) -> Delivery:
    kind, host = events.get(int(row.subject), ("", "")) if row.subject.isdecimal() else (TEST_TYPE, "")
    result = json.loads(row.result) if row.result else {}
    return Delivery(
        effect_id=row.id or 0,
        webhook_id=row.domain_id.removeprefix("webhook:"),
        event_id=int(row.subject) if row.subject.isdecimal() else None,
        type=kind,
        host=host,
        state=EffectState(row.state),
        made_at=row.created_at,
        next_try_at=row.next_try_at,
        tries=int(result.get("tries", 0)),
        code=result.get("code"),
        tried_at=datetime.fromisoformat(result["at"]) if "at" in result else None,
        problem=row.problem,
    )
