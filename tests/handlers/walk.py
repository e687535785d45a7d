"""Walking through the town: every button, menu and command, and every form that opens on the way."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack.form import filled, stateful, value_key, values_of
from handlers import grammar, ids
from handlers.views.blocks import blocks_in
from tests.handlers.peopled import BETA_HOST, EVERYTHING, HOSTS, MANAGER
from tests.handlers.support import Json, action, command, event, suggestion
from tests.handlers.town import Town
from tests.services.support import MG, VALUE

GOOD: Mapping[str, str] = {
    ids.HOST: "shop.example.com",
    ids.SUBDOMAIN: "ls",
    ids.DOMAIN_SID: "DN" + "e" * 32,
    ids.VERIFICATION: VALUE,
    ids.EMAIL: "it@acme.com",
    ids.FALLBACK_URL: "https://www.acme.com/",
    ids.CALLBACK_URL: "https://www.acme.com/clicks",
    ids.SERVICE_SID: MG,
    ids.ROWS: "many.example.com, Acme Corp",
    ids.ROWS_LEFT: "many.example.com, Acme Corp",
    ids.CHANNEL: "C1",
    ids.OWNER: "UOTH",
    ids.FILE: "",
}
"""What is typed where nothing bad is; any other field gets some words."""


@dataclass(frozen=True)
class Door:
    """A button or a menu that can be pressed, and the view it is in, if it is in one."""

    action_id: str
    value: str
    kind: str
    view: Json = field(default=None, compare=False)

    @property
    def place(self) -> str:
        return self.view["type"] if self.view else "message"


@dataclass
class Walk:
    """``forms``: one of each make, by callback and inputs. ``shown``: every view and message on the way."""

    town: Town
    forms: dict[tuple[str, ...], Json] = field(default_factory=dict)
    shown: list[Json] = field(default_factory=list)
    pressed: set[tuple[str, str, str]] = field(default_factory=set)
    doors: list[Door] = field(default_factory=list)

    async def everywhere(self) -> None:
        for content in self.town.seen.contents:
            self._keep({"text": content.text, "blocks": [block.to_dict() for block in blocks_in(content)]})
        await self._act(event("app_home_opened", EVERYTHING, tab="home"))
        for text in sayings():
            await self._act(command(self.town.office, text, user=EVERYTHING, channel="C1"))
        for text in ("add", "add many", "remove client Acme Corp"):
            await self._act(command(self.town.office, text, user=EVERYTHING, channel="D1", name="directmessage"))
        await self._act(command(self.town.office, "add", user=MANAGER, channel="C1"))
        sent: set[tuple[str, ...]] = set()
        while self.doors or set(self.forms) - sent:
            while self.doors:
                await self._press(self.doors.pop())
            for make in list(set(self.forms) - sent):
                sent.add(make)
                view = self.forms[make]
                await self._act(sending(view, await self.good(view)))

    async def _press(self, door: Door) -> None:
        office, view = self.town.office, door.view
        if door.kind == "external_select":
            for option in (await self._offered(door.action_id, view))[:2]:
                text = {"type": "external_select", "selected_option": option}
                await self._act(action(office, door.action_id, "", user=EVERYTHING, view=view, **text))
            return
        more = {"type": door.kind, "selected_option": {"value": door.value}} if door.kind != "button" else {}
        user = MANAGER if door.action_id == ids.ASK_ADMIN else EVERYTHING
        body = action(office, door.action_id, door.value, user=user, view=view, **more)
        if not view:
            body["state"] = {"values": self._state(door)}
        await self._act(body)

    def _state(self, door: Door) -> Json:
        """Every box of the message is ticked."""
        for shown in self.shown:
            blocks = shown.get("blocks", [])
            if f'"{door.action_id}"' in json.dumps(blocks) and door.value in json.dumps(blocks):
                return {
                    block: {one["action_id"]: {"type": one["type"], "selected_options": one.get("options", [])}}
                    for block, one in stateful(blocks)
                    if one["type"] == "checkboxes"
                }
        return {}

    async def _act(self, body: Json) -> None:
        for shown in await shown_by(self.town, body):
            self._keep(shown)
        self.town.restore()

    def _keep(self, shown: Json) -> None:
        for number, block in enumerate(shown.get("blocks", [])):
            block.setdefault("block_id", f"b{number}")
        self.shown.append(shown)
        view = shown if "type" in shown else None
        if view and view.get("callback_id"):
            self.forms.setdefault(make_of(view), view)
        for element in elements_of(shown.get("blocks", [])):
            for door in doors_of(element, view):
                key = (door.action_id, door.value, door.place)
                if key not in self.pressed:
                    self.pressed.add(key)
                    self.doors.append(door)

    async def _offered(self, action_id: str, view: Json) -> list[Json]:
        carried = json.loads((view or {}).get("private_metadata") or "{}")
        response = await self.town.send(suggestion(action_id, "", carried, EVERYTHING))
        return json.loads(response.body)["options"]

    async def good(self, view: Json) -> Json:
        """What a careful person would send: everything filled in."""
        values = values_of(view["blocks"])
        for block, element in stateful(view["blocks"]):
            if not values[block][element["action_id"]].get(value_key(element)):
                values[block][element["action_id"]] = await self._good(element, view)
        return values

    async def _good(self, element: Json, view: Json) -> Json:
        name, kind = element["action_id"], element["type"]
        if kind in ("file_input", "checkboxes"):
            return filled(element, None, [])
        if "select" in kind and kind.startswith(("external", "multi_external")):
            offered = await self._offered(name, view)
            return filled(element, offered[:1] if kind.startswith("multi") else next(iter(offered), None), offered)
        if "options" in element or "option_groups" in element:
            options = element.get("options") or element["option_groups"][0]["options"]
            return filled(element, options[:1] if kind.startswith("multi") else options[0], [])
        return filled(element, GOOD.get(name.rstrip("0123456789"), "Some words"), [])


def sayings() -> Iterator[str]:
    for verb in grammar.VERBS:
        yield verb.name
        if verb.takes_host:
            yield from (f"{verb.name} {host}" for host in (*HOSTS.values(), BETA_HOST))
    yield from (
        "add many",
        "handover all",
        "remove client Acme Corp",
        "remove client Beta Ltd",
        "ssl all",
        "list stuck",
    )


def make_of(view: Json) -> tuple[str, ...]:
    """Two forms are of one make where they have the same inputs, and were opened for the same."""
    carried = json.loads(view.get("private_metadata") or "{}")
    carried.pop("home", None)
    inputs = (f"{block}:{element['type']}" for block, element in stateful(view["blocks"]))
    return (view["callback_id"], carried.get("verb", ""), *sorted(carried), *inputs)


def elements_of(blocks: Any) -> Iterator[Json]:
    if isinstance(blocks, dict):
        if "action_id" in blocks:
            yield blocks
        for part in blocks.values():
            yield from elements_of(part)
    elif isinstance(blocks, list):
        for part in blocks:
            yield from elements_of(part)


def doors_of(element: Json, view: Json) -> Iterator[Door]:
    match element["type"]:
        case "button":
            yield Door(element["action_id"], element.get("value", ""), "button", view)
        case "overflow" | "static_select" if "options" in element:
            yield from (Door(element["action_id"], one["value"], element["type"], view) for one in element["options"])
        case "external_select":
            yield Door(element["action_id"], "", "external_select", view)


def sending(view: Json, values: Json, user: str = EVERYTHING, team: str = "T0TEAM") -> Json:
    sent = {**view, "id": "V1", "hash": "1.hash", "state": {"values": values}}
    return {
        "type": "view_submission",
        "api_app_id": "A0APP",
        "trigger_id": "1.2.trigger",
        "view": sent,
        "user": {"id": user, "username": "anna", "team_id": team},
        "team": {"id": "T0TEAM", "domain": "acme"},
    }


async def shown_by(town: Town, body: Json) -> list[Json]:
    """Every view and message that this makes people see, as JSON."""
    return (await answered(town, body))[1]


async def answered(town: Town, body: Json) -> tuple[Json, list[Json]]:
    """What goes back to Slack, and every view and message that people see, the answer too."""
    town.slack.calls.clear()
    response = await town.send(body)
    found = [json.loads(response.body)] if response.body[:1] == "{" else []
    for method, sent in town.slack.calls:
        if method.startswith("views."):
            found.append(json.loads(sent["view"]) if isinstance(sent["view"], str) else sent["view"])
        elif method in ("respond", "chat.postEphemeral"):
            found.append(sent)
    shown = [one.get("view", one) for one in found if "options" not in one]
    return json.loads(response.body) if response.body[:1] == "{" else {}, shown
