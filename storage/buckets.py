"""Live domains by bucket. Reading a bucket takes plain columns: no entity, no lock, some microseconds a domain."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlmodel import col

from bot.core.facts import FactName, FactState
from bot.core.sweep import BUCKETS, Bucket, Member, Swept
from storage.mapping import evidence_of
from storage.scope import Scope, in_chunks
from storage.tables import DomainRow, FactRow
from storage.tables_buckets import BucketRow


class SqlBuckets:
    """Ports.Buckets. Sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope, self._session = scope, scope.session
        self._is_ours = col(BucketRow.team_id) == scope.team_id

    def lay_out(self, first: datetime, every: float) -> None:
        known = set(self._session.scalars(select(col(BucketRow.number)).where(self._is_ours)))
        numbers = [number for number in range(BUCKETS) if number not in known]
        moments = ((number, first + timedelta(seconds=every * number / BUCKETS)) for number in numbers)
        rows = [
            {"team_id": self._scope.team_id, "number": number, "next_sweep_at": at, "members": 0, "generation": 0}
            for number, at in moments
        ]
        if rows:
            self._session.execute(self._scope.hooks.insert_if_absent(BucketRow), rows)

    def claim(self, now: datetime, limit: int, lease: float, owner: str) -> list[Bucket]:
        is_free = or_(col(BucketRow.lease_until).is_(None), col(BucketRow.lease_until) <= now)
        is_used = exists().where(self._is_live(), col(DomainRow.bucket) == col(BucketRow.number))
        due = (
            select(col(BucketRow.number))
            .where(self._is_ours, col(BucketRow.next_sweep_at) <= now, is_free, is_used)
            .order_by(col(BucketRow.next_sweep_at), col(BucketRow.number))
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        claim = (
            update(BucketRow)
            .where(self._is_ours, col(BucketRow.number).in_(select(due.c.number)))
            .values(lease_until=now + timedelta(seconds=lease), lease_owner=owner, generation=BucketRow.generation + 1)
            .returning(col(BucketRow.number), col(BucketRow.generation))
        )
        rows = self._session.execute(claim, execution_options={"synchronize_session": False})
        return [Bucket(number, generation) for number, generation in sorted(tuple(row) for row in rows)]

    def members(self, number: int, after: str, limit: int) -> list[Member]:
        record = and_(col(FactRow.domain_id) == col(DomainRow.id), col(FactRow.name) == FactName.RECORD.value)
        is_calm = and_(col(FactRow.state) == FactState.HOLDS.value, col(FactRow.contrary) == 0)
        query = (
            select(col(DomainRow.id), col(DomainRow.host), col(FactRow.evidence))
            .join(FactRow, record)
            .where(self._is_live(), col(DomainRow.bucket) == number, is_calm, col(FactRow.evidence).is_not(None))
            .where(col(DomainRow.id) > after)
            .order_by(col(DomainRow.id))
            .limit(limit)
        )
        found = []
        for domain_id, host, evidence in self._session.execute(query):
            seen = evidence_of(evidence)
            if seen is not None:
                found.append(Member(domain_id, host, seen.asked, seen.answer))
        return found

    def settle(self, bucket: Bucket, swept_at: datetime, next_at: datetime, members: int) -> bool:
        is_same = and_(col(BucketRow.number) == bucket.number, col(BucketRow.generation) == bucket.generation)
        free = {"lease_until": None, "lease_owner": None}
        values = {"swept_at": swept_at, "next_sweep_at": next_at, "members": members, **free}
        return bool(self._scope.changed(update(BucketRow).where(self._is_ours, is_same).values(**values)))

    def swept(self, number: int) -> Swept | None:
        columns = (col(BucketRow.swept_at), col(BucketRow.members))
        row = self._session.execute(select(*columns).where(self._is_ours, col(BucketRow.number) == number)).first()
        return Swept(row[0], row[1]) if row is not None and row[0] is not None else None

    def call_up(self, domain_ids: Sequence[str], now: datetime) -> int:
        called = 0
        for chunk in in_chunks(domain_ids):
            is_later = and_(col(DomainRow.next_check_at) > now, col(DomainRow.id).in_(chunk))
            called += self._scope.changed(update(DomainRow).where(self._is_live(), is_later).values(next_check_at=now))
        self._scope.has_news = self._scope.has_news or called > 0
        return called

    def _is_live(self) -> ColumnElement[bool]:
        """What the index of the buckets holds, and a little less."""
        return and_(
            col(DomainRow.team_id) == self._scope.team_id,
            col(DomainRow.removed_at).is_(None),
            col(DomainRow.live_since).is_not(None),
            col(DomainRow.degraded_since).is_(None),
            col(DomainRow.removing_since).is_(None),
        )
