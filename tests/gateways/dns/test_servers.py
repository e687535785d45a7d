"""Who is in charge, and what it means when the servers refuse, fail, disagree or are not asked at all."""

import dns.flags
import dns.message
from dns.message import Message

from bot.core.facts import Code, FactName, Provider, Remembered, Verdict
from bot.gateways.dns import Server
from tests.gateways.dns.support import (
    HURRY,
    NS1,
    NS2,
    RIGHT,
    SOA,
    TARGET,
    Lab,
    Zone,
    codes,
    detail,
    refused,
    servfail,
    silent,
)


def two(lab: Lab, first: list[str], second: list[str], serials: tuple[int, int] = (8, 7)) -> None:
    """acme.test at two servers that hold different things."""
    lab.delegate("acme.test.", NS1, NS2)
    lab.server(NS1, Zone("acme.test.", *first, ns=(NS1, NS2), serial=serials[0]))
    lab.server(NS2, Zone("acme.test.", *second, ns=(NS1, NS2), serial=serials[1]))


async def test_a_domain_that_its_parent_does_not_know_is_not_registered(lab: Lab) -> None:
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.DOMAIN_NOT_REGISTERED]
    assert seen.evidence[-1].rcode == "NXDOMAIN"
    assert seen.observations[FactName.RECORD].verdict is Verdict.WRONG


async def test_parking_name_servers_mean_an_expired_domain(lab: Lab) -> None:
    lab.delegate("acme.test.", "ns1.pendingrenewaldeletion.com.")
    lab.server("ns1.pendingrenewaldeletion.com.", Zone("acme.test.", "@ A 192.0.2.99", "* A 192.0.2.99"))
    await lab.start()
    assert codes(await lab.look())[0] is Code.DOMAIN_EXPIRED_PARKED


async def test_servers_that_all_refuse_are_lame(lab: Lab) -> None:
    lab.acme(quirks=[refused])
    await lab.start()
    assert codes(await lab.look()) == [Code.LAME_DELEGATION]


async def test_servers_that_answer_without_authority_are_lame(lab: Lab) -> None:
    def without_authority(query: Message, _: bool) -> Message:
        reply = dns.message.make_response(query)
        reply.flags &= ~dns.flags.AA
        return reply

    lab.acme(RIGHT, quirks=[without_authority])
    await lab.start()
    assert codes(await lab.look()) == [Code.LAME_DELEGATION]


async def test_name_servers_without_an_address_are_lame(lab: Lab) -> None:
    lab.delegate("acme.test.", "ns1.nowhere.test.", "ns2.nowhere.test.")
    await lab.start()
    assert codes(await lab.look()) == [Code.LAME_DELEGATION]


async def test_servers_that_say_nothing_are_unknown_and_never_missing(lab: Lab) -> None:
    lab.patience = HURRY
    lab.acme(quirks=[silent])
    await lab.start()
    seen = await lab.look(zone="acme.test")
    assert codes(seen) == [Code.SERVERS_UNREACHABLE]
    assert seen.observations[FactName.RECORD].verdict is Verdict.UNKNOWN
    assert seen.evidence[-1].rcode == "TIMEOUT"


async def test_servers_that_all_fail_are_unknown(lab: Lab) -> None:
    lab.acme(quirks=[servfail])
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.SERVERS_UNREACHABLE]
    assert seen.observations[FactName.RECORD].verdict is Verdict.UNKNOWN


async def test_a_root_that_says_nothing_is_our_own_failure(lab: Lab) -> None:
    lab.acme(RIGHT)
    lab.patience = HURRY
    lab.root.quirks.append(silent)
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.RESOLVER_FAULT]
    assert seen.observations[FactName.RECORD].verdict is Verdict.UNKNOWN


async def test_one_bad_server_beside_a_right_one_is_a_warning(lab: Lab) -> None:
    for quirk in (refused, servfail, silent):
        async with Lab() as other:
            two(other, [RIGHT], [])
            other.servers[NS2].quirks.append(quirk)
            other.patience = HURRY
            await other.start()
            seen = await other.look()
            assert codes(seen) == [Code.PARTIAL_LAME]
            assert detail(seen, "servers") == NS2.rstrip(".")
            assert seen.observations[FactName.RECORD].verdict is Verdict.RIGHT


async def test_a_name_server_that_does_not_exist_beside_a_right_one_is_a_warning(lab: Lab) -> None:
    lab.delegate("acme.test.", NS1, "ns9.nowhere.test.")
    lab.server(NS1, Zone("acme.test.", RIGHT))
    await lab.start()
    assert codes(await lab.look()) == [Code.PARTIAL_LAME]


async def test_servers_that_disagree_are_told_with_who_has_the_newer_data(lab: Lab) -> None:
    two(lab, [RIGHT], [])
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.SPLIT_AUTH]
    assert (detail(seen, "variant"), detail(seen, "newer")) == ("wait", NS1.rstrip("."))
    assert seen.observations[FactName.RECORD].verdict is Verdict.WRONG


