"""Which IP addresses belong to the public Internet: what a probe may speak to.

The standard library's ``is_global`` says True for several special-purpose addresses and differs between patch releases,
so the table stands here (IANA special-purpose registries for IPv4 and IPv6, November 2026).
"""

import ipaddress
from functools import lru_cache

_NOT_PUBLIC_V4 = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
)  # fmt: skip
_PUBLIC_V6 = "2000::/3"
_NOT_PUBLIC_V6 = ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def is_public(text: str) -> bool:
    """True where the address is an ordinary public one. Addresses that carry another one inside (IPv4-mapped, 6to4,
    Teredo, NAT64) are not: nothing that we speak to is reached that way."""
    if not is_address(text):
        return False
    if ":" in text:
        return is_within(text, _PUBLIC_V6) and not is_within(text, *_NOT_PUBLIC_V6)
    return not is_within(text, *_NOT_PUBLIC_V4)


def is_loopback(text: str) -> bool:
    """True for 127.0.0.0/8 and ::1."""
    return is_address(text) and ipaddress.ip_address(text).is_loopback


def is_loopback_host(host: str | None) -> bool:
    """True for localhost and loopback addresses: where stand-ins may listen, and passwords travel without TLS."""
    return host == "localhost" or is_loopback(host or "")


def is_address(text: str) -> bool:
    """True for an IPv4 or IPv6 address in its usual form."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_within(text: str, *networks: str) -> bool:
    """Does the address lie in one of the networks (``192.0.2.0/24``)? Raises ValueError for what is no address."""
    address = ipaddress.ip_address(text)
    return any(address in network for network in _parsed(networks))


@lru_cache(maxsize=8)
def _parsed(networks: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in networks)
