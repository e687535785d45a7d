"""Out to the provider's consent page and back, whatever becomes of it there."""

import base64
import re
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from bot.core.consent import ATTEMPT_LIVES
from bot.core.languages import Language
from bot.core.words import words_in
from bot.sandbox.consent import Fault
from tests.connect.support import HEADERS, OURS, VALUE, Crossing, crossing

CNAME = ("ls", "CNAME", "lsct.ashburn.us1.twilio.com.")
TXT = ("_twilio.ls", "TXT", f'"{VALUE}"')
OPENED = ("domain.consent_opened", {"at": "DNSco", "by": "client"})


def returned(outcome: str) -> tuple[str, dict[str, str]]:
    return "domain.consent_returned", {"at": "DNSco", "outcome": outcome, "by": "client"}


async def test_confirmed_records_are_written_and_looked_for_at_once(there: Crossing) -> None:
    before = there.house.domain(there.domain_id)
    back = await there.back(await there.at_provider(await there.leave()))
    assert {CNAME, TXT} <= there.records()
    assert back.status_code == 303
    assert back.headers["location"] == f"{OURS}{there.path}?lang=en&back=done&again=1#seen"
    domain = there.house.domain(there.domain_id)
    assert (domain.next_check_at, domain.close_since) == (there.house.now, there.house.now)
    assert domain.generation > before.generation
    assert there.told() == [OPENED, returned("done")]


async def test_the_page_says_that_somebody_is_back(there: Crossing) -> None:
    back = await there.back(await there.at_provider(await there.leave("es")))
    page = await there.web.get(back.headers["location"])
    assert words_in(Language.SPANISH).say("connect.back_done") in page.text


async def test_records_that_are_there_already_stay_and_nothing_is_written_twice(there: Crossing) -> None:
    there.zone.put("ls", "CNAME", CNAME[2], 300)
    there.zone.put("_twilio.ls", "TXT", TXT[2], 300)
    before = list(there.zone.lines())
    address = await there.leave()
    assert "there already" in (await there.browser.get(address)).text
    await there.back(await there.at_provider(address))
    assert list(there.zone.lines()) == before
    assert there.told() == [OPENED, returned("done")]


async def test_what_stands_in_the_way_is_shown_by_the_provider_and_only_goes_when_confirmed(there: Crossing) -> None:
    there.zone.put("ls", "A", "203.0.113.9")
    there.zone.put("_twilio.ls", "TXT", '"twilio-domain-verification=old"')
    there.zone.put("_twilio.ls", "TXT", '"something else"')
    address = await there.leave()
    shown = (await there.browser.get(address)).text
    assert "would be deleted" in shown
    assert "203.0.113.9" in shown
    await there.back(await there.at_provider(address, "cancel"))
    assert ("ls", "A", "203.0.113.9") in there.records()
    await there.back(await there.at_provider(await there.leave()))
    left = {(name, kind, value) for name, kind, value in there.records() if "ls" in name}
    assert left == {CNAME, TXT, ("_twilio.ls", "TXT", '"something else"')}


@pytest.mark.parametrize(
    ("fault", "do", "outcome"),
    [(None, "cancel", "cancelled"), (Fault.DENIED, "confirm", "refused"), (Fault.DOWN, "confirm", "down")],
)
async def test_what_came_to_nothing_is_said_in_plain_words_and_asks_for_no_look(
    there: Crossing, fault: Fault | None, do: str, outcome: str
) -> None:
    address, before = await there.leave(), there.house.domain(there.domain_id)
    there.provider.fault = fault
    back = await there.back(await there.at_provider(address, do))
    assert f"back={outcome}&" in back.headers["location"]
    page = await there.web.get(back.headers["location"])
    assert words_in(Language.ENGLISH).say(f"connect.back_{outcome}") in page.text
    assert there.told() == [OPENED, returned(outcome)]
    assert CNAME not in there.records()
    assert there.house.domain(there.domain_id).generation == before.generation


async def test_without_twilios_value_the_cname_alone_is_asked_for(tmp_path: Path) -> None:
    async with crossing(tmp_path, None) as there:
        assert await there.look()
        await there.back(await there.at_provider(await there.leave()))
        assert CNAME in there.records()
        assert not any(name.startswith("_twilio") for name, *_ in there.records())


TAMPERED = [
    ("host=ls", "host=www"),
    ("domain=acme.test", "domain=other.test"),
    ("token=0123", "token=9123"),
    ("groupId=link%2Cverification", "groupId=link"),
    ("bot.test", "evil.test"),
    ("&state=", "&host=www&state="),
    ("sig=", "sig=A"),
    ("key=_dck1", "key=_dck2"),
]


async def test_a_provider_refuses_what_was_changed_on_the_way(there: Crossing) -> None:
    address = await there.leave()
    for old, new in TAMPERED:
        assert old in address
        shown = await there.browser.get(address.replace(old, new))
        assert (shown.status_code, "signature is not right" in shown.text) == (400, True), new
    assert CNAME not in there.records()


async def test_a_provider_refuses_a_template_that_it_does_not_know(there: Crossing) -> None:
    address = await there.leave()
    there.provider.drop("links.test")
    shown = await there.browser.get(address)
    assert (shown.status_code, "not known here" in shown.text) == (400, True)


