"""The page that has records written: who gets in, what it asks and says, what is stored, and that no token leaves it.

The provider is a stand-in of Cloudflare's API on a real socket.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from bot.core.commands import MakeWriteLink
from bot.core.errors import GatewayError, Reason, Refused
from bot.core.events import EventKind
from bot.core.facts import Provider, Verdict
from bot.core.people import Role
from bot.core.stage import records_of
from bot.core.ways import Way
from bot.core.write_links import MOST_TRIES
from bot.services import writing
from bot.web.app import create_app
from bot.web.brand import Brand
from bot.web.frame import Frame
from bot.web.members import Members
from bot.web.metrics import Metrics
from bot.web.page import SetupPage
from bot.web.tokens import KeyedLinks
from bot.web.writing import WritePage
from tests.gateways.providers.support import TARGET, Place, at_cloudflare
from tests.services.support import BOT, OTHER, OWNER, STRANGER, House

OURS = "https://bot.test"
CLOUDFLARE = Provider("cloudflare", "Cloudflare")


class People:
    """``roles`` are those of whoever is asked for."""

    def __init__(self) -> None:
        self.answer: frozenset[Role] | Exception = frozenset({Role.MANAGER})

    async def roles(self, team_id: str, user_id: str) -> frozenset[Role]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Site:
    """A domain at Cloudflare that was forwarded and looked at, the client's page, and the one where it is written."""

    def __init__(self, path: Path, place: Place) -> None:
        self.house, self.place, self.people = House(path).under(ways=frozenset({Way.WRITE})), place, People()
        self.domain_id = self.house.add("acme.com")
        self.house.give(self.domain_id)
        self.house.look(self.domain_id, record=Verdict.WRONG)
        self.change(provider=CLOUDFLARE)
        self.tokens = KeyedLinks(self.house.keys, OURS)
        run, clock = self.house.database.run, lambda: self.house.now
        setup = SetupPage(run, self.tokens, clock, lambda: BOT, Frame(Brand("Link Co")))
        page = WritePage(
            run,
            self.tokens,
            place.writer,
            Members(lambda team_id: self.people, self.house.rules),  # type: ignore[arg-type, return-value]
            clock,
            lambda: BOT,
            Frame(Brand("Link Co")),
        )
        app = create_app(checks={}, metrics=Metrics(), pages=[*setup.routes(), *page.routes()])
        self.web = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=OURS)

    def change(self, **changes: object) -> None:
        changed = replace(self.house.domain(self.domain_id), **changes)  # type: ignore[arg-type]
        self.house.read(lambda tx: tx.domains.save(changed))

    @property
    def client(self) -> str:
        """The client's page."""
        link = self.house.read(lambda tx: tx.links.of_domain(self.domain_id))
        assert link is not None
        return urlsplit(str(self.tokens.address(link.id))).path

    def manager(self) -> str:
        """An account manager's own page."""
        made = self.house.run(writing.make_link, MakeWriteLink(self.house.new_id("w"), self.domain_id), OWNER)
        return urlsplit(str(self.tokens.write_address(made.id))).path

    async def send(self, path: str, mark: str | None = None, origin: str = OURS, **typed: str) -> httpx.Response:
        token = next(part for part in path.split("?")[0].split("/") if "." in part)
        own = self.tokens.form_mark(token) if mark is None else mark
        data = {"auth_token": self.place.token, **typed, "mark": own}
        return await self.web.post(path, data=data, headers={"Origin": origin})

    def kinds(self) -> list[EventKind]:
        return self.house.kinds(self.domain_id)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with at_cloudflare() as place:
        made = Site(tmp_path, place)
        await made.house.database.start()
        yield made
        await made.web.aclose()
        await made.house.database.stop()


