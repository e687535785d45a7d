"""Taking campaigns off a domain: command, button and form, through a real Bolt app."""

import pytest

from bot.core.commands import DetachCampaigns, SendTest
from tests.handlers.support import Office, action, read, submission, texts
from tests.views.samples import CARDS


@pytest.fixture
def office(office: Office) -> Office:
    """One where the domain is live and its campaigns share a service with another one."""
    office.run.answers |= {"card": CARDS["live"], "sharing_services": [["Spring sale", "Easter sale"]]}
    return office


async def test_detach_opens_the_form_of_what_is_attached(office: Office) -> None:
    await office.say("detach ls.acme.com")
    view = office.slack.view()
    assert view["callback_id"] == "detach_form"
    assert "always together: *Spring sale*, *Easter sale*" in texts(view)
    [field] = [block for block in view["blocks"] if block["type"] == "input"]
    assert [option["value"] for option in field["element"]["options"]] == [
        "attachment-campaign-1",
        "attachment-campaign-2",
    ]


async def test_detach_from_the_card_and_from_the_notice(office: Office) -> None:
    await office.send(action(office, "detach"))
    assert office.slack.view()["callback_id"] == "detach_form"


async def test_detach_without_a_host_asks_which(office: Office) -> None:
    await office.say("detach")
    assert office.slack.view()["callback_id"] == "host_form"
    chosen = {"domain": ("option", "domain-1")}
    form = read(await office.send(submission("host_form", chosen, carried={"verb": "detach"})))
    assert form["view"]["callback_id"] == "detach_form"


async def test_nothing_to_detach_is_said(office: Office) -> None:
    office.run.answers["card"] = CARDS["waiting_for_request"]
    await office.say("detach ls.acme.com")
    assert "there is none to detach" in texts(office.slack.view())
    await office.send(action(office, "detach"))
    assert "*Detach campaigns* is not open any more" in texts(office.slack.sent("respond"))


async def test_the_form_detaches_and_names_all_that_go(office: Office) -> None:
    office.run.answers["detach_campaigns"] = ("Spring sale", "Easter sale")
    chosen = {"attached": ["attachment-campaign-1"]}
    answer = read(await office.send(submission("detach_form", chosen, carried={"domain": "domain-1"})))
    assert office.run.commands("detach_campaigns") == [DetachCampaigns("domain-1", ("attachment-campaign-1",))]
    assert "Detaching *Spring sale*, *Easter sale*" in texts(answer["view"])
    assert "go together" in texts(answer["view"])


async def test_without_phones_the_one_who_can_name_them_is_named(office: Office) -> None:
    told = texts(read(await office.say("test ls.acme.com")))
    assert "No phone is named" in told
    assert "TEST_NUMBERS" in told


async def test_nothing_attached_is_nothing_to_test(office: Office) -> None:
    office.run.answers["card"] = CARDS["waiting_for_certificate"]
    assert "no attached campaign" in texts(read(await office.say("test ls.acme.com")))


async def test_the_form_sends_the_test(office: Office) -> None:
    values = {"attached": ("option", "attachment-campaign-1"), "number": ("option", "+15005550199")}
    answer = read(await office.send(submission("test_form", values, carried={"domain": "domain-1"})))
    assert office.run.commands("send_test") == [SendTest("domain-1", "attachment-campaign-1", "+15005550199")]
    assert "Sending a test through `ls.acme.com`" in texts(answer["view"])
