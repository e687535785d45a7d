"""The client's page as somebody who means harm meets it: on the real server, over a socket."""

import contextlib
import io
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.core.commands import Forward
from bot.core.events import EventKind
from bot.logs import set_up_logs
from bot.services import forwarding
from bot.web.headers import HEADERS
from bot.web.tokens import KeyedLinks
from tests.services.support import OWNER
from tests.web.served import OURS, Served, serving

NONSENSE = ("x", "d1-1", "d1-1.", f"d1-1.{'A' * 43}", "%00", "%F0%9F%92%A3", "a" * 4000)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as made:
        yield made


def told(answer: httpx.Response) -> tuple[int, str, str]:
    """All that could tell one refusal from another, but for the mark of the form that asks for a new link."""
    head, _, rest = answer.text.partition('name="mark" value="')
    return answer.status_code, head + rest.partition('"')[2], str(sorted(set(answer.headers) - {"date"}))


# Guessing


async def test_whatever_is_wrong_with_a_token_the_answer_is_the_same(site: Served) -> None:
    other_id = site.house.add("other.com")
    site.house.give(other_id, sid="DN" + "9" * 32)
    token, mark = site.token, site.token.rpartition(".")[2]
    tokens = [
        f"{other_id}-1.{mark}",  # of another host
        f"{site.domain_id}-2.{mark}",  # of a link that is not there yet
        token[:-1],
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token.upper(),
        KeyedLinks(["another key"], OURS).token(token.rpartition(".")[0]),
        site.credentials_path.rsplit("/", 1)[1],
        site.tokens.form_mark(token),
        *NONSENSE,
    ]
    answers = [await site.web.get(f"/setup/{one}") for one in tokens]
    assert {told(answer) for answer in answers} == {told(answers[0])}
    assert answers[0].status_code == 404
    assert "acme" not in answers[0].text
    assert {(await site.web.get(f"/setup/{one}/seen")).status_code for one in tokens} == {404}


async def test_an_ended_and_a_revoked_link_are_answered_like_one_that_never_was(site: Served) -> None:
    path, never = site.path, await site.web.get("/setup/never")
    site.house.wait(14 * 86400 + 1)
    assert told(await site.web.get(path)) == told(never)
    site.house.run(forwarding.forward, Forward(site.domain_id, (), is_anyway=True), OWNER)
    assert (await site.web.get(path)).status_code == 200
    site.house.run(forwarding.revoke, site.domain_id, OWNER)
    assert told(await site.web.get(path)) == told(never)
    assert told(await site.web.head(path))[:1] == (404,)
    site.house.run(forwarding.forward, Forward(site.domain_id, (), is_anyway=True), OWNER)
    assert told(await site.web.get(path)) == told(never), "a new link does not bring the revoked one back"
    assert (await site.web.get(site.path)).status_code == 200


async def test_a_revoked_link_can_press_nothing(site: Served) -> None:
    token, before = site.token, site.house.domain(site.domain_id)
    site.house.run(forwarding.revoke, site.domain_id, OWNER)
    kinds = site.house.kinds(site.domain_id)
    site.house.wait(60)
    for do in ("added", "seen", "watching", "nonsense", ""):
        data = {"do": do, "mark": site.tokens.form_mark(token)}
        answer = await site.web.post(f"/setup/{token}", data=data, headers={"Origin": OURS})
        assert answer.status_code in (204, 404)
    assert site.house.kinds(site.domain_id) == kinds
    after = site.house.domain(site.domain_id)
    assert (after.close_since, after.page_seen_at) == (before.close_since, before.page_seen_at)


async def test_after_another_address_and_another_name_the_same_link_shows_what_is_wanted_now(site: Served) -> None:
    path = site.path
    site.house.run(forwarding.forward, Forward(site.domain_id, (("p9", "it2@acme.com"),), is_anyway=True), OWNER)
    assert (site.path, (await site.web.get(path)).status_code) == (path, 200)
    changed = replace(site.house.domain(site.domain_id), host="go.acme.com")
    site.house.read(lambda tx: tx.domains.save(changed))
    html = (await site.web.get(path)).text
    assert "go.acme.com" in html
    assert "ls.acme.com" not in html


async def test_the_page_of_one_host_says_nothing_of_another_of_the_same_client(site: Served) -> None:
    other = site.house.add("other.com", note="only for other.com")
    site.house.give(other, sid="DN" + "9" * 32)
    html = (await site.web.get(site.path)).text
    assert "other.com" not in html
    for secret in ("DN1", "UOWN", "it@acme.com", "<!--"):
        assert secret not in html


