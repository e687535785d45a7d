"""The settings that a look needs, from the environment and `.env`."""

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bot.check.faults import Faults
from bot.core.domain import TWILIO_TARGET
from bot.core.errors import Refused
from bot.core.hostname import check_name
from bot.gateways.dns.settings import DnsSettings, dns_settings, parse_server

if TYPE_CHECKING:
    from bot.gateways.web_probe import WebProbe


def environment() -> Mapping[str, str]:
    """The environment over `.env`; an empty value means unset."""
    from dotenv import dotenv_values

    values = {**dotenv_values(".env"), **os.environ}
    return {name: value for name, value in values.items() if value}


def read_settings(given: Mapping[str, str]) -> tuple[DnsSettings, "WebProbe"]:
    """DNS settings and the probe. Raises Faults with every fault."""
    from bot.gateways.web_probe import WebProbe, parse_connect_to, readable_ca

    checks: Mapping[str, Callable[[str], object]] = {
        "DNS_RESOLVERS": _servers,
        "DNS_ROOTS": _servers,
        "DNS_PORT": _port,
        "DNS_TARGET": _target,
        "PROBE_CONNECT_TO": parse_connect_to,
        "PROBE_EXTRA_CA": readable_ca,
    }
    faults = [fault for name, check in checks.items() if (fault := _fault(name, check, given.get(name)))]
    if faults:
        raise Faults(*faults)
    settings = dns_settings(
        _split(given.get("DNS_RESOLVERS", "")),
        _split(given.get("DNS_ROOTS", "")),
        _port(given.get("DNS_PORT", "53")),
        given.get("DNS_TARGET", TWILIO_TARGET),
    )
    return settings, WebProbe(given.get("PROBE_CONNECT_TO"), given.get("PROBE_EXTRA_CA"))


def _fault(name: str, check: Callable[[str], object], value: str | None) -> str | None:
    try:
        if value is not None:
            check(value)
    except ValueError as fault:
        return f"{name} {fault}"
    return None


def _split(text: str) -> list[str]:
    return [part for part in text.split(",") if part.strip()]


def _servers(text: str) -> None:
    for part in _split(text):
        try:
            parse_server(part)
        except ValueError:
            raise ValueError("must be a comma list of address[#port]") from None


def _port(text: str) -> int:
    if not (text.isdigit() and 0 < int(text) < 65536):
        raise ValueError("must be a port number")
    return int(text)


def _target(text: str) -> None:
    try:
        check_name(text)
    except Refused:
        raise ValueError("must be a host name") from None
