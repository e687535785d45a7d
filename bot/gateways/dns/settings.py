"""Where DNS is asked, and what the record's value must be."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.core.addresses import is_address
from bot.core.domain import TWILIO_TARGET

DNS_PORT = 53
_RESOLV_CONF = Path("/etc/resolv.conf")

_ROOT_SERVERS = (
    "198.41.0.4", "170.247.170.2", "192.33.4.12", "199.7.91.13", "192.203.230.10", "192.5.5.241", "192.112.36.4",
    "198.97.190.53", "192.36.148.17", "192.58.128.30", "193.0.14.129", "199.7.83.42", "202.12.27.33",
)  # fmt: skip
"""IANA root hints (named.root, November 2026), a to m, IPv4."""


@dataclass(frozen=True, slots=True)
class Server:
    """A name server to ask: ``name`` is its NS name where it has one, without final dot."""

    address: str
    port: int = DNS_PORT
    name: str = ""

    def __str__(self) -> str:
        return f"{self.address}#{self.port}"


@dataclass(frozen=True, slots=True)
class DnsSettings:
    """``port`` is that of the authoritative servers found on the walk; ``target`` the CNAME's wanted value."""

    resolvers: tuple[Server, ...]
    roots: tuple[Server, ...]
    port: int = DNS_PORT
    target: str = TWILIO_TARGET


def dns_settings(
    resolvers: Sequence[str] = (), roots: Sequence[str] = (), port: int = DNS_PORT, target: str = TWILIO_TARGET
) -> DnsSettings:
    """Settings from texts ``address[#port]``; none given: the system's resolvers, the root servers.

    Raises ValueError for what is no address.
    """
    return DnsSettings(
        resolvers=tuple(parse_server(text) for text in resolvers) or system_resolvers(),
        roots=tuple(parse_server(text) for text in roots) or tuple(Server(address) for address in _ROOT_SERVERS),
        port=port,
        target=target.strip().lower().rstrip(".") + ".",
    )


def parse_server(text: str) -> Server:
    """``192.0.2.1`` or ``192.0.2.1#5353``. Raises ValueError."""
    address, _, port = text.strip().partition("#")
    number = int(port) if port else DNS_PORT
    if not 0 < number < 65536:
        raise ValueError(f"{number} is no port")
    return Server(str(ipaddress.ip_address(address)), number)


def system_resolvers(path: Path = _RESOLV_CONF) -> tuple[Server, ...]:
    """The system's recursive resolvers; none where the system does not say (resolv.conf(5))."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    words = (line.split() for line in lines)
    addresses = (word[1].partition("%")[0] for word in words if len(word) > 1 and word[0] == "nameserver")
    return tuple(Server(address) for address in addresses if is_address(address))
