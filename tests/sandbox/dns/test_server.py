"""The transport, the faults, and the tree as a whole."""

import asyncio

import dns.asyncquery
import dns.exception
import dns.flags
import dns.message
import dns.opcode
import dns.rdataclass
import pytest

from bot.sandbox.dns import TARGET, DnsFault, DnsStandIn
from tests.sandbox.dns.support import NS1, NS2, ask, rcode, values


async def test_an_answer_too_large_for_udp_says_so_and_comes_whole_by_tcp(tree: DnsStandIn) -> None:
    zone = tree.zone("acme.test")
    for number in range(60):
        zone.put("big", "TXT", f'"{number:03d}{"x" * 60}"')
    by_udp = await ask(tree, NS1, "big.acme.test", "TXT")
    assert by_udp.flags & dns.flags.TC
    assert len(values(await ask(tree, NS1, "big.acme.test", "TXT", is_tcp=True), "TXT")) == 60


async def test_without_edns_512_octets_are_the_limit(tree: DnsStandIn) -> None:
    zone = tree.zone("acme.test")
    for number in range(12):
        zone.put("big", "TXT", f'"{number:03d}{"x" * 60}"')
    query = dns.message.make_query("big.acme.test", "TXT")
    bare = await dns.asyncquery.udp(query, tree.server(NS1).address, 3, tree.port)
    query.use_edns(0, payload=1232)
    able = await dns.asyncquery.udp(query, tree.server(NS1).address, 3, tree.port)
    assert bare.flags & dns.flags.TC
    assert not able.flags & dns.flags.TC
    assert able.edns == 0


async def test_each_fault_shows_and_is_mended(tree: DnsStandIn) -> None:
    server = tree.server(NS1)
    server.fail(DnsFault.DROP)
    with pytest.raises(dns.exception.Timeout):
        await ask(tree, NS1, "acme.test", "SOA", within=0.1)
    server.fail("servfail")
    assert rcode(await ask(tree, NS1, "acme.test", "SOA")) == "SERVFAIL"
    server.fail("refused")
    assert rcode(await ask(tree, NS1, "acme.test", "SOA")) == "REFUSED"
    server.fail("lame")
    assert not (await ask(tree, NS1, "acme.test", "SOA")).flags & dns.flags.AA
    server.fail("truncate")
    assert (await ask(tree, NS1, "acme.test", "SOA")).flags & dns.flags.TC
    assert (await ask(tree, NS1, "acme.test", "SOA", is_tcp=True)).answer
    server.mend()
    assert (await ask(tree, NS1, "acme.test", "SOA")).answer


async def test_a_fault_may_last_for_one_question(tree: DnsStandIn) -> None:
    tree.server(NS1).fail("servfail", times=1)
    codes = [rcode(await ask(tree, NS1, "acme.test", "SOA")) for _ in range(2)]
    assert codes == ["SERVFAIL", "NOERROR"]


async def test_a_fault_at_one_server_leaves_the_other_alone(tree: DnsStandIn) -> None:
    tree.server(NS1).fail("refused")
    assert rcode(await ask(tree, NS2, "acme.test", "SOA")) == "NOERROR"


async def test_a_slow_server_answers_late(tree: DnsStandIn) -> None:
    tree.server(NS1).slow(0.2)
    with pytest.raises(dns.exception.Timeout):
        await ask(tree, NS1, "acme.test", "SOA", within=0.05)


async def test_what_is_no_question_of_the_internet_is_refused(tree: DnsStandIn) -> None:
    where = tree.server(NS1).address
    chaos = dns.message.make_query("version.bind", "TXT", rdclass=dns.rdataclass.CH)
    notify = dns.message.make_query("acme.test", "SOA")
    notify.set_opcode(dns.opcode.NOTIFY)
    future = dns.message.make_query("acme.test", "SOA", use_edns=1)
    replies = [await dns.asyncquery.udp(query, where, 3, tree.port) for query in (chaos, notify, future)]
    assert [rcode(reply) for reply in replies] == ["REFUSED", "NOTIMP", "BADVERS"]


async def test_rubbish_is_not_answered(tree: DnsStandIn) -> None:
    loop = asyncio.get_running_loop()
    came: asyncio.Queue[bytes] = asyncio.Queue()

    class Listener(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:
            came.put_nowait(data)

    line, _ = await loop.create_datagram_endpoint(Listener, remote_addr=(tree.server(NS1).address, tree.port))
    line.sendto(b"rubbish")
    line.sendto(dns.message.make_response(dns.message.make_query("acme.test", "A")).to_wire())
    line.sendto(dns.message.make_query("acme.test", "SOA").to_wire())
    first = await asyncio.wait_for(came.get(), 60)
    line.close()
    assert dns.message.from_wire(first).answer
    assert came.empty()


async def test_questions_are_counted_by_who_asked(tree: DnsStandIn) -> None:
    await ask(tree, "resolver1", "acme.test", "SOA")
    await ask(tree, NS1, "acme.test", "SOA", is_tcp=True)
    await ask(tree, "private", "acme.test", "NS")
    assert tree.questions() == 2
    last = next(asked for asked in tree.server(NS1).asked if asked.client == "127.0.0.1" or asked.is_tcp)
    assert (last.name, last.kind, last.is_tcp) == ("acme.test.", "SOA", True)


async def test_a_server_can_join_while_the_others_run(tree: DnsStandIn) -> None:
    await tree.add_server("ns1.own.test")
    tree.add_zone("own.test", ["ns1.own.test"]).put("ls", "CNAME", TARGET)
    assert values(await ask(tree, "resolver1", "ls.own.test", "CNAME"), "CNAME") == [TARGET]
    referral = await ask(tree, "a.nic.test", "ls.own.test", "CNAME")
    assert referral.additional[0][0].to_text() == tree.server("ns1.own.test").address


async def test_a_domain_can_be_taken_from_the_registry(tree: DnsStandIn) -> None:
    tree.undelegate("acme.test")
    assert rcode(await ask(tree, "a.nic.test", "acme.test", "NS")) == "NXDOMAIN"


async def test_the_settings_name_what_listens(tree: DnsStandIn) -> None:
    assert tree.settings() == {
        "DNS_ROOTS": f"127.0.4.250#{tree.port}",
        "DNS_RESOLVERS": f"127.0.4.253#{tree.port},127.0.4.252#{tree.port}",
        "DNS_PORT": str(tree.port),
        "DNS_TARGET": TARGET,
    }


async def test_two_trees_live_side_by_side(tree: DnsStandIn) -> None:
    other = DnsStandIn(net="127.0.4")
    await other.start()
    try:
        assert other.port != tree.port
        assert (await ask(other, "ns1.twilio.com", TARGET)).answer
    finally:
        await other.stop()
