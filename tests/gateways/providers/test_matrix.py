"""Every provider by its protocol, in all that can happen: over real sockets, against stand-ins that are strict."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

import pytest

from bot.core.errors import GatewayError
from bot.core.facts import Record
from bot.core.providers import panels
from bot.core.writing import Outcome, Problem, Result
from bot.gateways.providers import LexiconWriter
from bot.sandbox.providers.desk import Asked
from tests.gateways.providers.digitalocean import DigitalOcean
from tests.gateways.providers.dnsimple import DnSimple
from tests.gateways.providers.gandi import Gandi
from tests.gateways.providers.hetzner import Hetzner
from tests.gateways.providers.house import House
from tests.gateways.providers.ionos import Ionos
from tests.gateways.providers.linode import Linode
from tests.gateways.providers.ovh import Ovh
from tests.gateways.providers.support import BOTH, CNAME, TARGET, VALUE, ZONE
from tests.gateways.providers.vultr import Vultr

HOUSES = (DigitalOcean, DnSimple, Gandi, Hetzner, Ionos, Linode, Ovh, Vultr)
Row = tuple[str, str, str, int]


@pytest.fixture(params=HOUSES, ids=lambda kind: kind.PROVIDER)
async def house(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    made: House = request.param()
    await made.start()
    yield made
    await made.stop()


async def write(
    house: House,
    consent: str = "",
    fields: Mapping[str, str] | None = None,
    records: Sequence[Record] = BOTH,
    deadline: float = 60.0,
) -> Outcome:
    return await LexiconWriter(house.base_url, deadline=deadline).write(house.access(fields), records, consent)


async def failed(
    house: House, consent: str = "", fields: Mapping[str, str] | None = None, records: Sequence[Record] = BOTH
) -> str:
    with pytest.raises(GatewayError) as caught:
        await write(house, consent, fields, records)
    return caught.value.reference


def ours(house: House, *, cname: bool = True) -> list[Row]:
    text = ("TXT", f"_twilio.ls.{ZONE}.", VALUE, house.TTL)
    return [("CNAME", f"ls.{ZONE}.", TARGET, house.TTL), text] if cname else [text]


def test_every_provider_that_is_offered_is_proven_here_or_with_cloudflare() -> None:
    assert {panel.provider.id for panel in panels() if panel.writes} == {one.PROVIDER for one in HOUSES} | {
        "cloudflare"
    }


async def test_both_records_are_written_and_all_others_stay(house: House) -> None:
    before, others = house.served(), house.served("my" + ZONE)
    assert (await write(house)).result is Result.WRITTEN
    assert house.served() == sorted([*before, *ours(house)])
    assert house.served("my" + ZONE) == others
    access = set(house.right.values())
    assert not [asked for asked in house.asked for one in access if one in asked.path + str(asked.query) + asked.text]


async def test_what_is_there_already_is_not_written_again(house: House) -> None:
    await write(house)
    before, count = house.served(), len(house.changes())
    assert (await write(house)).result is Result.THERE
    assert (house.served(), len(house.changes())) == (before, count)


async def test_only_what_is_missing_is_written(house: House) -> None:
    before = house.served()
    await write(house, records=[CNAME])
    assert (await write(house)).result is Result.WRITTEN
    assert house.served() == sorted([*before, *ours(house)])
    assert len(house.changes()) == 2


@pytest.mark.parametrize("kind", ["A", "AAAA", "CNAME"])
async def test_what_stands_in_the_way_is_shown_and_nothing_is_written(house: House, kind: str) -> None:
    value = {"A": "203.0.113.9", "AAAA": "2001:db8::9", "CNAME": "pages.example.com"}[kind]
    house.put("ls", kind, f"{value}." if kind == "CNAME" and house.IS_RELATIVE else value)
    before, outcome = house.served(), await write(house)
    assert outcome.result is Result.ASKS
    assert [(one.type, one.name, one.value.rstrip(".")) for one in outcome.standing] == [(kind, f"ls.{ZONE}", value)]
    assert house.served() == before
    assert house.changes() == []


async def test_it_is_replaced_after_consent_and_nothing_else(house: House) -> None:
    house.put("_twilio.ls", "TXT", "another one", 7200)
    before = house.served()
    for kind, value in (("A", "203.0.113.9"), ("A", "203.0.113.10"), ("AAAA", "2001:db8::9")):
        house.put("ls", kind, value)
    asks = await write(house)
    assert (await write(house, asks.consent)).result is Result.REPLACED
    kept = [row[:3] for row in [*before, *ours(house)]]
    assert [row[:3] for row in house.served()] == sorted(kept)
    assert ("TXT", f"_twilio.ls.{ZONE}.", "another one", 7200) in house.served()


async def test_consent_to_something_else_is_no_consent(house: House) -> None:
    row = house.put("ls", "A", "203.0.113.9")
    asks = await write(house)
    house.remove(ZONE, row)
    house.put("ls", "A", "203.0.113.10")
    again = await write(house, asks.consent)
    assert (again.result, house.changes()) == (Result.ASKS, [])
    assert [one.value for one in again.standing] == ["203.0.113.10"]


async def test_mail_at_the_name_is_never_taken_away(house: House) -> None:
    house.put("ls", "MX", "mx.example.com.")
    outcome = await write(house)
    assert outcome.result is Result.BLOCKED
    assert (await write(house, outcome.consent)).result is Result.BLOCKED
    assert house.changes() == []


async def test_the_right_name_without_its_final_dot_is_right_only_where_that_makes_no_other(house: House) -> None:
    house.put("ls", "CNAME", TARGET.removesuffix("."), 600)
    outcome = await write(house, records=[CNAME])
    assert outcome.result is (Result.ASKS if house.IS_RELATIVE else Result.THERE)
    if house.IS_RELATIVE:
        assert [one.value for one in outcome.standing] == [f"{TARGET}{ZONE}."]
        assert (await write(house, outcome.consent, records=[CNAME])).result is Result.REPLACED
        assert ours(house)[0] in house.served()


async def test_a_wrong_access_is_told_as_one(house: House) -> None:
    assert await failed(house, fields=house.wrong) == Problem.WRONG_TOKEN


async def test_an_account_without_the_domain_is_told(house: House) -> None:
    house.zones.pop(ZONE)
    assert await failed(house) == Problem.NO_ZONE


@pytest.mark.parametrize("house", [one for one in HOUSES if one.readonly], indirect=True, ids=lambda one: one.PROVIDER)
async def test_an_access_that_may_only_read_is_told_and_changes_nothing(house: House) -> None:
    before = house.served()
    assert await failed(house, fields=house.readonly) == Problem.NOT_ALLOWED
    assert house.served() == before


@pytest.mark.parametrize("kind", ["429", "500", "reset"])
async def test_a_provider_that_is_down_or_busy_has_written_nothing(house: House, kind: str) -> None:
    before = house.served()
    house.break_next(kind)
    is_busy = kind == "429" and house.PROVIDER != "ovh"  # its module reads no status where it asks for the time
    assert await failed(house) == (Problem.BUSY if is_busy else Problem.DOWN)
    assert house.served() == before


async def test_a_provider_that_is_slow_is_given_up(house: House) -> None:
    house.break_next("hang")
    with pytest.raises(GatewayError) as caught:
        await write(house, deadline=0.1)
    assert caught.value.reference in (Problem.UNSURE, Problem.DOWN)


async def test_a_provider_that_is_away_is_told(house: House) -> None:
    await house.stop()
    assert await failed(house) == Problem.DOWN


@pytest.mark.parametrize("kind", ["reset_after", "500_after", "reset"])
async def test_what_was_cut_off_while_writing_is_simply_done_again(house: House, kind: str) -> None:
    before = house.served()
    house.break_next(kind, house.WRITES)
    assert await failed(house) == Problem.UNSURE
    assert (await write(house)).result in (Result.WRITTEN, Result.THERE)
    assert house.served() == sorted([*before, *ours(house)])


async def test_where_it_cannot_be_read_back_nobody_says_that_nothing_was_written(house: House) -> None:
    before, real = house.served(), house.answer

    def answer(asked: Asked) -> object:
        if asked.method != "GET" and not asked.path.endswith("/refresh"):
            house.break_next("500", "GET")
        return real(asked)

    house.answer = answer  # type: ignore[method-assign]
    assert await failed(house, records=[CNAME]) == Problem.UNSURE
    house.answer = real  # type: ignore[method-assign]
    assert (await write(house)).result is Result.WRITTEN
    assert house.served() == sorted([*before, *ours(house)])


@pytest.mark.parametrize("method", ["DELETE", "write"])
async def test_what_was_cut_off_while_replacing_is_done_again_or_asked_again(house: House, method: str) -> None:
    before = house.served()
    house.put("ls", "A", "203.0.113.9")
    asks = await write(house)
    house.break_next("reset_after", method.replace("write", house.WRITES))
    assert await failed(house, asks.consent) == Problem.UNSURE
    at_name = {row[0] for row in house.served() if row[1] == f"ls.{ZONE}."}
    assert at_name in ({"A"}, {"CNAME"}) or house.PROVIDER == "ovh"
    assert (await write(house, asks.consent)).result in (Result.REPLACED, Result.WRITTEN, Result.THERE)
    assert house.served() == sorted([*before, *ours(house)])


async def test_where_the_new_record_is_refused_what_was_replaced_comes_back_as_it_was(house: House) -> None:
    house.put("ls", "A", "203.0.113.9", 7200)
    house.put("ls", "AAAA", "2001:db8::9", 3600)
    before, asks = house.served(), await write(house)
    house.break_next("429", house.WRITES)
    assert await failed(house, asks.consent) == Problem.BUSY
    assert house.served() == before


async def test_where_one_of_two_cannot_be_taken_away_the_other_comes_back(house: House) -> None:
    house.put("ls", "A", "203.0.113.9", 7200)
    house.put("ls", "AAAA", "2001:db8::9", 3600)
    before, asks = house.served(), await write(house)
    house.stuck = "2001:db8::9"
    is_locked = house.PROVIDER == "hetzner"  # which says that something else is going on there
    assert await failed(house, asks.consent) == (Problem.BUSY if is_locked else Problem.REFUSED)
    assert house.served() == before


@pytest.mark.parametrize(
    "house", [one for one in HOUSES if one is not Ovh], indirect=True, ids=lambda one: one.PROVIDER
)
async def test_what_somebody_else_wrote_meanwhile_is_found_there(house: House) -> None:
    """Each process has a lock of its own. (What OVHcloud makes of two that are the same is not known.)"""
    before, real, target = house.served(), house.answer, TARGET if house.IS_RELATIVE else TARGET.removesuffix(".")

    def answer(asked: Asked) -> object:
        if len(house.changes()) == 1 and asked.method != "GET":
            house.put("ls", "CNAME", target, house.TTL)
        return real(asked)

    house.answer = answer  # type: ignore[method-assign]
    assert (await write(house)).result is Result.WRITTEN
    assert house.served() == sorted([*before, *ours(house)])


async def test_pressed_twice_at_once_it_is_written_once(house: House) -> None:
    before, writer = house.served(), LexiconWriter(house.base_url, deadline=60)
    both = await asyncio.gather(*(writer.write(house.access(), BOTH, "") for _ in range(2)))
    assert sorted(outcome.result for outcome in both) == [Result.THERE, Result.WRITTEN]
    assert house.served() == sorted([*before, *ours(house)])
