"""Marks of outside services that a diagnosis has to know."""

from collections.abc import Sequence

from bot.core.addresses import is_within

_CLOUDFLARE = (
    "103.21.244.0/22", "103.22.200.0/22", "103.31.4.0/22", "104.16.0.0/13", "104.24.0.0/14", "108.162.192.0/18",
    "131.0.72.0/22", "141.101.64.0/18", "162.158.0.0/15", "172.64.0.0/13", "173.245.48.0/20", "188.114.96.0/20",
    "190.93.240.0/20", "197.234.240.0/22", "198.41.128.0/17", "2400:cb00::/32", "2405:8100::/32", "2405:b500::/32",
    "2606:4700::/32", "2803:f800::/32", "2a06:98c0::/29", "2c0f:f248::/32",
)  # fmt: skip
"""Cloudflare's published proxy ranges (www.cloudflare.com/ips, November 2026)."""

CLOUDFLARE_SERVERS = "ns.cloudflare.com"

_PARKING = (
    "pendingrenewaldeletion.com", "renewyourname.net", "expireddomainservices.com", "suspended-domain.com",
    "failed-whois-verification.namecheap.com", "sedoparking.com", "bodis.com", "parkingcrew.net", "above.com",
    "parklogic.com", "cashparking.com", "smartname.com", "rookdns.com", "afternic.com", "dan.com", "eftydns.com",
    "hugedomains.com", "undeveloped.com", "ztomy.com", "voodoo.com", "uniregistrymarket.link", "domainparking.ru",
    "parkingspa.com", "fastpark.net", "buydomains.com",
)  # fmt: skip
"""Name servers that registrars and traders put on expired, suspended or parked domains."""


def is_cloudflare(addresses: Sequence[str]) -> bool:
    """All of them in Cloudflare's proxy ranges."""
    return bool(addresses) and all(is_within(address, *_CLOUDFLARE) for address in addresses)


def is_parking(name_servers: Sequence[str]) -> bool:
    """All name servers belong to a parking service."""
    return bool(name_servers) and all(is_below(name, *_PARKING) for name in name_servers)


def is_below(name: str, *suffixes: str) -> bool:
    """``kate.ns.cloudflare.com`` is below ``ns.cloudflare.com``."""
    return any(name == suffix or name.endswith(f".{suffix}") for suffix in suffixes)
