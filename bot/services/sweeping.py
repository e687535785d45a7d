"""A bucket's way through the database: claimed, read, and settled with what is no longer as it was."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from bot.core.commands import Actor, ClaimDue
from bot.core.sweep import Bucket, Member, pause
from bot.services.ports import Transaction


@dataclass(frozen=True, slots=True)
class MembersQuery:
    """Of the bucket of that number, from the id after ``after`` on, at most ``limit``."""

    number: int
    after: str
    limit: int


@dataclass(frozen=True, slots=True)
class SettleSweep:
    """``members`` is how many these buckets have; they were asked at ``at``. ``strays``: ids of those that need a whole
    look."""

    buckets: tuple[Bucket, ...]
    at: datetime
    members: int
    strays: tuple[str, ...] = ()


def lay_out(tx: Transaction, _command: None, _actor: Actor, now: datetime) -> None:
    """Makes the buckets, each due at its own moment of the next round."""
    tx.buckets.lay_out(now, pause(0, 1).total_seconds() / tx.rules.speed)


def claim_buckets(tx: Transaction, command: ClaimDue, _actor: Actor, now: datetime) -> list[Bucket]:
    """The buckets to sweep now, leased to this process."""
    return tx.buckets.claim(now, command.limit, command.lease, command.owner)


def members_of(tx: Transaction, query: MembersQuery, _actor: Actor, _now: datetime) -> list[Member]:
    """Whom to ask about, by id. A few at a time: people's work goes in between."""
    return tx.buckets.members(query.number, query.after, query.limit)


def settle_sweep(tx: Transaction, command: SettleSweep, _actor: Actor, now: datetime) -> int:
    """Calls up the strays for the diagnosis, which decides what they mean; the rest needs no writing. Gives how many
    were called up. A bucket that another process took over is left to it; a stray is one whoever saw it."""
    every = pause(command.members, len(command.buckets)) / tx.rules.speed
    average = ceil(command.members / max(len(command.buckets), 1))
    for bucket in command.buckets:
        tx.buckets.settle(bucket, command.at, max(command.at + every, now + timedelta(seconds=1)), average)
    return tx.buckets.call_up(command.strays, now)
