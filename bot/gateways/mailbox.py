"""`bot.services.ports_mails.BounceBox`: a mailbox over IMAP, in a thread with a deadline for the whole.

Reading opens the mailbox read-only and fetches by PEEK; nothing is changed there but the flag of reports about mails of
ours. Ordinary mail is told by its headers, and no more of it is read.
"""

import ssl
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from bot.core.bounces import Bounce, Fate
from bot.core.errors import GatewayError
from bot.gateways.bounces import head_of, may_be_report, read_report
from bot.gateways.imap import Session, read_address
from bot.gateways.threads import BusyError, Threads
from bot.services.ports_mails import Letter, Reading

T = TypeVar("T")

_HEADS = "BODY.PEEK[HEADER.FIELDS (CONTENT-TYPE FROM RETURN-PATH X-FAILED-RECIPIENTS)]<0.8192>"
_LONGEST = 256 * 1024
"""Bytes read of one message: a report says what it has to say at its beginning."""
_HEADS_AT_ONCE, _LETTERS_AT_ONCE = 200, 50
_SINCE = timedelta(days=30)
"""Older ones are let be: servers give up after five days, and the bot is rarely away for longer."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class ImapMailbox:
    """Belongs to one event loop. ``timeout`` is of one socket operation, ``deadline`` of a whole session, in seconds.

    Remembers what it left alone, for as long as it lives: ordinary mail stays unread, and is not looked at again.
    ``ValueError`` where the address cannot be read.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout: float = 15.0,
        deadline: float = 45.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        tls: ssl.SSLContext | None = None,
        longest: int = _LONGEST,
    ) -> None:
        self._address, self._timeout, self._deadline, self._clock = read_address(url), timeout, deadline, clock
        self._tls = tls or ssl.create_default_context()
        self._longest = longest
        self._threads = Threads(1)
        self._validity, self._alone = 0, frozenset[int]()

    async def probe(self) -> int:
        """How many messages are unread; and that reports may be marked. Raises GatewayError."""
        return await self._in_session(self._probe)

    async def read(self) -> Reading:
        return await self._in_session(self._read)

    async def settle(self, read: Sequence[Letter], alone: Sequence[Letter]) -> None:
        self._alone |= {uid for (validity, uid) in (one.place for one in alone) if validity == self._validity}
        if read:
            await self._in_session(partial(self._mark, [one.place for one in read]))

    async def _in_session(self, act: Callable[[Session], T]) -> T:
        session = Session(self._address, self._timeout, self._tls)
        try:
            return await self._threads.run(partial(session.run, act), self._deadline)
        except BusyError:
            raise GatewayError("mailbox", "busy", transient=True) from None
        except TimeoutError:
            session.cut()  # else the thread would wait for whatever still trickles in
            raise GatewayError("mailbox", "timeout", transient=True) from None

    def _probe(self, session: Session) -> int:
        session.open(self._address.folder, is_readonly=False)
        return len(session.unread(self._since()))

    def _read(self, session: Session) -> Reading:
        validity = session.open(self._address.folder, is_readonly=True)
        if validity != self._validity:
            self._validity, self._alone = validity, frozenset()
        unread = session.unread(self._since())
        fresh = [uid for uid in unread if uid not in self._alone]
        heads = session.fetch(fresh[:_HEADS_AT_ONCE], _HEADS)
        likely = [uid for uid in sorted(heads) if may_be_report(head_of(heads[uid]))][:_LETTERS_AT_ONCE]
        read = {uid: self._report(session, uid) for uid in likely}
        letters = [Letter((validity, uid), one) for uid, one in read.items() if one and one.fate is not Fate.UNCLEAR]
        ordinary = {uid for uid in heads if not may_be_report(head_of(heads[uid]))}
        unclear = [uid for uid, one in read.items() if one and one.fate is Fate.UNCLEAR]
        others = ordinary | {uid for uid, one in read.items() if one is None}
        self._alone = (self._alone & set(unread)) | others | set(unclear)
        return Reading(letters, len(others), len(unclear))

    def _report(self, session: Session, uid: int) -> Bounce | None:
        raw = session.fetch([uid], f"BODY.PEEK[]<0.{self._longest}>").get(uid, b"")
        return read_report(raw[: self._longest])

    def _since(self) -> str:
        """IMAP's months are English wherever the bot runs. The folder's own dates are by the wall clock."""
        day = self._clock() - _SINCE
        return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"

    def _mark(self, places: Sequence[tuple[int, int]], session: Session) -> None:
        validity = session.open(self._address.folder, is_readonly=False)
        session.mark([uid for known, uid in places if known == validity])
