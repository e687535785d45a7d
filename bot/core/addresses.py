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

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def is_public(text: str) -> bool:
    """True where the address is an ordinary public one. Addresses that carry another one inside (IPv4-mapped, 6to4,
    Teredo, NAT64) are not: nothing that we speak to is reached that way."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if address.version == 6 and address not in _networks(_PUBLIC_V6)[0]:
        return False
    return not any(
        address in network for network in _networks(*(_NOT_PUBLIC_V4 if address.version == 4 else _NOT_PUBLIC_V6))
    )


def is_loopback(text: str) -> bool:
    """True for 127.0.0.0/8 and ::1."""
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=4)
def _networks(*texts: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)
