"""A domain that campaigns send through degrades: one alarm for each cause, and its end."""

from dataclasses import replace

import pytest

from bot.core.alarms import Party
from bot.core.domain import AttachmentState
from bot.core.effects import Effect, EffectKind, EffectState
from bot.core.errors import Refused
from bot.core.events import EventKind as E
from bot.core.facts import Code, Verdict
from bot.services import alarms
from bot.services.promises_notices import alarm_id
from tests.services.support import ALL, BOT, SID, House

RIGHT = dict.fromkeys(ALL, Verdict.RIGHT)


@pytest.fixture
def alert(house: House) -> House:
    return house.under(alert_channel="CALERT", alert_mention="SONCALL")


def sending(house: House, host: str, sid: str, name: str) -> str:
    """Live, with a campaign attached."""
    domain_id = house.live(host, sid)
    house.attach(domain_id, house.campaign(name, "MG" + sid[-1] * 32))
    house.perform()
    assert [one.state for one in house.attachments(domain_id)] == [AttachmentState.ATTACHED]
    return domain_id


def several(house: House, count: int = 3) -> list[str]:
    return [sending(house, f"acme{n}.com", "DN" + str(n) * 32, f"Sale {n}") for n in range(1, count + 1)]


def see(house: House, domain_id: str, code: Code | None, times: int, **verdicts: Verdict) -> None:
    """A look claims whatever is due: the others are free again a minute later."""
    for _ in range(times):
        house.wait(61)
        house.look(domain_id, code, **verdicts)


def lose(house: House, *ids: str, code: Code = Code.WRONG_TARGET) -> None:
    for domain_id in ids:
        see(house, domain_id, code, 3, record=Verdict.WRONG)


def of_alarm(house: House, root: int) -> list[Effect]:
    return [claimed.effect for claimed in house.read(lambda tx: tx.outbox.of_domain(alarm_id(root)))]


def roots(house: House, *ids: str) -> list[int]:
    found = [event for domain_id in ids for event in house.events(domain_id) if event.kind is E.DEGRADED]
    return [event.id or 0 for event in found if "cause" in event.details and "joins" not in event.details]


def test_a_degraded_domain_with_a_campaign_raises_an_alarm_in_its_channel(alert: House) -> None:
    domain_id = sending(alert, "acme.com", SID, "Spring")
    lose(alert, domain_id)
    (root,) = roots(alert, domain_id)
    (effect,) = of_alarm(alert, root)
    assert (effect.kind, effect.destination, effect.urgency) == (EffectKind.ALARM, "slack:CALERT", 1)
    model = alert.run(alarms.alarm, root, BOT)
    assert [line.card.domain.host for line in model.lines] == ["ls.acme.com"]
    assert (model.total, model.mention, model.is_open) == (1, "SONCALL", True)
    assert alert.replies(domain_id)[-1] == [E.DEGRADED]


def test_without_a_campaign_there_is_no_alarm(alert: House) -> None:
    domain_id = alert.live()
    lose(alert, domain_id)
    assert roots(alert, domain_id) == []
    assert alert.keys_of(domain_id, EffectKind.ALARM) == []


def test_without_an_alert_channel_the_thread_alone_tells_it(house: House) -> None:
    domain_id = sending(house, "acme.com", SID, "Spring")
    lose(house, domain_id)
    assert of_alarm(house, roots(house, domain_id)[0]) == []
    assert house.replies(domain_id)[-1] == [E.DEGRADED]


def test_domains_that_degrade_for_one_cause_share_an_alarm_and_their_threads_are_quiet(alert: House) -> None:
    ids = several(alert)
    # Three zones, but one cause: Twilio does not serve them.
    for domain_id in ids:
        see(alert, domain_id, None, 3, record=Verdict.RIGHT, https=Verdict.WRONG)
    (root,) = roots(alert, *ids)
    (post,) = of_alarm(alert, root)
    assert post.key == f"alarm:{root}:{root}"
    model = alert.run(alarms.alarm, root, BOT)
    assert (model.cause.party, model.total) == (Party.TWILIO, 3)
    told = [kinds for domain_id in ids for kinds in alert.replies(domain_id) if E.DEGRADED in kinds]
    assert told == [[E.DEGRADED]]


