"""What DNS, TLS and HTTP say of a host: at the authoritative servers first, then at the resolvers."""

from bot.gateways.dns.look import Looker
from bot.gateways.dns.reach import deaf_servers
from bot.gateways.dns.settings import (
    DnsSettings,
    Server,
    dns_settings,
    parse_server,
    system_resolvers,
)

__all__ = [
    "DnsSettings",
    "Looker",
    "Server",
    "deaf_servers",
    "dns_settings",
    "parse_server",
    "system_resolvers",
]
