"""What the authoritative servers say, asked by dnspython over real sockets."""

import asyncio

import dns.flags
import dns.message
import pytest
from dns.rdatatype import NS, SOA

from bot.sandbox.dns import TARGET, TARGET_ADDRESSES, DnsStandIn
from tests.sandbox.dns.support import NS1, NS2, ask, rcode, values

pytestmark = pytest.mark.usefixtures("tree")


async def test_the_root_refers_to_the_top_level_domain_with_glue(tree: DnsStandIn) -> None:
    reply = await ask(tree, "a.root-servers.net.", "ls.acme.test", "CNAME")
    assert not reply.answer
    assert not reply.flags & dns.flags.AA
    assert reply.authority[0].to_text() == "test. 3600 IN NS a.nic.test."
    assert reply.additional[0][0].to_text() == tree.server("a.nic.test").address


async def test_a_referral_to_servers_outside_the_parent_has_no_glue(tree: DnsStandIn) -> None:
    reply = await ask(tree, "a.nic.test", "ls.acme.test", "CNAME")
    assert {data.to_text() for rrset in reply.authority for data in rrset} == {NS1, NS2}
    assert not reply.additional


async def test_a_record_is_answered_with_authority(tree: DnsStandIn) -> None:
    tree.zone("acme.test").put("ls", "CNAME", TARGET, 600)
    reply = await ask(tree, NS1, "ls.acme.test", "CNAME")
    assert reply.flags & dns.flags.AA
    assert values(reply, "CNAME") == [TARGET]
    assert reply.answer[0].ttl == 600


async def test_a_missing_name_and_a_missing_type_are_told_apart(tree: DnsStandIn) -> None:
    tree.zone("acme.test").put("a.b", "A", "203.0.113.1")
    missing, empty, other_type = [await ask(tree, NS1, name) for name in ("nope.acme.test", "b.acme.test", "acme.test")]
    assert rcode(missing) == "NXDOMAIN"
    assert (rcode(empty), rcode(other_type)) == ("NOERROR", "NOERROR")
    for reply in (missing, empty, other_type):
        assert not reply.answer
        assert (reply.authority[0].rdtype, reply.authority[0].ttl) == (SOA, 300)


async def test_a_cname_is_followed_inside_the_zone_and_not_outside(tree: DnsStandIn) -> None:
    zone = tree.zone("acme.test")
    zone.put("ls", "CNAME", "links")
    zone.put("links", "CNAME", TARGET)
    reply = await ask(tree, NS1, "ls.acme.test", "A")
    assert values(reply, "CNAME") == ["links.acme.test.", TARGET]
    assert not values(reply, "A")
    assert rcode(reply) == "NOERROR"


async def test_a_cname_to_nowhere_in_the_zone_is_nxdomain_with_the_cname(tree: DnsStandIn) -> None:
    tree.zone("acme.test").put("ls", "CNAME", "nowhere")
    reply = await ask(tree, NS1, "ls.acme.test", "A")
    assert (rcode(reply), values(reply, "CNAME")) == ("NXDOMAIN", ["nowhere.acme.test."])


async def test_a_cname_loop_ends(tree: DnsStandIn) -> None:
    zone = tree.zone("acme.test")
    zone.put("a", "CNAME", "b")
    zone.put("b", "CNAME", "a")
    assert values(await ask(tree, NS1, "a.acme.test"), "CNAME") == ["b.acme.test.", "a.acme.test."]


async def test_two_cnames_at_one_name_are_both_sent_and_neither_is_followed(tree: DnsStandIn) -> None:
    zone = tree.zone("acme.test")
    zone.put("ls", "CNAME", TARGET)
    zone.put("ls", "CNAME", "other.example.")
    zone.put("go", "CNAME", "here")
    zone.put("go", "CNAME", "there")
    zone.put("here", "A", "203.0.113.1")
    assert len(values(await ask(tree, NS1, "ls.acme.test", "CNAME"), "CNAME")) == 2
    reply = await ask(tree, NS1, "go.acme.test", "A")
    assert (len(values(reply, "CNAME")), values(reply, "A")) == (2, [])


