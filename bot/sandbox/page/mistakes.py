"""What clients do in their DNS panel, right and wrong, each at one press; for the newest domain of their zone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.sandbox.dns import TARGET
from bot.sandbox.dns.panel import Panel, PanelRefused
from bot.sandbox.registrar import ClientZone
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Deed:
    """``do`` gets the zone, the name relative to it (``ls``) and the value of Twilio's TXT; ``fits``: whether the
    provider's panel lets anybody do that."""

    label: str
    help: str
    do: Callable[[ClientZone, str, str], None]
    fits: Callable[[ClientZone], bool] = lambda _zone: True


def _only(panel: Panel, name: str, kind: str, value: str) -> None:
    """The one record at that name, in place of whatever stood there."""
    for shown, old, *_ in panel.records():
        if shown == name:
            _taken_away(panel, shown, old)
    panel.add(name, kind, value)


def _taken_away(panel: Panel, name: str, kind: str) -> None:
    if any((shown, old) == (name, kind) for shown, old, *_ in panel.records()):
        panel.remove(name, kind)


def _cname(zone: ClientZone, name: str, _txt: str) -> None:
    """The right record; what was entered under a doubled name goes, and so does a rule against the certificate."""
    _taken_away(zone.panel, f"{name}.{zone.origin}", "CNAME")
    _taken_away(zone.panel, "@", "CAA")
    _only(zone.panel, name, "CNAME", TARGET)


def _verification(zone: ClientZone, at: str, value: str) -> None:
    if not value:
        raise PanelRefused("There is no TXT value yet: add the domain in Twilio's Console first.")
    _only(zone.panel, at, "TXT", value)


def _other_ca(zone: ClientZone, _name: str, _txt: str) -> None:
    _taken_away(zone.panel, "@", "CAA")
    zone.panel.add("@", "CAA", '0 issue "digicert.com"')


def _deleted(zone: ClientZone, name: str, _value: str) -> None:
    for shown, kind, *_ in zone.panel.records():
        if shown == name:
            _taken_away(zone.panel, shown, kind)


MISTAKES: Mapping[str, Deed] = {
    "cname": Deed("right CNAME", "The record as it should be, in place of whatever stood there", _cname),
    "txt": Deed(
        "right TXT", "Twilio's value at _twilio", lambda zone, name, txt: _verification(zone, f"_twilio.{name}", txt)
    ),
    "dot": Deed(
        "no final dot",
        "This panel then adds the domain to the value",
        lambda zone, name, _: _only(zone.panel, name, "CNAME", TARGET.rstrip(".")),
        lambda zone: zone.host.appends_zone,
    ),
    "proxy": Deed(
        "proxy left on",
        "The orange cloud: the provider answers with its own addresses",
        lambda zone, name, _: _only(zone.panel, name, "A", "104.18.32.7"),
        lambda zone: zone.host.proxies,
    ),
    "twice": Deed(
        "whole name as host",
        "The panel adds the domain to the name: ls.acme.test.acme.test",
        lambda zone, name, _: _only(zone.panel, f"{name}.{zone.origin}", "CNAME", TARGET),
    ),
    "target": Deed(
        "own web site as value",
        "The record leads to the client's own www",
        lambda zone, name, _: _only(zone.panel, name, "CNAME", f"www.{zone.origin}."),
    ),
    "address": Deed(
        "A in place of CNAME",
        "An address that will change one day",
        lambda zone, name, _: _only(zone.panel, name, "A", "198.51.100.11"),
    ),
    "at_host": Deed(
        "TXT without _twilio",
        "Beside the name it belongs under",
        lambda zone, name, txt: _verification(zone, f"twilio.{name}", txt),
    ),
    "caa": Deed(
        "CAA of another CA",
        "Only DigiCert may issue certificates: Twilio's cannot",
        _other_ca,
    ),
    "delete": Deed("delete CNAME", "Somebody tidies up", _deleted),
}


def commit(world: World, deed: str, origin: str = "", host: str = "") -> None:
    """In the zone ``origin``, else the one at hand; for ``host`` where it is of that zone, else for the newest that
    Twilio knows. Raises PanelRefused, also for a deed that there is not."""
    if deed not in MISTAKES:
        raise PanelRefused(f"nobody does {deed!r}")
    zone = world.registrar.zones[origin or world.registrar.at_hand]
    name, value = meant(world, zone, host)
    MISTAKES[deed].do(zone, name, value)


def meant(world: World, zone: ClientZone, host: str = "") -> tuple[str, str]:
    """For which name of the zone the deeds are, and the value of Twilio's TXT there (empty: none yet)."""
    ending = f".{zone.origin}"
    domains = [one for one in world.twilio.console.domains(world.organisation) if one.host.endswith(ending)]
    found = [one for one in domains if one.host == host] if host.endswith(ending) else domains[-1:]
    name = host if host.endswith(ending) else found[-1].host if found else f"{zone.name}{ending}"
    return name.removesuffix(ending), found[-1].verification if found else ""