async def test_the_owner_hears_once_that_a_new_link_is_wanted_however_often_it_is_asked_for(site: Served) -> None:
    token, path = site.token, site.path
    site.house.run(forwarding.revoke, site.domain_id, OWNER)
    for _ in range(50):
        data = {"do": "ask", "mark": site.tokens.form_mark(token)}
        answer = await site.web.post(path, data=data, headers={"Origin": OURS})
        assert (answer.status_code, "If this link was once yours" in answer.text) == (200, True)
    assert site.house.kinds(site.domain_id).count(EventKind.LINK_ASKED) == 1
    never = await site.web.post(
        "/setup/never", data={"do": "ask", "mark": site.tokens.form_mark("never")}, headers={"Origin": OURS}
    )
    assert told(never) == told(answer)


# Forms of others


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://bot.test"},
        {"Origin": "https://bot.test.evil.example"},
        {"Origin": "https://bot.test:8443"},
        {"Origin": OURS, "Sec-Fetch-Site": "cross-site"},
        {"Origin": OURS, "Sec-Fetch-Site": "same-site"},
        {"Origin": OURS, "Sec-Fetch-Site": "none"},
        {"Referer": "https://evil.example/page"},
        {"Origin": "null", "Referer": "https://bot.test.evil.example/"},
    ],
)
async def test_a_right_mark_from_another_site_moves_nothing(site: Served, headers: dict[str, str]) -> None:
    before = site.house.domain(site.domain_id)
    data = {"do": "added", "mark": site.tokens.form_mark(site.token)}
    assert (await site.web.post(site.path, data=data, headers=headers)).status_code == 403
    assert site.house.domain(site.domain_id) == before


async def test_a_mark_of_another_link_a_token_or_none_moves_nothing(site: Served) -> None:
    before = site.house.domain(site.domain_id)
    link_id = site.token.rpartition(".")[0]
    for mark in ("", site.token, site.tokens.form_mark(link_id), site.tokens.form_mark("d9-1.x"), "é" * 43, "\0"):
        data = {"do": "added", "mark": mark}
        assert (await site.web.post(site.path, data=data, headers={"Origin": OURS})).status_code == 403
    assert site.house.domain(site.domain_id) == before


# Prefetching


async def test_scanners_that_fetch_in_every_way_change_nothing_and_burn_nothing(site: Served) -> None:
    before, kinds = site.house.domain(site.domain_id), site.house.kinds(site.domain_id)
    for method in ("GET", "HEAD", "OPTIONS", "PROPFIND", "TRACE", "PUT", "DELETE", "PATCH", "LINK"):
        for tail in ("", "?do=added", "?again=1", "/seen", "/seen?do=seen"):
            answer = await site.web.request(method, f"{site.path}{tail}", headers={"Purpose": "prefetch"})
            assert answer.status_code == (200 if method in ("GET", "HEAD") else 405)
    assert (site.house.domain(site.domain_id), site.house.kinds(site.domain_id), site.opens()) == (before, kinds, 0)
    assert (await site.web.get(site.path)).status_code == 200


# Headers


async def test_every_answer_carries_every_header(site: Served) -> None:
    big, form = "x" * 5000, "application/x-www-form-urlencoded"
    answers = [
        await site.web.request(method, path, content=body, headers={"Content-Type": form})
        for method, path, body in (
            ("GET", site.path, ""),
            ("HEAD", site.path, ""),
            ("GET", f"{site.path}/seen", ""),
            ("GET", "/static/page.css", ""),
            ("GET", "/static/page.js", ""),
            ("GET", "/static/../page.py", ""),
            ("GET", site.credentials_path, ""),
            ("GET", "/credentials/never", ""),
            ("GET", "/setup/never", ""),
            ("GET", "/setup/", ""),
            ("GET", "/", ""),
            ("OPTIONS", site.path, ""),
            ("DELETE", site.path, ""),
            ("GET", "/fault", ""),
            ("POST", site.path, "do=added"),
            ("POST", site.path, big),
            ("POST", site.credentials_path, big),
            ("GET", "/healthz", ""),
            ("GET", "/metrics", ""),
            ("GET", "/nothing", ""),
        )
    ]
    statuses = {answer.status_code for answer in answers}
    assert statuses == {200, 403, 404, 405, 413, 500}
    for answer in answers:
        csp = answer.headers["content-security-policy"]
        assert "default-src 'none'" in csp
        assert not any(word in csp for word in ("unsafe", "*", "http:", "https:", "data:"))
        for name, value in HEADERS.items():
            assert name == "Content-Security-Policy" or answer.headers[name] == value
        assert not {"server", "x-powered-by", "set-cookie", "access-control-allow-origin"} & set(answer.headers)


CLOSING = b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET /setup/a b HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /setup/x" + CLOSING + b"Content-Length: -5\r\n\r\n",
        b"POST /setup/x" + CLOSING + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST /setup/x" + CLOSING + b"Content-Length: 5\r\nTransfer-Encoding: chunked, x\r\n\r\n",
        b"GET /" + CLOSING + b"X: " + b"a" * 600_000,
        b"GET /" + b"a" * 600_000,
        b"GET /" + CLOSING + b"X: y\r\n" * 90_000,
    ],
)
async def test_what_is_no_http_and_heads_that_never_end_are_turned_away_with_the_same_headers(
    site: Served, nonsense: bytes
) -> None:
    head = (await site.say(nonsense)).partition(b"\r\n\r\n")[0].lower()
    if head or len(nonsense) < 1000:  # a line that was cut while we were still sending has no answer to read
        assert head.startswith((b"http/1.1 400", b"http/1.1 501"))
        assert all(f"{name}: {value}".lower().encode() in head for name, value in HEADERS.items())
    assert (await site.web.get("/healthz")).status_code == 200


