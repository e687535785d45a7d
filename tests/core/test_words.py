"""Two languages that say the same things."""

import re
import string
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.core.advice import advise
from bot.core.facts import Code, Finding, Record
from bot.core.languages import Language
from bot.core.words import Words, words_in

ENGLISH = words_in(Language.ENGLISH)
OTHERS = [language for language in Language if language is not Language.ENGLISH]
RECORD = Record("CNAME", "ls", "acme.com", "lsct.ashburn.us1.twilio.com.")


def said(words: Words) -> dict[str, str]:
    """Everything of one language, by key."""
    lost = {f"lost {key}": text for key, text in words.lost.items()}
    advice = {f"advice {key}": text for key, text in words.advice.items()}
    return {**words.sentences, **advice, **lost}


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_each_language_has_the_same_keys_and_placeholders(language: Language) -> None:
    english, other = said(ENGLISH), said(words_in(language))
    assert set(other) == set(english)
    assert {key: fields_of(text) for key, text in other.items()} == {
        key: fields_of(text) for key, text in english.items()
    }
    assert len(words_in(language).months) == 12


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_was_left_in_english(language: Language) -> None:
    other = said(words_in(language))
    same = {key for key, text in said(ENGLISH).items() if text and other[key] == text}
    assert same == set()


def test_the_advice_is_given_in_the_readers_language() -> None:
    told = advise(Finding(Code.MISSING_NXDOMAIN), RECORD, language=Language.SPANISH)
    assert told == (
        "Todavía no hay ningún registro con el nombre ls en acme.com. Por favor, añada un registro CNAME con el nombre "
        "ls, el valor lsct.ashburn.us1.twilio.com. y TTL 600."
    )


def test_phrases_that_a_finding_may_bring_are_in_the_readers_language_too() -> None:
    told = advise(Finding(Code.NEGATIVE_CACHE, {"until": "15:47 UTC"}), RECORD, language=Language.SPANISH)
    assert "hasta las 15:47 UTC" in told
    free = {"variant": "used", "seen": "192.0.2.33", "free": "go.acme.com"}
    assert "go.acme.com está libre" in advise(Finding(Code.A_INSTEAD_OF_CNAME, free), RECORD, language=Language.SPANISH)


def test_spanish_addresses_the_reader_with_usted() -> None:
    """What is written in the client's own name, to a colleague, aside."""
    familiar = re.compile(r"\b(tú|tu|tus|tienes|puedes|debes|añade el|copia|elige|escribe|pon|haz)\b", re.IGNORECASE)
    spanish = said(words_in(Language.SPANISH))
    assert {key for key, text in spanish.items() if familiar.search(text) and "hand_on" not in key} == set()


def test_a_date_is_written_out_in_utc() -> None:
    at = datetime(2026, 11, 3, 15, 4, tzinfo=timezone(timedelta(hours=2)))
    assert ENGLISH.date(at) == "3 November 2026, 13:04 UTC"
    assert words_in(Language.SPANISH).date(at.astimezone(UTC)) == "3 de noviembre de 2026, 13:04 UTC"
