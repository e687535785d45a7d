"""Forwarding to the client: command, buttons and forms, through a real Bolt app."""

import json
from dataclasses import replace

import pytest

from bot.core.commands import Forward
from bot.core.errors import Reason, Refused
from bot.core.languages import Language
from bot.services.forwarding import ForwardParts, Reminded
from handlers import forms
from tests.handlers.support import NOW, Office, action, modal, read, submission, texts
from tests.views.samples import FORWARDED, LINK

OPENED = FORWARDED["opened"]
PEOPLE = ("it@acme.com", "b@acme.com")
TYPED = {"email": "it@acme.com", "note": "", "language": ("option", "es")}
CARRIED = {"domain": "domain-1"}


@pytest.fixture
def office(office: Office) -> Office:
    office.run.answers |= {
        "card": OPENED,
        "find_domain": OPENED.domain,
        "forward_parts": ForwardParts(OPENED, PEOPLE, ""),
        "forward": (LINK, ""),
        "remind": Reminded(2),
        "revoke": True,
    }
    return office


# The command


async def test_addresses_that_are_typed_are_sent_to_at_once(office: Office) -> None:
    answer = read(await office.say("forward ls.acme.com it@acme.com, <mailto:b@acme.com|b@acme.com> anyway español"))
    (command,) = office.run.commands("forward")
    assert [address for _, address in command.contacts] == ["it@acme.com", "b@acme.com"]
    assert (command.is_anyway, command.language, command.note) == (True, Language.SPANISH, None)
    assert "go to 2 people" in answer["text"]


async def test_without_addresses_they_go_to_those_that_are_known(office: Office) -> None:
    await office.say("forward ls.acme.com")
    assert office.run.commands("forward") == [Forward("domain-1", ())]


async def test_where_nobody_is_known_the_form_asks(office: Office) -> None:
    office.run.answers["find_domain"] = replace(OPENED.domain, contact_ids=())
    await office.say("forward ls.acme.com")
    assert office.slack.view()["callback_id"] == "forward_form"
    assert office.run.commands("forward") == []


async def test_without_mail_there_is_nobody_to_ask_for(office: Office) -> None:
    office = replace(office, rules=replace(office.rules, is_mail_on=False))
    office.run.answers["find_domain"] = replace(OPENED.domain, contact_ids=())
    answer = read(await office.say("forward ls.acme.com"))
    assert "send the client the steps" in answer["text"]


async def test_remind_and_revoke_are_words_of_the_command(office: Office) -> None:
    assert "A reminder goes to 2 people" in read(await office.say("forward ls.acme.com remind"))["text"]
    assert "opens nothing any more" in read(await office.say("forward revoke ls.acme.com"))["text"]
    assert office.run.commands("remind") == office.run.commands("revoke") == ["domain-1"]
    assert office.run.commands("forward") == []


async def test_without_a_host_the_form_asks_for_it_and_then_for_the_rest(office: Office) -> None:
    await office.say("forward")
    assert office.slack.view()["callback_id"] == "host_form"
    chosen = submission("host_form", {"domain": ("option", "domain-1")}, carried={"verb": "forward"})
    assert read(await office.send(chosen))["view"]["callback_id"] == "forward_form"


# Buttons


@pytest.mark.parametrize("button", ["forward", "forward_again"])
async def test_both_buttons_open_the_form_with_who_is_written_to_so_far(office: Office, button: str) -> None:
    await office.send(action(office, button))
    view = office.slack.view()
    assert view["callback_id"] == "forward_form"
    assert json.loads(view["private_metadata"]) == CARRIED
    assert '"initial_value": "it@acme.com, b@acme.com"' in json.dumps(view)


async def test_a_button_pressed_when_the_records_are_right_explains_itself(office: Office) -> None:
    office.run.answers["forward_parts"] = ForwardParts(FORWARDED["found"], PEOPLE, "")
    await office.send(action(office, "forward_again"))
    assert office.slack.sent("views.open") == []
    assert "not open any more" in office.slack.sent("respond")[0]["text"]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason.REMOVED_HOST, "was removed, so nothing is forwarded"),
        (Reason.BEING_REMOVED, "is being removed, so nothing is forwarded"),
    ],
)
async def test_of_a_domain_that_goes_nothing_is_forwarded(office: Office, reason: Reason, words: str) -> None:
    office.run.answers["forward_parts"] = Refused(reason, host="ls.acme.com")
    await office.send(action(office, "forward"))
    assert f"ls.acme.com {words}" in office.slack.sent("respond")[0]["text"]


