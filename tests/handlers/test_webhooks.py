"""Webhooks in App Home: only by admins, the secret shown once, every press followed by what it changed."""

import asyncio
import json
import logging
from dataclasses import replace

import pytest

from bot.core.errors import Reason, Refused
from bot.core.people import Role
from bot.core.webhooks import WebhookType
from bot.services.webhooks import DeliveriesQuery, SendAgain, Switch
from tests.handlers.support import NOW, Json, Office, action, modal, read, submission, suggestion, texts
from tests.views.samples import ACME
from tests.views.webhook_samples import CHOSEN, NARROW, ON, SHOWN

ADMIN = "U0ADMIN"
VALUES = {"address": "https://crm.acme.com/", "webhook_types": ["domain.live", "x"], "webhook_clients": ["client-1"]}
BUTTONS = (
    "webhooks", "webhook", "webhook_add", "webhook_edit", "webhook_rotate", "webhook_on", "webhook_off",
    "webhook_delete", "webhook_test", "webhook_again", "webhook_all_again", "webhook_page", "webhook_refresh",
)  # fmt: skip


@pytest.fixture(autouse=True)
def admins(office: Office) -> None:
    office.directory.by_user[ADMIN] = frozenset({Role.ADMIN})
    office.run.answers |= {
        "webhook_list": [SHOWN.line, NARROW.line],
        "webhook_shown": SHOWN,
        "add_webhook": ON,
        "rotate_secret": ON,
        "send_again": 3,
        "clients_matching": [ACME],
    }


class Links:
    def webhook_address(self, webhook_id: str) -> str | None:
        return f"https://bot.test/webhooks/{webhook_id}.mark"


def window(**carried: str) -> Json:
    """The window of one webhook, opened from the list."""
    return modal("", carried={"webhook": "w1", "list": "V0", "page": "1", **carried})


async def test_the_list_opens_from_home_and_one_of_it_over_the_list(office: Office) -> None:
    await office.send(action(office, "webhooks", user=ADMIN))
    assert "crm.acme.com/hooks" in texts(office.slack.view())
    await office.send(action(office, "webhook", "w1", user=ADMIN, view=modal("")))
    shown = office.slack.view("views.push")
    assert json.loads(shown["private_metadata"]) == {"list": "V1", "webhook": "w1", "page": "1"}
    assert office.run.commands("webhook_shown") == [DeliveriesQuery("w1")]


