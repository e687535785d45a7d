"""A DNS tree on loopback: real packets over UDP and TCP, zones that can be edited while it runs, faults to order."""

from bot.sandbox.dns.panel import Panel, PanelRefused
from bot.sandbox.dns.resolver import Resolver
from bot.sandbox.dns.server import Asked, DnsFault, DnsServer
from bot.sandbox.dns.standin import PROVIDER_SERVERS, TARGET, TARGET_ADDRESSES, DnsStandIn
from bot.sandbox.dns.zone import Zone

__all__ = [
    "PROVIDER_SERVERS",
    "TARGET",
    "TARGET_ADDRESSES",
    "Asked",
    "DnsFault",
    "DnsServer",
    "DnsStandIn",
    "Panel",
    "PanelRefused",
    "Resolver",
    "Zone",
]
