"""Buttons, menus and lists that are searched."""

import json

import pytest

from bot.core.cards import Page
from bot.core.commands import DecideSsl, LookNow
from bot.core.domain import RequestState
from bot.core.errors import Reason, Refused
from bot.core.people import Role
from bot.services.lists import ListKind, ListQuery
from tests.handlers.support import Office, action, event, modal, read, suggestion, texts
from tests.views.samples import ACME, APPROVALS, CARDS, DOMAINS, HISTORY, SPRING, SUMMER

APPROVER = frozenset({Role.APPROVER})


async def test_check_now_looks_and_tells_the_presser_alone(office: Office) -> None:
    assert read(await office.send(action(office, "check_now"))) == {"text": ""}
    [ran] = [ran for ran in office.run.ran if ran.service == "look_now"]
    assert ran.command == LookNow("domain-1")
    assert ran.actor.delivery == "block_actions:1.2.trigger:1.1"
    [told] = office.slack.sent("respond")
    assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)


async def test_an_answer_that_slack_will_not_take_goes_another_way(office: Office) -> None:
    assert (await office.send(action(office, "check_now", status=404))).status == 200
    [told] = office.slack.sent("chat.postEphemeral")
    assert (told["channel"], told["user"]) == ("C0SALES", "U0OWNER")


async def test_an_answer_that_gets_through_nowhere_does_not_undo_the_work(office: Office) -> None:
    office.slack.answers["chat.postEphemeral"] = {"ok": False, "error": "user_not_in_channel"}
    assert (await office.send(action(office, "check_now", status=500))).status == 200
    assert len(office.run.commands("look_now")) == 1


async def test_enter_twilio_details_opens_the_form_for_that_host(office: Office) -> None:
    await office.send(action(office, "give_details"))
    view = office.slack.view()
    assert view["callback_id"] == "details_form"
    assert "ls.acme.com" in texts(view)


async def test_request_ssl_from_the_card(office: Office) -> None:
    office.run.answers["request_ssl"] = RequestState.PENDING
    await office.send(action(office, "request_ssl"))
    assert "SSL is requested" in texts(office.slack.sent("respond"))


async def test_attach_from_the_card(office: Office) -> None:
    office.run.answers["campaigns_of"] = [SPRING]
    await office.send(action(office, "attach"))
    assert office.slack.view()["callback_id"] == "attach_form"


@pytest.mark.parametrize(
    ("pressed", "stage", "words"),
    [
        ("request_ssl", "live", "*Request SSL* is not open any more"),
        ("attach", "added", "*Attach campaigns* is not open any more"),
        ("give_details", "live", "*Enter Twilio details* is not open any more"),
    ],
)
async def test_a_button_of_an_outdated_card_explains_itself(
    office: Office, pressed: str, stage: str, words: str
) -> None:
    office.run.answers["card"] = CARDS[stage]
    await office.send(action(office, pressed))
    told = texts(office.slack.sent("respond"))
    assert words in told
    assert "Now:" in told
    assert {ran.service for ran in office.run.ran} == {"card"}


async def test_a_button_of_a_domain_that_is_gone_explains_itself(office: Office) -> None:
    office.run.answers["card"] = Refused(Reason.UNKNOWN_HOST)
    await office.send(action(office, "check_now"))
    assert "I do not have this host" in texts(office.slack.sent("respond"))


async def test_a_button_that_we_no_longer_have_explains_itself(office: Office) -> None:
    await office.send(action(office, "from_last_year"))
    assert "earlier time" in texts(office.slack.sent("respond"))


async def test_an_input_that_reports_what_is_chosen_is_only_acknowledged(office: Office) -> None:
    body = action(office, "setup", type="radio_buttons", view=modal("add_form"))
    assert read(await office.send(body)) == {"text": ""}
    assert office.slack.sent("views.push") == []


async def test_the_menu_does_what_buttons_do(office: Office) -> None:
    chosen = {"selected_option": {"value": "give_details:domain-1"}}
    await office.send(action(office, "more", value="", type="overflow", **chosen))
    assert office.slack.view()["callback_id"] == "details_form"


async def test_an_entry_of_the_menu_that_we_no_longer_have_explains_itself(office: Office) -> None:
    await office.send(action(office, "more", value="", type="overflow", selected_option={"value": "fly:domain-1"}))
    assert "earlier time" in texts(office.slack.sent("respond"))


