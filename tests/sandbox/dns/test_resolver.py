"""Recursive resolvers: they walk the tree, and remember for as long as they were told."""

import asyncio

import dns.asyncquery
import dns.flags
import dns.message
import pytest

from bot.sandbox.dns import TARGET, TARGET_ADDRESSES, DnsStandIn
from tests.sandbox.dns.support import NS1, NS2, Hands, ask, rcode, values


async def test_a_name_is_resolved_through_the_whole_tree(tree: DnsStandIn) -> None:
    tree.zone("acme.test").put("ls", "CNAME", TARGET)
    reply = await ask(tree, "resolver1", "ls.acme.test", "A")
    assert reply.flags & dns.flags.RA
    assert not reply.flags & dns.flags.AA
    assert values(reply, "CNAME") == [TARGET]
    assert sorted(values(reply, "A")) == sorted(TARGET_ADDRESSES)
    assert all(tree.server(name).counts for name in ("a.root-servers.net", "a.nic.test", "a.nic.com"))


async def test_a_missing_record_is_remembered_for_the_zones_minimum(tree: DnsStandIn, hands: Hands) -> None:
    first = await ask(tree, "resolver1", "ls.acme.test", "CNAME")
    tree.zone("acme.test").put("ls", "CNAME", TARGET)
    hands.now += 100
    later = await ask(tree, "resolver1", "ls.acme.test", "A")
    assert [rcode(first), rcode(later)] == ["NXDOMAIN", "NXDOMAIN"]
    assert (first.authority[0].ttl, later.authority[0].ttl) == (300, 200)
    assert values(await ask(tree, "resolver2", "ls.acme.test", "CNAME"), "CNAME") == [TARGET]
    hands.now += 201
    assert values(await ask(tree, "resolver1", "ls.acme.test", "CNAME"), "CNAME") == [TARGET]


async def test_a_missing_type_is_remembered_for_that_type_only(tree: DnsStandIn) -> None:
    zone = tree.zone("acme.test")
    zone.put("ls", "TXT", '"x"')
    assert not (await ask(tree, "resolver1", "ls.acme.test", "A")).answer
    assert (await ask(tree, "resolver1", "ls.acme.test", "TXT")).answer
    zone.put("ls", "A", "203.0.113.1")
    assert not (await ask(tree, "resolver1", "ls.acme.test", "A")).answer


async def test_an_old_value_stays_until_its_ttl_is_over(tree: DnsStandIn, hands: Hands) -> None:
    zone = tree.zone("acme.test")
    zone.put("ls", "CNAME", "old.example.", 600)
    await ask(tree, "resolver1", "ls.acme.test", "CNAME")
    zone.remove("ls")
    zone.put("ls", "CNAME", TARGET, 600)
    hands.now += 500
    stale = await ask(tree, "resolver1", "ls.acme.test", "CNAME")
    assert (values(stale, "CNAME"), stale.answer[0].ttl) == (["old.example."], 100)
    hands.now += 101
    assert values(await ask(tree, "resolver1", "ls.acme.test", "CNAME"), "CNAME") == [TARGET]


async def test_a_cached_answer_costs_no_question(tree: DnsStandIn) -> None:
    tree.zone("acme.test").put("ls", "CNAME", TARGET)
    await ask(tree, "resolver1", "ls.acme.test", "A")
    before = sum(tree.server(name).counts.total() for name in (NS1, NS2, "ns1.twilio.com", "ns2.twilio.com"))
    await ask(tree, "resolver1", "ls.acme.test", "A")
    await ask(tree, "resolver1", "ls.acme.test", "CNAME")
    assert before == sum(tree.server(name).counts.total() for name in (NS1, NS2, "ns1.twilio.com", "ns2.twilio.com"))


async def test_a_flush_forgets(tree: DnsStandIn) -> None:
    await ask(tree, "resolver1", "ls.acme.test", "CNAME")
    tree.zone("acme.test").put("ls", "CNAME", TARGET)
    tree.resolver("resolver1").flush()
    assert (await ask(tree, "resolver1", "ls.acme.test", "CNAME")).answer


async def test_one_silent_server_of_two_does_not_matter(tree: DnsStandIn) -> None:
    tree.zone("acme.test").put("ls", "CNAME", TARGET)
    tree.server(NS1).fail("drop")
    assert (await ask(tree, "resolver1", "ls.acme.test", "CNAME", within=5)).answer


async def test_servers_that_all_fail_give_servfail_and_are_not_remembered(tree: DnsStandIn) -> None:
    tree.zone("acme.test").put("ls", "CNAME", TARGET)
    for name in (NS1, NS2):
        tree.server(name).fail("servfail")
    assert rcode(await ask(tree, "resolver1", "ls.acme.test", "CNAME")) == "SERVFAIL"
    for name in (NS1, NS2):
        tree.server(name).mend()
    assert (await ask(tree, "resolver1", "ls.acme.test", "CNAME")).answer


@pytest.mark.parametrize("fault", ["lame", "refused"])
async def test_a_server_without_authority_is_of_no_use(tree: DnsStandIn, fault: str) -> None:
    for name in (NS1, NS2):
        tree.server(name).fail(fault)
    assert rcode(await ask(tree, "resolver1", "www.acme.test")) == "SERVFAIL"


async def test_a_truncated_answer_is_fetched_by_tcp(tree: DnsStandIn) -> None:
    tree.zone("acme.test").put("ls", "CNAME", TARGET)
    for name in (NS1, NS2):
        tree.server(name).fail("truncate")
    assert (await ask(tree, "resolver1", "ls.acme.test", "CNAME")).answer
    assert any(asked.is_tcp for name in (NS1, NS2) for asked in tree.server(name).asked)


async def test_a_circle_of_names_is_servfail(tree: DnsStandIn) -> None:
    tree.add_zone("globex.test")
    tree.zone("acme.test").put("ls", "CNAME", "ls.globex.test.")
    tree.zone("globex.test").put("ls", "CNAME", "ls.acme.test.")
    assert rcode(await ask(tree, "resolver1", "ls.acme.test")) == "SERVFAIL"


async def test_an_unregistered_domain_is_nxdomain(tree: DnsStandIn) -> None:
    reply = await ask(tree, "resolver1", "ls.nobody.test")
    assert (rcode(reply), reply.authority[0].name.to_text()) == ("NXDOMAIN", "test.")


async def test_a_resolver_refuses_to_be_asked_like_an_authority(tree: DnsStandIn) -> None:
    query = dns.message.make_query("acme.test", "SOA", flags=0)
    reply = await dns.asyncquery.udp(query, tree.server("resolver1").address, 3, tree.port)
    assert rcode(reply) == "REFUSED"
    assert rcode(await ask(tree, "resolver1", "acme.test", "ANY")) == "NOTIMP"


async def test_a_circle_of_name_servers_ends(tree: DnsStandIn) -> None:
    tree.delegate("acme.test", ["ns.other.test"])
    tree.zone("test").put("other.test.", "NS", "ns.acme.test.")
    assert rcode(await ask(tree, "resolver1", "ls.acme.test", within=10)) == "SERVFAIL"


async def test_many_can_ask_at_once(tree: DnsStandIn) -> None:
    zone = tree.zone("acme.test")
    for number in range(40):
        zone.put(f"h{number}", "A", f"203.0.113.{number}")
    replies = await asyncio.gather(*(ask(tree, "resolver1", f"h{n}.acme.test", within=10) for n in range(40)))
    assert [values(reply, "A") for reply in replies] == [[f"203.0.113.{n}"] for n in range(40)]
