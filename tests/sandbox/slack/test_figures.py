"""Our figures and surfaces are those of the reference, in both directions."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.slack.kit.blocks import BLOCKS
from bot.sandbox.slack.kit.elements import ELEMENTS
from bot.sandbox.slack.kit.figures import MIN_QUERY_LENGTH_DEFAULT, MOST, RANGE
from bot.sandbox.slack.kit.surfaces import DOCUMENTED, ELEMENTS_IN, REFUSED_LIVE
from bot.sandbox.slack.people.events import SCOPES

REFERENCE = Path(__file__).parents[3].parent / "shared" / "data" / "slack"
STRICTER = {"option.value": 75}
"""Sources differ; we stay at the smaller figure."""
ELSEWHERE = {"text_object.min", "external_select.answer_within_s", "external_select.min_query_length_default"}
"""Figures that stand in another place of the program."""


def reference(name: str) -> dict[str, Any]:
    path = REFERENCE / name
    if not path.exists():
        pytest.skip("the reference data is not beside the project")
    found: dict[str, Any] = json.loads(path.read_text())
    return {key: value for key, value in found.items() if not key.startswith("_")}


def flat(value: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    pairs: dict[str, Any] = {}
    for name, part in value.items():
        pairs |= flat(part, f"{prefix}{name}.") if isinstance(part, dict) else {f"{prefix}{name}": part}
    return pairs


def test_every_length_and_count_is_the_referenced_one() -> None:
    found = flat(reference("blockkit-limits.json"))
    wanted = {name: value for name, value in found.items() if isinstance(value, int) and not isinstance(value, bool)}
    for name in ELSEWHERE:
        wanted.pop(name)
    assert dict(MOST) == wanted | STRICTER


def test_every_range_is_the_referenced_one() -> None:
    found = flat(reference("blockkit-limits.json"))
    pairs = {name: tuple(value) for name, value in found.items() if isinstance(value, list)}
    assert dict(RANGE) == {name: pair for name, pair in pairs.items() if all(isinstance(one, int) for one in pair)}


def test_an_external_menu_asks_after_as_many_characters_as_documented() -> None:
    found = reference("blockkit-limits.json")["external_select"]["min_query_length_default"]
    assert found == MIN_QUERY_LENGTH_DEFAULT


def test_every_block_stands_on_its_documented_surfaces() -> None:
    wanted = {name: set(block["surfaces"]) for name, block in reference("blocks-surfaces.json").items()}
    assert {name: set(letters) for name, letters in DOCUMENTED.items()} == wanted
    assert set(BLOCKS) == set(wanted)


def test_what_is_refused_live_is_noted_in_the_reference() -> None:
    found = reference("blocks-surfaces.json")
    assert all("note" in found[name] for name in REFUSED_LIVE)


@pytest.mark.parametrize("block", sorted(ELEMENTS_IN))
def test_every_block_holds_its_documented_elements(block: str) -> None:
    wanted: set[str] = set()
    for name in reference("blocks-surfaces.json")[block]["elements"]:
        ending = name.removeprefix("multi_").removeprefix("*")
        is_multi = name.startswith("multi_")
        wanted |= {
            known
            for known in ELEMENTS
            if known == name or ("*" in name and known.endswith(ending) and known.startswith("multi_") == is_multi)
        }
    assert set(ELEMENTS_IN[block]) == wanted


def test_every_event_needs_its_documented_scope() -> None:
    """The reference writes one scope with a dot in place of its colon."""
    found = reference("events.json")["events"]
    for name, scope in SCOPES.items():
        if name in found:
            assert [one.replace(".read", ":read") for one in found[name]] == [scope]
    assert all(found[name] == [] for name in ("app_home_opened", "app_uninstalled", "tokens_revoked"))
