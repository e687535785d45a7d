"""Who may come in, and how often."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.services import tokens
from bot.web.api.door import PER_MINUTE, WRONG_PER_MINUTE
from tests.services.support import ADMIN
from tests.web.api_support import Outlet, opened

WRONG = "ldk_" + "A" * 43


@pytest.fixture
async def outlet(tmp_path: Path) -> AsyncIterator[Outlet]:
    async for made in opened(tmp_path):
        yield made


async def test_without_a_token_nothing_is_read(outlet: Outlet) -> None:
    answer = await outlet.web.get("/api/v1/domains")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="linkdomain"')
    assert answer.json()["code"] == "no_token"


async def test_what_is_no_good_token_is_refused_in_one_way(outlet: Outlet) -> None:
    token = outlet.token()
    for sent in (f"Bearer {WRONG}", "Bearer", "Bearer ", f"Basic {token}", token, "Bearer é"):
        answer = await outlet.web.get("/api/v1/domains", headers=[(b"Authorization", sent.encode())])
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token"), sent
        assert answer.headers["www-authenticate"] == 'Bearer realm="linkdomain", error="invalid_token"'


async def test_a_token_counts_in_its_header_only(outlet: Outlet) -> None:
    token = outlet.token()
    assert (await outlet.web.get(f"/api/v1/domains?access_token={token}")).status_code == 401
    twice = [("Authorization", f"Bearer {token}"), ("Authorization", f"Bearer {token}")]
    assert (await outlet.web.get("/api/v1/domains", headers=twice)).status_code == 401
    assert (await outlet.web.get("/api/v1/domains", headers={"Authorization": f"bearer {token}"})).status_code == 200


async def test_a_revoked_and_an_ended_token_open_nothing_from_that_moment(outlet: Outlet) -> None:
    revoked, ending = outlet.token(), outlet.token(days=1)
    assert (await outlet.get("/domains", revoked)).status_code == 200
    outlet.house.run(tokens.revoke_token, "t1", ADMIN)
    assert (await outlet.get("/domains", revoked)).status_code == 401
    assert (await outlet.get("/domains", ending)).status_code == 200
    outlet.house.wait(86_400)
    assert (await outlet.get("/domains", ending)).status_code == 401


async def test_each_token_has_its_share_a_minute(outlet: Outlet) -> None:
    busy, calm = outlet.token(), outlet.token()
    answers = [(await outlet.get("/domains/x", busy)).status_code for _ in range(PER_MINUTE + 1)]
    assert (answers[-2], answers[-1]) == (404, 429)
    last = await outlet.get("/domains", busy)
    assert (last.json()["code"], last.headers["retry-after"]) == ("too_many_requests", "1")
    assert (await outlet.get("/domains", calm)).status_code == 200
    outlet.seconds = 1.0
    assert (await outlet.get("/domains", busy)).status_code == 200


async def test_wrong_tokens_are_counted_by_address_and_do_not_hold_up_good_ones(outlet: Outlet) -> None:
    good, unseen = outlet.token(), outlet.token()
    assert (await outlet.get("/domains", good)).status_code == 200
    answers = [(await outlet.get("/domains", WRONG)).status_code for _ in range(WRONG_PER_MINUTE + 1)]
    assert (answers[-2], answers[-1]) == (401, 429)
    assert (await outlet.get("/domains", good)).status_code == 200
    assert (await outlet.get("/domains", unseen)).status_code == 429
    async with outlet.asker("192.0.2.2") as other:
        headers = {"Authorization": f"Bearer {unseen}"}
        assert (await other.get("/api/v1/domains", headers=headers)).status_code == 200


async def test_a_use_is_kept_but_not_each_one(outlet: Outlet) -> None:
    token = outlet.token()

    def used() -> object:
        known = outlet.house.read(lambda tx: tx.tokens.get("t1"))
        return known.used_at if known else None

    assert used() is None
    await outlet.get("/domains", token)
    first = outlet.house.now
    outlet.house.wait(3599)
    await outlet.get("/domains", token)
    assert used() == first
    outlet.house.wait(1)
    await outlet.get("/domains", token)
    assert used() == outlet.house.now


async def test_no_token_stands_in_the_log_or_in_an_answer(outlet: Outlet, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = outlet.token()
    answers: list[httpx.Response] = [await outlet.get(path, token) for path in ("/domains", "/domains/x", "/nothing")]
    answers.append(await outlet.post({"host": 1}, token))
    answers.append(await outlet.get("/domains", WRONG))
    held = caplog.text + "".join(answer.text + str(answer.headers) for answer in answers)
    assert [one for one in (token, WRONG, token[4:]) if one in held] == []
    references = [answer.json()["reference"] for answer in answers[1:]]
    assert all(any(getattr(one, "reference", "") == reference for one in caplog.records) for reference in references)