async def test_a_new_webhook_shows_its_secret_once_and_the_list_below_has_it(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    answer = read(await office.send(submission("webhook_form", VALUES, ADMIN, carried={"list": "V0"})))
    (made,) = office.run.commands("add_webhook")
    wanted = made.wanted
    assert (wanted.address, wanted.types) == ("https://crm.acme.com/", (WebhookType.DOMAIN_LIVE,))
    assert wanted.client_ids == ("client-1",)
    assert made.secret.startswith("whsec_")
    assert answer["response_action"] == "update"
    assert texts(answer).count(made.secret) == 1
    assert made.secret not in caplog.text
    assert "the list" in texts(answer)
    await office.desk.background.settle()
    assert office.slack.sent("views.update")[-1]["view_id"] == "V0"
    assert made.secret not in str(office.slack.view("views.update"))


async def test_the_secret_waits_for_no_redrawing_of_the_list_behind(office: Office) -> None:
    """A second press of Submit would find its delivery done, and close the form without the secret."""
    office.slack.gates["views.update"] = asyncio.Event()
    answer = read(await office.send(submission("webhook_form", VALUES, ADMIN, carried={"list": "V0"})))
    (made,) = office.run.commands("add_webhook")
    assert made.secret in texts(answer)
    office.slack.gates["views.update"].set()
    await office.desk.background.settle()
    assert office.slack.sent("views.update")[-1]["view_id"] == "V0"


@pytest.mark.parametrize("problem", ["ratelimited", "not_found", "internal_error"])
async def test_a_list_behind_that_cannot_be_drawn_anew_keeps_no_secret_back(
    office: Office, problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    office.slack.answers["views.update"] = {"ok": False, "error": problem}
    answer = read(await office.send(submission("webhook_form", VALUES, ADMIN, carried={"list": "V0"})))
    await office.desk.background.settle()
    (made,) = office.run.commands("add_webhook")
    assert made.secret in texts(answer)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_two_secrets_are_never_the_same(office: Office) -> None:
    for _ in range(2):
        await office.send(submission("webhook_form", VALUES, ADMIN))
    first, second = office.run.commands("add_webhook")
    assert first.secret != second.secret


async def test_a_changed_webhook_is_shown_changed_below(office: Office) -> None:
    carried = {"webhook": "w2", "list": "V0", "behind": "V7"}
    office.run.answers["change_webhook"] = CHOSEN
    answer = read(await office.send(submission("webhook_form", VALUES, ADMIN, carried=carried)))
    (sent,) = office.run.commands("change_webhook")
    assert sent.webhook_id == "w2"
    await office.desk.background.settle()
    assert sorted(args["view_id"] for args in office.slack.sent("views.update")) == ["V0", "V7"]
    assert answer == {"text": ""}


async def test_what_cannot_be_stands_beside_its_field(office: Office) -> None:
    office.run.answers["add_webhook"] = Refused(Reason.BAD_WEBHOOK, field="address")
    answer = read(await office.send(submission("webhook_form", VALUES, ADMIN)))
    assert list(answer["errors"]) == ["address"]


async def test_a_new_secret_is_shown_over_the_webhook(office: Office) -> None:
    await office.send(action(office, "webhook_rotate", "w1", user=ADMIN, view=window()))
    (sent,) = office.run.commands("rotate_secret")
    assert sent.secret in texts(office.slack.view("views.push"))


async def test_switched_the_webhook_and_the_list_show_it(office: Office) -> None:
    for button, is_on in (("webhook_on", True), ("webhook_off", False)):
        await office.send(action(office, button, "w1", user=ADMIN, view=window()))
        assert office.run.commands("switch_webhook")[-1] == Switch("w1", is_on)
        await office.desk.background.settle()
        assert sorted(args["view_id"] for args in office.slack.sent("views.update")[-2:]) == ["V0", "V1"]


async def test_deleted_it_leaves_the_list(office: Office) -> None:
    await office.send(action(office, "webhook_delete", "w1", user=ADMIN, view=window()))
    assert office.run.commands("delete_webhook") == ["w1"]
    await office.desk.background.settle()
    assert "is deleted" in "".join(str(args["view"]) for args in office.slack.sent("views.update"))


async def test_one_delivery_or_all_that_failed_are_sent_again_and_the_page_stays(office: Office) -> None:
    await office.send(action(office, "webhook_again", "17", user=ADMIN, view=window()))
    await office.send(action(office, "webhook_all_again", "w1", user=ADMIN, view=window()))
    assert office.run.commands("send_again") == [SendAgain("w1", 17), SendAgain("w1")]
    assert office.run.commands("webhook_shown")[-1] == DeliveriesQuery("w1", 1)


async def test_pages_turn_in_place(office: Office) -> None:
    await office.send(action(office, "webhook_page", "2", user=ADMIN, view=window()))
    await office.send(action(office, "webhook_page_back", "x", user=ADMIN, view=window()))
    assert office.run.commands("webhook_shown") == [DeliveriesQuery("w1", 2), DeliveriesQuery("w1")]
    assert json.loads(office.slack.view("views.update")["private_metadata"])["list"] == "V0"


async def test_clients_are_searched_in_the_form(office: Office) -> None:
    answer = read(await office.send(suggestion("webhook_clients", "ac", user=ADMIN)))
    assert [option["value"] for option in answer["options"]] == [ACME.id]


@pytest.mark.parametrize("button", BUTTONS)
async def test_others_get_nowhere_by_any_button(office: Office, button: str) -> None:
    """The services refuse as well; here they would do anything."""
    names = ("webhook_list", "webhook_shown", "rotate_secret", "switch_webhook", "delete_webhook", "send_test")
    refused = Refused(Reason.NOT_ALLOWED, act="manage")
    office.run.answers |= dict.fromkeys((*names, "send_again"), refused)
    await office.send(action(office, button, "w1", view=window()))
    assert "You may not do that" in texts(office.slack.view("views.push"))
    assert "whsec_" not in str(office.slack.calls)


async def test_where_our_page_can_be_reached_no_secret_passes_through_slack(office: Office) -> None:
    object.__setattr__(office.desk, "links", Links())
    shown = replace(ON, shown_to=ADMIN, shown_until=NOW)
    office.run.answers |= {"add_webhook": shown, "rotate_secret": shown}
    answer = read(await office.send(submission("webhook_form", VALUES, ADMIN, carried={"list": "V0"})))
    await office.send(action(office, "webhook_rotate", "w1", user=ADMIN, view=window()))
    (added,), (rotated,) = office.run.commands("add_webhook"), office.run.commands("rotate_secret")
    assert added.is_shown_later
    assert rotated.is_shown_later
    assert f"<https://bot.test/webhooks/{added.wanted.webhook_id}.mark|Show the secret>" in texts(answer)
    assert "<https://bot.test/webhooks/w1.mark|Show the secret>" in texts(office.slack.view("views.push"))
    assert "whsec_" not in str(answer) + str(office.slack.calls)
