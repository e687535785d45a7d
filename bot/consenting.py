"""Wiring of the way by the DNS provider's consent page: there where a key to sign with is set."""

from bot.core.commands import Actor
from bot.core.ways import Way
from bot.gateways.consent_pages import ConsentPages, Guard
from bot.gateways.dns import DnsSettings
from bot.gateways.dns.names import Names
from bot.gateways.signing import read_signer
from bot.services.ports import Clock, Run
from bot.settings import Settings
from bot.web.connect import Consenting
from bot.workers.consents import ConsentLooks


def is_on(settings: Settings) -> bool:
    """Whether this installation can send people to a consent page."""
    return bool(settings.domain_connect_key and settings.domain_connect_provider_id and settings.public_url)


def ways_here(settings: Settings) -> frozenset[str]:
    """What this adds to the ways of the installation."""
    return frozenset({Way.CONNECT.value}) if is_on(settings) else frozenset()


def consenting_of(settings: Settings) -> Consenting | None:
    """Who we are to providers; None where the way is not offered. Raises ValueError for a key that is none."""
    if not is_on(settings) or not settings.domain_connect_key:
        return None
    signer = read_signer(settings.domain_connect_key, settings.domain_connect_key_name)
    return Consenting(settings.domain_connect_provider_id or "", signer)


def consent_looks(settings: Settings, dns: DnsSettings, run: Run, clock: Clock, bot: Actor) -> ConsentLooks | None:
    """What looks for consent pages; None where nobody would be sent there."""
    if not is_on(settings):
        return None
    guard = Guard(settings.probe_connect_to, settings.probe_extra_ca, settings.domain_connect_test_origin)
    find = ConsentPages(Names(dns), settings.domain_connect_provider_id or "", guard)
    return ConsentLooks(run, find, clock, bot)
