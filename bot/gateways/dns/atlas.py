"""Delegations that are already known: who serves which zone.

The atlas of the process keeps what is not the client's (top-level domains, DNS providers, Twilio) for at most an hour.
A client's own delegation is asked anew at each look: it is what we watch.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dns.name import Name

from bot.gateways.dns.settings import Server

MAX_SECONDS = 3600
MAX_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class Cut:
    """A zone and its servers as the parent lists them.

    ``names`` are the name servers' names. ``lost`` are those that have no address at all, ``unsure`` those whose
    address could not be found out now.
    """

    zone: Name
    names: tuple[str, ...]
    servers: tuple[Server, ...]
    lost: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


class Atlas:
    """Cuts and name servers' addresses, each until its time is over."""

    def __init__(self) -> None:
        self._cuts: dict[Name, tuple[Cut, datetime]] = {}
        self._addresses: dict[Name, tuple[tuple[str, ...], datetime]] = {}

    def cut(self, zone: Name, now: datetime) -> Cut | None:
        found = self._cuts.get(zone)
        return found[0] if found and found[1] > now else None

    def addresses(self, server: Name, now: datetime) -> tuple[str, ...]:
        found = self._addresses.get(server)
        return found[0] if found and found[1] > now else ()

    def keep_cut(self, cut: Cut, ttl: int, now: datetime) -> None:
        if len(self._cuts) >= MAX_ENTRIES:
            self._cuts.clear()
        self._cuts[cut.zone] = (cut, now + timedelta(seconds=min(ttl, MAX_SECONDS)))

    def keep_addresses(self, server: Name, addresses: tuple[str, ...], ttl: int, now: datetime) -> None:
        if len(self._addresses) >= MAX_ENTRIES:
            self._addresses.clear()
        self._addresses[server] = (addresses, now + timedelta(seconds=min(ttl, MAX_SECONDS)))