async def test_equal_serials_mean_that_the_sync_is_broken(lab: Lab) -> None:
    two(lab, [RIGHT], [], (8, 8))
    await lab.start()
    assert detail(await lab.look(), "variant") == "broken"


async def test_a_newer_version_without_the_record_means_it_was_removed(lab: Lab) -> None:
    two(lab, [RIGHT], [], (8, 9))
    await lab.start()
    assert detail(await lab.look(), "variant") == "gone"


async def test_disagreement_stands_for_every_cause_at_the_record(lab: Lab) -> None:
    two(lab, ["ls A 192.0.2.3", '@ CAA 0 issue ";"'], ['@ CAA 0 issue ";"'])
    await lab.start()
    assert codes(await lab.look()) == [Code.SPLIT_AUTH, Code.CAA_BLOCKS]


async def test_the_record_at_servers_named_only_by_the_zone_itself_is_in_the_wrong_zone(lab: Lab) -> None:
    lab.delegate("acme.test.", NS1)
    lab.server(NS1, Zone("acme.test.", ns=("ns1.new-dns.test.",)))
    lab.server("ns1.new-dns.test.", Zone("acme.test.", RIGHT, ns=("ns1.new-dns.test.",)))
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.WRONG_ZONE_EDITED]
    assert detail(seen, "seen") == "ns1.new-dns.test"


async def test_the_record_at_a_server_that_once_was_right_is_in_the_wrong_zone(lab: Lab) -> None:
    lab.acme("www A 192.0.2.1")
    old = lab.server("ns1.old-dns.test.", Zone("acme.test.", RIGHT, ns=("ns1.old-dns.test.",)))
    await lab.start()
    assert codes(await lab.look()) == [Code.MISSING_NXDOMAIN]
    seen = await lab.look(remembered=Remembered((str(Server(old.address, lab.port)),)))
    assert codes(seen) == [Code.WRONG_ZONE_EDITED]


async def test_ns_records_at_the_host_without_the_record_behind_them(lab: Lab) -> None:
    lab.acme("ls NS ns1.other-dns.test.")
    lab.server("ns1.other-dns.test.", Zone("ls.acme.test.", ns=("ns1.other-dns.test.",)))
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.NS_AT_NAME_DELEGATED]
    assert (seen.record.name, seen.record.zone) == ("ls", "acme.test")


async def test_ns_records_at_the_host_to_servers_that_refuse(lab: Lab) -> None:
    lab.acme("ls NS ns1.other-dns.test.")
    lab.server("ns1.other-dns.test.", quirks=[refused])
    await lab.start()
    assert codes(await lab.look()) == [Code.NS_AT_NAME_DELEGATED]


async def test_ns_records_at_the_host_are_fine_when_the_record_is_behind_them(lab: Lab) -> None:
    lab.acme("ls NS ns1.other-dns.test.")
    lab.server("ns1.other-dns.test.", Zone("ls.acme.test.", f"@ CNAME {TARGET}", ns=("ns1.other-dns.test.",)))
    await lab.start()
    assert codes(await lab.look()) == [Code.OK]


async def test_an_inner_zone_that_is_lame_is_no_matter_for_the_registrar(lab: Lab) -> None:
    lab.acme("shop NS ns1.other-dns.test.")
    lab.server("ns1.other-dns.test.", quirks=[refused])
    await lab.start()
    seen = await lab.look("ls.shop.acme.test")
    assert codes(seen) == [Code.LAME_DELEGATION]
    assert (detail(seen, "variant"), detail(seen, "zone")) == ("inner", "shop.acme.test")


async def test_servers_that_turn_their_answers_round_change_nothing(lab: Lab) -> None:
    """Round robin is no news: the findings of two looks are equal."""
    lab.acme("ls A 192.0.2.3", "ls A 192.0.2.1", '@ CAA 0 issue "digicert.com"', '@ CAA 0 issue "pki.goog"')
    await lab.start()
    first = await lab.look()
    for server in {id(made): made for made in lab.servers.values()}.values():
        for zone in server.zones:
            zone.rrsets = {key: list(reversed(sets)) for key, sets in zone.rrsets.items()}
    assert (await lab.look()).findings == first.findings


async def test_a_provider_is_told_by_the_zones_soa_where_its_servers_have_the_clients_own_names(lab: Lab) -> None:
    zone = lab.acme(RIGHT).zones[0]
    zone.rrsets.pop((zone.origin, SOA))
    zone.add("@ 600 SOA ns1.acme.test. awsdns-hostmaster.amazon.com. 1 3600 600 1209600 300")
    await lab.start()
    seen = await lab.look()
    assert seen.provider == Provider("route53", "Amazon Route 53")


async def test_no_provider_is_made_up_for_a_zone_that_the_client_keeps(lab: Lab) -> None:
    lab.acme(RIGHT)
    await lab.start()
    assert (await lab.look()).provider is None
