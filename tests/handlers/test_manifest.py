"""manifest.yml asks for what the code uses: no less, and no more."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.manifest import bot_scopes, load_manifest
from handlers import ids
from handlers.grammar import VERBS

HOME = Path(__file__).parents[2]
DATA = HOME.parent / "shared" / "data" / "slack"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the reference data are not beside the checkout")
METHODS_WITHOUT_LIBRARY = {"apps.connections.open"}
"""Called by the Socket Mode client with the app-level token."""
SCOPE_OF_COMMANDS = "commands"
SCOPE_OF_ADDRESSES = "users:read.email"
"""Without it users.info leaves out profile.email, where answers to an owner's mails go (docs.slack.dev, users.info)."""


def sources() -> list[Path]:
    rooms = [HOME / "handlers", HOME / "bot"]
    return [path for room in rooms for path in room.rglob("*.py") if "sandbox" not in path.parts]


def contracts() -> dict[str, Any]:
    methods: dict[str, Any] = json.loads((DATA / "methods.json").read_text(encoding="utf-8"))["methods"]
    return methods


def called_methods() -> set[str]:
    """The Web API's methods that the code calls by the client's names: ``views_open`` is ``views.open``."""
    names = {name.replace(".", "_"): name for name in contracts()}
    return {
        names[node.attr]
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in names
    }


@needs_data
@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_the_manifest_is_valid_by_slacks_schema(version: str) -> None:
    schema = json.loads((DATA / "manifest-schema" / f"manifest.schema.{version}.json").read_text(encoding="utf-8"))
    faults = jsonschema.Draft7Validator(schema).iter_errors(load_manifest())
    assert [f"{fault.json_path}: {fault.message}" for fault in faults] == []


@needs_data
def test_every_method_that_is_called_has_a_scope_in_the_manifest() -> None:
    granted, methods = bot_scopes(load_manifest()), contracts()
    wanting = {name for name in called_methods() if methods[name]["bot_scopes"]}
    assert {name for name in wanting if not granted & set(methods[name]["bot_scopes"])} == set()


@needs_data
def test_every_scope_in_the_manifest_is_used() -> None:
    methods = contracts()
    used = {scope for name in called_methods() for scope in methods[name]["bot_scopes"]} | {
        SCOPE_OF_COMMANDS,
        SCOPE_OF_ADDRESSES,
    }
    assert bot_scopes(load_manifest()) - used == set()


@needs_data
def test_the_methods_that_the_bot_lives_by_are_found_in_the_code() -> None:
    assert called_methods() - METHODS_WITHOUT_LIBRARY == {
        "auth.test",
        "chat.postEphemeral",
        "chat.postMessage",
        "chat.update",
        "conversations.history",
        "conversations.replies",
        "files.info",
        "usergroups.users.list",
        "users.info",
        "views.open",
        "views.publish",
        "views.push",
        "views.update",
    }


@needs_data
def test_history_is_readable_wherever_a_card_may_stand() -> None:
    assert bot_scopes(load_manifest()) >= {"channels:history", "groups:history"}


def test_every_event_has_a_listener_and_every_listener_its_event() -> None:
    registered = re.findall(r'app\.event\("(\w+)"\)', (HOME / "handlers" / "__init__.py").read_text(encoding="utf-8"))
    assert sorted(registered) == sorted(load_manifest()["settings"]["event_subscriptions"]["bot_events"])


def test_the_one_command_is_the_one_that_is_listened_to() -> None:
    assert [one["command"] for one in load_manifest()["features"]["slash_commands"]] == [ids.COMMAND]


def test_the_usage_hint_names_every_sub_command() -> None:
    hint = load_manifest()["features"]["slash_commands"][0]["usage_hint"]
    assert [part.split()[0] for part in hint.split("|")] == [verb.name for verb in VERBS]


def test_forms_and_buttons_are_allowed_to_answer() -> None:
    settings = load_manifest()["settings"]
    assert settings["interactivity"]["is_enabled"] is True
    assert settings["socket_mode_enabled"] is True
    assert load_manifest()["features"]["app_home"]["home_tab_enabled"] is True
