"""The outbox: what must still happen outside, who may do it now, and what became of it."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Integer,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, aliased
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import col

from bot.core.commands import EffectOutcome
from bot.core.effects import PASSING, ClaimedEffect, Effect, EffectState
from storage.mapping import claimed_of, effect_columns, outcome_columns
from storage.scope import Scope
from storage.tables_outbox import EffectRow, HoldRow

NEW, SENDING, UNKNOWN, DONE, DEAD = (state.value for state in EffectState)
_OPEN = (NEW, SENDING, UNKNOWN)
_UNRESOLVED = (SENDING, UNKNOWN)
_ONE_AT_A_TIME = "slack:%"
"""Slack counts messages by channel: two at once would only be refused together."""
_SILENT_AFTER = timedelta(seconds=10)
"""A post that takes longer, or whose process has died, holds up its own domain, not the whole channel."""
_IS_MAIL = col(EffectRow.destination) == literal_column("'mail'")
"""Written out, as the index of mails that are out says it."""
_LONGEST_HOLD = timedelta(minutes=5)
"""A wait that seems longer was begun by a clock that has been set back since: nothing is to stand still for it."""


class SqlOutbox:
    """Ports.Outbox. Sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope, self._session = scope, scope.session

    def put(self, effect: Effect) -> None:
        while not self._is_there(effect):
            if self._scope.insert(EffectRow, effect_columns(effect, self._scope.now)):
                self._scope.has_news = True
                return

    def claim(self, now: datetime, limit: int, lease: float, owner: str) -> list[ClaimedEffect]:
        self._scope.hooks.serialise(self._session, "outbox.claim")
        until = now + timedelta(seconds=lease)
        given = {
            "this_team": self._scope.team_id,
            "this_moment": now,
            "last_hold": now + _LONGEST_HOLD,
            "fresh": until - _SILENT_AFTER,
            "most": limit,
            "until": until,
            "by": owner,
        }
        options = {"populate_existing": True, "synchronize_session": False}
        rows = self._session.scalars(_claim(), given, execution_options=options).all()
        return [claimed_of(row) for row in sorted(rows, key=lambda row: (row.urgency, row.id or 0))]

    def get(self, effect_id: int) -> ClaimedEffect | None:
        found = self._many(col(EffectRow.id) == effect_id)
        return found[0] if found else None

    def settle(self, outcome: EffectOutcome) -> bool:
        is_ours = (col(EffectRow.id) == outcome.effect_id, col(EffectRow.team_id) == self._scope.team_id)
        is_current = (col(EffectRow.generation) == outcome.generation, col(EffectRow.state).in_((SENDING, UNKNOWN)))
        change = (
            update(EffectRow)
            .where(*is_ours, *is_current)
            .values(
                **outcome_columns(outcome),
                external_id=func.coalesce(outcome.external_id, col(EffectRow.external_id)),
                looks=col(EffectRow.looks) + (0 if outcome.look_at is None else 1),
                generation=outcome.generation + 1,
                lease_until=None,
                lease_owner=None,
            )
        )
        is_settled = self._scope.changed(change) == 1
        self._scope.has_news |= is_settled  # the next one for the same place may go now
        return is_settled

    def hold(self, destination: str, until: datetime) -> None:
        """A shorter wait never undoes a longer one."""
        now, until = self._scope.now, min(until, self._scope.now + _LONGEST_HOLD)
        self._scope.changed(delete(HoldRow).where(~_is_on(now, now + _LONGEST_HOLD)))
        if not self._scope.insert(HoldRow, {"destination": destination, "until": until}):
            longer = (col(HoldRow.destination) == destination, col(HoldRow.until) < until)
            self._scope.changed(update(HoldRow).where(*longer).values(until=until))

    def next_due(self) -> datetime | None:
        now, held, tried = self._scope.now, col(HoldRow.until), col(EffectRow.next_try_at)
        is_held = and_(_is_on(now, now + _LONGEST_HOLD), held > tried)
        waiting = (
            select(func.min(case((is_held, held), else_=tried)))
            .outerjoin_from(EffectRow, HoldRow, col(HoldRow.destination) == col(EffectRow.destination))
            .where(col(EffectRow.team_id) == self._scope.team_id, _is_open(col(EffectRow.state)))
        )
        found: datetime | None = self._session.scalar(waiting)
        return found

    def of_domain(self, domain_id: str) -> list[ClaimedEffect]:
        """Oldest first, in whatever state."""
        return self._many(col(EffectRow.domain_id) == domain_id)

    def external_id(self, key: str) -> str | None:
        is_done = (col(EffectRow.key) == key, col(EffectRow.state) == DONE)
        is_ours = col(EffectRow.team_id) == self._scope.team_id
        return self._session.scalar(select(col(EffectRow.external_id)).where(*is_done, is_ours))

    def mail_of(self, message_id: str) -> ClaimedEffect | None:
        found = self._many(col(EffectRow.external_id) == message_id, _IS_MAIL)
        return found[0] if found else None

    def mails_under_way(self) -> list[ClaimedEffect]:
        return self._many(_is_open(col(EffectRow.state)), _IS_MAIL)

    def purge(self, before: datetime, limit: int) -> int:
        is_old = (col(EffectRow.kind).in_(sorted(kind.value for kind in PASSING)), col(EffectRow.created_at) < before)
        is_ours = (col(EffectRow.team_id) == self._scope.team_id, _is_finished(col(EffectRow.state)))
        some = select(col(EffectRow.id)).where(*is_ours, *is_old).limit(limit)
        return self._scope.changed(delete(EffectRow).where(col(EffectRow.id).in_(some)))

    def _many(self, *conditions: ColumnElement[bool]) -> list[ClaimedEffect]:
        is_ours = col(EffectRow.team_id) == self._scope.team_id
        query = select(EffectRow).where(*conditions, is_ours).order_by(col(EffectRow.id))
        rows = self._session.scalars(query, execution_options={"populate_existing": True})
        return [claimed_of(row) for row in rows]

    def _is_there(self, effect: Effect) -> bool:
        is_key = (col(EffectRow.key) == effect.key, col(EffectRow.team_id) == effect.team_id)
        is_known = self._session.scalar(select(col(EffectRow.id)).where(*is_key)) is not None
        return is_known or (effect.coalesce and self._has_new_twin(effect))

    def _has_new_twin(self, effect: Effect) -> bool:
        """Whether one like it is still NEW. It is locked: else it could be sent with the state from before this
        transaction, and nobody would tell what this transaction changes."""
        twin = select(col(EffectRow.id)).where(
            col(EffectRow.team_id) == effect.team_id,
            col(EffectRow.domain_id) == effect.domain_id,
            col(EffectRow.kind) == effect.kind.value,
            col(EffectRow.subject) == effect.subject,
            col(EffectRow.state) == NEW,
        )
        return self._session.scalar(twin.limit(1).with_for_update()) is not None


