"""The page for credentials: what opens it, what it says, and that no secret leaves it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from bot.core.domain import TwilioAccount
from bot.core.errors import GatewayError
from bot.core.people import Role
from bot.services import clients, credentials
from bot.services.credentials import MakeLink
from bot.web.app import create_app
from bot.web.brand import Brand
from bot.web.credentials import CredentialsPage
from bot.web.frame import Frame
from bot.web.metrics import Metrics
from bot.web.tokens import KeyedLinks
from tests.services.support import ADMIN, BOT, House

OURS = "https://bot.test"
AC, SK, SECRET = "AC" + "5" * 32, "SK" + "6" * 32, "canary-secret-77"
GOOD = {"account_sid": AC, "key_sid": SK, "secret": SECRET}


class Twilio:
    """Says ``answer`` of every account, or raises it; ``asked`` keeps what was tried."""

    def __init__(self) -> None:
        self.answer: bool | Exception = True
        self.asked: list[TwilioAccount] = []
        self.gate = asyncio.Barrier(1)

    async def vet(self, account: TwilioAccount) -> bool:
        self.asked.append(account)
        await self.gate.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class People:
    """``roles`` are the admin's."""

    def __init__(self) -> None:
        self.answer: frozenset[Role] | Exception = frozenset({Role.ADMIN})

    async def roles(self, team_id: str, user_id: str) -> frozenset[Role]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Site:
    """A client, and the page for its credentials."""

    def __init__(self, path: Path) -> None:
        self.house, self.twilio, self.people = House(path), Twilio(), People()
        self.tokens = KeyedLinks(self.house.keys, OURS)
        page = CredentialsPage(
            self.house.database.run,
            self.tokens,
            self.twilio,  # type: ignore[arg-type]
            lambda team_id: self.people,  # type: ignore[arg-type, return-value]
            lambda: self.house.now,
            lambda: self.house.new_id("acc"),
            lambda: BOT,
            Frame(Brand("Link Co")),
        )
        app = create_app(checks={}, metrics=Metrics(), pages=page.routes())
        self.web = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=OURS)
        self.path = self.link()

    def link(self) -> str:
        made = self.house.run(credentials.make_link, MakeLink(self.house.new_id("l"), "c1"), ADMIN)
        return urlsplit(str(self.tokens.credentials_address(made.id))).path

    async def send(self, path: str = "", mark: str | None = None, origin: str = OURS, **typed: str) -> httpx.Response:
        path = path or self.path
        own = self.tokens.form_mark(path.rsplit("/", 1)[1]) if mark is None else mark
        return await self.web.post(path, data={**GOOD, **typed, "mark": own}, headers={"Origin": origin})

    def account(self) -> TwilioAccount | None:
        return self.house.run(clients.account_of_client, "c1")


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    made = Site(tmp_path)
    await made.house.database.start()
    yield made
    await made.web.aclose()
    await made.house.database.stop()


async def test_what_is_typed_is_tried_stored_and_never_shown(site: Site) -> None:
    shown = await site.web.get(site.path)
    assert shown.status_code == 200
    assert "Acme Corp uses the default account now" in shown.text
    assert "form-action 'self'" in shown.headers["content-security-policy"]
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["referrer-policy"] == "no-referrer"
    done = await site.send()
    assert (done.status_code, SECRET in done.text) == (200, False)
    assert AC in done.text
    kept = site.account()
    assert kept is not None
    assert (kept.account_sid, kept.username, kept.secret) == (AC, SK, SECRET)
    assert [one.username for one in site.twilio.asked] == [SK]


async def test_looking_changes_nothing(site: Site) -> None:
    before = site.house.read(lambda tx: tx.credential_links.get("l1"))
    for _ in range(7):
        await site.web.get(site.path)
        await site.web.head(site.path)
    assert site.house.read(lambda tx: tx.credential_links.get("l1")) == before


async def test_unknown_used_ended_and_foreign_links_get_one_answer(site: Site) -> None:
    used = site.path
    await site.send(used)
    ended = site.link()
    site.house.wait(900)
    client_page = site.tokens.token("d1-1")
    paths = [used, ended, used[:-3] + "abc", "/credentials/never", f"/credentials/{client_page}", "/credentials/é.é"]
    answers = [await site.web.get(path) for path in paths]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
    replayed = await site.send(used, secret="other")
    assert (replayed.status_code, replayed.text) == (404, answers[0].text)
    kept = site.account()
    assert kept is not None
    assert kept.secret == SECRET


