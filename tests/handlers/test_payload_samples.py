"""The sample payloads of bolt-python's own tests, deliberately incomplete ones among them, are survived."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.core.cards import Page
from handlers.payloads import Kind, delivery_of, form_of, kind_of, pressed_of, search_of
from tests.handlers.support import Office, SlackRecorder

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "slack" / "payloads"
FILES = sorted(SAMPLES.glob("*.json"))
needs_samples = pytest.mark.skipif(not FILES, reason="the reference payloads are not beside the checkout")


def payload_of(path: Path) -> dict[str, Any]:
    """An envelope is unpacked, as Socket Mode does."""
    body: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["payload"]
    inner = body.get("payload")
    return inner if isinstance(inner, dict) and "envelope_id" in body else body


@needs_samples
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("team", ["T111", "T0OTHER"])
async def test_every_sample_is_survived(
    slack: SlackRecorder, path: Path, team: str, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office(slack, team_id=team)
    office.run.answers["list_domains"] = Page("x", (), 0)
    body = payload_of(path)
    for url in ("response_url", "response_urls"):
        body.pop(url, None)
    response = await office.send(body)
    assert response.status == 200
    assert "listener_failed" not in caplog.text
    assert "error_not_answered" not in caplog.text


@needs_samples
def test_there_are_as_many_samples_as_were_named() -> None:
    assert len(FILES) == 52


@pytest.mark.parametrize("body", [{}, {"type": None}, {"type": "block_actions"}, {"actions": []}, {"view": None}])
def test_next_to_nothing_is_read_as_nothing(body: dict[str, Any]) -> None:
    assert pressed_of(body).action_id == ""
    assert form_of(body).values == {}
    assert search_of(body).text == ""
    assert delivery_of(kind_of(body), body) is None


@pytest.mark.parametrize(
    ("metadata", "carried"),
    [("", {}), ("{", {}), ("[1]", {}), ('{"domain":"d"}', {"domain": "d"}), ("This is for you!", {})],
)
def test_foreign_metadata_of_a_form_is_ignored(metadata: str, carried: dict[str, str]) -> None:
    assert form_of({"view": {"private_metadata": metadata}}).carried == carried


def test_a_command_is_known_by_having_no_type() -> None:
    assert kind_of({"command": "/linkdomain"}) is Kind.COMMAND
    assert kind_of({"command": "/linkdomain", "type": "shortcut"}) is Kind.OTHER
