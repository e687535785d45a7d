"""The walk from the roots: glue, name servers elsewhere, zones that hide, and what is remembered."""

import random
from datetime import UTC, datetime

import dns.message
import dns.name
import dns.rdatatype
import dns.rrset
import pytest
from dns.name import Name
from dns.rdatatype import RdataType

from bot.core.facts import Code
from bot.gateways.dns import DnsSettings, Server
from bot.gateways.dns.atlas import Atlas
from bot.gateways.dns.replies import Reply
from bot.gateways.dns.walk import Walker
from tests.gateways.dns.support import NS1, NS2, RIGHT, TARGET, Lab, Zone, codes

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


async def test_servers_without_glue_are_found_by_walking_to_their_names(lab: Lab) -> None:
    """ns1.provider.test is known only to the provider's own server."""
    lab.delegate("acme.test.", "ns1.provider.test.")
    lab.delegate("provider.test.", NS1)
    lab.server(NS1, Zone("provider.test.", ns=(NS1,)))
    provider = lab.server("hidden.", Zone("acme.test.", RIGHT, ns=("ns1.provider.test.",)))
    lab.servers[NS1].zones[0].add(f"ns1 A {provider.address}")
    await lab.start()
    assert codes(await lab.look()) == [Code.OK]


async def test_glue_for_names_outside_the_zone_is_not_believed(lab: Lab) -> None:
    acme = lab.acme("ls NS ns1.other-dns.test.")
    lab.server("ns1.other-dns.test.", Zone("ls.acme.test.", f"@ CNAME {TARGET}", ns=("ns1.other-dns.test.",)))
    evil = lab.server("evil.test.", Zone("ls.acme.test.", "@ CNAME evil.example.", ns=("ns1.other-dns.test.",)))
    acme.glue["ns1.other-dns.test."] = evil.address
    await lab.start()
    assert codes(await lab.look()) == [Code.OK]
    assert evil.asked == []


async def test_two_zones_whose_servers_stand_in_each_other_end_the_walk(lab: Lab) -> None:
    lab.delegate("acme.test.", "ns.bmce.test.")
    lab.delegate("bmce.test.", "ns.acme.test.")
    await lab.start()
    assert codes(await lab.look()) == [Code.LAME_DELEGATION]


async def test_an_inner_zone_on_the_same_servers_is_seen(lab: Lab) -> None:
    """No referral tells of it: the parent's servers answer for it themselves."""
    server = lab.acme("shop NS ns1.dns-host.test.")
    server.zones.append(Zone("shop.acme.test.", RIGHT, ns=(NS1,)))
    await lab.start()
    found, missing = await lab.look("ls.shop.acme.test"), await lab.look("go.shop.acme.test")
    assert (found.record.zone, found.record.name) == ("shop.acme.test", "ls")
    assert (missing.record.zone, missing.record.name) == ("shop.acme.test", "go")
    assert codes(missing) == [Code.MISSING_NXDOMAIN]


async def test_a_zone_that_the_parents_server_holds_itself_is_asked_at_its_own_servers_too(lab: Lab) -> None:
    lab.root.zones.append(Zone("acme.test.", RIGHT, ns=(NS1, NS2)))
    lab.server(NS1, Zone("acme.test.", RIGHT, ns=(NS1, NS2)))
    lab.server(NS2, Zone("acme.test.", "www A 192.0.2.1", ns=(NS1, NS2)))
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.SPLIT_AUTH]
    assert seen.record.zone == "acme.test"


async def test_every_server_is_asked_and_none_twice_for_the_same(lab: Lab) -> None:
    lab.delegate("acme.test.", NS1, NS2)
    lab.server(NS1, Zone("acme.test.", RIGHT, ns=(NS1, NS2)))
    lab.server(NS2, Zone("acme.test.", RIGHT, ns=(NS1, NS2)))
    await lab.start()
    await lab.look()
    for server in (NS1, NS2):
        assert lab.servers[server].asked.count(("ls.acme.test.", "CNAME")) == 1


async def test_what_is_not_the_clients_is_remembered_between_looks(lab: Lab) -> None:
    lab.delegate("test.", "a.nic-test.")
    lab.server("a.nic-test.", Zone("test.", "acme NS ns1.provider.example.", ns=("a.nic-test.",)))
    provider = lab.server("ns1.provider.example.", Zone("acme.test.", RIGHT, ns=("ns1.provider.example.",)))
    lab.root.zones[-1].add(f"ns1.provider A {provider.address}")
    await lab.start()
    looker = lab.looker()
    assert codes(await looker("ls.acme.test", is_quick=True)) == [Code.OK]
    assert codes(await looker("ls.acme.test", is_quick=True)) == [Code.OK]
    assert lab.root.asked.count(("ls.acme.test.", "CNAME")) == 1
    assert lab.root.asked.count(("ns1.provider.example.", "A")) == 1
    assert lab.servers["a.nic-test."].asked.count(("ls.acme.test.", "CNAME")) == 2