_NOW: BindParameter[Any] = bindparam("this_moment")
_FRESH: BindParameter[Any] = bindparam("fresh")
Moment = datetime | BindParameter[Any]


@cache
def _claim() -> ReturningUpdate[EffectRow]:
    """Written once: to put it together takes longer than to execute it."""
    is_new, is_abandoned, due = col(EffectRow.state) == NEW, col(EffectRow.state) == SENDING, _due()
    return (
        update(EffectRow)
        .where(col(EffectRow.id).in_(select(due.c.id)))
        .values(
            state=case((is_new, SENDING), else_=UNKNOWN),
            attempt=col(EffectRow.attempt) + case((is_new, 1), else_=0),
            looks=col(EffectRow.looks) + case((is_abandoned, 1), else_=0),
            first_sent_at=func.coalesce(col(EffectRow.first_sent_at), _NOW),
            generation=col(EffectRow.generation) + 1,
            lease_until=bindparam("until"),
            lease_owner=bindparam("by"),
        )
        .returning(EffectRow)
    )


def _due() -> CTE:
    """The ids to claim: per Slack channel, or destination and domain elsewhere, the most urgent one, what is
    unresolved first. Fresh is a lease that ends later than that: it was given to somebody just now."""
    per_place = func.row_number().over(
        partition_by=(
            col(EffectRow.destination),
            case((_is_alone(EffectRow), ""), else_=col(EffectRow.domain_id)),
        ),
        order_by=(case((col(EffectRow.state) == NEW, 1), else_=0), col(EffectRow.urgency), col(EffectRow.id)),
    )
    ready = select(col(EffectRow.id), per_place.label("place")).where(_is_ready()).subquery("ready")
    return (
        select(col(EffectRow.id))
        .where(col(EffectRow.id).in_(select(ready.c.id).where(ready.c.place == 1)), *_is_claimable(_NOW))
        .order_by(col(EffectRow.urgency), col(EffectRow.id))
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("due")
    )