@pytest.mark.parametrize(("mark", "origin"), [("", OURS), ("x" * 43, OURS), (None, "https://evil.example")])
async def test_a_form_of_another_site_is_refused(site: Site, mark: str | None, origin: str) -> None:
    assert (await site.send(mark=mark, origin=origin)).status_code == 403
    assert (site.twilio.asked, site.account()) == ([], None)


async def test_what_cannot_be_right_is_said_before_twilio_is_asked(site: Site) -> None:
    answer = await site.send(account_sid="<!channel>", secret="two words")
    assert answer.status_code == 422
    assert "begins with AC" in answer.text
    assert "without spaces" in answer.text
    assert "two words" not in answer.text
    assert "&lt;!channel&gt;" in answer.text
    assert site.twilio.asked == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (GatewayError("twilio", "20003", transient=False), "the SID or the secret is wrong"),
        (GatewayError("twilio", "20005", transient=False), "not active"),
        (GatewayError("twilio", "timeout", transient=True), "did not answer"),
        (GatewayError("twilio", "20404", transient=False), "Twilio refused"),
        (False, "belongs to another account"),
    ],
)
async def test_what_twilio_has_against_it_is_said_and_nothing_is_stored(
    site: Site, said: bool | Exception, words: str
) -> None:
    site.twilio.answer = said
    answer = await site.send()
    assert (answer.status_code, SECRET in answer.text) == (422, False)
    assert words in answer.text
    assert "4 tries are left" in answer.text
    assert AC in answer.text
    assert site.account() is None
    site.twilio.answer = True
    assert (await site.send()).status_code == 200


async def test_five_tries_are_enough(site: Site) -> None:
    site.twilio.answer = GatewayError("twilio", "20003", transient=False)
    for _ in range(5):
        assert (await site.send()).status_code == 422
    assert (await site.send()).status_code == 404
    assert len(site.twilio.asked) == 5


async def test_of_two_at_the_same_moment_one_stores(site: Site) -> None:
    site.twilio.gate = asyncio.Barrier(2)
    both = await asyncio.gather(*(site.send(secret=f"secret-{number}") for number in range(2)))
    answers = [answer.status_code for answer in both]
    assert sorted(answers) == [200, 404]
    kept = site.account()
    assert kept is not None
    assert kept.secret == f"secret-{answers.index(200)}"


@pytest.mark.parametrize("said", [frozenset({Role.MANAGER}), GatewayError("slack", "timeout", transient=True)])
async def test_whoever_is_no_admin_any_more_stores_nothing(site: Site, said: frozenset[Role] | Exception) -> None:
    site.people.answer = said
    answer = await site.send()
    assert (answer.status_code, "only an admin" in answer.text) == (422, True)
    assert site.account() is None


async def test_no_secret_is_logged(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    site.twilio.answer = GatewayError("twilio", "20003", transient=False)
    await site.send()
    site.twilio.answer = True
    await site.send()
    assert "canary" not in caplog.text


def test_tokens_of_the_two_pages_open_only_their_own() -> None:
    tokens = KeyedLinks(["a"], OURS)
    page, account = tokens.token("x"), str(tokens.credentials_address("x")).rsplit("/", 1)[1]
    assert tokens.credentials_named_by(account) == "x"
    assert tokens.credentials_named_by(page) is None
    assert tokens.named_by(account) is None
    assert KeyedLinks(["a"], None).credentials_address("x") is None


async def test_a_form_that_is_sent_twice_shows_what_the_first_did_and_does_it_once(site: Site) -> None:
    site.twilio.gate = asyncio.Barrier(2)
    both = await asyncio.gather(site.send(), site.send())
    assert [answer.status_code for answer in both] == [200, 200]
    assert both[0].text == both[1].text
    site.twilio.gate = asyncio.Barrier(1)
    assert (await site.send()).text == both[0].text
    assert len(site.twilio.asked) == 2
    assert [(await site.send(secret=other)).status_code for other in ("other", SECRET + "x")] == [404, 404]
    site.house.wait(900)
    assert (await site.send()).status_code == 404