async def test_nothing_of_a_request_that_a_provider_sees_opens_our_page(there: Crossing) -> None:
    await there.back(await there.at_provider(await there.leave()))
    token, seen = there.path.rsplit("/", 1)[1], there.provider.seen
    link_id, mark = token.split(".")
    assert {one.method for one in seen} == {"GET", "POST"}
    for one in seen:
        assert mark not in f"{one.address} {dict(one.headers)} {one.body}"
        assert "Referer" not in one.headers
        query = dict(parse_qsl(urlsplit(one.address).query))
        assert re.fullmatch(r"[0-9a-f]{32}\.[\w-]{43}", query.pop("state", f"{'0' * 32}.{'0' * 43}"))
        assert all(link_id not in value for name, value in query.items() if name != "sig")


async def test_the_way_out_gives_no_referrer_and_keeps_who_left_in_the_browser_alone(there: Crossing) -> None:
    token = there.path.rsplit("/", 1)[1]
    mark = there.tokens.form_mark(token)
    gone = await there.web.post(f"{there.path}/connect", data={"mark": mark}, headers=HEADERS)
    assert gone.headers["referrer-policy"] == "no-referrer"
    assert "form-action 'self'" in gone.headers["content-security-policy"]
    cookie = gone.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Secure", "Path=/connect/back", "Max-Age=3600"))
    assert token not in cookie
    assert token not in gone.text


async def test_to_look_at_the_pages_changes_nothing(there: Crossing) -> None:
    before = there.house.domain(there.domain_id)
    for path in (there.path, f"{there.path}/connect", "/connect/back", "/connect/back?state=a.b&error=access_denied"):
        await there.web.get(path)
    assert there.told() == []
    assert there.house.domain(there.domain_id) == before


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_a_form_of_another_site_sends_nobody_away(there: Crossing, headers: dict[str, str]) -> None:
    mark = there.tokens.form_mark(there.path.rsplit("/", 1)[1])
    gone = await there.web.post(f"{there.path}/connect", data={"mark": mark}, headers={**HEADERS, **headers})
    assert gone.status_code == 403
    wrong = await there.web.post(f"{there.path}/connect", data={"mark": mark[:-2]}, headers=HEADERS)
    assert wrong.status_code == 403
    assert there.told() == []


async def test_a_return_counts_once(there: Crossing) -> None:
    address = await there.at_provider(await there.leave())
    kept = dict(there.web.cookies)
    await there.back(address)
    domain = there.house.domain(there.domain_id)
    there.house.wait(60)
    there.web.cookies.update(kept)
    again = await there.back(address)
    assert "back=" not in again.headers["location"]
    assert there.house.domain(there.domain_id) == domain
    assert there.told() == [OPENED, returned("done")]


async def test_who_leaves_again_makes_the_earlier_way_back_worthless(there: Crossing) -> None:
    first = await there.at_provider(await there.leave(), "cancel")
    second = await there.at_provider(await there.leave())
    assert "back=" not in (await there.back(first)).headers["location"]
    assert "back=done" in (await there.back(second)).headers["location"]


async def test_another_browser_or_another_state_leads_nowhere(there: Crossing) -> None:
    address = await there.at_provider(await there.leave())
    attempt, mark = parse_qs(urlsplit(address).query)["state"][0].split(".")
    for state in ("", "a.b", f"{attempt}.", f"{attempt}.{mark[:-2]}AA", f"{'0' * 32}.{mark}", "é.ü"):
        assert (await there.web.get("/connect/back", params={"state": state})).status_code == 400
    there.web.cookies.clear()
    lost = await there.back(address)
    assert lost.status_code == 400
    assert words_in(Language.ENGLISH).say("connect.lost_title") in lost.text
    assert there.told() == [OPENED]


async def test_a_cookie_that_was_made_up_or_is_of_another_visit_leads_nowhere(there: Crossing) -> None:
    address = await there.at_provider(await there.leave())
    (name,) = there.web.cookies
    sealed = there.web.cookies[name]
    forged = base64.urlsafe_b64encode(b"0" * 32).decode()
    there.web.cookies.clear()
    attempt, mark = parse_qs(urlsplit(address).query)["state"][0].split(".")
    other = name.replace(attempt, "0" * 32)
    renamed = await there.web.get(f"/connect/back?state={'0' * 32}.{mark}", headers={"Cookie": f"{other}={sealed}"})
    assert renamed.status_code == 400
    for value in ("x", sealed[:-3] + "AAA", f"{sealed.rpartition('.')[0]}.{forged}"):
        response = await there.web.get(address.removeprefix(OURS), headers={"Cookie": f"{name}={value}"})
        assert response.status_code == 400
    assert there.told() == [OPENED]


async def test_after_an_hour_a_way_back_counts_no_more(there: Crossing) -> None:
    address = await there.at_provider(await there.leave())
    there.house.wait(ATTEMPT_LIVES.total_seconds())
    assert "back=" not in (await there.back(address)).headers["location"]
    assert there.told() == [OPENED]


async def test_a_revoked_link_leads_nobody_out(there: Crossing) -> None:
    path, mark = there.path, there.tokens.form_mark(there.path.rsplit("/", 1)[1])
    there.house.wait(15 * 86400)
    gone = await there.web.post(f"{path}/connect", data={"mark": mark}, headers=HEADERS)
    assert gone.status_code == 303
    assert (await there.web.get(gone.headers["location"].replace("..", "/setup"))).status_code == 404
    assert there.told() == []
