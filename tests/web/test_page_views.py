"""What the client's page says: in which language, for which provider, and what is seen right now."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from bot.core.facts import Code, Evidence, Fact, FactName, FactState, Finding, Provider
from bot.core.languages import Language
from tests.web.test_page import OURS, Site, playing


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with playing(tmp_path) as made:
        yield made


def change(site: Site, **changes: object) -> None:
    """Stores the domain as if it had been seen like this."""
    changed = replace(site.house.domain(site.domain_id), **changes)  # type: ignore[arg-type]
    site.house.read(lambda tx: tx.domains.save(changed))


def seen(site: Site, state: FactState, code: Code | None = None, **details: str) -> dict[FactName, Fact]:
    """The domain's facts with this record."""
    at = site.house.now
    proof = Evidence("192.0.2.1#53", "ls.acme.com CNAME", "NOERROR", ("a.example.",), 600, at, "ns1.dnsco.net")
    fact = Fact(state, at, at, Finding(code, details) if code else None, proof)
    return {**site.house.domain(site.domain_id).facts, FactName.RECORD: fact}


async def text_of(site: Site, tail: str = "") -> str:
    """The page as a person reads it."""
    html = (await site.web.get(f"{site.path}{tail}")).text
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


async def test_exactly_three_steps_in_the_panels_own_words(site: Site) -> None:
    change(site, provider=Provider("namecheap", "Namecheap"))
    html, text = (await site.web.get(site.path)).text, await text_of(site)
    assert len(re.findall(r"<li>", html)) == 3
    assert "Three steps at Namecheap" in text
    assert "go to Domain List → Manage → Advanced DNS → Add New Record." in text
    assert "In the box Host, type only ls or _twilio.ls: the panel adds .acme.com by itself." in text
    assert '<dt lang="en">Host</dt>' in html
    assert 'href="https://ap.www.namecheap.com/domains/list" target="_blank" rel="noopener noreferrer"' in html


async def test_the_value_to_copy_is_what_the_panel_takes(site: Site) -> None:
    change(site, provider=Provider("wix", "Wix"))
    assert "<code>lsct.ashburn.us1.twilio.com</code>" in (await site.web.get(site.path)).text
    change(site, provider=Provider("route53", "Amazon Route 53"))
    html = unescape((await site.web.get(site.path)).text)
    assert re.search(r'<code>"twilio-domain-verification=[^"]+"</code>', html)


async def test_without_scripts_every_value_can_be_selected_and_no_dead_button_shows(site: Site) -> None:
    html = (await site.web.get(site.path)).text
    assert html.count('class="copy"') == html.count('class="copy" hidden')
    assert html.count("<button") - html.count('class="copy"') == 1
    assert "user-select: all" in (await site.web.get("/static/page.css")).text


async def test_the_links_own_language_unless_the_reader_chooses_another(site: Site) -> None:
    english, spanish = await site.web.get(site.path), await site.web.get(f"{site.path}?lang=es")
    assert '<html lang="en">' in english.text
    assert '<html lang="es">' in spanish.text
    assert "Ya lo he añadido" in spanish.text
    assert 'action="?lang=es"' in spanish.text
    for nonsense in ("xx", "", "en'><script>"):
        assert '<html lang="en">' in (await site.web.get(site.path, params={"lang": nonsense})).text


async def test_the_other_language_is_one_press_away_and_stays_chosen(site: Site) -> None:
    html = (await site.web.get(f"{site.path}?lang=es")).text
    assert re.search(r'<a href="\?lang=en" lang="en" hreflang="en">English</a>', html)
    assert re.search(r'<a href="\?lang=es"[^>]* aria-current="true">Español</a>', html)
    site.house.wait(30)
    answer = await site.press(lang="es")
    assert answer.headers["location"] == "?lang=es&again=1#seen"


@pytest.mark.parametrize("language", Language)
async def test_a_link_that_opens_nothing_says_so_in_the_readers_language(site: Site, language: Language) -> None:
    answer = await site.web.get(f"{site.path[:-2]}xx?lang={language}")
    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.text


