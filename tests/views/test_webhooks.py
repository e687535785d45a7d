"""Webhooks as admins see them."""

from collections.abc import Mapping

import pytest
from slack_sdk.models.views import View

from bot.core.messages import Content
from bot.core.webhooks import OffReason, WebhookLine, WebhookShown
from handlers.views.modals import webhooks as views
from tests.views import webhook_samples as known
from tests.views.support import as_json, check_golden, rendered, strings

PAGE = "https://bot.test/webhooks/w1.mark"
SHOWN: Mapping[str, Content | View] = {
    "list": views.webhook_list([known.SHOWN.line, known.NARROW.line, WebhookLine(known.OFF, (), known.COUNT)]),
    "none": views.webhook_list([]),
    "one": views.webhook_view(known.SHOWN, {"list": "V1"}),
    "chosen": views.webhook_view(known.NARROW, {"list": "V1"}),
    "off": views.webhook_view(WebhookShown(WebhookLine(known.OFF, (), known.COUNT), known.DELIVERIES[:2]), {}),
    "add": views.webhook_form(None, {"list": "V1"}),
    "add_here": views.webhook_form(None, {}, may_be_loopback=True),
    "edit": views.webhook_form(known.NARROW, {"behind": "V2"}),
    "secret": views.secret_view(known.ON, known.SECRET, is_new=True),
    "secret_anew": views.secret_view(known.ON, known.SECRET, is_new=False),
    "secret_link": views.secret_link(known.ON, PAGE, known.T0, is_new=True),
    "secret_link_anew": views.secret_link(known.ON, PAGE, known.T0, is_new=False),
    "deleted": views.deleted("crm.acme.com/hooks"),
    "told_failing": views.webhook_off(known.OFF),
    "told_gone": views.webhook_off(known.replace(known.OFF, off=OffReason.GONE)),
}


@pytest.mark.parametrize("name", SHOWN)
def test_each_is_as_it_was_found_good(name: str) -> None:
    check_golden(f"webhook_{name}", SHOWN[name])


@pytest.mark.parametrize("name", sorted(set(SHOWN) - {"edit"}))
def test_a_key_in_the_address_is_shown_nowhere_but_in_the_form_that_edits_it(name: str) -> None:
    assert not any("canary" in text for text in strings(as_json(SHOWN[name])))


def test_a_delivery_that_is_under_way_and_those_of_a_webhook_that_is_off_cannot_be_sent_again() -> None:
    assert rendered(SHOWN["one"]).count("[Send again") == 5 + 1
    assert rendered(SHOWN["one"]).count("[Send now") == 4
    assert "Send again]" not in rendered(SHOWN["off"])