async def test_approve_decides_on_what_was_shown_and_says_nothing_more(office: Office) -> None:
    assert read(await office.send(action(office, "approve", "request-1:digest-1"))) == {"text": ""}
    assert office.run.commands("decide_ssl") == [DecideSsl("request-1", "digest-1", True)]
    assert office.slack.sent("respond") == []


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (Refused(Reason.OWN_REQUEST), "your own request"),
        (Refused(Reason.ALREADY_DECIDED, by="U0ANNA", state="rejected"), "rejected by <@U0ANNA>"),
        (Refused(Reason.NOT_ALLOWED, act="decide_ssl"), "<@U0APPR> can"),
        (Refused(Reason.REQUEST_VOID), "has to be requested again"),
    ],
)
async def test_who_cannot_approve_is_told_why(office: Office, refusal: Refused, words: str) -> None:
    office.run.answers["decide_ssl"] = refusal
    await office.send(action(office, "approve", "request-1:digest-1"))
    assert words in texts(office.slack.sent("respond"))


async def test_reject_asks_an_approver_for_the_reason(office: Office) -> None:
    office.directory.by_user["U0APPR"] = APPROVER
    office.run.answers["approval"] = APPROVALS["pending"]
    await office.send(action(office, "reject", "request-1:digest-1", user="U0APPR"))
    view = office.slack.view()
    assert view["callback_id"] == "reject_form"
    assert view["private_metadata"] == '{"request":"request-1:digest-1"}'


async def test_reject_asks_nobody_else(office: Office) -> None:
    office.run.answers["approval"] = APPROVALS["pending"]
    await office.send(action(office, "reject", "request-1:digest-1", user="U0OTHER"))
    assert "<@U0APPR> can" in texts(office.slack.sent("respond"))
    assert office.slack.sent("views.open") == []


@pytest.mark.parametrize(
    ("user", "state", "words"),
    [("U0OWNER", "pending", "own request"), ("U0B", "approved", "by"), ("U0B", "void", "was replaced")],
)
async def test_reject_is_not_asked_in_vain(office: Office, user: str, state: str, words: str) -> None:
    office.directory.by_user[user] = APPROVER
    office.run.answers["approval"] = APPROVALS[state]
    await office.send(action(office, "reject", "request-1:digest-1", user=user))
    assert words in texts(office.slack.sent("respond"))
    assert office.slack.sent("views.open") == []


async def test_show_tells_the_status(office: Office) -> None:
    office.run.answers["timeline"] = HISTORY
    await office.send(action(office, "show"))
    assert "What happened" in texts(office.slack.sent("respond"))


@pytest.mark.parametrize("button", ["page", "page_back"])
async def test_a_page_is_turned_in_place(office: Office, button: str) -> None:
    office.run.answers["list_domains"] = Page("x", tuple(CARDS.values())[:2], 12)
    await office.send(action(office, button, "1:client:Acme: Corp"))
    assert office.run.commands("list_domains") == [ListQuery(ListKind.CLIENT, "Acme: Corp", 1)]
    [told] = office.slack.sent("respond")
    assert told["replace_original"] is True
    assert [one["value"] for one in told["blocks"][-1]["elements"]] == ["0:client:Acme: Corp"]


async def test_add_from_a_message_knows_the_channel_and_from_app_home_asks(office: Office) -> None:
    await office.send(action(office, "add", "ls.other.com"))
    assert office.slack.view()["private_metadata"] == '{"channel":"C0SALES"}'
    await office.send(action(office, "add", "add", view={"type": "home", "id": "V0"}))
    assert office.slack.view()["blocks"][-1]["block_id"] == "channel"


@pytest.mark.parametrize(("button", "form"), [("add_client", "client_form"), ("add_campaign", "campaign_form")])
async def test_registers_open_for_admins_only(office: Office, button: str, form: str) -> None:
    await office.send(action(office, button))
    assert "<@U0ADMIN> can" in texts(office.slack.sent("respond"))
    office.directory.by_user["U0ADMIN"] = frozenset({Role.ADMIN})
    await office.send(action(office, button, user="U0ADMIN"))
    assert office.slack.view()["callback_id"] == form


async def test_the_preview_follows_what_is_typed_and_keeps_everything_else(office: Office) -> None:
    office.run.answers["find_domain"] = None
    typed = {"host": "acme.com", "subdomain": "go", "client": ("option", "client-1"), "setup": ("option", "forward")}
    view = modal("add_form", typed, carried={"channel": "C0SALES"})
    await office.send(action(office, "host", type="plain_text_input", view=view))
    [update] = office.slack.sent("views.update")
    drawn = office.slack.view("views.update")
    assert (update["view_id"], update["hash"]) == ("V1", "1.hash")
    assert "`https://go.acme.com/" in texts(drawn)
    assert drawn["blocks"][0]["element"]["initial_option"]["value"] == "client-1"
    assert drawn["blocks"][5]["element"]["initial_option"]["value"] == "forward"
    assert drawn["private_metadata"] == '{"channel":"C0SALES"}'


