"""What the sandbox's house has done to be let in at the provider: a key in the DNS, and a template that is known."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.core.consent import origin_of, template
from bot.gateways.signing import Signer, make_key
from bot.sandbox.consent.provider import ConsentStandIn
from bot.sandbox.dns import TARGET, Zone

KEY_NAME, _FILE = "_dck1", "domain-connect.pem"


@cache
def signing_key() -> bytes:
    """One for a process: to make it takes a while."""
    return make_key()


def introduce(consent: ConsentStandIn, zone: Zone, folder: Path, company: str, public_url: str) -> None:
    """``zone`` is the house's own, whose name is also its id at providers."""
    (folder / _FILE).write_bytes(signing_key())
    for text in Signer(signing_key(), KEY_NAME).texts():
        zone.put(KEY_NAME, "TXT", f'"{text}"')
    consent.onboard(dict(template(_name(zone), company, public_url, TARGET)))


def connect_settings(consent: ConsentStandIn, zone: Zone, folder: Path) -> Mapping[str, str]:
    """The bot's settings for it."""
    return {
        "DOMAIN_CONNECT_PROVIDER_ID": _name(zone),
        "DOMAIN_CONNECT_KEY": str(folder / _FILE),
        "DOMAIN_CONNECT_KEY_NAME": KEY_NAME,
        "DOMAIN_CONNECT_TEST_ORIGIN": origin_of(consent.address),
    }


def _name(zone: Zone) -> str:
    return zone.origin.to_text(omit_final_dot=True)
