"""A clock by hand, and a client: dnspython, asking one server one question."""

import dns.asyncquery
import dns.message
import dns.rcode
from dns.message import Message
from dns.rdatatype import RdataType
from dns.rdatatype import from_text as type_from_text

from bot.sandbox.dns import DnsStandIn


class Hands:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def ask(
    tree: DnsStandIn, server: str, name: str, kind: str = "A", *, is_tcp: bool = False, within: float = 3
) -> Message:
    """One question to one server, known by name. Raises dns.exception.Timeout."""
    query = dns.message.make_query(name, kind)
    send = dns.asyncquery.tcp if is_tcp else dns.asyncquery.udp
    return await send(query, tree.server(server).address, within, tree.port, one_rr_per_rrset=True)


def rcode(reply: Message) -> str:
    return dns.rcode.to_text(reply.rcode())


def values(reply: Message, kind: str | RdataType) -> list[str]:
    """The data of that type in the answer."""
    wanted = type_from_text(kind) if isinstance(kind, str) else kind
    return [data.to_text() for rrset in reply.answer if rrset.rdtype == wanted for data in rrset]


NS1, NS2 = "ns71.domaincontrol.com.", "ns72.domaincontrol.com."
