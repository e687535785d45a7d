"""What comes from the page: one act of one person in the workspace."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Awaitable, Callable, Mapping

from bot.sandbox.dns.panel import PanelRefused
from bot.sandbox.page.sight import seen_in
from bot.sandbox.page.unread import see
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people.answer import Answer
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.views import View
from bot.sandbox.twilio import ConsoleRefused
from bot.sandbox.world import Person, World

REFUSALS = (CannotAct, PanelRefused, ConsoleRefused)
"""What people are told in red."""


async def act(world: World, person: Person, wish: Json) -> Json:
    """Does what the person wishes; raises one of `REFUSALS` for what they cannot do."""
    try:
        return await _DEEDS[str(wish["do"])](world, person, wish)
    except (KeyError, TypeError, ValueError, AttributeError, NotBase64) as fault:
        raise CannotAct(f"the page asked for something that there is not ({fault})") from fault


async def _say(world: World, person: Person, wish: Json) -> Json:
    text, thread = str(wish["text"]).strip(), wish.get("thread")
    if text.startswith("/") and not thread:
        return _answered(await world.slack.command(person, wish["channel"], text))
    if text.startswith("/"):
        raise CannotAct("Slash commands cannot be used in threads; Slack says the same. Type it in the channel.")
    if text:
        await world.slack.write(person, wish["channel"], text, thread_ts=thread)
    return {}


async def _click(world: World, person: Person, wish: Json) -> Json:
    target = _target(world, person, wish)
    if isinstance(target, View) and wish.get("values"):
        world.slack.fill(person, target, wish["values"])
    return _answered(await world.slack.click(person, target, wish["action"], wish.get("value")))


async def _fill(world: World, person: Person, wish: Json) -> Json:
    world.slack.fill(person, _view(world, person, wish), wish["values"])
    return {}


async def _submit(world: World, person: Person, wish: Json) -> Json:
    return _answered(await world.slack.submit(person, _view(world, person, wish), wish["values"]))


async def _close(world: World, person: Person, wish: Json) -> Json:
    return _answered(await world.slack.close_view(person, _view(world, person, wish)))


async def _search(world: World, person: Person, wish: Json) -> Json:
    view = _view(world, person, wish)
    return {"options": await world.slack.suggest(person, view, wish["action"], str(wish["text"]))}


async def _upload(world: World, person: Person, wish: Json) -> Json:
    return {"file": world.slack.upload(person, str(wish["name"]), b64decode(wish["content"], validate=True))}


async def _see(world: World, person: Person, wish: Json) -> Json:
    see(world, person, str(wish["channel"]), wish.get("thread"), str(wish["ts"]))
    return {}


async def _open_home(world: World, person: Person, _wish: Json) -> Json:
    return _answered(await world.slack.open_home(person))


def _answered(answer: Answer) -> Json:
    return {"error": answer.error} if answer.error else {}


def _target(world: World, person: Person, wish: Json) -> Message | View:
    if wish.get("view"):
        return _view(world, person, wish)
    for message in seen_in(world, person, str(wish["channel"])):
        if message.ts == wish["ts"]:
            return message
    raise CannotAct("That message is not there any more.")


def _view(world: World, person: Person, wish: Json) -> View:
    """An open modal of the person, or their Home tab."""
    home = world.slack.home(person)
    for view in (*world.slack.views_of(person), *([home] if home else [])):
        if view.id == wish["view"]:
            return view
    raise CannotAct("That form is not open any more.")


_DEEDS: Mapping[str, Callable[[World, Person, Json], Awaitable[Json]]] = {
    "say": _say,
    "click": _click,
    "fill": _fill,
    "submit": _submit,
    "close": _close,
    "search": _search,
    "upload": _upload,
    "home": _open_home,
    "seen": _see,
}
