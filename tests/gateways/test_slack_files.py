"""Reading a private file: from Slack alone, with the token, small, and text; against the strict stand-in."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import GatewayError, Reason, Refused
from bot.gateways.slack import SlackFiles
from bot.gateways.slack.files import MOST_BYTES
from bot.manifest import load_manifest
from bot.sandbox.slack import SlackStandIn
from tests.gateways.vendor import vendor


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    stand_in = SlackStandIn(load_manifest())
    await stand_in.start()
    stand_in.add_user("U0ANA00001", "ana")
    yield stand_in
    await stand_in.stop()


def files_of(slack: SlackStandIn, token: str = "", timeout: float = 60.0) -> SlackFiles:
    client = AsyncWebClient(token=token or slack.bot_token, base_url=slack.api_url)
    return SlackFiles(client, timeout=timeout)


def sent(slack: SlackStandIn, name: str, content: bytes) -> str:
    """A file that somebody has sent to the app with a form."""
    file = slack.upload("U0ANA00001", name, content)
    slack.send_files([file])
    return str(file["id"])


async def test_a_file_that_was_sent_is_read(slack: SlackStandIn) -> None:
    content = "host,client\nls.acme.com,Äcme".encode()
    assert await files_of(slack).read(sent(slack, "domains.csv", content)) == content


async def test_a_file_that_was_only_chosen_is_not_there_yet(slack: SlackStandIn) -> None:
    with pytest.raises(GatewayError) as caught:
        await files_of(slack).read(slack.upload("U0ANA00001", "domains.csv", b"x")["id"])
    assert caught.value.reference == "file_not_found"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("photo.png", b"x", Reason.BAD_FILE),
        ("sheet.xlsx", b"PK", Reason.BAD_FILE),
        ("large.csv", b"x" * (MOST_BYTES + 1), Reason.FILE_TOO_LARGE),
    ],
)
async def test_only_small_text_is_read(slack: SlackStandIn, name: str, content: bytes, reason: Reason) -> None:
    with pytest.raises(Refused) as caught:
        await files_of(slack).read(sent(slack, name, content))
    assert (caught.value.reason, caught.value.field) == (reason, "file")


async def test_without_the_scope_people_are_told_so() -> None:
    manifest = load_manifest()
    manifest["oauth_config"]["scopes"]["bot"].remove("files:read")
    stand_in = SlackStandIn(manifest)
    await stand_in.start()
    stand_in.add_user("U0ANA00001", "ana")
    with pytest.raises(Refused) as caught:
        await files_of(stand_in).read(sent(stand_in, "domains.csv", b"x"))
    assert caught.value.reason is Reason.FILE_FORBIDDEN
    await stand_in.stop()


@pytest.mark.parametrize("kind", ["500", "timeout"])
async def test_a_download_that_fails_is_slacks_fault(slack: SlackStandIn, kind: str) -> None:
    file_id = sent(slack, "domains.csv", b"x")
    slack.break_next("download", kind)
    with pytest.raises(GatewayError) as caught:
        await files_of(slack, timeout=0.5).read(file_id)
    assert (caught.value.party, caught.value.transient) == ("slack", True)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.csv", "https://slack.com.evil.test/x.csv", "file:///x", ""])
async def test_the_token_goes_to_slack_alone(address: str) -> None:
    file: Mapping[str, Any] = {"id": "F1", "filetype": "csv", "size": 1, "url_private_download": address}
    async with vendor(lambda _request: web.json_response({"ok": True, "file": file})) as server:
        client = AsyncWebClient(token="xoxb-canary", base_url=server.url + "/")
        with pytest.raises(GatewayError) as caught:
            await SlackFiles(client).read("F1")
    assert caught.value.reference == "file_elsewhere"
