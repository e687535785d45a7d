"""Walking down the delegations from the roots to the servers in charge of a name.

Nothing is taken from a resolver: a resolver remembers, and asking it too early makes it remember that a record is not
there. Addresses that come along with a referral are believed only for names inside the zone that gives them.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import dns.name
import dns.rdatatype
from dns.name import Name
from dns.rdatatype import RdataType

from bot.core.addresses import is_public
from bot.gateways.dns.asking import HASTY, PATIENT, Asker
from bot.gateways.dns.atlas import Atlas, Cut
from bot.gateways.dns.replies import Reply
from bot.gateways.dns.settings import DnsSettings, Server

MAX_CUTS = 12
MAX_ALIASES = 8
MAX_TRIED = 4
"""Servers of somebody else's zone that are tried before we give up."""

MAX_SERVERS = 13
MAX_DETOURS = 4
"""Name servers whose own name must be resolved by way of others, and so on."""

Via = tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Journey:
    """The zones from the top down, and what the servers of the last one said."""

    cuts: tuple[Cut, ...]
    replies: tuple[Reply, ...]

    @property
    def cut(self) -> Cut:
        return self.cuts[-1]

    @property
    def best(self) -> Reply | None:
        """The reply that says most: one with authority, else a refusal, else silence."""
        return min(self.replies, key=lambda r: (not r.is_authoritative, r.is_silent), default=None)


