"""Forms that people send."""

from typing import Any

import pytest

from bot.core.commands import AddCampaign, AddClient, AttachCampaigns, DecideSsl, GiveDetails, RequestSsl
from bot.core.domain import LinkSettings, RequestState, Setup
from bot.core.errors import AlreadyDelivered, Conflict, GatewayError, Reason, Refused
from bot.core.twilio import Judgement, ServiceReport
from handlers import forms
from tests.handlers.support import CHANNEL, DOMAIN_SID, SERVICE_SID, Office, read, submission, texts
from tests.views.samples import HISTORY, SPRING, SUMMER

CARRIED = {"channel": CHANNEL}
TYPED = {
    "client": ("option", "client-1"),
    "host": "https://Acme.com/about",
    "subdomain": "ls",
    "setup": ("option", "ours"),
    "email": None,
    "note": None,
    "domain_sid": None,
    "verification": None,
}


async def test_add_stores_what_was_filled_in_and_closes_the_form(office: Office) -> None:
    answer = await office.send(submission("add_form", TYPED, carried=CARRIED))
    [command] = office.run.commands("add_domain")
    assert read(answer) == {"text": ""}
    assert (command.host.ascii, command.client_id, command.setup) == ("ls.acme.com", "client-1", Setup.OURS)
    assert (command.channel, command.domain_sid, command.contacts) == (CHANNEL, None, ())
    assert office.run.ran[-1].actor.delivery == "view_submission:V1:1.hash"
    assert office.twilio.asked == []


async def test_add_keeps_the_addresses_only_where_the_steps_are_forwarded(office: Office) -> None:
    several = {**TYPED, "email": "it@acme.com, <mailto:b@acme.com|b@acme.com>; it@acme.com", "note": " Hello "}
    await office.send(submission("add_form", several, carried=CARRIED))
    await office.send(submission("add_form", {**several, "setup": ("option", "forward")}, carried=CARRIED))
    ours, forwarded = office.run.commands("add_domain")
    assert ours.contacts == ()
    assert [address for _, address in forwarded.contacts] == ["it@acme.com", "b@acme.com"]
    assert forwarded.note == "Hello"


async def test_a_form_sent_before_it_could_ask_for_addresses_asks_then(office: Office) -> None:
    office.run.answers["find_domain"] = None
    typed = {name: value for name, value in TYPED.items() if name not in ("email", "note")}
    answer = await office.send(submission("add_form", {**typed, "setup": ("option", "forward")}, carried=CARRIED))
    assert read(answer)["response_action"] == "update"
    assert "email" in {block.get("block_id") for block in read(answer)["view"]["blocks"]}
    assert office.run.commands("add_domain") == []


async def test_add_with_a_sid_asks_twilio_whose_it_is(office: Office) -> None:
    await office.send(submission("add_form", {**TYPED, "domain_sid": DOMAIN_SID}, carried=CARRIED))
    [command] = office.run.commands("add_domain")
    assert (command.domain_sid, command.judgement) == (DOMAIN_SID, Judgement.CONFIRMED)


