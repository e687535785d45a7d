"""How much a domain says in its life, nine days of waiting included. The measure is seven posts."""

from collections import Counter

from bot.core.domain import Setup
from bot.core.effects import ClaimedEffect, EffectKind
from bot.core.facts import Code, Verdict
from tests.services.support import ALL, OPERATOR, SID, House

RIGHT = dict.fromkeys(ALL, Verdict.RIGHT)
RECORDS = dict.fromkeys(("record", "caa", "verification"), Verdict.RIGHT)


class Channel:
    """What people see of one domain: every effect, done at once."""

    def __init__(self, house: House) -> None:
        self.house, self.posts, self.updates = house, Counter[EffectKind](), Counter[EffectKind]()

    def settle(self) -> None:
        for claimed in self.house.perform():
            (self.posts if self._is_post(claimed) else self.updates)[claimed.effect.kind] += 1

    def _is_post(self, claimed: ClaimedEffect) -> bool:
        key = claimed.effect.key
        match claimed.effect.kind:
            case EffectKind.CARD:
                return self.posts[EffectKind.CARD] == 0
            case EffectKind.APPROVAL:
                return key.endswith(":pending")
            case EffectKind.ALARM:
                return len(set(key.split(":")[1:])) == 1
            case kind:
                return kind.value.startswith("slack.")

    @property
    def of_the_domain(self) -> int:
        """The card and the posts in its thread; not those in the channels of approvers and alarms."""
        elsewhere = (EffectKind.ALARM, EffectKind.ALARM_OVER, EffectKind.APPROVAL)
        return sum(count for kind, count in self.posts.items() if kind not in elsewhere)


def begun(house: House, channel: Channel) -> str:
    """Added, forwarded, and the details are there before anybody is asked for records."""
    domain_id = house.add()
    house.give(domain_id, SID)
    channel.settle()
    house.look(domain_id, record=Verdict.WRONG)
    channel.settle()
    return domain_id


def begun_slowly(house: House, channel: Channel) -> str:
    """Added; the details come after the steps for the first record have been told."""
    domain_id = house.add(setup=Setup.OURS, emails=())
    channel.settle()
    house.look(domain_id, record=Verdict.WRONG)
    channel.settle()
    house.give(domain_id, SID, actor=OPERATOR)
    channel.settle()
    house.look(domain_id, record=Verdict.WRONG, verification=Verdict.WRONG)
    channel.settle()
    return domain_id


def wait_nine_days(house: House, channel: Channel, domain_id: str) -> None:
    """The client does nothing, then makes two mistakes; for a day we cannot look."""
    begin = house.now
    while (day := (house.now - begin).days) < 9:
        code = Code.MISSING_NXDOMAIN if day < 4 else Code.TARGET_HAS_ZONE_APPENDED if day < 7 else Code.TARGET_TYPO
        if day == 5:
            house.look(domain_id, record=Verdict.UNKNOWN, verification=Verdict.UNKNOWN)
        else:
            house.look(domain_id, code, record=Verdict.WRONG, verification=Verdict.WRONG)
        channel.settle()


def become_live(house: House, channel: Channel, domain_id: str) -> None:
    """The records, SSL, the certificate, a campaign."""
    steps = (
        lambda: house.look(domain_id, **RECORDS),
        lambda: house.request(domain_id),
        lambda: house.decide(domain_id),
        lambda: house.look(domain_id, **{**RECORDS, "https": Verdict.WRONG, "certificate": Verdict.WRONG}),
        lambda: house.look(domain_id, **{**RECORDS, "https": Verdict.WRONG, "certificate": Verdict.RIGHT}),
        lambda: house.look(domain_id, **RIGHT),
        lambda: house.attach(domain_id, house.campaign()),
    )
    for step in steps:
        step()
        channel.settle()


def lose_and_mend(house: House, channel: Channel, domain_id: str) -> None:
    """Out for an hour."""
    house.look(domain_id, Code.WRONG_TARGET, 30, record=Verdict.WRONG)
    channel.settle()
    house.look(domain_id, None, 2, **RIGHT)
    channel.settle()


def told(channel: Channel) -> str:
    counts = ", ".join(f"{kind.value}: {count}" for kind, count in sorted(channel.posts.items()))
    return f"{channel.of_the_domain} posts of the domain ({counts}), updates: {dict(channel.updates)}"


def test_seven_posts_are_enough_for_a_whole_life(house: House) -> None:
    channel = Channel(house.under(approval_channel="CAPPROVE", alert_channel="CALERT"))
    domain_id = begun(channel.house, channel)
    wait_nine_days(channel.house, channel, domain_id)
    become_live(channel.house, channel, domain_id)
    lose_and_mend(channel.house, channel, domain_id)
    print(told(channel))  # noqa: T201 - the measurement itself
    assert channel.of_the_domain <= 7, told(channel)
    assert channel.updates[EffectKind.CARD] <= 20, told(channel)
    assert (channel.posts[EffectKind.ALARM], channel.posts[EffectKind.ALARM_OVER]) == (1, 1)


def test_late_details_an_operator_and_approvers_in_the_thread_add_one_post_each(house: House) -> None:
    channel = Channel(house.under(operators=("UOPS",)))
    domain_id = begun_slowly(channel.house, channel)
    become_live(channel.house, channel, domain_id)
    lose_and_mend(channel.house, channel, domain_id)
    print(told(channel))  # noqa: T201
    assert channel.of_the_domain + channel.posts[EffectKind.APPROVAL] <= 7 + 3, told(channel)
