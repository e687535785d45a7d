"""The Console: domains, and verification by real questions to the DNS."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.twilio import ConsoleRefused
from tests.sandbox.twilio.support import HOST, Customers, until


async def test_a_domain_gets_a_sid_and_a_value_for_its_txt(customers: Customers) -> None:
    domain = customers.domain("LS.Acme.Test.")
    assert domain.host == HOST
    assert re.fullmatch("DN[0-9a-f]{32}", domain.sid)
    assert re.fullmatch("twilio-domain-verification=[0-9a-f]{32}", domain.verification)
    assert customers.twilio.console.domains(customers.organisation) == [domain]


@pytest.mark.parametrize("text", ["https://ls.acme.test", "*.acme.test", "acme", "ls acme.test", "-ls.acme.test", ""])
async def test_what_is_no_domain_is_refused(customers: Customers, text: str) -> None:
    with pytest.raises(ConsoleRefused):
        customers.domain(text)


async def test_the_same_domain_twice_is_refused_but_not_in_another_organization(customers: Customers) -> None:
    customers.domain()
    with pytest.raises(ConsoleRefused, match="already"):
        customers.domain()
    assert customers.domain(HOST, customers.rival.organisation).sid


async def test_an_organization_has_100_domains_at_most(customers: Customers) -> None:
    for number in range(100):
        customers.domain(f"ls{number}.acme.test")
    with pytest.raises(ConsoleRefused, match="100 domains"):
        customers.domain("one-more.acme.test")


@pytest.mark.parametrize("owner", ["_twilio.ls", "_twilio"])
async def test_the_txt_is_found_at_the_host_or_above(customers: Customers, owner: str) -> None:
    domain = customers.domain()
    zone = customers.dns.zone("acme.test")
    zone.put(owner, "TXT", '"other"')
    assert not await customers.twilio.console.verify(domain.sid)
    half = len(domain.verification) // 2
    zone.put(owner, "TXT", f'"{domain.verification[:half]}" "{domain.verification[half:]}"')
    assert await customers.twilio.console.verify(domain.sid)
    assert domain.is_verified


async def test_a_wrong_value_does_not_verify(customers: Customers) -> None:
    domain = customers.domain()
    customers.dns.zone("acme.test").put("_twilio.ls", "TXT", f'"{domain.verification}0"')
    assert not await customers.twilio.console.verify(domain.sid)


async def test_twilio_looks_by_itself_too(customers: Customers) -> None:
    domain = customers.domain()
    customers.dns.zone("acme.test").put("_twilio.ls", "TXT", f'"{domain.verification}"')
    await until(lambda: domain.is_verified)


async def test_a_vanished_txt_deletes_the_domain_after_the_grace(customers: Customers) -> None:
    domain = await customers.verified()
    customers.dns.zone("acme.test").remove("_twilio.ls")
    await customers.twilio.console.verify(domain.sid)
    assert domain.missing_since is not None
    assert domain.is_verified
    domain.missing_since -= timedelta(days=31)
    await customers.twilio.console.verify(domain.sid)
    with pytest.raises(ConsoleRefused):
        customers.twilio.console.domain(domain.sid)


async def test_servers_that_do_not_answer_are_no_reason_to_delete(customers: Customers) -> None:
    domain = await customers.verified()
    for name in ("ns71.domaincontrol.com", "ns72.domaincontrol.com"):
        customers.dns.server(name).fail("servfail")
    await customers.twilio.console.verify(domain.sid)
    assert domain.missing_since is None


async def test_a_deleted_domain_is_gone_with_everything(customers: Customers) -> None:
    domain = await customers.ready()
    customers.twilio.issue(domain)
    customers.service.domain = domain
    customers.twilio.console.delete_domain(domain.sid)
    answer = await customers.http("GET", f"/v1/LinkShortening/Domains/{domain.sid}/Certificate")
    assert answer.json()["code"] == 30100
    assert customers.service.domain is None
    assert HOST not in customers.front.hosts


async def test_an_expired_certificate_can_be_arranged(customers: Customers) -> None:
    domain = await customers.ready()
    customers.twilio.issue(domain, datetime.now(UTC) - timedelta(days=1))
    body = (await customers.http("GET", f"/v2/LinkShortening/Domains/{domain.sid}/Certificate")).json()
    assert (body["requesting"], body["managed"]) == (False, True)
    assert datetime.fromisoformat(body["date_expires"]) < datetime.now(UTC)
