"""Which consent pages are found, and which nobody is sent to."""

import asyncio
import json
from dataclasses import replace

from aiohttp import web

from bot.core.consent import ConsentPage, ConsentSeen, fit_address, is_for, panel_at, settings_address
from bot.core.facts import Provider, Verdict
from bot.core.providers import panels
from bot.gateways.consent_pages import MAX_BODY, ConsentPages, Guard, vetted
from bot.sandbox.consent import API_HOST, Fault
from bot.services import consents
from tests.connect.support import ZONE, Crossing
from tests.services.support import BOT


def offered(there: Crossing) -> bool:
    domain = there.house.domain(there.domain_id)
    return there.house.read(lambda tx: consents.offer_of(tx, domain)) is not None


async def test_a_page_is_offered_once_it_was_found(fresh: Crossing) -> None:
    assert not offered(fresh)
    assert "/connect" not in (await fresh.web.get(fresh.path)).text
    assert await fresh.look()
    assert f"{fresh.path.rsplit('/', 1)[1]}/connect?lang=en" in (await fresh.web.get(fresh.path)).text


async def test_it_is_looked_for_every_six_hours_and_never_by_a_page_view(there: Crossing) -> None:
    asked = len(there.provider.seen)
    there.house.wait(6 * 3600 - 1)
    await there.look()
    await there.web.get(there.path)
    await there.web.get(f"{there.path}/connect")
    assert len(there.provider.seen) == asked
    there.house.wait(2)
    await there.look()
    assert len(there.provider.seen) == asked + 2


async def test_an_outage_takes_nothing_back_and_is_asked_again_after_ten_minutes(there: Crossing) -> None:
    there.house.wait(7 * 3600)
    there.provider.fault = Fault.DOWN
    assert await there.look()
    asked = len(there.provider.seen)
    there.provider.fault = None
    there.house.wait(9 * 60)
    assert await there.look()
    assert len(there.provider.seen) == asked
    there.provider.drop("links.test")
    there.house.wait(2 * 60)
    assert not await there.look()


async def test_a_provider_that_does_not_know_our_template_is_not_offered(fresh: Crossing) -> None:
    fresh.provider.drop("links.test")
    assert not await fresh.look()


async def test_a_zone_that_has_moved_away_is_not_offered_by_the_pointer_it_left_behind(fresh: Crossing) -> None:
    fresh.zone.remove("_domainconnect", "TXT")
    fresh.zone.put("_domainconnect", "CNAME", "_dc.links.test.")
    assert not await fresh.look()


async def test_a_pointer_that_may_not_be_followed_is_not(fresh: Crossing) -> None:
    for texts in ((), ("127.0.0.1",), (API_HOST, "evil.test"), (f"user@{API_HOST}",), ("10.0.0.7:443",)):
        fresh.zone.remove("_domainconnect", "TXT")
        for text in texts:
            fresh.zone.put("_domainconnect", "TXT", f'"{text}"')
        assert not await fresh.look()
        fresh.house.wait(7 * 3600)
    assert fresh.provider.seen == []


async def test_nothing_is_looked_for_once_all_is_right_or_the_domain_is_on_its_way_out(fresh: Crossing) -> None:
    house, one = fresh.house, fresh.domain_id
    house.look(one, times=1, record=Verdict.RIGHT, verification=Verdict.RIGHT)
    assert house.read(lambda tx: consents.zone_due(tx, one, BOT, house.now)) is None
    assert not await fresh.look()
    assert fresh.provider.seen == []


async def test_without_a_key_the_way_is_offered_nowhere(there: Crossing) -> None:
    there.house.under(ways=frozenset())
    assert not offered(there)


async def test_a_domain_with_another_zone_is_looked_at_anew(there: Crossing) -> None:
    known = there.house.read(lambda tx: tx.consents.of_domain(there.domain_id))
    assert known is not None
    assert not known.is_due(ZONE, there.house.now, 1.0)
    assert known.is_due("other.test", there.house.now, 1.0)
    unsure = known.seen("other.test", ConsentSeen(is_unsure=True), there.house.now)
    assert unsure.page is None


class Answers:
    """Settings as anybody could serve them, under the guard as it is in earnest or on loopback."""

    def __init__(self, there: Crossing, body: object, status: int = 200) -> None:
        self.asked: list[str] = []
        self._body, self._status = body, status
        there.provider._front.serve(API_HOST, self._answer)

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if request.path.endswith("/settings"):
            text = self._body if isinstance(self._body, str) else json.dumps(self._body)
            headers = {"Location": f"https://{API_HOST}/else"} if self._status == 302 else {}
            return web.Response(status=self._status, text=text, headers=headers)
        return web.Response(status=200)


API = f"https://{API_HOST}"


UNFIT: list[object] = [
    {"urlSyncUX": "https://evil.test/sync", "urlAPI": API},
    {"urlSyncUX": "https://dcc.godaddy.com.evil.test/manage", "urlAPI": API},
    {"urlSyncUX": "https://dcc.godaddy.com@evil.test/manage", "urlAPI": API},
    {"urlSyncUX": "https://dcc.godaddy.com:444/manage", "urlAPI": API},
    {"urlSyncUX": "http://dcc.godaddy.com/manage", "urlAPI": API},
    {"urlSyncUX": "https://dcc.godaddy.com/manage?x=1", "urlAPI": API},
    {"urlSyncUX": "https://dcc.godaddy.com/manage/../x", "urlAPI": API},
    {"urlSyncUX": "javascript:alert(1)", "urlAPI": API},
    {"urlSyncUX": 7, "urlAPI": API},
    {"urlAPI": API},
    {"urlSyncUX": "https://dcc.godaddy.com/manage"},
    {"urlSyncUX": "https://dcc.godaddy.com/manage", "urlAPI": "https://169.254.169.254/latest"},
    {"urlSyncUX": "https://dcc.godaddy.com/manage", "urlAPI": "http://localhost"},
    [],
    "no JSON",
    "[" * 10_000,
]


