"""Wiring of what writes records at DNS providers with an API token."""

from bot.core.ways import Way
from bot.gateways.providers import LexiconWriter, is_installed
from bot.services.ports_writing import Writer
from bot.settings import Settings


def writer_of(settings: Settings) -> Writer | None:
    """None where dns-lexicon is not installed, or people could not reach the page."""
    if not (settings.public_url and settings.secret_keys and is_installed()):
        return None
    return LexiconWriter(settings.dns_api_base_url)


def written_ways(settings: Settings) -> frozenset[str]:
    """What this adds to the ways of the installation."""
    return frozenset({Way.WRITE.value}) if writer_of(settings) else frozenset()
