"""Three steps for each provider's own panel."""

import pytest

from bot.core.facts import Provider, Record
from bot.core.languages import Language
from bot.core.providers import panels
from bot.core.steps import Place, Row, Site, Task, three_steps
from bot.core.words import words_in

CNAME = Record("CNAME", "ls", "acme.com", "lsct.ashburn.us1.twilio.com.")
TXT = Record("TXT", "_twilio.ls", "acme.com", "twilio-domain-verification=abc")


def mark(place: Place) -> str:
    if isinstance(place, Row):
        return place.joint.join(map(mark, place.items))
    return place.name if isinstance(place, Site) else str(place)


def told(key: str, *records: Record, language: Language = Language.ENGLISH) -> list[str]:
    task = Task("acme.com", Provider(key, key), records or (CNAME, TXT), "Olga")
    return [" ".join(one.written(mark) for one in step) for step in three_steps(task, words_in(language))]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", ["", *(panel.provider.id for panel in panels())])
def test_every_provider_has_exactly_three_steps_without_gaps(key: str, language: Language) -> None:
    steps = told(key, language=language)
    assert len(steps) == 3
    assert all(step.strip() and "{" not in step and "  " not in step for step in steps)
    assert "_twilio.ls" in steps[1]


def test_cloudflares_own_menus_boxes_and_the_proxy_switched_off() -> None:
    opening, filling, _ = told("cloudflare")
    assert opening == "Sign in at Cloudflare and go to acme.com → DNS → Records → Add record."
    assert "In the box Name, type only ls or _twilio.ls: the panel adds .acme.com by itself." in filling
    assert "Copy the value into the box Target or Content." in filling
    assert "Set Proxy status to DNS only (grey cloud)" in filling
    assert "For TTL, choose 10 min." in filling
    assert "Proxy" not in told("cloudflare", TXT)[1]


def test_what_a_panel_makes_of_the_final_dot() -> None:
    assert "the panel refuses it" in told("wix")[1]
    assert "without it, the panel adds .acme.com to the value" in told("ovh")[1]
    assert "If the final dot is refused" in told("godaddy")[1]
    assert "dot" not in told("ovh", TXT)[1]


def test_quotation_marks_are_spoken_of_only_where_there_is_a_text() -> None:
    assert "double quotes" in told("route53")[1]
    assert "double quotes" not in told("route53", CNAME)[1]


def test_a_provider_whose_menus_are_not_known_is_named_and_no_menu_made_up() -> None:
    assert told("strato")[0] == "Sign in at STRATO, open the DNS records of acme.com and add a new one."


def test_nobody_is_told_to_delete_what_stands_there() -> None:
    assert told("")[2] == (
        "Save. If another record is there for ls or _twilio.ls already, do not delete it: ask Olga first."
    )


def test_in_spanish_the_menus_are_the_panels_own() -> None:
    opening, filling, _ = told("namecheap", language=Language.SPANISH)
    assert "Inicie sesión en Namecheap y vaya a Domain List → Manage → Advanced DNS → Add New Record." in opening
    assert "En el campo Host escriba solo ls o _twilio.ls" in filling