def _is_ready() -> ColumnElement[bool]:
    is_on = _is_on(_NOW, bindparam("last_hold"))
    is_held = select(HoldRow).where(col(HoldRow.destination) == col(EffectRow.destination), is_on)
    return and_(
        col(EffectRow.team_id) == bindparam("this_team"),
        *_is_claimable(_NOW),
        ~is_held.exists(),
        ~_is_blocked(_NOW),
        ~_is_crowded(_FRESH),
    )


def _is_on(now: Moment, last: Moment) -> ColumnElement[bool]:
    return and_(col(HoldRow.until) > now, col(HoldRow.until) <= last)


def _is_claimable(now: Moment) -> tuple[ColumnElement[bool], ...]:
    """What the row itself says. Asked again of the row once it is locked, as it may have changed meanwhile."""
    lease = col(EffectRow.lease_until)
    return (
        _is_open(col(EffectRow.state)),
        col(EffectRow.next_try_at) <= now,
        or_(lease.is_(None), lease <= now),
    )


def _is_blocked(now: Moment) -> ColumnElement[bool]:
    """Another one for the same place is under way; or, for one not yet tried, may have arrived or not.

    Otherwise a second card would be posted while nobody knows whether the first one is there.
    """
    other = aliased(EffectRow)
    is_same_place = and_(
        col(other.team_id) == col(EffectRow.team_id),
        col(other.destination) == col(EffectRow.destination),
        col(other.domain_id) == col(EffectRow.domain_id),
        col(other.id) != col(EffectRow.id),
    )
    is_unresolved = _is_unresolved(col(other.state))
    is_before = or_(col(EffectRow.state) == NEW, col(other.lease_until) > now)
    return select(other).where(is_same_place, is_unresolved, is_before).exists()


def _is_crowded(fresh: Moment) -> ColumnElement[bool]:
    """Another one is on its way into the same Slack channel."""
    other = aliased(EffectRow)
    is_same_channel = and_(
        col(other.team_id) == col(EffectRow.team_id),
        col(other.destination) == col(EffectRow.destination),
        col(other.id) != col(EffectRow.id),
        _is_alone(EffectRow),
    )
    is_under_way = and_(_is_unresolved(col(other.state)), col(other.lease_until) > fresh)
    return select(other).where(is_same_channel, is_under_way).exists()


def _is_alone(row: type[EffectRow]) -> ColumnElement[bool]:
    return col(row.destination).like(_ONE_AT_A_TIME)


def _is_open(state: Mapped[str]) -> ColumnElement[bool]:
    """Written out, not bound: SQLite takes the index of the open ones only where it reads the index's own words."""
    return state.in_(bindparam("open", _OPEN, expanding=True, literal_execute=True))


def _is_finished(state: Mapped[str]) -> ColumnElement[bool]:
    """Written out as well, for the index of the finished ones."""
    return state.in_(bindparam("finished", (DONE, DEAD), expanding=True, literal_execute=True))


def _is_unresolved(state: Mapped[str]) -> ColumnElement[bool]:
    """Written out as well: they have an index of their own, so that a thousand that wait for one place do not each read
    all the others."""
    return state.in_(bindparam("unresolved", _UNRESOLVED, expanding=True, literal_execute=True))