async def test_a_wildcard_answers_for_names_that_do_not_exist_only(tree: DnsStandIn) -> None:
    zone = tree.zone("acme.test")
    zone.put("*", "A", "203.0.113.9")
    zone.put("real", "TXT", '"here"')
    zone.put("deep.down", "A", "203.0.113.1")
    stood_in = await ask(tree, NS1, "anything.acme.test")
    assert (stood_in.answer[0].name.to_text(), values(stood_in, "A")) == ("anything.acme.test.", ["203.0.113.9"])
    assert not (await ask(tree, NS1, "real.acme.test")).answer
    assert not (await ask(tree, NS1, "down.acme.test")).answer
    assert rcode(await ask(tree, NS1, "other.down.acme.test")) == "NXDOMAIN"


async def test_names_below_a_delegation_are_referred(tree: DnsStandIn) -> None:
    tree.zone("acme.test").put("ls", "NS", "ns1.elsewhere.test.")
    reply = await ask(tree, NS1, "ls.acme.test", "CNAME")
    assert not reply.flags & dns.flags.AA
    assert (reply.authority[0].rdtype, reply.authority[0].name.to_text()) == (NS, "ls.acme.test.")


async def test_a_server_refuses_zones_it_does_not_hold_and_transfers(tree: DnsStandIn) -> None:
    assert rcode(await ask(tree, NS1, "ls.globex.test")) == "REFUSED"
    assert rcode(await ask(tree, NS1, "acme.test", "AXFR")) == "REFUSED"


async def test_the_ds_question_is_answered_by_the_parents_side(tree: DnsStandIn) -> None:
    reply = await ask(tree, "a.nic.test", "acme.test", "DS")
    assert reply.flags & dns.flags.AA
    assert reply.authority[0].name.to_text() == "test."


async def test_caa_and_txt_are_served_and_the_apex_has_soa_and_ns(tree: DnsStandIn) -> None:
    zone = tree.zone("acme.test")
    zone.put("@", "CAA", '0 issue "letsencrypt.org"')
    zone.put("_twilio.ls", "TXT", '"part one" "part two"')
    assert values(await ask(tree, NS1, "acme.test", "CAA"), "CAA") == ['0 issue "letsencrypt.org"']
    assert values(await ask(tree, NS1, "_twilio.ls.acme.test", "TXT"), "TXT") == ['"part one" "part two"']
    assert values(await ask(tree, NS1, "acme.test", "SOA"), "SOA")
    assert len(values(await ask(tree, NS1, "acme.test", "NS"), "NS")) == 2


async def test_every_edit_raises_the_serial(tree: DnsStandIn) -> None:
    zone = tree.zone("acme.test")
    before = zone.serial
    zone.put("x", "A", "203.0.113.1")
    zone.remove("x")
    assert zone.serial == before + 2


async def test_names_match_in_any_case_and_keep_the_askers_spelling(tree: DnsStandIn) -> None:
    tree.zone("acme.test").put("ls", "CNAME", TARGET)
    reply = await ask(tree, NS1, "Ls.aCME.test", "CNAME")
    assert reply.answer[0].name.to_text() == "Ls.aCME.test."


async def test_twilios_target_has_its_addresses(tree: DnsStandIn) -> None:
    assert sorted(values(await ask(tree, "ns1.twilio.com", TARGET), "A")) == sorted(TARGET_ADDRESSES)


async def test_several_questions_go_through_one_tcp_connection(tree: DnsStandIn) -> None:
    tree.zone("acme.test").put("ls", "CNAME", TARGET)
    reader, writer = await asyncio.open_connection(tree.server(NS1).address, tree.port)
    wires = [dns.message.make_query(name, "CNAME").to_wire() for name in ("ls.acme.test", "no.acme.test")]
    writer.write(b"".join(len(wire).to_bytes(2) + wire for wire in wires))
    codes = set()
    for _ in wires:
        size = int.from_bytes(await reader.readexactly(2))
        codes.add(rcode(dns.message.from_wire(await reader.readexactly(size))))
    writer.close()
    await writer.wait_closed()
    assert codes == {"NOERROR", "NXDOMAIN"}
