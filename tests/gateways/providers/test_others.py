"""DigitalOcean by its protocol; and every provider that is offered: at its own address, told apart when it refuses."""

from collections.abc import AsyncIterator

import pytest

from bot.core.errors import GatewayError
from bot.core.providers import Panel, panels
from bot.core.writing import Access, Outcome, Problem, Result
from bot.gateways.providers import LexiconWriter
from bot.sandbox.providers.desk import ApiDesk, Asked, Refusal
from tests.gateways.providers.digitalocean import DigitalOcean
from tests.gateways.providers.support import BOTH, TARGET, TXT, VALUE, ZONE, access

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
OURS = [("CNAME", "ls", TARGET.removesuffix("."), 600), ("TXT", "_twilio.ls", VALUE, 600)]
WRITING = [panel for panel in panels() if panel.writes]


class Closed(ApiDesk):
    """A provider that takes no access."""

    def answer(self, asked: Asked) -> object:
        if asked.path.endswith("/auth/time"):
            return 1_800_000_000
        raise Refusal(401, {"message": "no"})


@pytest.fixture
async def ocean() -> AsyncIterator[DigitalOcean]:
    made = DigitalOcean()
    for number in range(45):  # more than two pages before ours
        made.put(ZONE, "A", f"host{number}", "203.0.113.80")
    await made.start()
    yield made
    await made.stop()


async def write(ocean: DigitalOcean, consent: str = "", token: str = "") -> Outcome:
    writer = LexiconWriter(ocean.base_url, deadline=60)
    return await writer.write(access(token or next(iter(ocean.tokens)), "digitalocean"), BOTH, consent)


def standing(ocean: DigitalOcean) -> list[tuple[str, str, str, int]]:
    return [(one["type"], one["name"], one["data"], one["ttl"]) for one in ocean.domains[ZONE]]


async def test_digitalocean_is_written_read_back_and_found_again(ocean: DigitalOcean) -> None:
    before = standing(ocean)
    assert (await write(ocean)).result is Result.WRITTEN
    assert standing(ocean) == [*before, *OURS]
    assert (await write(ocean)).result is Result.THERE
    assert standing(ocean) == [*before, *OURS]


async def test_at_digitalocean_too_what_stands_there_is_replaced_only_after_consent(ocean: DigitalOcean) -> None:
    before = standing(ocean)
    ocean.put(ZONE, "CNAME", "ls", "pages.example.com")
    ocean.put(ZONE, "TXT", "_twilio.ls", "another one")
    asks = await write(ocean)
    assert [one.value for one in asks.standing] == ["pages.example.com"]
    assert (await write(ocean, consent=asks.consent)).result is Result.REPLACED
    assert standing(ocean) == [*before, ("TXT", "_twilio.ls", "another one", 1800), *OURS]


async def test_what_was_to_be_replaced_comes_back_where_the_new_record_is_refused(ocean: DigitalOcean) -> None:
    ocean.put(ZONE, "A", "ls", "203.0.113.9", 300)
    before, asks = sorted(one[:3] for one in standing(ocean)), await write(ocean)
    ocean.break_next("429", "POST")
    with pytest.raises(GatewayError):
        await write(ocean, consent=asks.consent)
    assert sorted(one[:3] for one in standing(ocean)) == before


@pytest.mark.parametrize(
    ("scopes", "zone", "problem"),
    [
        (None, ZONE, Problem.WRONG_TOKEN),
        (frozenset({"domain:read"}), ZONE, Problem.NOT_ALLOWED),
        (frozenset({"domain:read", "domain:create"}), "other.com", Problem.NO_ZONE),
    ],
)
async def test_digitaloceans_refusals_are_told_apart(
    ocean: DigitalOcean, scopes: frozenset[str] | None, zone: str, problem: Problem
) -> None:
    ocean.domains = {zone: ocean.domains[ZONE]}
    if scopes:
        ocean.tokens["dop_v1_x"] = scopes
    with pytest.raises(GatewayError) as caught:
        await write(ocean, token="dop_v1_x")
    assert caught.value.reference == problem


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