async def test_add_takes_the_channel_that_was_chosen(office: Office) -> None:
    await office.send(submission("add_form", {**TYPED, "channel": ("channel", "C0OTHER")}))
    assert office.run.commands("add_domain")[0].channel == "C0OTHER"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"host": "*.acme.com"}, "host", "wildcard"),
        ({"host": None}, "host", "Type the client's domain"),
        ({"client": None}, "client", "Choose the client"),
        ({"domain_sid": "123"}, "domain_sid", "DN and 32 more"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(
    office: Office, typed: dict[str, Any], field: str, words: str
) -> None:
    answer = read(await office.send(submission("add_form", TYPED | typed, carried=CARRIED)))
    assert answer["response_action"] == "errors"
    assert words in answer["errors"][field]
    assert office.run.commands("add_domain") == []


async def test_a_duplicate_host_stands_beside_the_host(office: Office) -> None:
    office.run.answers["add_domain"] = Refused(Reason.DUPLICATE_HOST, field="host", host="ls.acme.com")
    answer = read(await office.send(submission("add_form", TYPED, carried=CARRIED)))
    assert "is here already" in answer["errors"]["host"]


async def test_add_into_a_channel_without_the_bot_says_how_to_invite_it(office: Office) -> None:
    office.slack.answers["conversations.history"] = {"ok": False, "error": "not_in_channel"}
    answer = read(await office.send(submission("add_form", TYPED, carried=CARRIED)))
    assert "/invite @linkdomain" in answer["errors"]["client"]
    assert "another channel" not in answer["errors"]["client"]
    chosen = {**TYPED, "channel": ("channel", "C0OTHER")}
    answer = read(await office.send(submission("add_form", chosen)))
    assert "or choose another channel" in answer["errors"]["channel"]


async def test_a_slack_that_cannot_say_who_is_in_the_channel_holds_nobody_up(office: Office) -> None:
    office.slack.answers["conversations.history"] = {"ok": False, "error": "ratelimited"}
    await office.send(submission("add_form", TYPED, carried=CARRIED))
    assert len(office.run.commands("add_domain")) == 1


async def test_the_same_form_sent_twice_is_only_acknowledged(office: Office) -> None:
    office.run.answers["add_domain"] = AlreadyDelivered("view_submission:V1:1.hash")
    answer = await office.send(submission("add_form", TYPED, carried=CARRIED))
    assert read(answer) == {"text": ""}


@pytest.mark.parametrize("trouble", [GatewayError("slack", "timeout", transient=True), RuntimeError("secret inside")])
async def test_a_failure_keeps_what_was_typed(office: Office, trouble: Exception) -> None:
    office.run.answers["add_domain"] = trouble
    answer = read(await office.send(submission("add_form", TYPED, carried=CARRIED)))
    assert list(answer["errors"]) == ["client"]
    assert "secret" not in answer["errors"]["client"]


async def test_a_conflict_is_told_in_place_of_the_form(office: Office) -> None:
    office.run.answers["add_domain"] = Conflict("taken")
    answer = read(await office.send(submission("add_form", TYPED, carried=CARRIED)))
    assert answer["response_action"] == "update"
    assert "Somebody else was faster" in texts(answer["view"])


async def test_details_are_judged_and_stored(office: Office) -> None:
    office.run.answers["give_details"] = "ls.acme.com"
    form = submission("details_form", {"domain_sid": DOMAIN_SID, "verification": " v "}, carried={"domain": "domain-1"})
    answer = read(await office.send(form))
    assert office.run.commands("give_details") == [GiveDetails("domain-1", DOMAIN_SID, "v", Judgement.CONFIRMED)]
    assert answer["response_action"] == "update"
    assert "Saved" in texts(answer["view"])


async def test_details_for_a_chosen_host(office: Office) -> None:
    office.run.answers["give_details"] = "ls.acme.com"
    form = submission("details_form", {"domain": ("option", "domain-1"), "domain_sid": DOMAIN_SID})
    await office.send(form)
    assert office.run.commands("give_details")[0].domain_id == "domain-1"


async def test_the_sid_of_another_host_stands_beside_the_sid(office: Office) -> None:
    office.run.answers["give_details"] = Refused(Reason.SID_OF_OTHER_HOST, field="domain_sid")
    form = submission("details_form", {"domain_sid": DOMAIN_SID}, carried={"domain": "domain-1"})
    assert "belongs to another host" in read(await office.send(form))["errors"]["domain_sid"]


ATTACH = {
    "campaigns": ["campaign-1"],
    "fallback_url": "https://www.acme.com/",
    "callback_url": None,
    "options": ["continue_on_failure"],
}


async def test_attach_reports_what_twilio_says_of_each_service(office: Office) -> None:
    office.run.answers["campaigns_of"] = [SPRING, SUMMER]
    office.run.answers["attach_campaigns"] = 1
    report = ServiceReport(SERVICE_SID, exists=True, senders=2)
    office.twilio.reports[SERVICE_SID] = report
    answer = read(await office.send(submission("attach_form", ATTACH, carried={"domain": "domain-1"})))
    [command] = office.run.commands("attach_campaigns")
    settings = LinkSettings("https://www.acme.com/", None, continue_on_failure=True, disable_https=True)
    assert command == AttachCampaigns("domain-1", {"id-2": "campaign-1"}, settings, {SERVICE_SID: report})
    assert "I attach 1 campaign as soon as the domain is live" in texts(answer["view"])


async def test_attaching_what_is_attached_already_says_that_nothing_was_done(office: Office) -> None:
    office.run.answers |= {"campaigns_of": [SPRING], "attach_campaigns": 0}
    answer = read(await office.send(submission("attach_form", ATTACH, carried={"domain": "domain-1"})))
    assert "Nothing to do" in texts(answer["view"])


async def test_attach_names_the_campaign_that_cannot_be_attached(office: Office) -> None:
    office.run.answers |= {
        "campaigns_of": [SPRING],
        "attach_campaigns": Refused(Reason.SERVICE_HAS_NO_SENDER, field="campaigns", campaign="Spring sale"),
    }
    answer = read(await office.send(submission("attach_form", ATTACH, carried={"domain": "domain-1"})))
    assert answer["errors"]["campaigns"].startswith("Spring sale: its Messaging Service has no sender")


@pytest.mark.parametrize(("chosen", "words"), [([], "Choose one campaign"), (["gone"], "do not know this campaign")])
async def test_attach_of_nothing_or_of_what_is_gone_is_refused(office: Office, chosen: list[str], words: str) -> None:
    office.run.answers["campaigns_of"] = [SPRING]
    form = submission("attach_form", ATTACH | {"campaigns": chosen}, carried={"domain": "domain-1"})
    assert words in read(await office.send(form))["errors"]["campaigns"]


async def test_reject_carries_the_request_what_was_shown_and_the_reason(office: Office) -> None:
    form = submission("reject_form", {"reason": "no contract"}, carried={"request": "request-1:digest-1"})
    assert read(await office.send(form)) == {"text": ""}
    assert office.run.commands("decide_ssl") == [DecideSsl("request-1", "digest-1", False, "no contract")]


async def test_reject_after_somebody_decided_is_told_in_place_of_the_form(office: Office) -> None:
    office.run.answers["decide_ssl"] = Refused(Reason.ALREADY_DECIDED, by="U0APPR", state="approved")
    form = submission("reject_form", {"reason": "no"}, carried={"request": "request-1:digest-1"})
    answer = read(await office.send(form))
    assert answer["response_action"] == "update"
    assert "approved by <@U0APPR>" in texts(answer["view"])


async def test_a_client_is_added(office: Office) -> None:
    answer = read(await office.send(submission("client_form", {"name": "Acme & <Co>"})))
    assert office.run.commands("add_client") == [AddClient("id-2", "Acme & <Co>")]
    assert "Acme &amp; &lt;Co&gt;" in texts(answer["view"])


async def test_a_campaign_is_added_with_twilios_word_on_its_service(office: Office) -> None:
    typed = {"client": ("option", "client-1"), "name": "Spring", "service_sid": SERVICE_SID}
    await office.send(submission("campaign_form", typed))
    report = ServiceReport(SERVICE_SID, exists=True, senders=1)
    assert office.run.commands("add_campaign") == [AddCampaign("id-2", "client-1", "Spring", SERVICE_SID, report)]


async def test_the_host_form_goes_on_with_its_sub_command(office: Office) -> None:
    office.run.answers |= {"timeline": HISTORY, "request_ssl": RequestState.PENDING, "campaigns_of": [SPRING]}
    chosen = {"domain": ("option", "domain-1")}
    shown = read(await office.send(submission("host_form", chosen, carried={"verb": "status"})))
    assert "What happened" in texts(shown["view"])
    asked = read(await office.send(submission("host_form", chosen, carried={"verb": "ssl"})))
    assert "SSL is requested" in texts(asked["view"])
    assert isinstance(office.run.commands("request_ssl")[0], RequestSsl)
    form = read(await office.send(submission("host_form", chosen, carried={"verb": "attach"})))
    assert form["view"]["callback_id"] == "attach_form"


async def test_the_check_form_shows_the_answer_in_its_place_when_it_is_there(office: Office) -> None:
    office.run.answers["find_domain"] = None
    answer = read(await office.send(submission("check_form", {"host": "ls.other.com"})))
    assert "Looking at" in texts(answer["view"])
    await office.desk.background.settle()
    [update] = office.slack.sent("views.update")
    assert update["view_id"] == "V1"
    assert "could not look" in texts(office.slack.view("views.update"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a@x.com", ("a@x.com",)),
        ("a@x.com,b@x.com\nc@x.com; a@x.com", ("a@x.com", "b@x.com", "c@x.com")),
        ("<mailto:a@x.com|a@x.com>", ("a@x.com",)),
        ("", ()),
    ],
)
def test_addresses_are_taken_apart(text: str, found: tuple[str, ...]) -> None:
    assert forms.addresses_of(text) == found
