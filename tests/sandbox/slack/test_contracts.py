"""The table of methods agrees with Slack's published contracts, in both directions, and with the real client."""

import inspect
import json
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import SlackStandIn
from bot.sandbox.slack.api.contracts import CONTRACTS, EVERY_METHOD, Contract, Tier
from tests.sandbox.slack.support import ADA, GENERAL, Refusal, client_of

REFERENCE = Path(__file__).parents[3].parent / "shared" / "data" / "slack" / "methods.json"
TIERS = {2: Tier.T2, 3: Tier.T3, 4: Tier.T4}
UNLISTED = {
    "invalid_arguments",
    "invalid_auth",
    "fatal_error",
    "internal_error",
    "service_unavailable",
    "invalid_arg_name",
}
"""Errors that Slack answers to every method, which the trimmed reference lists apart or leaves out."""


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    if not REFERENCE.exists():
        pytest.skip("the reference data is not beside the project")
    found: dict[str, Any] = json.loads(REFERENCE.read_text())
    return found


def kinds(arg: dict[str, Any]) -> set[str]:
    given = arg["type"]
    return set(given if isinstance(given, list) else [given])


FITS = {
    "text": {"string", "any"},
    "flag": {"boolean"},
    "number": {"number", "integer"},
    "json": {"string", "object", "any"},
    "list": {"array"},
}


@pytest.mark.parametrize("method", sorted(CONTRACTS))
def test_a_method_takes_exactly_the_arguments_that_slack_documents(reference: dict[str, Any], method: str) -> None:
    documented, ours = reference["methods"][method]["args"], CONTRACTS[method].args
    assert set(ours) == set(documented)
    for name, arg in documented.items():
        assert ours[name].is_required == arg.get("required", False), name
        assert ours[name].is_nullable == ("null" in kinds(arg)), name
        assert kinds(arg) & FITS[ours[name].kind], name


@pytest.mark.parametrize("method", sorted(CONTRACTS))
def test_a_method_needs_the_documented_scopes_and_has_the_documented_tier(
    reference: dict[str, Any], method: str
) -> None:
    documented, ours = reference["methods"][method], CONTRACTS[method]
    assert set(ours.scopes) == set(documented["bot_scopes"])
    assert ours.takes_json == documented["json_body"]
    assert ours.tier is TIERS.get(documented["tier"], Tier.POST if method == "chat.postMessage" else Tier.SPECIAL)


@pytest.mark.parametrize("method", sorted(CONTRACTS))
def test_a_method_answers_only_documented_errors(reference: dict[str, Any], method: str) -> None:
    documented = set(reference["methods"][method]["errors"]) | set(reference["common_errors"])
    assert set(CONTRACTS[method].errors) <= documented
    assert documented | UNLISTED >= EVERY_METHOD


def example(name: str, contract: Contract) -> Any:
    arg = contract.args[name]
    return {"flag": True, "number": 5, "json": [], "list": ["a"]}.get(arg.kind, "x")


@pytest.mark.parametrize("method", sorted(set(CONTRACTS) - {"apps.connections.open"}))
async def test_what_the_real_client_sends_is_understood(slack: SlackStandIn, method: str) -> None:
    client, contract = client_of(slack), CONTRACTS[method]
    call = getattr(client, method.replace(".", "_"))
    takes = inspect.signature(call).parameters
    given = {"channel": GENERAL, "user": ADA, "user_id": ADA, "email": "ada@example.com", "text": "x"}
    args = {name: given.get(name, example(name, contract)) for name in contract.args if name in takes}
    args |= {"view": {"type": "modal"}} if "view" in takes else {}
    args |= {"metadata": {}} if "metadata" in takes else {}
    args.pop("markdown_text", None)
    refusal = ""
    try:
        await call(**args)
    except SlackApiError as error:
        refusal = error.response["error"]
    assert refusal != "invalid_arg_name"


async def test_every_documented_method_that_is_not_there_is_unknown(client: AsyncWebClient) -> None:
    with Refusal() as refusal:
        await client.api_call("chat.startStream")
    assert refusal.code == "unknown_method"
