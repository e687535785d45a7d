"""The e-mail with the DNS steps: plain, complete, and nothing in it that somebody slipped in."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.bounces import message_id
from bot.core.facts import Code, Fact, FactName, FactState, Finding, Provider, Record
from bot.core.languages import Language
from bot.gateways.mail import compose
from bot.web.mails import steps_mail
from tests.web.mail_kinds import ABSENT, CNAME, NO_TXT, RIGHT, TXT, model_of


def test_every_record_is_there_in_text_and_table() -> None:
    mail = steps_mail(model_of())
    for record in (CNAME, TXT):
        for value in (record.type, record.name, record.value, str(record.ttl)):
            assert value in mail.text
            assert f">{value}</td>" in mail.html


def test_it_says_who_writes_to_whom_about_what() -> None:
    mail = steps_mail(model_of())
    assert (mail.to, mail.sender_name, mail.subject) == ("it@acme.com", "Olga at Meera", "DNS records for ls.acme.com")
    assert mail.reply_to is None
    assert "Acme Corp" in mail.text


@pytest.mark.parametrize(
    ("owner", "company", "sender"),
    [("Olga", "", "Olga"), ("", "Meera", "Meera"), ("", "", "linkdomain")],
)
def test_a_name_that_is_not_known_is_left_out(owner: str, company: str, sender: str) -> None:
    assert steps_mail(replace(model_of(), owner_name=owner, company=company)).sender_name == sender


def test_one_record_alone_is_spoken_of_as_one_and_another_is_announced() -> None:
    mail = steps_mail(model_of((CNAME,)))
    assert mail.subject == "DNS record for ls.acme.com"
    assert "one DNS record" in mail.text
    assert "One more record" in mail.text
    assert "One more record" not in steps_mail(model_of()).text


def test_the_providers_own_words_where_it_is_known() -> None:
    mail = steps_mail(model_of(provider=Provider("cloudflare", "Cloudflare")))
    assert "at Cloudflare" in mail.text
    assert "grey cloud" in mail.text
    assert "grey cloud" not in steps_mail(model_of()).text


def test_a_panel_that_refuses_the_final_dot_is_not_given_one() -> None:
    assert "Leave out its final dot" in steps_mail(model_of(provider=Provider("wix", "Wix"))).text
    assert "Keep its final dot" in steps_mail(model_of(provider=Provider("ovh", "OVHcloud"))).text


def test_an_unknown_provider_is_named_and_gets_the_usual_words() -> None:
    mail = steps_mail(model_of(provider=Provider("acmedns", "Acme DNS")))
    assert "at Acme DNS" in mail.text
    assert "type only ls or _twilio.ls" in mail.text


def test_an_international_name_is_shown_as_people_write_it() -> None:
    assert "ls.bücher.de (ls.xn--bcher-kva.de)" in steps_mail(model_of(host="ls.xn--bcher-kva.de")).text


def test_the_managers_note_is_there_with_its_line_breaks() -> None:
    assert "A note from Olga:\nplease\ntoday" in steps_mail(model_of(note="please\ntoday")).text


def test_the_same_effect_gives_the_same_mail_and_another_one_another_id() -> None:
    assert steps_mail(model_of()) == steps_mail(model_of())
    assert steps_mail(model_of()).message_id == message_id("domain:d1:steps:p1")
    assert (
        steps_mail(replace(model_of(), key="domain:d1:steps:p1:again")).message_id != steps_mail(model_of()).message_id
    )


@pytest.mark.parametrize("link", ["", "https://bot.test/setup/d1-1.abc"])
def test_in_spanish_nothing_is_left_in_english(link: str) -> None:
    mail = steps_mail(replace(model_of(note="pronto"), link=link, language=Language.SPANISH))
    assert mail.subject == "Registros DNS para ls.acme.com"
    assert mail.sender_name == "Olga de Meera"
    assert '<html lang="es">' in mail.html
    for text in (mail.text, mail.html):
        assert "Acme Corp enviará mensajes de texto" in text
        assert not re.search(
            r"\b(the|you|and|record|please)\b", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
        )


def test_with_a_link_the_mail_holds_it_once_and_no_records() -> None:
    mail = steps_mail(replace(model_of(), link="https://bot.test/setup/d1-1.abc"))
    assert mail.text.count("https://") == mail.html.count("https://") == 1
    assert CNAME.value not in mail.text + mail.html


@pytest.mark.parametrize("link", ["", "https://bot.test/setup/d1-1.abc"])
def test_a_reminder_says_that_it_is_one(link: str) -> None:
    first = replace(model_of(), link=link)
    again = steps_mail(replace(first, is_reminder=True))
    assert "a friendly reminder" in again.text
    assert "a friendly reminder" in again.html
    assert "reminder" not in steps_mail(first).text


def test_a_diagnosis_is_told_in_the_readers_language() -> None:
    wrong = Fact(FactState.WRONG, finding=Finding(Code.DOUBLED_NAME, {"seen": "ls.acme.com.acme.com"}))
    shown = model_of(facts={FactName.RECORD: wrong})
    mail = steps_mail(replace(shown, link="https://bot.test/setup/d1-1.abc", language=Language.SPANISH))
    assert "El registro se creó como ls.acme.com.acme.com" in mail.text


SEEN = [
    ((CNAME,), ABSENT, Fact(), "We do not see the record yet.", "Todavía no vemos el registro."),
    ((CNAME, TXT), ABSENT, NO_TXT, "We do not see the records yet.", "Todavía no vemos los registros."),
    (
        *((CNAME, TXT), RIGHT, NO_TXT, "The CNAME record is right. We do not see the TXT record yet."),
        "El registro CNAME es correcto. Todavía no vemos el registro TXT.",
    ),
    ((CNAME, TXT), ABSENT, Fact(), "We do not see the CNAME record yet.", "Todavía no vemos el registro CNAME."),
]


@pytest.mark.parametrize("link", ["", "https://bot.test/setup/d1-1.abc"])
@pytest.mark.parametrize(("records", "record", "txt", "english", "spanish"), SEEN)
def test_a_reminder_says_what_is_not_there_yet_and_the_first_mail_does_not(
    records: tuple[Record, ...], record: Fact, txt: Fact, english: str, spanish: str, link: str
) -> None:
    shown = replace(model_of(records, facts={FactName.RECORD: record, FactName.VERIFICATION: txt}), link=link)
    for language, told in ((Language.ENGLISH, english), (Language.SPANISH, spanish)):
        again = steps_mail(replace(shown, is_reminder=True, language=language))
        assert f"\n{told}\n" in again.text
        assert f"<br>{told}</td>" in again.html
        first = steps_mail(replace(shown, language=language)).text
        assert (told in first) is (record is RIGHT)  # then it asks for one more


def test_a_reminder_says_nothing_of_records_that_were_not_looked_for() -> None:
    assert "What we see" not in steps_mail(replace(model_of(), is_reminder=True)).text


@given(evil=st.text(max_size=40))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_whatever_people_typed_is_text_and_nothing_else(evil: str) -> None:
    payload = f"{evil}<script>alert(1)</script>\r\nBcc: eve@evil.example{{{{ 7 * 7 }}}}\u202e"
    mail = steps_mail(replace(model_of(client=payload, note=payload), owner_name=payload, company=payload))
    assert "<script>" not in mail.html
    assert "{{ 7 * 7 }}" in mail.text
    for header in (mail.subject, mail.sender_name, mail.message_id, mail.to):
        assert not set(header) & set("\r\n\0")
    assert "\u202e" not in mail.text + mail.html + mail.sender_name


def words_of(text: str) -> set[str]:
    return {word.strip("-=.:/") for word in re.findall(r"[\w./:-]{3,}", text)}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("link", ["", "https://bot.test/setup/d1-1.abc"])
@pytest.mark.parametrize("is_reminder", [False, True])
def test_text_and_html_say_the_same(language: Language, link: str, is_reminder: bool) -> None:
    note = "Bitte <bald> & heute"
    shown = replace(model_of(note=note), language=language, link=link, is_reminder=is_reminder)
    mail = steps_mail(shown)
    body = mail.html.partition("<body")[2]
    read = unescape(re.sub(r"<[^>]+>", " ", body)) + " ".join(re.findall(r'href="([^"]+)"', body))
    assert {word for word in words_of(mail.text) if word not in read} == set()


def test_a_note_of_any_length_arrives_whole_and_breaks_no_line_limit() -> None:
    note = "sehr lang " * 400 + "Ende"
    mail = steps_mail(replace(model_of(note=note), link="https://bot.test/setup/d1-1.abc"))
    message = compose(mail, "bot@meera.example", datetime(2026, 11, 23, tzinfo=UTC))
    assert max(map(len, message.as_bytes().splitlines())) <= 998
    for part in message.iter_parts():
        assert "Ende" in part.get_content()


@pytest.mark.parametrize(
    "evil", ["\r\nBcc: eve@evil.example", "\n\n<h1>x</h1>", "\x00\x85Bcc: e@e.ex", "=?utf-8?q?x?=\r\nX: y"]
)
def test_no_name_and_no_note_adds_a_header_or_a_recipient(evil: str) -> None:
    shown = replace(
        model_of(client=f"Acme{evil}", note=f"hello{evil}"), owner_name=f"Olga{evil}", company=f"Meera{evil}"
    )
    message = compose(steps_mail(shown), "bot@meera.example", datetime(2026, 11, 23, tzinfo=UTC))
    again = message_from_bytes(message.as_bytes(), policy=SMTP)
    assert again["Bcc"] is None
    assert again["X"] is None
    assert [str(one) for one in again.get_all("To", [])] == ["it@acme.com"]
    assert again["From"].addresses[0].addr_spec == "bot@meera.example"
    assert not again.defects