def test_other_causes_have_other_alarms(alert: House) -> None:
    ids = several(alert, 2)
    lose(alert, *ids)
    assert len(roots(alert, *ids)) == 2


def test_what_degrades_long_after_has_an_alarm_of_its_own(alert: House) -> None:
    ids = several(alert, 2)
    see(alert, ids[0], None, 3, record=Verdict.RIGHT, https=Verdict.WRONG)
    alert.wait(3 * 3600)
    see(alert, ids[1], None, 3, record=Verdict.RIGHT, https=Verdict.WRONG)
    assert len(roots(alert, *ids)) == 2


def test_one_recovered_is_told_when_the_last_of_them_is_all_right_again(alert: House) -> None:
    ids = several(alert, 2)
    for domain_id in ids:
        see(alert, domain_id, None, 3, record=Verdict.RIGHT, https=Verdict.WRONG)
    (root,) = roots(alert, *ids)
    see(alert, ids[0], None, 2, **RIGHT)
    assert EffectKind.ALARM_OVER not in [effect.kind for effect in of_alarm(alert, root)]
    assert [line.recovered is None for line in alert.run(alarms.alarm, root, BOT).lines] == [False, True]
    see(alert, ids[1], None, 2, **RIGHT)
    kinds = [effect.kind for effect in of_alarm(alert, root)]
    assert kinds.count(EffectKind.ALARM_OVER) == 1
    assert kinds.count(EffectKind.ALARM) == 1
    assert not alert.run(alarms.alarm, root, BOT).is_open
    told = [kinds for domain_id in ids for kinds in alert.replies(domain_id) if E.RECOVERED in kinds]
    assert told == [[E.RECOVERED]]


def test_changes_of_an_alarm_that_wait_for_slack_are_one_and_give_way_to_an_alarm_that_begins(alert: House) -> None:
    ids = several(alert, 4)
    see(alert, ids[0], None, 3, record=Verdict.RIGHT, https=Verdict.WRONG)
    alert.perform()
    for domain_id in ids[1:3]:
        see(alert, domain_id, None, 3, record=Verdict.RIGHT, https=Verdict.WRONG)
    lose(alert, ids[3])
    one, other = roots(alert, *ids)
    assert [(effect.kind, effect.urgency) for effect in of_alarm(alert, one)] == [
        (EffectKind.ALARM, 1),
        (EffectKind.ALARM, 3),
    ]
    assert [effect.urgency for effect in of_alarm(alert, other)] == [1]


def test_an_outage_of_ours_is_no_news_about_anybody(alert: House) -> None:
    ids = several(alert)
    for domain_id in ids:
        before = len(alert.events(domain_id))
        see(alert, domain_id, None, 10, **dict.fromkeys(ALL, Verdict.UNKNOWN))
        assert len(alert.events(domain_id)) == before


def test_a_domain_that_comes_and_goes_is_alarmed_each_time(alert: House) -> None:
    domain_id = sending(alert, "acme.com", SID, "Spring")
    for _ in range(2):
        lose(alert, domain_id)
        see(alert, domain_id, None, 2, **RIGHT)
    assert len(roots(alert, domain_id)) == 2


def test_the_place_of_an_alarm_is_where_it_was_posted(alert: House) -> None:
    domain_id = sending(alert, "acme.com", SID, "Spring")
    lose(alert, domain_id)
    (root,) = roots(alert, domain_id)
    assert alert.run(alarms.alarm_place, root, BOT).ts is None
    alert.perform()
    moved = alert.under(alert_channel="COTHER")
    place = moved.run(alarms.alarm_place, root, BOT)
    assert (place.channel, place.post_state) == ("CALERT", EffectState.DONE)
    assert place.ts


def test_an_alarm_whose_domains_are_gone_shows_nothing(alert: House) -> None:
    domain_id = sending(alert, "acme.com", SID, "Spring")
    lose(alert, domain_id)
    gone = replace(alert.domain(domain_id), removed_at=alert.now)
    alert.read(lambda tx: tx.domains.save(gone))
    with pytest.raises(Refused):
        alert.run(alarms.alarm, roots(alert, domain_id)[0], BOT)
