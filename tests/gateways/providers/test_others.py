"""What is true of one provider only; and of every one that is offered, that it is asked at its own address."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest

from bot.core.errors import GatewayError
from bot.core.providers import Panel, panels
from bot.core.writing import Access, Problem, Result
from bot.gateways.providers import LexiconWriter
from bot.sandbox.providers.desk import ApiDesk, Asked, Refusal
from tests.gateways.providers.dnsimple import DnSimple
from tests.gateways.providers.gandi import KEY, Gandi
from tests.gateways.providers.hetzner import Hetzner
from tests.gateways.providers.house import House
from tests.gateways.providers.ionos import Ionos
from tests.gateways.providers.linode import Linode
from tests.gateways.providers.ovh import Ovh
from tests.gateways.providers.support import BOTH, TXT, VALUE, ZONE
from tests.gateways.providers.vultr import Vultr

HOSTS = {
    "cloudflare": "api.cloudflare.com",
    "ionos": "api.hosting.ionos.com",
    "ovh": "eu.api.ovh.com",
    "digitalocean": "api.digitalocean.com",
    "gandi": "api.gandi.net",
    "dnsimple": "api.dnsimple.com",
    "linode": "api.linode.com",
    "hetzner": "api.hetzner.cloud",
    "vultr": "api.vultr.com",
}
WRITING = [panel for panel in panels() if panel.writes]
OneHouse = TypeVar("OneHouse", bound=House)


class Closed(ApiDesk):
    """A provider that takes no access."""

    def answer(self, asked: Asked) -> object:
        if asked.path.endswith("/auth/time"):
            return 1_800_000_000
        raise Refusal(401, {"message": "no"})


@asynccontextmanager
async def at(house: OneHouse) -> AsyncIterator[OneHouse]:
    await house.start()
    try:
        yield house
    finally:
        await house.stop()


async def write(house: House, fields: Mapping[str, str] | None = None) -> str:
    """The result, or the problem."""
    try:
        return (await LexiconWriter(house.base_url, deadline=60).write(house.access(fields), BOTH, "")).result
    except GatewayError as error:
        return error.reference


def texts(house: House) -> list[tuple[str, int]]:
    return [(value, ttl) for kind, name, value, ttl in house.served() if (kind, name) == ("TXT", f"_twilio.ls.{ZONE}.")]


async def test_at_ovhcloud_what_was_cut_off_before_it_was_published_is_published_by_the_next_try() -> None:
    async with at(Ovh()) as house:
        before, real = house.served(), house.answer
        house.answer = lambda asked: _no_refresh(asked) or real(asked)  # type: ignore[method-assign]
        assert await write(house) == Problem.NOT_ALLOWED
        assert house.served() == before
        house.answer = real  # type: ignore[method-assign]
        assert await write(house) == Result.THERE
        assert len(house.served()) == len(before) + 2


def _no_refresh(asked: Asked) -> object:
    if asked.path.endswith("/refresh"):
        raise Refusal(403, {"errorCode": "NOT_GRANTED_CALL"})
    return None


async def test_at_ovhcloud_a_zone_with_a_warning_is_written_too() -> None:
    async with at(Ovh()) as house:
        house.has_warning = True
        assert await write(house) == Result.WRITTEN


@pytest.mark.parametrize("field", ["auth_application_key", "auth_application_secret", "auth_consumer_key"])
async def test_at_ovhcloud_each_of_the_three_may_be_the_wrong_one(field: str) -> None:
    async with at(Ovh()) as house:
        assert await write(house, {**house.right, field: "x" * 32}) == Problem.WRONG_TOKEN


async def test_at_ionos_what_is_switched_off_is_in_nobodys_way_and_is_not_ours() -> None:
    async with at(Ionos()) as house:
        house.put("ls", "A", "203.0.113.9").is_off = True
        house.put("_twilio.ls", "TXT", VALUE).is_off = True
        assert await write(house) == Result.WRITTEN
        assert texts(house) == [(VALUE, 600)]


async def test_at_dnsimple_a_token_of_a_user_finds_the_account_that_holds_the_very_zone() -> None:
    async with at(DnSimple()) as house:
        others = house.served(f"my{ZONE}")
        assert await write(house, house.of_user) == Result.WRITTEN
        assert (house.served(f"my{ZONE}"), texts(house)) == (others, [(VALUE, 600)])


async def test_at_hetzner_a_text_beside_another_takes_its_ttl() -> None:
    async with at(Hetzner()) as house:
        house.put("_twilio.ls", "TXT", "another one", 86400)
        assert await write(house) == Result.WRITTEN
        assert texts(house) == [("another one", 86400), (VALUE, 86400)]


async def test_at_hetzner_what_takes_a_while_is_waited_for() -> None:
    async with at(Hetzner()) as house:
        house.steps = 2
        assert await write(house) == Result.WRITTEN
        assert len([asked for asked in house.asked if "/actions/" in asked.path and asked.method == "GET"]) >= 2


@pytest.mark.parametrize("is_empty", [True, False])
async def test_at_gandi_a_name_with_nothing_is_no_fault_and_the_older_keys_work(is_empty: bool) -> None:
    async with at(Gandi()) as house:
        house.has_empty_answer = is_empty
        assert await write(house, {"auth_token": KEY}) == Result.WRITTEN


async def test_at_linode_a_token_without_the_scope_is_not_called_wrong() -> None:
    async with at(Linode()) as house:
        assert await write(house, house.without) == Problem.NOT_ALLOWED


async def test_at_vultr_the_domain_is_found_among_more_than_fit_on_a_page() -> None:
    async with at(Vultr()) as house:
        last = house.zones.pop(ZONE)
        house.zones |= {**{f"z{number}.com": [] for number in range(50)}, ZONE: last}
        assert await write(house) == Result.WRITTEN


async def test_at_vultr_an_address_that_is_not_allowed_is_told_as_that() -> None:
    async with at(Vultr()) as house:
        house.is_address_allowed = False
        assert await write(house) == Problem.NOT_FROM_HERE


@pytest.mark.parametrize("panel", WRITING, ids=lambda panel: panel.provider.id)
async def test_every_provider_is_asked_at_its_own_address_with_the_access_in_no_address(panel: Panel) -> None:
    closed, typed = Closed(), {name: f"canary{number}" * 8 for number, name in enumerate(panel.fields)}
    await closed.start()
    try:
        with pytest.raises(GatewayError) as caught:
            await LexiconWriter(closed.base_url, deadline=60).write(Access(panel.provider.id, ZONE, typed), [TXT], "")
    finally:
        await closed.stop()
    assert caught.value.reference == Problem.WRONG_TOKEN
    assert {asked.headers["host"] for asked in closed.asked} == {HOSTS[panel.provider.id]}
    assert not [asked for asked in closed.asked if "canary" in asked.path + str(asked.query)]
    assert any("canary" in str(asked.headers) for asked in closed.asked)