async def test_nobody_is_sent_to_an_address_that_is_not_on_the_list(fresh: Crossing) -> None:
    for body in UNFIT:
        answers = Answers(fresh, body)
        assert not await fresh.look(), body
        assert answers.asked == [f"/v2/{ZONE}/settings"], body
        fresh.house.wait(7 * 3600)


async def test_an_address_on_the_list_is_offered_under_the_name_we_know(fresh: Crossing) -> None:
    Answers(fresh, {"urlSyncUX": "https://dcc.godaddy.com/manage/", "urlAPI": API, "providerName": "<b>Evil</b>"})
    assert await fresh.look()
    known = fresh.house.read(lambda tx: tx.consents.of_domain(fresh.domain_id))
    assert known is not None
    assert known.page == ConsentPage("GoDaddy", "https://dcc.godaddy.com/manage")
    assert (await fresh.leave()).startswith("https://dcc.godaddy.com/manage/v2/domainTemplates/providers/links.test/")


async def test_no_redirect_is_followed_and_no_long_body_read(fresh: Crossing) -> None:
    redirecting = Answers(fresh, "", 302)
    assert not await fresh.look()
    assert redirecting.asked == [f"/v2/{ZONE}/settings"]
    fresh.house.wait(7 * 3600)
    Answers(fresh, {"urlSyncUX": "https://dcc.godaddy.com/manage", "urlAPI": API, "x": "y" * MAX_BODY})
    assert not await fresh.look()
    known = fresh.house.read(lambda tx: tx.consents.of_domain(fresh.domain_id))
    assert known is not None
    assert known.is_unsure


class Private:
    """A name whose zone is in the DNS, and whose host is in a private network."""

    def __init__(self, *addresses: str) -> None:
        self._addresses, self.resolved = addresses, 0

    async def texts(self, name: str) -> tuple[str, ...] | None:
        return (API_HOST,)

    async def addresses(self, name: str) -> tuple[str, ...]:
        self.resolved += 1
        return self._addresses


def test_only_public_addresses_are_connected_to() -> None:
    assert vetted(("8.8.8.8", "1.1.1.1")) == "8.8.8.8"
    for address in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "198.51.100.1", "::1", "::ffff:8.8.8.8", "x"):
        assert vetted((address,)) is None
        assert vetted(("8.8.8.8", address)) is None
    assert vetted(()) is None


async def test_a_name_in_a_private_network_says_nothing_of_whether_there_is_a_page() -> None:
    names = Private("127.0.0.1")
    assert await ConsentPages(names, "links.test", Guard())("acme.test") == ConsentSeen(is_unsure=True)
    assert names.resolved == 1


async def test_a_provider_that_hangs_is_left_in_time(fresh: Crossing) -> None:
    fresh.provider._front.slow(5)
    fresh.provider._front.serve(API_HOST, _hanging)
    front, ca = fresh.provider._front, fresh.provider._ca
    find = ConsentPages(Private(), "links.test", Guard(front.connect_to, str(ca.root_path)), seconds=0.2)
    assert await find(ZONE) == ConsentSeen(is_unsure=True)


async def _hanging(_request: web.Request) -> web.Response:
    await asyncio.sleep(3600)
    return web.Response()


def test_pointers_and_addresses_are_read_strictly() -> None:
    wanted = "https://api.cloudflare.com/client/v4/dns/domainconnect/v2/acme.com/settings"
    assert settings_address("api.cloudflare.com/client/v4/dns/domainconnect", "acme.com") == wanted
    bad = [
        "",
        "/",
        "localhost",
        "a.b?x",
        "a.b#x",
        "1.2.3.4",
        "[::1]",
        "0x7f.1",
        "a.b:8443",
        "a.b/../c",
        "a b.c",
        "ä.com",
    ]
    assert [text for text in bad if settings_address(text, "acme.com")] == []
    assert fit_address("https://Example.COM/a/") == "https://example.com/a"


def test_every_origin_on_the_list_is_https_and_of_one_provider() -> None:
    origins = [origin for panel in panels() for origin in panel.consent_origins]
    assert len(origins) == len(set(origins)) > 6
    assert all(fit_address(origin) == origin and origin.count("/") == 2 for origin in origins)
    assert all(panel.connects for panel in panels() if panel.consent_origins)


async def test_a_page_of_another_provider_than_the_one_that_hosts_the_zone_is_not_offered(there: Crossing) -> None:
    domain, godaddy = there.house.domain(there.domain_id), panel_at("https://dcc.godaddy.com/manage")
    assert is_for(godaddy, domain)
    assert is_for(godaddy, replace(domain, provider=Provider("godaddy", "GoDaddy")))
    assert not is_for(godaddy, replace(domain, provider=Provider("route53", "Amazon Route 53")))