def text_of(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", answer.text)))


async def test_the_clients_page_leads_to_a_form_that_works_without_scripts(site: Site) -> None:
    page = await site.web.get(site.client)
    link = re.search(r'href="([^"]+/write\?lang=en)"', page.text)
    assert link is not None
    shown = await site.web.get(f"/setup/{link[1]}")
    assert shown.status_code == 200
    assert 'name="auth_token" type="password"' in shown.text
    assert shown.text.count('autocomplete="off"') == 2
    assert "form-action 'self'" in shown.headers["content-security-policy"]
    assert (shown.headers["cache-control"], shown.headers["referrer-policy"]) == ("no-store", "no-referrer")
    said = text_of(shown)
    for text in (
        TARGET,
        "not stored, and in no log",
        "Create Token → Edit zone DNS",
        "Zone Resources, choose only acme.com",
    ):
        assert text in said
    assert (await site.web.get("/setup/static/page.css")).status_code == 404
    assert 'href="../../static/page.css"' in shown.text


async def test_it_speaks_spanish_too(site: Site) -> None:
    said = text_of(await site.web.get(f"{site.client}/write?lang=es"))
    assert "Escribir los registros" in said
    assert "solo acme.com" in said


async def test_what_is_wrong_is_tied_to_its_box_and_nothing_typed_comes_back(site: Site) -> None:
    answer = await site.send(f"{site.client}/write", auth_token="two canaries")
    assert (answer.status_code, "canaries" in answer.text) == (422, False)
    assert 'href="#auth_token">API token: paste the whole of it' in answer.text
    assert 'aria-describedby="auth_token-fault" aria-invalid="true"' in answer.text
    assert '<p class="wrong" id="auth_token-fault">' in answer.text
    assert "<title>There is a problem: " in answer.text
    assert '<p class="brand">Link Co</p>' in answer.text


async def test_a_client_has_them_written_and_everybody_hears_of_it(site: Site) -> None:
    before = site.house.domain(site.domain_id)
    done = await site.send(f"{site.client}/write")
    assert (done.status_code, "written at Cloudflare" in text_of(done)) == (200, True)
    assert {"CNAME", "TXT"} <= {one[0] for one in site.place.standing() if "ls." in one[1]}
    after = site.house.domain(site.domain_id)
    assert (after.next_check_at, after.close_since) == (site.house.now, site.house.now)
    assert after.generation > before.generation
    last = site.house.read(lambda tx: tx.events.of_domain(site.domain_id))[-1]
    assert (last.kind, last.actor, last.details["by"]) == (EventKind.RECORDS_WRITTEN, None, "client")


async def test_an_account_manager_does_by_a_link_that_works_once(site: Site) -> None:
    path = site.manager()
    assert (await site.web.get(path)).status_code == 200
    assert (await site.send(path)).status_code == 200
    last = site.house.read(lambda tx: tx.events.of_domain(site.domain_id))[-1]
    assert (last.kind, last.actor) == (EventKind.RECORDS_WRITTEN, OWNER.user_id)
    assert (await site.web.get(path)).status_code == 404
    assert (await site.send(path)).status_code == 404


async def test_the_managers_link_ends_after_a_quarter_of_an_hour_and_by_a_newer_one(site: Site) -> None:
    first, second = site.manager(), site.manager()
    assert [(await site.web.get(path)).status_code for path in (first, second)] == [404, 200]
    site.house.wait(900)
    assert (await site.web.get(second)).status_code == 404


async def test_only_people_of_the_house_get_a_link(site: Site) -> None:
    command = MakeWriteLink("w9", site.domain_id)
    with pytest.raises(Refused) as refused:
        site.house.run(writing.make_link, command, replace(STRANGER, roles=frozenset()))
    assert refused.value.reason is Reason.NOT_ALLOWED
    site.change(provider=Provider("godaddy", "GoDaddy"))
    with pytest.raises(Refused) as refused:
        site.house.run(writing.make_link, command, OTHER)
    assert refused.value.reason is Reason.NO_WAY


@pytest.mark.parametrize(
    "answer", [frozenset[Role](), Refused(Reason.OUTSIDER), GatewayError("slack", "x", transient=True)]
)
async def test_whoever_has_left_meanwhile_writes_nothing(site: Site, answer: frozenset[Role] | Exception) -> None:
    path, site.people.answer = site.manager(), answer
    assert (await site.send(path)).status_code == 403
    assert site.place.api.asked == []


async def test_what_stands_there_is_shown_and_replaced_only_when_that_is_confirmed(site: Site) -> None:
    site.place.zone.put("ls", "A", "203.0.113.9", 300)
    asks = await site.send(f"{site.client}/write")
    assert asks.status_code == 409
    assert "203.0.113.9" in asks.text
    assert site.place.token not in asks.text
    assert (site.place.written(), EventKind.RECORDS_WRITTEN in site.kinds()) == ([], False)
    consent = re.search(r'name="consent" value="([^"]+)"', asks.text)
    assert consent is not None
    done = await site.send(f"{site.client}/write", consent=consent[1])
    assert "in place of what you saw" in text_of(done)
    assert not [one for one in site.place.standing() if one[2] == "203.0.113.9"]


async def test_mail_at_the_name_is_shown_and_no_form_with_it(site: Site) -> None:
    site.place.zone.put("ls", "MX", "10 mx.example.com.")
    answer = await site.send(f"{site.client}/write")
    assert (answer.status_code, "<form" in answer.text) == (409, False)
    assert "mx.example.com" in answer.text


@pytest.mark.parametrize(
    ("token", "status", "words"),
    [
        ("cf" + "0" * 38, 422, "does not accept this"),
        ("read", 422, "it may not change the DNS records of acme.com"),
        ("other", 422, "does not hold acme.com"),
        ("", 422, "API token: paste the whole of it"),
        ("two words", 422, "API token: paste the whole of it"),
    ],
)
async def test_a_refusal_says_what_to_do_and_gives_the_form_again(
    site: Site, token: str, status: int, words: str
) -> None:
    made = {"read": ("acme.com",), "other": ("other.com",)}.get(token)
    typed = site.place.api.make_token(*made, can_write=token != "read") if made else token
    answer = await site.send(f"{site.client}/write", auth_token=typed)
    assert (answer.status_code, words in text_of(answer)) == (status, True)
    assert 'type="password"' in answer.text
    assert not typed or typed not in answer.text


async def test_a_provider_that_is_down_is_told_with_what_comes_next(site: Site) -> None:
    site.place.api.break_next("500")
    answer = await site.send(f"{site.client}/write")
    assert (answer.status_code, "Nothing was written" in text_of(answer)) == (503, True)
    assert ("There is a problem" in answer.text, "aria-invalid" in answer.text) == (True, False)


async def test_pressed_twice_it_is_written_and_told_once(site: Site) -> None:
    path = site.manager()
    answers = await asyncio.gather(site.send(path), site.send(path))
    assert {answer.status_code for answer in answers} == {200}
    assert site.kinds().count(EventKind.RECORDS_WRITTEN) == 1
    assert len(site.place.written()) == 2


async def test_killed_between_writing_and_settling_the_next_press_finds_it_there(site: Site) -> None:
    await site.place.write(records_of(site.house.domain(site.domain_id), site.house.rules))
    done = await site.send(f"{site.client}/write")
    assert "were there already" in text_of(done)
    assert site.house.domain(site.domain_id).next_check_at == site.house.now


async def test_a_link_takes_ten_tries_and_a_clients_ten_more_an_hour_later(site: Site) -> None:
    paths = (site.manager(), f"{site.client}/write")
    for path in paths:
        tries = [(await site.send(path, auth_token="cf" + "0" * 38)).status_code for _ in range(MOST_TRIES + 1)]
        assert tries == [422] * MOST_TRIES + [429]
    count = len(site.place.api.asked)
    assert [(await site.web.get(path)).status_code for path in paths] == [429, 429]
    assert len(site.place.api.asked) == count
    site.house.wait(3600)
    assert (await site.send(paths[1])).status_code == 200


async def test_what_opens_nothing_is_the_same_for_everybody(site: Site) -> None:
    manager, client = site.manager(), site.client
    link_id = manager.rsplit("/", 1)[1].rpartition(".")[0]
    crossed = urlsplit(str(site.tokens.address(link_id))).path
    unknown = [f"{client[:-1]}x/write", f"{crossed}/write", "/setup/nothing/write"]
    answers = [await site.web.get(path) for path in unknown]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    lost = [await site.web.get(path) for path in (f"{manager[:-1]}x", "/write/nothing")]
    assert {answer.status_code for answer in lost} == {404}
    assert len({answer.text for answer in lost}) == 1


async def test_no_other_site_can_send_the_form(site: Site) -> None:
    path = f"{site.client}/write"
    assert (await site.send(path, mark="x")).status_code == 403
    assert (await site.send(path, origin="https://evil.test")).status_code == 403
    assert site.place.api.asked == []


async def test_it_is_offered_no_longer_once_the_records_are_right(site: Site) -> None:
    path = site.manager()
    site.house.look(site.domain_id, record=Verdict.RIGHT, verification=Verdict.RIGHT)
    assert "/write" not in (await site.web.get(site.client)).text
    answer = await site.send(path)
    assert (answer.status_code, "Nothing is left to write" in text_of(answer)) == (200, True)
    assert site.place.api.asked == []


async def test_the_token_is_in_no_log_no_row_and_no_answer(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "cfcanary" + "7" * 32
    site.place.api.break_next("reset", "POST")
    answers = [
        await site.send(f"{site.client}/write", auth_token=wrong),
        await site.send(site.manager()),
        await site.send(site.manager()),
    ]
    assert [answer.status_code for answer in answers] == [422, 503, 200]
    lines = [logging.Formatter().format(record) + str(vars(record)) for record in caplog.records]
    stored = b"".join(file.read_bytes() for file in site.house.path.glob("t.db*"))
    assert b"records_written" in stored
    for token in (wrong, site.place.token):
        assert not [line for line in lines if token in line]
        assert token.encode() not in stored
        assert not [answer for answer in answers if token in answer.text + str(answer.headers)]
