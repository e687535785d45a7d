"""What recursive resolvers still remember, and when that matters."""

from datetime import UTC, datetime, timedelta

import dns.rcode
import pytest

from bot.core.facts import Code, FactName, Verdict
from tests.gateways.dns.support import (
    HOST,
    HURRY,
    RIGHT,
    TARGET,
    Lab,
    Quirk,
    codes,
    detail,
    for_type,
    refused,
    scripted,
    servfail,
    silent,
    times,
    unsigned,
)

SOA = "acme.test. 2900 SOA ns1.dns-host.test. h.dns-host.test. 1 3600 600 1209600 3600"
GONE = scripted(HOST, authority=[SOA], code=dns.rcode.NXDOMAIN)
NO_DATA = scripted(HOST, authority=[SOA])
OLD = scripted(HOST, "ls.acme.test. 1234 CNAME old.shortener.example.")
OLD_ADDRESS = for_type("A", scripted(HOST, "ls.acme.test. 900 A 192.0.2.33"))


async def test_a_resolver_is_never_asked_about_a_host_whose_record_is_not_there(lab: Lab) -> None:
    lab.acme("www A 192.0.2.1")
    resolver = lab.resolver()
    await lab.start()
    await lab.look()
    assert all(name != f"{HOST}." for name, _ in resolver.asked)


async def test_a_remembered_absence_ends_when_the_answer_says(lab: Lab) -> None:
    lab.acme(RIGHT)
    for quirk in (GONE, NO_DATA):
        lab.resolver(quirk)
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.NEGATIVE_CACHE]
    assert seen.visible_everywhere_at is not None
    assert abs(seen.visible_everywhere_at - datetime.now(UTC) - timedelta(seconds=2900)) < timedelta(seconds=60)
    assert seen.observations[FactName.RECORD].verdict is Verdict.RIGHT


async def test_an_old_value_ends_when_its_time_is_over(lab: Lab) -> None:
    lab.acme(RIGHT)
    lab.resolver()
    lab.resolver(OLD)
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.STALE_POSITIVE_CACHE]
    assert detail(seen, "seen") == "old.shortener.example"
    assert seen.visible_everywhere_at is not None
    assert abs(seen.visible_everywhere_at - datetime.now(UTC) - timedelta(seconds=1234)) < timedelta(seconds=60)


async def test_a_counting_cache_is_the_same_finding_at_each_look(lab: Lab) -> None:
    """Else the card would be written anew at each look, although nothing has changed."""
    lab.acme(RIGHT)
    resolver = lab.resolver(OLD)
    await lab.start()
    first = await lab.look()
    resolver.quirks[:] = [scripted(HOST, "ls.acme.test. 600 CNAME old.shortener.example.")]
    later = await lab.look()
    assert first.observations[FactName.RECORD].finding == later.observations[FactName.RECORD].finding
    assert detail(first, "until") != detail(later, "until")


async def test_an_old_address_counts_although_the_new_alias_is_there(lab: Lab) -> None:
    """People's devices ask for addresses, and those are remembered on their own."""
    lab.acme(RIGHT)
    lab.resolver(OLD_ADDRESS)
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.STALE_POSITIVE_CACHE]
    assert detail(seen, "seen") == "192.0.2.33"


@pytest.mark.parametrize("quirk", [silent, servfail, refused])
async def test_one_failing_resolver_beside_another_says_nothing(lab: Lab, quirk: Quirk) -> None:
    lab.patience = HURRY
    lab.acme(RIGHT)
    lab.resolver(quirk)
    lab.resolver()
    await lab.start()
    assert codes(await lab.look()) == [Code.OK]


async def test_when_no_resolver_can_tell_it_is_our_own_fault(lab: Lab) -> None:
    lab.patience = HURRY
    lab.acme(RIGHT)
    lab.resolver(silent)
    lab.resolver(servfail)
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.RESOLVER_FAULT]
    assert seen.observations[FactName.RECORD].verdict is Verdict.RIGHT


async def test_a_resolver_that_fails_once_is_asked_again(lab: Lab) -> None:
    lab.acme(RIGHT)
    lab.resolver(times(1, servfail))
    await lab.start()
    assert codes(await lab.look()) == [Code.OK]


async def test_what_answers_only_without_checking_is_dnssec(lab: Lab) -> None:
    lab.acme(RIGHT)
    lab.resolver()
    lab.resolver(unsigned)
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.DNSSEC_BOGUS]
    assert seen.observations[FactName.RECORD].verdict is Verdict.WRONG


async def test_dnssec_trouble_is_found_before_the_record_is_there(lab: Lab) -> None:
    lab.acme("www A 192.0.2.1")
    resolver = lab.resolver(unsigned)
    await lab.start()
    assert codes(await lab.look()) == [Code.MISSING_NXDOMAIN, Code.DNSSEC_BOGUS]
    assert all(name == "acme.test." for name, _ in resolver.asked)


async def test_without_any_resolver_the_source_decides(lab: Lab) -> None:
    lab.acme(RIGHT)
    await lab.start()
    assert codes(await lab.look()) == [Code.OK]


async def test_addresses_made_up_by_an_ipv6_network_are_no_matter(lab: Lab) -> None:
    lab.acme(RIGHT)
    made_up = scripted(HOST, f"ls.acme.test. 60 CNAME {TARGET}", f"{TARGET} 60 AAAA 64:ff9b::c633:640b")
    lab.resolver(for_type("AAAA", made_up))
    await lab.start()
    assert codes(await lab.look()) == [Code.OK]