async def test_a_reminder_pressed_again_says_when_the_last_mail_went(office: Office) -> None:
    office.run.answers["remind"] = Reminded(0, NOW)
    await office.send(action(office, "remind"))
    told = office.slack.sent("respond")[0]["text"]
    assert "No reminder was sent: the last e-mail went out <!date^" in told


async def test_the_menu_beside_the_buttons_does_the_same(office: Office) -> None:
    chosen = {"type": "overflow", "value": None, "selected_option": {"value": "remind:domain-1"}}
    await office.send(action(office, "more", **chosen))
    assert office.run.commands("remind") == ["domain-1"]


async def test_to_revoke_is_asked_once_more(office: Office) -> None:
    await office.send(action(office, "revoke"))
    assert office.slack.view()["callback_id"] == "revoke_form"
    assert office.run.commands("revoke") == []
    await office.send(submission("revoke_form", carried=CARRIED))
    assert office.run.commands("revoke") == ["domain-1"]


async def test_a_link_that_is_revoked_already_is_not_asked_about(office: Office) -> None:
    office.run.answers["card"] = FORWARDED["revoked"]
    await office.send(action(office, "revoke"))
    assert "There is no link to revoke" in office.slack.sent("respond")[0]["text"]


async def test_on_app_home_the_answer_comes_as_a_form(office: Office) -> None:
    office.run.answers["overview"] = None
    home = {**modal("home"), "type": "home"}
    await office.send(action(office, "remind", view=home))
    assert "A reminder goes to 2 people" in texts(office.slack.view())


# The form


async def test_the_form_sends_and_gives_the_link(office: Office) -> None:
    office.run.answers["forward"] = (replace(LINK, is_held=True), "details")
    answer = read(await office.send(submission("forward_form", {**TYPED, "note": "Hola"}, carried=CARRIED)))
    (command,) = office.run.commands("forward")
    assert (command.domain_id, command.note, command.language) == ("domain-1", "Hola", Language.SPANISH)
    assert [address for _, address in command.contacts] == ["it@acme.com"]
    assert command.is_anyway is False
    assert "Kept. It goes by itself" in texts(answer["view"])


@pytest.mark.parametrize(("chosen", "is_anyway"), [("wait", False), ("now", True)])
async def test_who_cannot_wait_says_so(office: Office, chosen: str, is_anyway: bool) -> None:
    await office.send(submission("forward_form", {**TYPED, "sending": ("option", chosen)}, carried=CARRIED))
    assert office.run.commands("forward")[0].is_anyway is is_anyway


@pytest.mark.parametrize("typed", ["", "  ", ",;\n"])
async def test_no_address_is_told_beside_the_field(office: Office, typed: str) -> None:
    answer = await office.send(submission("forward_form", {**TYPED, "email": typed}, carried=CARRIED))
    assert "Type the e-mail address" in read(answer)["errors"]["email"]
    assert office.run.commands("forward") == []


async def test_what_is_no_address_is_told_beside_the_field(office: Office) -> None:
    office.run.answers["forward"] = Refused(Reason.BAD_EMAIL, field="email")
    answer = await office.send(submission("forward_form", {**TYPED, "email": "me"}, carried=CARRIED))
    assert "Type one or more e-mail addresses" in read(answer)["errors"]["email"]


@pytest.mark.parametrize(
    ("pasted", "read_as"),
    [
        ("a@x.com,b@x.com; c@x.com\nd@x.com  e@x.com", ["a@x.com", "b@x.com", "c@x.com", "d@x.com", "e@x.com"]),
        ("Ana Lee <a@x.com>, Bo <b@x.com>", ["a@x.com", "b@x.com"]),
        ('"Lee, Ana" <a@x.com>; "B" <b@x.com>', ["a@x.com", "b@x.com"]),
        ("mailto:a@x.com?subject=Hi b@x.com", ["a@x.com", "b@x.com"]),
        ("<mailto:a@x.com|a@x.com> <b@x.com>", ["a@x.com", "b@x.com"]),
        ("(a@x.com), 'b@x.com'.", ["a@x.com", "b@x.com"]),
        ("a@x.com A@X.com", ["a@x.com"]),
        ("a@x.com, not one", ["a@x.com", "not", "one"]),
        ("<<>> , @", ["@"]),
    ],
)
def test_addresses_are_read_however_they_are_pasted(pasted: str, read_as: list[str]) -> None:
    assert list(forms.addresses_of(pasted)) == read_as