async def test_what_is_seen_is_told_with_proof_in_the_readers_language(site: Site) -> None:
    change(site, facts=seen(site, FactState.WRONG, Code.DOUBLED_NAME, seen="ls.acme.com.acme.com"))
    english, spanish = await text_of(site), await text_of(site, "?lang=es")
    assert "The record was created as ls.acme.com.acme.com" in english
    assert "Asked ns1.dnsco.net for ls.acme.com CNAME" in english
    assert "El registro se creó como ls.acme.com.acme.com" in spanish
    assert "Preguntamos a ns1.dnsco.net por ls.acme.com CNAME" in spanish


async def test_until_when_some_networks_remember_is_told_only_while_they_do(site: Site) -> None:
    soon = site.house.now + timedelta(minutes=20)
    change(site, facts=seen(site, FactState.HOLDS), visible_everywhere_at=soon)
    assert "visible everywhere by" in await text_of(site)
    site.house.wait(21 * 60)
    assert "visible everywhere by" not in await text_of(site)


async def test_the_page_can_be_handed_on_by_e_mail_and_by_its_address(site: Site) -> None:
    html = unescape((await site.web.get(site.path)).text)
    mailto = re.search(r'href="(mailto:[^"]+)"', html)
    assert mailto is not None
    assert f"{OURS}{site.path}" in unquote(mailto[1])
    assert f"<code>{OURS}{site.path}</code>" in html


async def test_an_open_page_learns_what_is_new_and_nothing_while_nothing_is(site: Site) -> None:
    first = await site.web.get(f"{site.path}/seen")
    assert first.status_code == 200
    etag = first.headers["etag"]
    again = await site.web.get(f"{site.path}/seen", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    change(site, facts=seen(site, FactState.HOLDS))
    later = await site.web.get(f"{site.path}/seen", headers={"If-None-Match": etag})
    assert later.status_code == 200
    assert "1 of 2 records are right." in later.text
    spanish = await site.web.get(f"{site.path}/seen?lang=es", headers={"If-None-Match": later.headers["etag"]})
    assert "1 de 2 registros son correctos." in spanish.text


async def test_an_open_page_asks_nobody_and_changes_nothing(site: Site) -> None:
    before = site.house.domain(site.domain_id)
    for _ in range(5):
        await site.web.get(f"{site.path}/seen")
    assert site.house.domain(site.domain_id) == before
    assert site.opens() == 0


async def test_what_is_seen_opens_only_to_the_link(site: Site) -> None:
    assert (await site.web.get(f"{site.path[:-2]}xx/seen")).status_code == 404
    site.house.wait(14 * 86400 + 1)
    assert (await site.web.get(f"{site.path}/seen")).status_code == 404


async def test_landmarks_labels_and_spoken_changes_are_there_for_a_screen_reader(site: Site) -> None:
    html = (await site.web.get(site.path)).text
    for part in (
        "<header>",
        "<nav aria-label=",
        "<main>",
        "<footer>",
        '<p id="summary" class="summary" role="status">',
    ):
        assert part in html
    for label in re.findall(r'aria-labelledby="([^"]+)"', html):
        assert f'id="{label}"' in html
    assert html.count("<h1>") == 1
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


async def test_whatever_people_typed_is_text_and_nothing_else(site: Site) -> None:
    evil = "<script>alert(1)</script>{zone}{{ 7 * 7 }}\u202e"
    change(site, note=evil, facts=seen(site, FactState.WRONG, Code.WRONG_TARGET, seen=evil))
    for tail in ("", "?lang=es", "/seen"):
        html = (await site.web.get(f"{site.path}{tail}")).text
        assert "<script>alert" not in html
        assert "&lt;script&gt;" in html
        typed = re.sub(r"[\w-]{43}|\d{3,}", "", html)  # without marks and times
        assert "49" not in typed
