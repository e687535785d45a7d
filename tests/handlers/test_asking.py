"""*Ask an admin* and *Continue*."""

from dataclasses import replace

import pytest

from bot.core.asking import Ask, AskShown
from bot.core.errors import Reason, Refused
from bot.core.people import Role
from tests.handlers.support import CHANNEL, NOW, TEAM, USER, Office, action, command, modal, read, submission, texts
from tests.views.samples import CARDS, DOMAINS, SPRING

ADMIN = "U0ADMIN"
ASK = Ask("ask-1", TEAM, USER, NOW, {"host": "globex.com", "subdomain": "go", "channel": CHANNEL}, "Globex")
DONE = Ask("ask-1", TEAM, USER, NOW, ASK.draft, "Globex", "client-9", ADMIN)
TYPED = {
    "host": "globex.com",
    "subdomain": "go",
    "setup": ("option", "forward"),
    "email": "it@globex.com",
    "note": "Please",
    "domain_sid": None,
    "verification": None,
}


@pytest.fixture(autouse=True)
def admins(office: Office) -> None:
    office.directory.by_user[ADMIN] = frozenset({Role.ADMIN})
    office.directory.approvers = (ADMIN,)
    office.run.answers |= {"send_ask": (ADMIN,), "ask_shown": AskShown(ASK), "ask_continued": AskShown(DONE, "Globex")}
    office.run.answers["find_domain"] = None


async def test_the_form_offers_managers_to_ask_and_admins_to_add(office: Office) -> None:
    await office.send(command(office, "add"))
    assert "Ask an admin" in texts(office.slack.view())
    await office.send(command(office, "add", user=ADMIN))
    assert "Add client" in texts(office.slack.view())
    assert "Ask an admin" not in texts(office.slack.view())


async def test_what_was_typed_is_kept_without_the_address(office: Office) -> None:
    form = modal("add_form", TYPED, {"channel": CHANNEL})
    await office.send(action(office, "ask_admin", "ask_admin", view=form))
    [begun] = office.run.commands("begin_ask")
    assert begun.typed["host"] == "globex.com"
    assert begun.typed["channel"] == CHANNEL
    assert begun.typed["setup"] == "forward"
    assert "it@globex.com" not in str(begun)
    assert begun.ask_id in office.slack.view("views.push")["private_metadata"]


async def test_all_who_are_admins_now_are_asked(office: Office) -> None:
    answer = read(await office.send(submission("ask_form", {"name": "Globex"}, carried={"ask": "ask-1"})))
    [sent] = office.run.commands("send_ask")
    assert (sent.ask_id, sent.name, sent.admins) == ("ask-1", "Globex", (ADMIN,))
    assert "<@U0ADMIN>" in texts(answer)
    office.run.answers["send_ask"] = Refused(Reason.NO_ADMIN, field="name")
    answer = read(await office.send(submission("ask_form", {"name": "Globex"}, carried={"ask": "ask-1"})))
    assert "ADMINS" in answer["errors"]["name"]


async def test_an_admin_gets_the_form_with_the_name_and_answers_the_ask(office: Office) -> None:
    await office.send(action(office, "add_asked", "ask-1", user=ADMIN))
    view = office.slack.view()
    assert view["blocks"][0]["element"]["initial_value"] == "Globex"
    await office.send(submission("client_form", {"name": "Globex"}, ADMIN, carried={"ask": "ask-1"}))
    [added] = office.run.commands("add_client")
    assert added.ask_id == "ask-1"


@pytest.mark.parametrize(("shown", "words"), [(AskShown(DONE, "Globex"), "added already"), (None, "two weeks ago")])
async def test_the_second_admin_and_a_late_one_are_told(office: Office, shown: AskShown | None, words: str) -> None:
    office.run.answers["ask_shown"] = shown
    await office.send(action(office, "add_asked", "ask-1", user=ADMIN))
    assert words in texts(office.slack.sent("respond")[-1])
    assert office.slack.sent("views.open") == []


async def test_others_do_not_answer_asks(office: Office) -> None:
    await office.send(action(office, "add_asked", "ask-1"))
    assert office.slack.sent("views.open") == []


