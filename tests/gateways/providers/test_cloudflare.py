"""Records written through dns-lexicon at a stand-in that speaks Cloudflare's API over a real socket."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from bot.core.errors import GatewayError
from bot.core.writing import Problem, Result
from tests.gateways.providers.support import BOTH, CNAME, TARGET, TXT, VALUE, ZONE, Place, a_zone, at_cloudflare

OURS = [("CNAME", "ls.acme.com", TARGET.removesuffix("."), 600), ("TXT", "_twilio.ls.acme.com", f'"{VALUE}"', 600)]


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with at_cloudflare() as made:
        yield made


async def failed(place: Place, **changes: str) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        await place.write(**changes)  # type: ignore[arg-type]
    return caught.value


async def test_both_records_are_written_without_the_proxy_and_all_others_stay(place: Place) -> None:
    before = place.standing()
    assert (await place.write()).result is Result.WRITTEN
    assert place.standing() == sorted([*before, *OURS])
    assert all(asked.body["proxied"] is False for asked in place.written())


async def test_what_is_there_already_is_not_written_again(place: Place) -> None:
    await place.write()
    before, count = place.standing(), len(place.written())
    assert (await place.write()).result is Result.THERE
    assert (place.standing(), len(place.written())) == (before, count)


async def test_only_what_is_missing_is_written(place: Place) -> None:
    await place.write([CNAME])
    assert (await place.write()).result is Result.WRITTEN
    assert [asked.body["type"] for asked in place.written()] == ["CNAME", "TXT"]


async def test_what_stands_in_the_way_is_shown_and_nothing_is_written(place: Place) -> None:
    place.zone.put("ls", "A", "203.0.113.9", 300)
    before = place.standing()
    outcome = await place.write()
    assert outcome.result is Result.ASKS
    assert [(one.type, one.name, one.value) for one in outcome.standing] == [("A", "ls.acme.com", "203.0.113.9")]
    assert place.standing() == before


async def test_it_is_replaced_after_consent_and_nothing_else(place: Place) -> None:
    before = place.standing()
    place.zone.put("ls", "A", "203.0.113.9", 300)
    place.zone.put("ls", "AAAA", "2001:db8::9", 300)
    asks = await place.write()
    assert (await place.write(consent=asks.consent)).result is Result.REPLACED
    assert place.standing() == sorted([*before, *OURS])


async def test_consent_to_something_else_is_no_consent(place: Place) -> None:
    place.zone.put("ls", "A", "203.0.113.9", 300)
    asks = await place.write()
    place.zone.remove("ls", "A")
    place.zone.put("ls", "CNAME", "pages.example.com.", 300)
    again = await place.write(consent=asks.consent)
    assert again.result is Result.ASKS
    assert [one.value for one in again.standing] == ["pages.example.com"]
    assert place.written() == []


async def test_the_right_record_behind_the_proxy_is_shown_and_comes_out_after_consent(place: Place) -> None:
    place.api.put_proxied(ZONE, "CNAME", "ls", TARGET)
    asks = await place.write()
    assert [one.is_proxied for one in asks.standing] == [True]
    assert (await place.write(consent=asks.consent)).result is Result.REPLACED
    assert OURS[0] in place.standing()


async def test_mail_and_name_servers_at_the_name_are_never_taken_away(place: Place) -> None:
    place.zone.put("ls", "MX", "10 mx.example.com.")
    before = place.standing()
    outcome = await place.write()
    assert outcome.result is Result.BLOCKED
    assert (await place.write(consent=outcome.consent)).result is Result.BLOCKED
    assert place.standing() == before


async def test_a_text_goes_beside_other_texts(place: Place) -> None:
    place.zone.put("_twilio.ls", "TXT", '"another one"')
    await place.write()
    texts = [one[2] for one in place.standing() if one[1] == "_twilio.ls.acme.com"]
    assert sorted(texts) == ['"another one"', f'"{VALUE}"']


async def test_a_zone_is_found_among_more_than_fit_on_a_page(place: Place) -> None:
    many = [f"z{number}.com" for number in range(120)]
    place.zones.update({name: a_zone(name) for name in many})
    assert (await place.write(token=place.api.make_token(*many, ZONE))).result is Result.WRITTEN


@pytest.mark.parametrize("token", ["cf" + "0" * 38, "short", "two words" * 4])
async def test_a_wrong_token_is_told_as_one(place: Place, token: str) -> None:
    assert (await failed(place, token=token)).reference == Problem.WRONG_TOKEN


async def test_a_token_that_may_only_read_is_told_apart(place: Place) -> None:
    error = await failed(place, token=place.api.make_token(ZONE, can_write=False))
    assert error.reference == Problem.NOT_ALLOWED


async def test_a_token_of_another_account_is_told_apart(place: Place) -> None:
    assert (await failed(place, token=place.api.make_token("other.com"))).reference == Problem.NO_ZONE


@pytest.mark.parametrize(("kind", "problem"), [("429", Problem.BUSY), ("500", Problem.DOWN), ("reset", Problem.DOWN)])
async def test_a_provider_that_is_down_or_busy_has_written_nothing(place: Place, kind: str, problem: Problem) -> None:
    place.api.break_next(kind)
    error = await failed(place)
    assert (error.reference, error.transient) == (problem, True)
    assert place.written() == []


async def test_a_provider_that_is_slow_is_given_up() -> None:
    async with at_cloudflare(deadline=0.5) as place:
        place.api.break_next("hang")
        assert (await failed(place)).reference in (Problem.UNSURE, Problem.DOWN)


async def test_a_provider_that_is_away_is_told() -> None:
    async with at_cloudflare() as place:
        await place.api.stop()
        assert (await failed(place)).reference == Problem.DOWN


@pytest.mark.parametrize("kind", ["reset_after", "500_after", "reset", "500"])
async def test_what_was_cut_off_while_writing_is_simply_done_again(place: Place, kind: str) -> None:
    before = place.standing()
    place.api.break_next(kind, "POST")
    assert (await failed(place)).reference == Problem.UNSURE
    assert (await place.write()).result in (Result.WRITTEN, Result.THERE)
    assert place.standing() == sorted([*before, *OURS])


async def test_pressed_twice_at_once_it_is_written_once(place: Place) -> None:
    before = place.standing()
    outcomes = await asyncio.gather(place.write(), place.write())
    assert sorted(outcome.result for outcome in outcomes) == [Result.THERE, Result.WRITTEN]
    assert place.standing() == sorted([*before, *OURS])


async def test_two_processes_at_once_do_no_harm(place: Place) -> None:
    """Each has a lock of its own: the slower one is refused by the provider, looks again and finds it there."""
    before, real = place.standing(), place.api.answer

    def answer(asked: object) -> object:
        if not place.written()[1:] and getattr(asked, "method", "") == "POST":
            place.zone.put("ls", "CNAME", TARGET, 600)
        return real(asked)  # type: ignore[arg-type]

    place.api.answer = answer  # type: ignore[method-assign]
    assert (await place.write(BOTH)).result is Result.WRITTEN
    assert place.standing() == sorted([*before, *OURS])


async def test_a_refused_record_is_told_and_what_was_replaced_comes_back(place: Place) -> None:
    place.zone.put("ls", "A", "203.0.113.9", 300)
    before, asks = place.standing(), await place.write([CNAME])
    place.api.break_next("429", "POST")
    assert (await failed(place, records=[CNAME], consent=asks.consent)).reference == Problem.BUSY  # type: ignore[arg-type]
    assert place.standing() == before


async def test_no_token_is_in_any_log_error_or_address(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "cfcanary" + "7" * 32
    error = await failed(place, token=wrong)
    place.api.break_next("reset", "POST")
    await failed(place)
    await place.write([TXT])
    lines = [logging.Formatter().format(record) + str(vars(record)) for record in caplog.records]
    assert any("records_not_written" in line for line in lines)
    for token in (wrong, place.token):
        assert not [line for line in lines if token in line]
        assert not [asked for asked in place.api.asked if token in asked.path + str(asked.query) + str(asked.body)]
    assert error.__context__ is None
    assert error.__cause__ is None
