"""What clients do in their DNS panel, right and wrong, each at one press; for the newest domain of their zone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.sandbox.dns import TARGET
from bot.sandbox.dns.panel import Panel, PanelRefused
from bot.sandbox.world import CLIENT_ZONE, World


@dataclass(frozen=True, slots=True)
class Deed:
    """``do`` gets the panel, the name relative to the zone (``ls``) and the value of Twilio's TXT."""

    label: str
    help: str
    do: Callable[[Panel, str, str], None]


def _only(panel: Panel, name: str, kind: str, value: str) -> None:
    """The one record at that name, in place of whatever stood there."""
    for shown, old, *_ in panel.records():
        if shown == name:
            _taken_away(panel, shown, old)
    panel.add(name, kind, value)


def _taken_away(panel: Panel, name: str, kind: str) -> None:
    if any((shown, old) == (name, kind) for shown, old, *_ in panel.records()):
        panel.remove(name, kind)


def _verification(panel: Panel, at: str, value: str) -> None:
    if not value:
        raise PanelRefused("there is no TXT value yet: add the domain in Twilio's Console first")
    _only(panel, at, "TXT", value)


def _deleted(panel: Panel, name: str, _value: str) -> None:
    for shown, kind, *_ in panel.records():
        if shown == name:
            _taken_away(panel, shown, kind)


MISTAKES: Mapping[str, Deed] = {
    "cname": Deed("✓ CNAME", "as it should be", lambda panel, name, _: _only(panel, name, "CNAME", TARGET)),
    "txt": Deed("✓ TXT", "as Twilio asks", lambda panel, name, txt: _verification(panel, f"_twilio.{name}", txt)),
    "dot": Deed(
        "no final dot",
        "the panel adds the zone to the value",
        lambda panel, name, _: _only(panel, name, "CNAME", TARGET.rstrip(".")),
    ),
    "twice": Deed(
        "whole name as host",
        "the panel adds the zone to the name",
        lambda panel, name, _: _only(panel, f"{name}.{CLIENT_ZONE}", "CNAME", TARGET),
    ),
    "target": Deed(
        "own web site as value",
        "the record leads to www of the client",
        lambda panel, name, _: _only(panel, name, "CNAME", "www"),
    ),
    "address": Deed(
        "A in place of CNAME",
        "an address that will change",
        lambda panel, name, _: _only(panel, name, "A", "198.51.100.11"),
    ),
    "at_host": Deed(
        "TXT without _twilio",
        "beside the name it belongs under",
        lambda panel, name, txt: _verification(panel, f"twilio.{name}", txt),
    ),
    "delete": Deed("delete CNAME", "somebody tidies up", _deleted),
}


def commit(world: World, deed: str) -> None:
    """Raises PanelRefused, also for a deed that there is not."""
    if deed not in MISTAKES:
        raise PanelRefused(f"nobody does {deed!r}")
    domains = [one for one in world.twilio.console.domains(world.organisation) if one.host.endswith(f".{CLIENT_ZONE}")]
    name = domains[-1].host.removesuffix(f".{CLIENT_ZONE}") if domains else "ls"
    MISTAKES[deed].do(world.panel, name, domains[-1].verification if domains else "")