class Walker:
    """The walks of one look. ``private`` is the client's domain: below it nothing is taken from the atlas, and a
    thorough walk asks every server."""

    def __init__(
        self,
        asker: Asker,
        settings: DnsSettings,
        atlas: Atlas,
        private: Name,
        clock: Callable[[], datetime],
        chance: random.Random,
    ) -> None:
        self._asker, self._atlas, self._private = asker, atlas, private
        self._clock, self._chance, self._port = clock, chance, settings.port
        self._known = {dns.name.root: Cut(dns.name.root, (), settings.roots)}
        self._is_lab = not all(is_public(root.address) for root in settings.roots)

    async def walk(self, name: Name, rdtype: RdataType, *, is_thorough: bool = False, via: Via = ()) -> Journey:
        """To the zone that answers for the name."""
        cut = self._closest(name)
        cuts = [cut]
        while True:
            is_every = is_thorough and cut.zone.is_subdomain(self._private)
            replies = await (self.ask_all if is_every else self._ask_any)(cut, name, rdtype)
            referral = None if any(r.is_authoritative for r in replies) else _first_referral(replies, cut.zone)
            if referral is None or len(cuts) > MAX_CUTS:
                return Journey(tuple(cuts), replies)
            cut = await self._descend(referral, cut, is_thorough, via)
            cuts.append(cut)

    async def resolve(self, name: Name, rdtype: RdataType, via: Via = ()) -> Reply | None:
        """What the zone in charge says (aliases are not followed); None where no server could be asked."""
        return (await self.walk(name, rdtype, via=via)).best

    async def addresses(self, name: Name, via: Via = ()) -> tuple[tuple[str, ...], bool]:
        """The addresses behind a name, aliases followed, and whether that is certain."""
        for _ in range(MAX_ALIASES):
            journey = await self.walk(name, dns.rdatatype.A, via=via)
            reply = journey.best
            if reply is None or not reply.is_authoritative:
                return (), reply is None and not journey.cut.unsure
            if found := reply.texts(dns.rdatatype.A):
                return self._allowed(found), True
            if not reply.aliases:
                return await self._ipv6(name, via), True
            name = reply.aliases[0]
        return (), True

    async def ask_all(self, cut: Cut, name: Name, rdtype: RdataType) -> tuple[Reply, ...]:
        """Every server of the zone, concurrently."""
        return tuple(await asyncio.gather(*(self._asker.ask(server, name, rdtype) for server in cut.servers)))

    async def cut_of(self, zone: Name, names: Sequence[Name]) -> Cut:
        """The servers of a zone by their names, all of them."""
        return await self._make_cut(zone, names[:MAX_SERVERS], {}, is_thorough=True, via=())

    def prefer(self, cut: Cut, servers: Sequence[Server]) -> None:
        """From now on in this look these servers of the zone are asked, in this order."""
        self._known[cut.zone] = Cut(cut.zone, cut.names, tuple(servers))

    def _closest(self, name: Name) -> Cut:
        zone = name
        while zone != dns.name.root:
            if found := self._known.get(zone) or self._kept(zone):
                return found
            zone = zone.parent()
        return self._known[dns.name.root]

    def _kept(self, zone: Name) -> Cut | None:
        return None if zone.is_subdomain(self._private) else self._atlas.cut(zone, self._clock())

    async def _ask_any(self, cut: Cut, name: Name, rdtype: RdataType) -> tuple[Reply, ...]:
        servers = list(cut.servers)
        if not cut.zone.is_subdomain(self._private):
            self._chance.shuffle(servers)
        replies: list[Reply] = []
        for server in servers[:MAX_TRIED]:
            waits = PATIENT if server is servers[:MAX_TRIED][-1] else HASTY
            replies.append(await self._asker.ask(server, name, rdtype, waits=waits))
            if replies[-1].is_authoritative or replies[-1].referral(cut.zone):
                break
        return tuple(replies)

    async def _descend(self, reply: Reply, above: Cut, is_thorough: bool, via: Via) -> Cut:
        zone = reply.referral(above.zone) or above.zone
        names = reply.delegated()[:MAX_SERVERS]
        glue = {name: reply.glue(name) for name in names if name.is_subdomain(above.zone)}
        cut = await self._make_cut(zone, names, glue, is_thorough=is_thorough, via=via)
        self._known[zone] = cut
        if cut.servers and not zone.is_subdomain(self._private):
            self._atlas.keep_cut(cut, reply.authority_ttl, self._clock())
        return cut

    async def _make_cut(
        self,
        zone: Name,
        names: Sequence[Name],
        glue: dict[Name, tuple[str, ...]],
        *,
        is_thorough: bool,
        via: Via,
    ) -> Cut:
        found = {name: (self._allowed(glue[name]), True) for name in names if glue.get(name)}
        wanted = [name for name in names if name not in found]
        if is_thorough and zone.is_subdomain(self._private):
            resolved = await asyncio.gather(*(self._find_server(name, via) for name in wanted))
            found.update(zip(wanted, resolved, strict=True))
        else:
            await self._find_one(wanted, found, via)
        return self._cut_from(zone, names, found)

    async def _find_one(
        self, wanted: Sequence[Name], found: dict[Name, tuple[tuple[str, ...], bool]], via: Via
    ) -> None:
        """One address is enough for a zone that is not the client's."""
        for name in wanted[:MAX_TRIED]:
            if any(addresses for addresses, _ in found.values()):
                return
            found[name] = await self._find_server(name, via)

    async def _find_server(self, name: Name, via: Via) -> tuple[tuple[str, ...], bool]:
        known = self._atlas.addresses(name, self._clock())
        if known or name in via or len(via) >= MAX_DETOURS:
            return known, True
        addresses, is_sure = await self.addresses(name, (*via, name))
        if addresses and not name.is_subdomain(self._private):
            self._atlas.keep_addresses(name, addresses, 600, self._clock())
        return addresses, is_sure

    def _cut_from(self, zone: Name, names: Sequence[Name], found: dict[Name, tuple[tuple[str, ...], bool]]) -> Cut:
        servers: dict[str, Server] = {}
        for name in names:
            for address in found.get(name, ((), True))[0]:
                servers.setdefault(address, Server(address, self._port, text(name)))
        missing = [name for name in found if not found[name][0]]
        return Cut(
            zone,
            tuple(text(name) for name in names),
            tuple(servers.values())[:MAX_SERVERS],
            lost=tuple(text(name) for name in missing if found[name][1]),
            unsure=tuple(text(name) for name in missing if not found[name][1]),
        )

    async def _ipv6(self, name: Name, via: Via) -> tuple[str, ...]:
        reply = await self.resolve(name, dns.rdatatype.AAAA, via)
        return self._allowed(reply.texts(dns.rdatatype.AAAA)) if reply else ()

    def _allowed(self, addresses: Sequence[str]) -> tuple[str, ...]:
        """Never into private networks; IPv4 where there is any: without IPv6 here a good server must not seem dead."""
        public = [address for address in addresses if self._is_lab or is_public(address)]
        return tuple(address for address in public if ":" not in address) or tuple(public)


def text(name: Name) -> str:
    """A name to show: lower case, without final dot."""
    return name.canonicalize().to_text(omit_final_dot=True)


def _first_referral(replies: Sequence[Reply], zone: Name) -> Reply | None:
    return next((reply for reply in replies if reply.referral(zone)), None)