async def test_a_websocket_is_nothing_we_speak(site: Served) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    assert (await site.web.get(site.path, headers=upgrade)).status_code == 200


# Bodies


async def test_a_body_that_is_too_large_is_given_up_however_it_comes(site: Served) -> None:
    before = site.house.domain(site.domain_id)

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(2000):
            yield b"a=" + b"b" * 1022

    for path in (site.path, site.credentials_path):
        declared = await site.say(
            f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n".encode() + b"do=added"
        )
        assert declared.startswith(b"HTTP/1.1 413")
        assert b"connection: close" in declared.lower()
        with contextlib.suppress(httpx.TransportError):  # where the server closed while we were still sending
            assert (await site.web.post(path, content=endless())).status_code == 413
    assert site.house.domain(site.domain_id) == before
    assert (await site.web.get("/healthz")).status_code == 200


# Too often


async def test_of_a_thousand_guesses_from_one_address_nearly_all_are_turned_away(site: Served) -> None:
    answers = await site.ask_often(1000, "/setup/d1-1.{n}?lang=es")
    statuses = [status for status, _ in answers]
    assert statuses.count(404) + statuses.count(429) == 1000
    assert statuses.count(404) == 60
    turned = next(text for status, text in answers if status == 429).lower()
    assert re.search(r"\nretry-after: \d+\r", turned)
    assert "demasiadas solicitudes" in turned
    assert all(f"{name}: {value}".lower() in turned for name, value in HEADERS.items())
    assert (await site.web.get(site.path)).status_code == 200, "whoever holds a link is not kept out by them"
    assert (await site.web.get("/healthz")).status_code == 200
    metrics = (await site.web.get("/metrics")).text
    assert f"linkdomain_web_turned_away_total {statuses.count(429):.1f}" in metrics


async def test_one_link_cannot_be_asked_without_end_either(site: Served) -> None:
    other = site.house.add("other.com")
    site.house.give(other, sid="DN" + "9" * 32)
    site.house.look(other)
    link = site.house.run(forwarding.forward, Forward(other, (), is_anyway=True), OWNER)[0]
    statuses = [status for status, _ in await site.ask_often(400, f"{site.path}/seen")]
    assert statuses.count(200) == 120
    assert set(statuses) == {200, 429}
    assert (await site.web.get(f"/setup/{site.tokens.token(link.id)}")).status_code == 200


async def test_no_header_makes_another_address_of_somebody(site: Served) -> None:
    lines = ("X-Forwarded-For: 203.0.113.1", "Forwarded: for=203.0.113.1", "X-Real-IP: 203.0.113.1")
    assert {status for status, _ in await site.ask_often(120, "/setup/never")} == {404, 429}
    assert {status for status, _ in await site.ask_often(5, "/setup/never", *lines)} == {429}


async def test_behind_a_proxy_that_is_named_every_address_counts_for_itself(tmp_path: Path) -> None:
    async with serving(tmp_path, ("127.0.0.1/32",)) as site:
        one, two = "X-Forwarded-For: evil, 203.0.113.1", "X-Forwarded-For: 203.0.113.2"
        assert {status for status, _ in await site.ask_often(120, "/setup/never", one)} == {404, 429}
        assert [status for status, _ in await site.ask_often(1, "/setup/never", two)] == [404]


# Tokens in logs


async def test_neither_a_fault_nor_nonsense_writes_a_token_down(site: Served) -> None:
    written, root = io.StringIO(), logging.getLogger()
    kept, level = root.handlers[:], root.level
    set_up_logs("text", level=logging.DEBUG, stream=written)
    try:
        await site.say(f"GET /fault?t={site.token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        await site.say(f"GET {site.path} {site.token} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await site.say(f"GET {site.path} HTTP/1.1\r\nHost: x\r\nX: {'a' * 600_000}".encode())
    finally:
        root.handlers[:] = kept
        root.setLevel(level)
    assert "Traceback" in written.getvalue()
    assert site.token.rpartition(".")[2] not in written.getvalue()


async def test_what_sends_a_reader_elsewhere_never_names_the_page(site: Served) -> None:
    site.house.wait(30)
    pressed = await site.press()
    assert pressed.headers["location"] == "?again=1#seen"
    html = (await site.web.get(site.path)).text
    assert all('rel="noopener noreferrer"' in tag for tag in html.split("<a ")[1:] if tag.startswith('href="http'))