async def test_continue_brings_the_form_back_with_the_client_chosen(office: Office) -> None:
    await office.send(action(office, "continue_add", "ask-1"))
    view = office.slack.view()
    by_id = {block.get("block_id"): block for block in view["blocks"]}
    assert by_id["client"]["element"]["initial_option"]["value"] == "client-9"
    assert by_id["host"]["element"]["initial_value"] == "globex.com"
    assert by_id["subdomain"]["element"]["initial_value"] == "go"
    assert "go.globex.com" in texts(by_id["preview"])
    assert CHANNEL in view["private_metadata"]
    assert "channel" not in by_id


async def test_what_is_not_kept_any_more_says_how_to_go_on(office: Office) -> None:
    office.run.answers["ask_continued"] = Refused(Reason.ASK_GONE)
    await office.send(action(office, "continue_add", "ask-1"))
    assert "/linkdomain add" in texts(office.slack.sent("respond")[-1])


WANTED = replace(ASK, draft={"domain": "domain-1", "options": "seen use_https"}, name="Summer", for_client="client-1")
ADDED = replace(WANTED, campaign_id=SPRING.id, answered_by=ADMIN)


@pytest.fixture
def attaching(office: Office) -> Office:
    office.run.answers |= {
        "card": CARDS["live"],
        "campaigns_of": [SPRING],
        "find_domain": DOMAINS["live"],
        "ask_shown": AskShown(WANTED, "Acme Corp", "", "ls.acme.com"),
        "ask_continued": AskShown(ADDED, "Acme Corp", "Spring sale", "ls.acme.com"),
    }
    return office


async def test_a_missing_campaign_is_asked_of_an_admin_from_the_form(attaching: Office) -> None:
    await attaching.send(command(attaching, "attach ls.acme.com"))
    assert "Ask an admin" in texts(attaching.slack.view())
    typed = {"fallback_url": "https://www.acme.com/", "callback_url": None, "options": ["use_https"]}
    form = modal("attach_form", typed, {"domain": "domain-1"})
    await attaching.send(action(attaching, "ask_campaign", "domain-1", view=form))
    [begun] = attaching.run.commands("begin_ask")
    assert begun.for_client == CARDS["live"].client.id
    assert begun.typed["fallback_url"] == "https://www.acme.com/"
    assert begun.typed["options"] == "seen use_https"
    assert "Name of the campaign" in texts(attaching.slack.view("views.push"))


async def test_admins_add_the_missing_campaign_from_the_form(attaching: Office) -> None:
    attaching.run.answers["client_of"] = CARDS["live"].client
    await attaching.send(command(attaching, "attach ls.acme.com", user=ADMIN))
    assert "Ask an admin" not in texts(attaching.slack.view())
    await attaching.send(action(attaching, "add_campaign", "client-1", user=ADMIN, view=modal("attach_form")))
    form = attaching.slack.view("views.push")
    assert form["blocks"][0]["element"]["initial_option"]["text"]["text"] == "Acme Corp"


async def test_an_admin_answers_with_the_campaign_filled_in(attaching: Office) -> None:
    await attaching.send(action(attaching, "add_asked", "ask-1", user=ADMIN))
    view = attaching.slack.view()
    assert view["callback_id"] == "campaign_form"
    assert view["blocks"][1]["element"]["initial_value"] == "Summer"
    values = {"client": ("option", "client-1"), "name": "Summer", "service_sid": None}
    await attaching.send(submission("campaign_form", values, ADMIN, carried={"ask": "ask-1"}))
    [added] = attaching.run.commands("add_campaign")
    assert added.ask_id == "ask-1"


async def test_continue_brings_the_attach_form_back_with_the_campaign_chosen(attaching: Office) -> None:
    await attaching.send(action(attaching, "continue_add", "ask-1"))
    view = attaching.slack.view()
    by_id = {block.get("block_id"): block for block in view["blocks"]}
    assert [one["value"] for one in by_id["campaigns"]["element"]["initial_options"]] == [SPRING.id]
    assert [one["value"] for one in by_id["options"]["element"]["initial_options"]] == ["use_https"]
