"""What comes from the page and is done outside the workspace: in the client's DNS, in Twilio's Console, to the clock,
to the switches; and the world beginning anew."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.sandbox.page.mistakes import commit
from bot.sandbox.page.tale import followed
from bot.sandbox.scene import KINDS, Sandbox
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.shapes import Json
from bot.sandbox.timekeeper import Hand
from bot.sandbox.world import World

_LEAPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
_NAMING = ("host", "rows", "rows_left", "subdomain")
"""Fields of forms in which people name domains."""


async def act_outside(sandbox: Sandbox, wish: Json) -> Json:
    """Raises one of `acts.REFUSALS` for what cannot be done."""
    try:
        return await OUTSIDE[str(wish["do"])](sandbox, wish)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise CannotAct(f"the page asked for something that there is not ({fault})") from fault


def heard(world: World, wish: Json) -> None:
    """Domains that somebody names are registered, so that a visitor's own works; and their zone is the one at hand."""
    do, values = wish.get("do"), wish.get("values")
    text = str(wish.get("text", "")) if do == "say" and str(wish.get("text", "")).startswith("/") else ""
    if do == "submit" and isinstance(values, dict):
        text = " ".join(str(values.get(name) or "") for name in _NAMING)
    elif do == "console" and wish.get("how") == "add":
        text = str(wish.get("host", ""))
    elif do == "upload":
        text = _file(str(wish.get("content", "")))
    world.registrar.hear(text)


def _file(content: str) -> str:
    try:
        return b64decode(content, validate=True).decode(errors="replace")
    except NotBase64:
        return ""


async def _panel(sandbox: Sandbox, wish: Json) -> Json:
    """The client's DNS panel: add, remove, or one of the usual deeds; ``zone`` is whose."""
    how, name, kind = wish["how"], str(wish.get("name", "")).strip(), str(wish.get("type", ""))
    registrar = sandbox.world.registrar
    zone = registrar.zones[str(wish.get("zone") or registrar.at_hand)]
    registrar.at_hand = zone.origin
    if how == "add":
        zone.panel.add(name, kind, str(wish["value"]))
    elif how == "remove":
        zone.panel.remove(name, kind)
    elif how != "show":
        commit(sandbox.world, str(how), zone.origin, followed(sandbox.world))
    return {}


async def _console(sandbox: Sandbox, wish: Json) -> Json:
    """Twilio's Console, Admin > Domains."""
    console = sandbox.world.twilio.console
    if wish["how"] == "add":
        sandbox.world.add_to_console(str(wish["host"]))
    elif wish["how"] == "verify":
        return {"verified": await console.verify(str(wish["sid"]))}
    elif wish["how"] == "delete":
        console.delete_domain(str(wish["sid"]))
    return {}


async def _clock(sandbox: Sandbox, wish: Json) -> Json:
    """Another hand (pressed again: as in real life), or a leap."""
    keeper = sandbox.scene.keeper
    if "leap" in wish:
        await keeper.leap(_LEAPS[str(wish["leap"])])
    else:
        hand = Hand(str(wish["hand"]))
        keeper.set(Hand.REAL if keeper.hand is hand else hand)
    return {}


async def _fault(sandbox: Sandbox, wish: Json) -> Json:
    switches = sandbox.scene.switches
    if wish.get("which") == "all":
        await switches.all_off()
    else:
        await switches.turn(str(wish["which"]), is_on=bool(wish["on"]))
    return {}


async def _reset(sandbox: Sandbox, wish: Json) -> Json:
    kind = str(wish["kind"])
    if kind not in KINDS or sandbox.building:
        raise CannotAct("a world is being built already" if sandbox.building else f"there is no {kind!r} world")
    await sandbox.begin(kind)
    return {}


OUTSIDE: Mapping[str, Callable[[Sandbox, Json], Awaitable[Json]]] = {
    "panel": _panel,
    "console": _console,
    "clock": _clock,
    "fault": _fault,
    "reset": _reset,
}
