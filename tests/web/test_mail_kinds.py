"""Every kind of e-mail to the client, whole: what is the same in all of them, and how each one reads.

`UPDATE_GOLDEN=1 pytest tests/web/test_mail_kinds.py` writes the golden files anew; look at them before you commit them,
and at `python -m tests.browser.pictures mails`.
"""

import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest

from bot.core.facts import Provider
from bot.core.languages import Language
from bot.core.messages import Mail
from tests.web.mail_kinds import ABSENT, BOTH, CNAME, KINDS, LINK, LOGO, NO_TXT, RIGHT, Kind, facts_of, model_of

GOLDEN = Path(__file__).parent / "golden"
_UNSEEN = ("style", "title")
_LAYOUT = {"html", "head", "meta", "title", "style", "body", "table", "caption", "tr", "td", "th"}
_ALLOWED = {*_LAYOUT, "p", "b", "br", "ol", "li", "h2", "code", "a", "img"}
EVERY = pytest.mark.parametrize(("name", "language"), list(product(KINDS, Language)))


class Reader(HTMLParser):
    """What a person reads in a mail, and what its HTML is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, _tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in _UNSEEN:
            self.words.extend(data.split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def pieces(text: str) -> list[str]:
    """Words and marks, whatever stands between them."""
    return re.findall(r"\w+|[^\w\s]", text)


def of_text(mail: Mail) -> list[str]:
    """The text part, without what HTML says by its form: where links lead, and the numbers of the steps."""
    text = re.sub(r"(?m)^https://\S+$| \(https://[^)]+\)|^\d\. ", "", mail.text)
    return pieces(re.sub(r"(?m)^(  [^:\n]+|Show .*|Ver .*):", r"\1", text))


@EVERY
def test_text_and_html_say_the_same_in_the_same_order(name: str, language: Language) -> None:
    kind = KINDS[name]
    mail = kind.mail(language)
    read = pieces(" ".join(Reader(mail.html).words))
    head = pieces(kind.model.company) if not kind.logo else []
    assert read == head + of_text(mail)


@EVERY
def test_there_is_one_link_and_nothing_that_runs_or_is_loaded(name: str, language: Language) -> None:
    kind = KINDS[name]
    mail, wanted = kind.mail(language), [kind.model.link] if kind.model.link else []
    reader = Reader(mail.html)
    links = [link["href"] for link in reader.all("a")]
    assert links == wanted or (not wanted and len(links) <= 1)  # without a page, at most where people sign in
    assert re.findall(r"https?://\S+", mail.text.replace(")", " ").replace("https" * 30, "")) == links
    assert {tag for tag, _ in reader.tags} <= _ALLOWED
    assert [one["src"] for one in reader.all("img")] == ([kind.logo] if kind.logo else [])
    assert not [key for _, attributes in reader.tags for key in attributes if key.startswith("on")]
    assert not re.search(r"url\(|@import|@font-face|<script|<link|javascript:", mail.html)
    assert len(mail.html) < 20_000  # a mail program cuts off at 102 kB


@pytest.mark.parametrize("language", Language)
def test_both_looks_are_announced_and_the_language_is_named(language: Language) -> None:
    reader = Reader(KINDS["both"].mail(language).html)
    metas = {one.get("name"): one.get("content") for one in reader.all("meta")}
    assert metas["color-scheme"] == metas["supported-color-schemes"] == "light dark"
    assert reader.all("html") == [{"lang": language.value}]
    tables = [one for one in reader.all("table") if one.get("role") != "presentation"]
    assert tables == []  # nothing to read out as a table where there is none


def test_the_logo_has_the_name_for_those_who_do_not_see_it_and_a_height_of_its_own() -> None:
    (logo,) = Reader(KINDS["both"].mail().html).all("img")
    assert (logo["src"], logo["alt"], logo["height"]) == (LOGO, "Meera", "40")
    assert "width:auto" in (logo["style"] or "")
    assert "width" not in logo  # with both, a mail program would squeeze it


def test_without_a_logo_the_name_stands_there_and_without_a_name_nothing() -> None:
    named = Reader(replace(KINDS["both"], logo="").mail().html)
    assert (named.all("img"), named.words[:2]) == ([], ["Meera", "Hello,"])
    assert Reader(KINDS["unnamed"].mail().html).words[0] == "Hello,"


@pytest.mark.parametrize("logo", ["http://meera.example/logo.png", "http://127.0.0.1/logo.png", "data:image/png,x"])
def test_a_logo_over_a_line_that_others_read_is_left_out(logo: str) -> None:
    assert Reader(replace(KINDS["both"], logo=logo).mail().html).all("img") == []


def test_an_address_of_a_logo_stays_an_attribute() -> None:
    evil = 'https://meera.example/"><script>alert(1)</script>'
    reader = Reader(replace(KINDS["both"], logo=evil).mail().html)
    assert [one["src"] for one in reader.all("img")] == [evil]
    assert reader.all("script") == []


def test_a_note_is_shown_as_it_was_typed_with_its_lines() -> None:
    html = KINDS["note"].mail().html
    assert (
        "before &lt;Friday&gt;?<br><br>It&#39;s for the &#34;spring&#34; &amp; summer campaign.<br>&lt;script" in html
    )


def test_who_answers_is_named_only_where_an_answer_reaches_them() -> None:
    told = "Questions? Just answer this e-mail: Olga reads it."
    assert told in KINDS["both"].mail().text
    model = KINDS["both"].model
    for silent in (replace(model, reply_to=""), replace(model, owner_name="")):
        assert "Questions?" not in Kind(silent).mail().text


@pytest.mark.parametrize("provider", [None, Provider("cloudflare", "Cloudflare")])
@pytest.mark.parametrize(("record", "txt", "wanted"), [(RIGHT, NO_TXT, "TXT"), (ABSENT, RIGHT, "CNAME")])
def test_where_one_record_is_right_only_the_other_is_asked_for(
    record: object, txt: object, wanted: str, provider: Provider | None
) -> None:
    model = model_of(provider=provider, facts=facts_of(record, txt))  # type: ignore[arg-type]
    mail = Kind(model).mail()
    assert mail.subject == "One more DNS record for ls.acme.com"
    assert f"one more DNS record for acme.com{' at Cloudflare' if provider else ''}, of type {wanted}." in mail.text
    assert [one.type for one in BOTH if f"Type: {one.type}\n" in mail.text] == [wanted]
    assert "Do this once for each record" not in mail.text
    linked = Kind(replace(model, link=LINK)).mail()
    assert (linked.subject, "Show the record:\n" in linked.text) == (mail.subject, True)


def test_where_both_or_neither_is_missing_both_are_asked_for() -> None:
    for facts in (facts_of(ABSENT, NO_TXT), facts_of(RIGHT, RIGHT)):
        assert Kind(model_of(facts=facts)).mail().subject == "DNS records for ls.acme.com"


def test_a_removal_asks_for_one_record_and_names_no_time_to_live() -> None:
    text = KINDS["removal"].mail().text
    assert f"The record to delete\n  Type: CNAME\n  Name: ls\n  Value: {CNAME.value}\n\n" in text
    assert "TTL" not in text


@EVERY
def test_golden(name: str, language: Language) -> None:
    mail = KINDS[name].mail(language)
    parts = {"txt": f"{mail.subject}\n\n{mail.text}", "html": mail.html}
    for ending, made in parts.items():
        path = GOLDEN / f"mail_{name}_{language.value}.{ending}"
        if os.environ.get("UPDATE_GOLDEN"):
            GOLDEN.mkdir(exist_ok=True)
            path.write_text(made, encoding="utf-8")
        assert made == path.read_text(encoding="utf-8")
