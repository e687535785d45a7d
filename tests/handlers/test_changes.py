"""Changing what a domain is: commands, buttons and forms, through a real Bolt app."""

import pytest

from bot.core.cards import Page
from bot.core.commands import EditDomain, HandOver, MoveCard
from bot.core.errors import Reason, Refused
from bot.services.editing import EditParts
from tests.handlers.support import CHANNEL, Office, action, read, submission, texts
from tests.views.samples import CARDS

PETRA = "U0PETRA001"


async def test_handover_with_a_mention_is_done_at_once(office: Office) -> None:
    office.run.answers["hand_over"] = 1
    answer = read(await office.say(f"handover ls.acme.com <@{PETRA}|petra>"))
    assert office.run.commands("hand_over") == [HandOver("domain-1", PETRA)]
    assert answer["text"] == f"Done. It is <@{PETRA}>'s now, and so are the notices."


async def test_handover_of_all_names_no_domain(office: Office) -> None:
    office.run.answers |= {"hand_over": 12, "list_domains": Page("x", tuple(CARDS.values())[:10], 12)}
    await office.say(f"handover all <@{PETRA}>")
    assert office.run.commands("hand_over") == [HandOver(None, PETRA)]


@pytest.mark.parametrize("typed", ["handover ls.acme.com @petra", "handover ls.acme.com", "handover @p.b ls.acme.com"])
async def test_a_name_that_could_be_anybodys_opens_the_form(office: Office, typed: str) -> None:
    await office.say(typed)
    view = office.slack.view()
    assert view["callback_id"] == "handover_form"
    assert "`ls.acme.com` belongs to" in texts(view)
    assert view["private_metadata"] == '{"domain":"domain-1"}'
    assert office.run.commands("hand_over") == []


async def test_without_a_host_the_form_asks_for_it(office: Office) -> None:
    await office.say(f"handover <@{PETRA}>")
    assert office.slack.view()["blocks"][0]["block_id"] == "domain"


async def test_the_form_hands_over_to_the_person_chosen(office: Office) -> None:
    office.run.answers["hand_over"] = 12
    answer = await office.send(submission("handover_form", {"owner": ("user", PETRA)}, carried={"domain": "all"}))
    assert office.run.commands("hand_over") == [HandOver(None, PETRA)]
    assert "12 domains are" in texts(read(answer)["view"])


@pytest.mark.parametrize("roles", [Refused(Reason.OUTSIDER), frozenset()])
async def test_who_may_not_use_the_bot_cannot_own_a_domain(office: Office, roles: object) -> None:
    office.directory.by_user[PETRA] = roles  # type: ignore[assignment]
    filled = submission("handover_form", {"owner": ("user", PETRA)}, carried={"domain": "domain-1"})
    assert "Only full members" in read(await office.send(filled))["errors"]["owner"]
    assert office.run.commands("hand_over") == []


async def test_the_card_is_posted_where_the_button_is_pressed(office: Office) -> None:
    await office.send(action(office, "post_here"))
    assert office.run.commands("move_card") == [MoveCard("domain-1", CHANNEL)]
    assert f"posted in <#{CHANNEL}>" in texts(office.slack.sent("respond")[-1])


async def test_a_direct_message_is_no_place_for_a_card(office: Office) -> None:
    pressed = action(office, "post_here")
    pressed["channel"] = {"id": "D0DIRECT", "name": "directmessage"}
    await office.send(pressed)
    assert office.run.commands("move_card") == []
    assert "this is no channel" in texts(office.slack.sent("respond")[-1])


async def test_a_channel_without_the_bot_is_no_place_for_a_card(office: Office) -> None:
    office.slack.answers["conversations.history"] = {"ok": False, "error": "not_in_channel"}
    await office.send(action(office, "post_here"))
    assert office.run.commands("move_card") == []
    assert "/invite @linkdomain" in texts(office.slack.sent("respond")[-1])


async def test_edit_shows_the_domain_as_it_is(office: Office) -> None:
    office.run.answers["edit_parts"] = EditParts(CARDS["waiting_for_twilio_details"], ("it@acme.com",))
    await office.say("edit ls.acme.com")
    view = office.slack.view()
    shown = {block.get("block_id"): block.get("element") for block in view["blocks"]}
    assert shown["client"]["initial_option"]["value"] == "client-1"
    assert shown["host"]["initial_value"] == "ls.acme.com"
    assert shown["email"]["initial_value"] == "it@acme.com"


async def test_the_edit_form_stores_what_was_asked_and_nothing_else(office: Office) -> None:
    office.run.answers["edit_domain"] = ("note",)
    filled = {"client": ("option", "client-1"), "owner": ("user", "U0OWNER"), "note": "Call first"}
    answer = await office.send(submission("edit_form", filled, carried={"domain": "domain-1"}))
    assert office.run.commands("edit_domain") == [EditDomain("domain-1", "client-1", "U0OWNER", note="Call first")]
    assert "Saved: the note." in texts(read(answer)["view"])


async def test_a_name_that_is_none_is_marked_in_the_form(office: Office) -> None:
    filled = {"client": ("option", "client-1"), "owner": ("user", "U0OWNER"), "host": "192.0.2.1"}
    answer = await office.send(submission("edit_form", filled, carried={"domain": "domain-1"}))
    assert "IP address" in read(answer)["errors"]["host"]


async def test_a_new_owner_in_the_edit_form_must_be_a_member(office: Office) -> None:
    office.directory.by_user[PETRA] = Refused(Reason.OUTSIDER)
    filled = {"client": ("option", "client-1"), "owner": ("user", PETRA)}
    answer = await office.send(submission("edit_form", filled, carried={"domain": "domain-1"}))
    assert "owner" in read(answer)["errors"]
    assert office.run.commands("edit_domain") == []


@pytest.mark.parametrize("pressed", ["edit", "more"])
async def test_edit_is_on_the_card(office: Office, pressed: str) -> None:
    office.run.answers["edit_parts"] = EditParts(CARDS["live"], ())
    await office.send(action(office, pressed, "edit:domain-1" if pressed == "more" else "domain-1"))
    assert office.slack.view()["callback_id"] == "edit_form"