async def test_the_form_asks_for_addresses_once_the_client_adds_the_records(office: Office) -> None:
    typed = {"host": "acme.com", "subdomain": "go", "setup": ("option", "forward")}
    carried = {"channel": "C0SALES", "email": "it@acme.com", "language": "es"}
    office.run.answers["find_domain"] = None
    body = action(office, "setup", type="radio_buttons", view=modal("add_form", typed, carried=carried))
    assert read(await office.send(body)) == {"text": ""}
    [update] = office.slack.sent("views.update")
    drawn = {block["block_id"]: block for block in office.slack.view("views.update")["blocks"] if "element" in block}
    assert "hash" not in update  # the newest choice counts, whatever was drawn meanwhile
    assert drawn["email"]["optional"] is False
    assert drawn["email"]["element"]["initial_value"] == "it@acme.com"
    assert drawn["language"]["element"]["initial_option"]["value"] == "es"
    assert drawn["host"]["element"]["initial_value"] == "acme.com"


async def test_addresses_that_are_not_asked_for_any_more_are_kept_for_another_choice(office: Office) -> None:
    typed = {"host": "acme.com", "setup": ("option", "ours"), "email": "it@acme.com", "note": "Bob"}
    office.run.answers["find_domain"] = None
    view = modal("add_form", typed, carried={"channel": "C0SALES"})
    await office.send(action(office, "setup", type="radio_buttons", view=view))
    drawn = office.slack.view("views.update")
    assert "email" not in {block.get("block_id") for block in drawn["blocks"]}
    assert json.loads(drawn["private_metadata"]) == {"channel": "C0SALES", "email": "it@acme.com", "note": "Bob"}


async def test_a_preview_that_comes_too_late_is_left_out(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.slack.answers["views.update"] = {"ok": False, "error": "hash_conflict"}
    view = modal("add_form", {"host": "acme.com", "subdomain": "ls"})
    assert (await office.send(action(office, "host", type="plain_text_input", view=view))).status == 200
    assert "listener_failed" not in caplog.text


async def test_a_preview_that_slack_refuses_is_no_secret(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.slack.answers["views.update"] = {"ok": False, "error": "view_too_large"}
    view = modal("add_form", {"host": "acme.com", "subdomain": "ls"})
    assert (await office.send(action(office, "host", type="plain_text_input", view=view))).status == 200
    assert "listener_failed" in caplog.text


async def test_a_button_in_a_form_opens_the_next_form_over_it(office: Office) -> None:
    await office.send(action(office, "give_details", view=modal("")))
    assert office.slack.view("views.push")["callback_id"] == "details_form"
    assert office.slack.sent("views.open") == []


async def test_a_button_in_a_form_answers_over_it(office: Office) -> None:
    await office.send(action(office, "check_now", view=modal("")))
    assert "Looking at" in texts(office.slack.view("views.push"))


async def test_clients_are_searched_as_people_type(office: Office) -> None:
    office.run.answers["clients_matching"] = [ACME]
    answer = read(await office.send(suggestion("client", "ac")))
    assert office.run.commands("clients_matching") == ["ac"]
    assert [one["value"] for one in answer["options"]] == ["client-1"]


async def test_domains_are_searched_with_their_stage(office: Office) -> None:
    office.run.answers["domains_matching"] = [DOMAINS["live"]] * 120
    answer = read(await office.send(suggestion("domain", "")))
    assert len(answer["options"]) == 100
    assert answer["options"][0]["description"]["text"] == "Live"


async def test_only_campaigns_with_a_messaging_service_can_be_chosen(office: Office) -> None:
    office.run.answers["campaigns_of"] = [SPRING, SUMMER]
    answer = read(await office.send(suggestion("campaigns", "SALE", {"domain": "domain-1"})))
    assert [one["value"] for one in answer["options"]] == ["campaign-1"]


async def test_a_search_that_fails_finds_nothing(office: Office) -> None:
    office.run.answers["clients_matching"] = RuntimeError("down")
    assert read(await office.send(suggestion("client", "ac"))) == {"options": []}


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
async def test_an_uninstallation_is_written_to_the_log(
    office: Office, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await office.send(event(kind, user=None))).status == 200
    assert "app_uninstalled_or_tokens_revoked" in caplog.text