async def test_a_clients_zone_that_serves_another_client_is_asked_anew_all_the_same(lab: Lab) -> None:
    """The first look meets acme.test only on its way to a name server; the second is about it."""
    old = lab.acme(RIGHT, "www A 192.0.2.1")
    other = lab.server("hidden.", Zone("bmce.test.", RIGHT, ns=("ns.acme.test.",)))
    old.zones[0].add(f"ns A {other.address}")
    lab.delegate("bmce.test.", "ns.acme.test.")
    lab.server("ns1.new.test.", Zone("acme.test.", "www A 192.0.2.1", ns=("ns1.new.test.",)))
    await lab.start()
    looker = lab.looker()
    assert codes(await looker("ls.bmce.test", is_quick=True)) == [Code.OK]
    move(lab, "acme.test.", "ns1.new.test.")
    assert codes(await looker("ls.acme.test", is_quick=True)) == [Code.MISSING_NXDOMAIN]


def move(lab: Lab, zone: str, name_server: str) -> None:
    """The registrar now names another server."""
    root = lab.root.zones[0]
    root.rrsets = {key: sets for key, sets in root.rrsets.items() if key[0].to_text() != zone}
    lab.delegate(zone, name_server)


async def test_the_clients_own_delegation_is_asked_anew_at_each_look(lab: Lab) -> None:
    lab.acme(RIGHT)
    lab.server("ns1.new.test.", Zone("acme.test.", "www A 192.0.2.1", ns=("ns1.new.test.",)))
    await lab.start()
    looker = lab.looker()
    assert codes(await looker("ls.acme.test", is_quick=True)) == [Code.OK]
    move(lab, "acme.test.", "ns1.new.test.")
    assert codes(await looker("ls.acme.test", is_quick=True)) == [Code.MISSING_NXDOMAIN]


class OneReferral:
    """An asker whose every answer refers to a name server at the given address."""

    def __init__(self, address: str) -> None:
        self.address, self.asked = address, []

    async def ask(self, server: Server, name: Name, rdtype: RdataType, **_: object) -> Reply:
        self.asked.append(server.address)
        message = dns.message.make_response(dns.message.make_query(name, rdtype))
        message.authority = [dns.rrset.from_text("acme.test.", 600, "IN", "NS", "ns.acme.test.")]
        message.additional = [dns.rrset.from_text("ns.acme.test.", 600, "IN", "A", self.address)]
        return Reply(server, name, rdtype, message, NOW)


@pytest.mark.parametrize(("address", "is_asked"), [("169.254.169.254", False), ("10.0.0.1", False), ("9.9.9.9", True)])
async def test_below_the_real_roots_private_addresses_are_never_asked(address: str, is_asked: bool) -> None:
    asker, acme = OneReferral(address), dns.name.from_text("acme.test.")
    settings = DnsSettings((), (Server("192.5.5.241"),))
    walker = Walker(asker, settings, Atlas(), acme, lambda: NOW, random.Random(1))  # type: ignore[arg-type]
    await walker.walk(dns.name.from_text("ls.acme.test."), dns.rdatatype.CNAME, is_thorough=True)
    assert (address in asker.asked) is is_asked


@pytest.mark.parametrize(
    "host", ["ls.acme.test", "a" * 63 + "." + "b" * 63 + "." + "c" * 63 + "." + "d" * 50 + ".test"]
)
async def test_a_look_never_raises_however_long_the_name_is(lab: Lab, host: str) -> None:
    await lab.start()
    assert codes(await lab.look(host, verification="x")) == [Code.DOMAIN_NOT_REGISTERED]


async def test_the_longest_names_have_no_neighbours_and_do_no_harm(lab: Lab) -> None:
    label = "a" * 59
    host = f"x.{label}.{label}.{label}.{label}.acme.test"
    lab.acme("*.acme.test. A 192.0.2.80")
    await lab.start()
    assert codes(await lab.look(host, verification="token"))[0] in {Code.WILDCARD_OTHER, Code.A_INSTEAD_OF_CNAME}
