"""How much a domain says in its life: flows from add to live to degraded to recovered, counted and not timed."""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.core.domain import RequestState, Setup
from bot.core.effects import ClaimedEffect, EffectKind
from bot.core.facts import Code, Verdict
from bot.services import promises
from tests.services.support import ALL, OPERATOR, SID, VALUE, House

RIGHT = dict.fromkeys(ALL, Verdict.RIGHT)
RECORDS = dict.fromkeys(("record", "caa", "verification"), Verdict.RIGHT)
WAITING = {"record": Verdict.WRONG, "verification": Verdict.WRONG}


class Channel:
    """What people see of one domain: every effect, done at once."""

    def __init__(self, house: House) -> None:
        self.house, self.posts, self.updates = house, Counter[EffectKind](), Counter[EffectKind]()

    def settle(self) -> None:
        for claimed in self.house.perform():
            if claimed.effect.kind.value.startswith("slack."):
                (self.posts if self._is_post(claimed) else self.updates)[claimed.effect.kind] += 1

    def _is_post(self, claimed: ClaimedEffect) -> bool:
        key = claimed.effect.key
        match claimed.effect.kind:
            case EffectKind.CARD:
                return self.posts[EffectKind.CARD] == 0
            case EffectKind.TASK:
                return key == promises.task_root(claimed.effect)
            case EffectKind.APPROVAL:
                return key.endswith(f":{RequestState.PENDING}")
            case EffectKind.ALARM:
                return len(set(key.split(":")[1:])) == 1
            case _:
                return True

    @property
    def of_the_domain(self) -> int:
        """The card and the posts in its thread; not those in the channels of approvers and alarms."""
        elsewhere = {EffectKind.ALARM, EffectKind.ALARM_OVER}
        if self.house.rules.approval_channel:
            elsewhere.add(EffectKind.APPROVAL)
        return sum(count for kind, count in self.posts.items() if kind not in elsewhere)

    def __str__(self) -> str:
        counts = ", ".join(f"{kind.value.removeprefix('slack.')} {count}" for kind, count in sorted(self.posts.items()))
        updates = ", ".join(f"{kind.value.removeprefix('slack.')} {n}" for kind, n in sorted(self.updates.items()))
        return f"{self.of_the_domain} posts of the domain; all posts: {counts}; updates: {updates}"


def favourable(house: House) -> Channel:
    """Forwarded, the details are there before anybody is asked for records, then nine days of waiting; approvers and
    alarms have channels of their own."""
    channel = Channel(house.under(approval_channel="CAPPROVE", alert_channel="CALERT"))
    domain_id = house.add()
    house.give(domain_id, SID)
    channel.settle()
    house.look(domain_id, record=Verdict.WRONG)
    channel.settle()
    wait_nine_days(channel, domain_id)
    become_live(channel, domain_id)
    lose_and_mend(channel, domain_id)
    return channel


def late_details(house: House) -> Channel:
    """Added by hand, an operator is named and gives the details after the first record was asked for; the approval is
    shown in the thread."""
    channel = Channel(house.under(operators=("UOPS",)))
    domain_id = begun_slowly(channel)
    become_live(channel, domain_id)
    lose_and_mend(channel, domain_id)
    return channel


def rejected(house: House) -> Channel:
    """As before; the request is rejected, and asked again."""
    channel = Channel(house.under(operators=("UOPS",)))
    domain_id = begun_slowly(channel)
    house.look(domain_id, **RECORDS)
    channel.settle()
    house.request(domain_id)
    channel.settle()
    house.decide(domain_id, approve=False, reason="not signed yet")
    channel.settle()
    become_live(channel, domain_id)
    lose_and_mend(channel, domain_id)
    return channel


def adopted(house: House) -> Channel:
    """Set up by hand before, added with its Domain SID."""
    channel = Channel(house.under(operators=("UOPS",)))
    domain_id = house.add(domain_sid=SID, verification=VALUE)
    channel.settle()
    house.look(domain_id, **RIGHT)
    channel.settle()
    house.attach(domain_id, house.campaign())
    channel.settle()
    lose_and_mend(channel, domain_id)
    return channel


FLOWS: Mapping[str, Callable[[House], Channel]] = {
    "favourable, nine days of waiting": favourable,
    "late details, approval in the thread": late_details,
    "rejected and asked again": rejected,
    "adopted": adopted,
}


def measure(folder: Path) -> dict[str, Channel]:
    """Each flow, on a database of its own."""
    found = {}
    for name, flow in FLOWS.items():
        path = folder / name.replace(" ", "_").replace(",", "")
        path.mkdir()
        found[name] = flow(House(path))
    return found


def begun_slowly(channel: Channel) -> str:
    house = channel.house
    domain_id = house.add(setup=Setup.OURS, emails=())
    channel.settle()
    house.look(domain_id, record=Verdict.WRONG)
    channel.settle()
    house.give(domain_id, SID, actor=OPERATOR)
    channel.settle()
    house.look(domain_id, **WAITING)
    channel.settle()
    return domain_id


def wait_nine_days(channel: Channel, domain_id: str) -> None:
    """The client does nothing, then makes two mistakes; for a day we cannot look, and every third look fails."""
    house, begin, looks = channel.house, channel.house.now, 0
    while (day := (house.now - begin).days) < 9:
        looks += 1
        code = Code.MISSING_NXDOMAIN if day < 4 else Code.TARGET_HAS_ZONE_APPENDED if day < 7 else Code.TARGET_TYPO
        if day == 5 or looks % 3 == 0:
            house.look(domain_id, record=Verdict.UNKNOWN, verification=Verdict.UNKNOWN)
        else:
            house.look(domain_id, code, **WAITING)
        channel.settle()


def become_live(channel: Channel, domain_id: str) -> None:
    """The records, SSL, the certificate, a campaign."""
    house, https = channel.house, {"https": Verdict.WRONG}
    steps = (
        lambda: house.look(domain_id, **RECORDS),
        lambda: house.request(domain_id),
        lambda: house.decide(domain_id),
        lambda: house.look(domain_id, **{**RECORDS, **https, "certificate": Verdict.WRONG}),
        lambda: house.look(domain_id, **{**RECORDS, **https, "certificate": Verdict.RIGHT}),
        lambda: house.look(domain_id, **RIGHT),
        lambda: house.attach(domain_id, house.campaign()),
    )
    for step in steps:
        step()
        channel.settle()


def lose_and_mend(channel: Channel, domain_id: str) -> None:
    """Out for an hour."""
    channel.house.look(domain_id, Code.WRONG_TARGET, 30, record=Verdict.WRONG)
    channel.settle()
    channel.house.look(domain_id, None, 2, **RIGHT)
    channel.settle()
