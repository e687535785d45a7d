"""Alarms as they were looked at and found good."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.core.alarms import AlarmLine, AlarmModel, Cause, Party
from bot.core.events import Event, EventKind
from bot.core.facts import Provider
from handlers.views.alarms import alarm, alarm_over
from tests.views import samples
from tests.views.support import as_json, check_golden, rendered, strings

LOST = samples.event(EventKind.DEGRADED, at=9000, facts="record", code="WRONG_TARGET", cause="provider|godaddy|…")
BACK = samples.event(EventKind.RECOVERED, at=9300, seconds="18000")
GODADDY = Cause(Party.PROVIDER, "godaddy", "WRONG_TARGET")


def line(host: str = "ls.acme.com", back: Event | None = None) -> AlarmLine:
    card = samples.CARDS["degraded" if back is None else "live"]
    domain = replace(card.domain, host=host, provider=Provider("godaddy", "GoDaddy"))
    return AlarmLine(replace(card, domain=domain, campaigns=samples.CAMPAIGNS["live"]), LOST, back)


MANY = tuple(line(f"ls.client-{number}.com") for number in range(1, 4))
ALARMS: Mapping[str, AlarmModel] = {
    "one": AlarmModel(GODADDY, (line(),), 1, 0, "S0ONCALL"),
    "one_over": AlarmModel(GODADDY, (line(back=BACK),), 1, 1, "S0ONCALL"),
    "many": AlarmModel(GODADDY, MANY, 23, 2, "S0ONCALL"),
    "some_back": AlarmModel(GODADDY, (line(back=BACK), *MANY[1:]), 3, 1, None),
    "all_back": AlarmModel(GODADDY, tuple(line(f"ls.client-{n}.com", BACK) for n in (1, 2)), 2, 2, None),
    "twilio": AlarmModel(Cause(Party.TWILIO, "", "TLS_HANDSHAKE"), MANY[:2], 2, 0, None),
    "ending": AlarmModel(Cause(Party.TWILIO, "", "TLS_EXPIRING"), MANY[:2], 2, 0, None),
    "zone": AlarmModel(Cause(Party.ZONE, "acme.com", "WRONG_TARGET"), MANY[:2], 2, 0, None),
}


@pytest.mark.parametrize("name", ALARMS)
def test_each_alarm_is_as_it_was_found_good(name: str) -> None:
    check_golden(f"alarm_{name}", alarm(ALARMS[name]))


@pytest.mark.parametrize("name", ["one_over", "all_back"])
def test_the_end_of_an_alarm_is_as_it_was_found_good(name: str) -> None:
    check_golden(f"alarm_end_{name}", alarm_over(ALARMS[name]))


def test_an_alarm_of_many_names_the_cause_once_and_every_host() -> None:
    shown = rendered(alarm(ALARMS["many"]))
    assert shown.count("GoDaddy") == 1
    assert all(f"ls.client-{number}.com" in shown for number in range(1, 4))
    assert "and 20 more domains" in shown


def test_nobody_is_called_by_the_name_of_a_client_or_campaign() -> None:
    model = ALARMS["one"]
    nasty = "<!channel> <@U0EVIL> <http://evil.test|x>"
    card = model.lines[0].card
    campaign = card.campaigns[0]
    named = replace(
        card,
        client=replace(card.client, name=nasty),
        campaigns=(replace(campaign, campaign=replace(campaign.campaign, name=nasty)),),
    )
    shown = alarm(replace(model, lines=(replace(model.lines[0], card=named),)))
    told = " ".join(strings(as_json(shown)))
    assert not any(bad in told for bad in ("<!channel", "<@U0EVIL", "<http"))
