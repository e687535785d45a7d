"""What other systems read."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.errors import GatewayError
from bot.core.facts import Code
from tests.core.support import RIGHT, WRONG
from tests.services.support import ALL
from tests.web.api_support import Outlet, opened


@pytest.fixture
async def outlet(tmp_path: Path) -> AsyncIterator[Outlet]:
    async for made in opened(tmp_path):
        yield made


async def test_one_domain_is_read_by_its_host_as_people_write_it(outlet: Outlet) -> None:
    token = outlet.token()
    outlet.house.add("acme.com")
    answer = await outlet.get("/domains/LS.Acme.com.", token)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    shown = answer.json()
    assert (shown["host"], shown["client"]) == ("ls.acme.com", {"id": "c1", "name": "Acme Corp"})
    assert (shown["owner"], shown["stage"]) == ("UOWN", "waiting_for_twilio_details")
    assert "it@acme.com" not in answer.text


async def test_an_international_host_is_read_in_either_form(outlet: Outlet) -> None:
    token = outlet.token()
    outlet.house.add("ls.bücher.example")
    for written in ("ls.bücher.example", "ls.xn--bcher-kva.example", "ls.b%C3%BCcher.example"):
        shown = (await outlet.get(f"/domains/{written}", token)).json()
        assert (shown["host"], shown["unicode_host"]) == ("ls.xn--bcher-kva.example", "ls.bücher.example")


async def test_unknown_and_out_of_scope_are_told_alike(outlet: Outlet) -> None:
    outlet.house.add("acme.com")
    removed = outlet.house.add("gone.example")
    assert removed
    token = outlet.token("c2")
    answers = [
        await outlet.get(f"/domains/{host}", token) for host in ("ls.acme.com", "ls.never.example", "!", "é é", "a%0Ab")
    ]
    told = [{**answer.json(), "reference": ""} for answer in answers]
    assert {answer.status_code for answer in answers} == {404}
    assert all(one == told[0] for one in told)
    assert answers[0].headers["content-type"] == "application/problem+json"


async def test_what_was_seen_is_told_with_its_cause(outlet: Outlet) -> None:
    token = outlet.token()
    domain_id = outlet.house.add("acme.com")
    outlet.house.look(domain_id, Code.WRONG_TARGET, record=WRONG)
    fact = (await outlet.get("/domains/ls.acme.com", token)).json()["facts"]["record"]
    assert (fact["state"], fact["code"]) == ("wrong", "WRONG_TARGET")
    assert fact["advice"]


async def test_domains_come_newest_first_in_pages_that_stay_where_they_are(outlet: Outlet) -> None:
    token = outlet.token()
    for number in range(5):
        outlet.house.wait(60)
        outlet.house.add(f"a{number}.example")
    first = await outlet.get("/domains?limit=2", token)
    assert [one["host"] for one in first.json()["domains"]] == ["ls.a4.example", "ls.a3.example"]
    outlet.house.wait(60)
    outlet.house.add("a9.example")
    second = await outlet.get(f"/domains?limit=2&cursor={first.json()['next']}", token)
    assert [one["host"] for one in second.json()["domains"]] == ["ls.a2.example", "ls.a1.example"]
    following = second.links["next"]["url"]
    last = await outlet.get(f"/domains{following}", token)
    assert [one["host"] for one in last.json()["domains"]] == ["ls.a0.example"]
    assert last.json()["next"] is None
    assert "link" not in last.headers


async def test_a_page_that_is_just_full_is_the_last_one(outlet: Outlet) -> None:
    token = outlet.token()
    outlet.house.add("a.example")
    outlet.house.add("b.example")
    assert (await outlet.get("/domains?limit=2", token)).json()["next"] is None


async def test_they_are_chosen_by_client_by_stage_and_by_scope(outlet: Outlet) -> None:
    house = outlet.house
    live = house.add("acme.com")
    house.add("beta.example", client_id="c2")
    house.give(live)
    house.look(live, **dict.fromkeys(ALL, RIGHT))

    async def hosts(query: str, token: str) -> list[str]:
        return sorted(one["host"] for one in (await outlet.get(f"/domains{query}", token)).json()["domains"])

    every, theirs = outlet.token(), outlet.token("c2")
    assert await hosts("", every) == ["ls.acme.com", "ls.beta.example"]
    assert await hosts("", theirs) == ["ls.beta.example"]
    assert await hosts("?client=acme%20CORP", every) == await hosts("?client=c1", every) == ["ls.acme.com"]
    assert await hosts("?stage=live", every) == ["ls.acme.com"]
    assert await hosts("?stage=live&client=c2", every) == []
    for query, token in (("?client=c1", theirs), ("?client=Nobody", every)):
        answer = await outlet.get(f"/domains{query}", token)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_client")


FAULTY = (
    ("limit=0", "limit"),
    ("limit=51", "limit"),
    ("limit=ten", "limit"),
    ("limit=%20" + "5", "limit"),
    ("stage=done", "stage"),
    ("stage=", "stage"),
    ("cursor=abc", "cursor"),
    ("cursor=WyJ4IiwieSJd", "cursor"),
    ("client=a&client=b", "client"),
    ("page=2", "page"),
)


async def test_what_is_no_parameter_is_named(outlet: Outlet) -> None:
    token = outlet.token()
    for query, field in FAULTY:
        answer = await outlet.get(f"/domains?{query}", token)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field), query


async def test_what_has_not_changed_is_not_sent_again(outlet: Outlet) -> None:
    token = outlet.token()
    domain_id = outlet.house.add("acme.com")
    for path in ("/domains", "/domains/ls.acme.com"):
        first = await outlet.get(path, token)
        assert first.headers["cache-control"] == "private, no-cache"
        same = await outlet.get(path, token, **{"If-None-Match": f'"x", W/{first.headers["etag"]}'})
        assert (same.status_code, same.content) == (304, b"")
    outlet.house.look(domain_id, record=RIGHT)
    assert (await outlet.get("/domains", token, **{"If-None-Match": first.headers["etag"]})).status_code == 200


async def test_before_slack_has_said_who_is_served_it_says_when_to_come_again(outlet: Outlet) -> None:
    token = outlet.token()
    outlet.bot = None
    answer = await outlet.get("/domains", token)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["code"] == "starting"
    assert (await outlet.web.get("/api/v1/openapi.json")).status_code == 200


async def test_other_paths_and_methods_are_problems_too(outlet: Outlet) -> None:
    token = outlet.token()
    for path, status in (("/nothing", 404), ("/domains/", 404), ("/domains/a/b", 404)):
        answer = await outlet.get(path, token)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    answer = await outlet.web.request("DELETE", "/api/v1/domains")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert "access-control-allow-origin" not in answer.headers


async def test_a_database_that_is_away_is_a_reason_to_come_again(outlet: Outlet) -> None:
    outlet.people.fault = GatewayError("slack", "timeout", transient=True)
    answer = await outlet.post({"host": "ls.acme.com", "client": "c1"}, outlet.token())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_a_stage_that_is_rare_ends_a_page_early_and_goes_on(outlet: Outlet) -> None:
    token = outlet.token()
    for number in range(3):
        outlet.house.now += timedelta(minutes=1)
        outlet.house.add(f"a{number}.example")
    answer = (await outlet.get("/domains?stage=live&limit=1", token)).json()
    assert answer == {"domains": [], "next": None}
