"""Plain questions about single names, put as a look puts them: to the servers in charge, never to a resolver."""

import random
from collections.abc import Callable
from datetime import UTC, datetime

import dns.name
import dns.rdatatype
from dns.exception import DNSException

from bot.core.hostname import registrable
from bot.gateways.dns.asking import Asker, Gate
from bot.gateways.dns.atlas import Atlas
from bot.gateways.dns.near import values
from bot.gateways.dns.settings import DnsSettings
from bot.gateways.dns.walk import MAX_ALIASES, Walker


class Names:
    """One for a process: it remembers the delegations of top-level domains and providers."""

    def __init__(self, settings: DnsSettings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._settings, self._clock = settings, clock
        self._atlas, self._gate, self._chance = Atlas(), Gate(), random.SystemRandom()

    async def texts(self, name: str) -> tuple[str, ...] | None:
        """The TXT values at a name, aliases followed; None where that could not be asked."""
        walker, asked = self._walker(name), _name(name)
        for _ in range(MAX_ALIASES):
            reply = await walker.resolve(asked, dns.rdatatype.TXT)
            if reply is None or not reply.is_authoritative:
                return None
            if not reply.aliases:
                return values(reply)
            asked = reply.aliases[0]
        return ()

    async def addresses(self, name: str) -> tuple[str, ...]:
        """Never one of a private network, unless the whole tree is of a lab. Empty also where nobody could be asked."""
        try:
            return (await self._walker(name).addresses(_name(name)))[0]
        except DNSException:
            return ()

    def _walker(self, name: str) -> Walker:
        asker = Asker(self._gate, self._clock)
        return Walker(asker, self._settings, self._atlas, _name(registrable(name)), self._clock, self._chance)


def _name(text: str) -> dns.name.Name:
    return dns.name.from_text(text).canonicalize()
