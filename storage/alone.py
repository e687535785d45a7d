"""One bot at a time on an embedded database.

A process that was killed leaves leases behind. Where several may run, they must be waited out; where only one may, the
next one frees them as it starts. The lock is the operating system's: it goes with the process, however that ends.
"""

import fcntl
from pathlib import Path
from typing import TextIO

from sqlalchemy import update
from sqlmodel import col

from bot.core.effects import EffectState
from bot.core.errors import Conflict
from storage.scope import Scope
from storage.tables import DomainRow
from storage.tables_buckets import BucketRow
from storage.tables_outbox import EffectRow


class Lock:
    """An exclusive lock on a file beside the database."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def take(self) -> None:
        """Raises Conflict where another process, or another database object of this one, has it."""
        file = self._path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise Conflict(f"another linkdomain runs on this database ({self._path.name} is locked)") from None
        self._file = file

    def free(self) -> None:
        """Lets the next one in."""
        if self._file is not None:
            self._file.close()
            self._file = None


def free_leases(scope: Scope) -> int:
    """What a dead process had claimed may be claimed now, effects as unresolved ones; how many."""
    unresolved = col(EffectRow.state).in_((EffectState.SENDING.value, EffectState.UNKNOWN.value))
    held = unresolved & col(EffectRow.lease_until).is_not(None)
    effects = scope.changed(update(EffectRow).where(held).values(lease_until=scope.now))
    scope.changed(update(BucketRow).values(lease_until=None, lease_owner=None))
    leased = col(DomainRow.lease_until).is_not(None)
    return effects + scope.changed(update(DomainRow).where(leased).values(lease_until=None, lease_owner=None))
