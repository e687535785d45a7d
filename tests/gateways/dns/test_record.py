"""What the CNAME at the host says, and what stands in its place."""

import pytest

from bot.core.advice import advise
from bot.core.facts import Code, FactName, Verdict
from tests.gateways.dns.support import HOST, HURRY, NS1, NS2, RIGHT, TARGET, Lab, Zone, codes, detail


async def test_a_right_record_is_right_whatever_its_case(lab: Lab) -> None:
    lab.acme("LS CNAME LSCT.Ashburn.US1.twilio.com.")
    lab.resolver()
    await lab.start()
    seen = await lab.look("LS.acme.test".lower())
    assert codes(seen) == [Code.OK]
    assert seen.observations[FactName.RECORD].verdict is Verdict.RIGHT
    assert seen.record.name == "ls"
    assert seen.record.zone == "acme.test"


WRONG = [
    (
        "another region of the service",
        [f"ls CNAME {TARGET.replace('ashburn.us1', 'dublin.ie1')}"],
        Code.CNAME_CHAIN_BROKEN,
    ),
    ("another shortener", ["ls CNAME old.shortener.example."], Code.WRONG_TARGET),
    ("a chain that ends elsewhere", ["ls CNAME links", "links CNAME old.shortener.example."], Code.WRONG_TARGET),
    ("one letter", ["ls CNAME lsct.ashburn.us1.twilio.con."], Code.TARGET_TYPO),
    ("a letter left out", ["ls CNAME lsct.ashbrn.us1.twilio.com."], Code.TARGET_TYPO),
    ("the zone behind it", ["ls CNAME lsct.ashburn.us1.twilio.com"], Code.TARGET_HAS_ZONE_APPENDED),
    ("a pasted address", [r"ls CNAME https\058\047\047lsct.ashburn.us1.twilio.com."], Code.URL_IN_VALUE),
    ("a slash behind it", [r"ls CNAME lsct.ashburn.us1.twilio.com\047."], Code.URL_IN_VALUE),
    ("itself", ["ls CNAME ls"], Code.CNAME_LOOP),
    ("a ring of three", ["ls CNAME a", "a CNAME b", "b CNAME ls"], Code.CNAME_LOOP),
    ("a name that is not there", ["ls CNAME gone"], Code.CNAME_CHAIN_BROKEN),
    ("two values", [RIGHT, "ls CNAME old.shortener.example."], Code.MULTIPLE_CNAMES),
    ("a catch-all elsewhere", ["* CNAME old.shortener.example."], Code.WILDCARD_OTHER),
    ("a catch-all address", ["* A 192.0.2.80"], Code.WILDCARD_OTHER),
    ("a catch-all for mail", ["* MX 10 mail"], Code.WILDCARD_OTHER),
    ("an address", ["ls A 192.0.2.33"], Code.A_INSTEAD_OF_CNAME),
    ("an IPv6 address", ["ls AAAA 2001:db8::33"], Code.A_INSTEAD_OF_CNAME),
    ("our own addresses", ["ls A 198.51.100.12"], Code.FLATTENED_CNAME),
    ("a text", ['ls TXT "v=spf1 -all"'], Code.TXT_OR_MX_AT_NAME),
    ("mail", ["ls MX 10 mail"], Code.TXT_OR_MX_AT_NAME),
    ("the target as text", [f'ls TXT "{TARGET}"'], Code.TXT_INSTEAD_OF_CNAME),
    ("the verification text", ['ls TXT "twilio-domain-verification=1"'], Code.TXT_NAME_CONFLICT_CNAME),
    ("the domain twice", [f"ls.acme.test CNAME {TARGET}"], Code.DOUBLED_NAME),
    ("the name twice", [f"ls.ls CNAME {TARGET}"], Code.DOUBLED_NAME),
    ("www", [f"www.ls CNAME {TARGET}"], Code.NAME_TYPO),
    ("i for l", [f"is CNAME {TARGET}"], Code.NAME_TYPO),
    ("swapped letters", [f"sl CNAME {TARGET}"], Code.NAME_TYPO),
    ("nothing", ["www A 192.0.2.1"], Code.MISSING_NXDOMAIN),
    ("a child only", ["x.ls A 192.0.2.1"], Code.MISSING_NODATA),
]


@pytest.mark.parametrize(("lines", "code"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
async def test_each_mistake_has_its_own_name(lab: Lab, lines: list[str], code: Code) -> None:
    lab.acme(*lines)
    await lab.start()
    seen = await lab.look()
    assert codes(seen)[0] is code
    assert seen.observations[FactName.RECORD].verdict is Verdict.WRONG
    assert seen.observations[FactName.RECORD].evidence in seen.evidence


async def test_an_explicit_record_wins_over_a_catch_all(lab: Lab) -> None:
    lab.acme("* A 192.0.2.80", RIGHT)
    await lab.start()
    assert codes(await lab.look()) == [Code.OK]


async def test_a_catch_all_with_our_target_works_with_a_warning(lab: Lab) -> None:
    lab.acme(f"* CNAME {TARGET}")
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.WILDCARD_MATCH]
    assert seen.observations[FactName.RECORD].verdict is Verdict.RIGHT


async def test_a_chain_that_reaches_us_works_with_a_warning(lab: Lab) -> None:
    lab.acme("ls CNAME links", f"links CNAME {TARGET}")
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.CNAME_CHAIN_OK]
    assert detail(seen, "seen") == "links.acme.test"


async def test_a_dname_counts_as_a_chain(lab: Lab) -> None:
    lab.acme("shop DNAME new.acme.test.", f"ls.new CNAME {TARGET}")
    await lab.start()
    assert codes(await lab.look("ls.shop.acme.test")) == [Code.CNAME_CHAIN_OK]


async def test_a_chain_through_servers_that_do_not_answer_is_unknown(lab: Lab) -> None:
    lab.patience = HURRY
    lab.acme("ls CNAME x.dark.test.")
    lab.delegate("dark.test.", "ns.dark-host.test.")
    lab.server("ns.dark-host.test.", quirks=[lambda query, is_tcp: None])
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.SERVERS_UNREACHABLE]
    assert seen.observations[FactName.RECORD].verdict is Verdict.UNKNOWN


async def test_a_long_ttl_is_told_beside_a_right_record(lab: Lab) -> None:
    lab.acme(RIGHT.replace("CNAME", "604800 CNAME"))
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.TTL_TOO_LONG]
    assert detail(seen, "days") == "7"


async def test_the_proxy_of_cloudflare_needs_its_name_servers_too(lab: Lab) -> None:
    lab.delegate("acme.test.", "kate.ns.cloudflare.com.")
    lab.server("kate.ns.cloudflare.com.", Zone("acme.test.", "ls A 104.16.132.229", "ls AAAA 2606:4700::6810:84e5"))
    lab.delegate("other.test.", NS1)
    lab.server(NS1, Zone("other.test.", "ls A 104.16.132.229"))
    await lab.start()
    proxied, copied = await lab.look(), await lab.look("ls.other.test")
    assert codes(proxied) == [Code.PROXIED_CLOUDFLARE]
    assert proxied.provider is not None
    assert proxied.provider.id == "cloudflare"
    assert codes(copied) == [Code.A_INSTEAD_OF_CNAME]


async def test_a_free_name_is_offered_and_a_taken_one_is_not(lab: Lab) -> None:
    lab.acme("ls A 192.0.2.33", "go A 192.0.2.34")
    await lab.start()
    seen = await lab.look()
    assert "links.acme.test is free" in advise(seen.findings[0], seen.record)


async def test_another_region_that_exists_is_a_wrong_target(lab: Lab) -> None:
    lab.root.zones.append(Zone("ie1.twilio.com.", "lsct.dublin A 198.51.100.21", ns=("a.root.test.",)))
    lab.acme("ls CNAME lsct.dublin.ie1.twilio.com.")
    await lab.start()
    assert codes(await lab.look()) == [Code.WRONG_TARGET]
    lab.target = "lsct.dublin.ie1.twilio.com."
    assert codes(await lab.look()) == [Code.OK]


async def test_what_stands_beside_the_mistake_is_told_too(lab: Lab) -> None:
    lab.acme("ls A 192.0.2.33", f"ls.acme.test CNAME {TARGET}", '@ CAA 0 issue "digicert.com"')
    await lab.start()
    assert codes(await lab.look()) == [Code.DOUBLED_NAME, Code.A_INSTEAD_OF_CNAME, Code.CAA_BLOCKS]


async def test_a_deeper_host_is_named_relative_to_the_zone_that_holds_it(lab: Lab) -> None:
    lab.delegate("shop.acme.test.", NS2)
    lab.acme("www A 192.0.2.1")
    lab.server(NS2, Zone("shop.acme.test.", f"ls.shop.acme.test CNAME {TARGET}", ns=(NS2,)))
    await lab.start()
    seen = await lab.look("ls.shop.acme.test")
    assert codes(seen) == [Code.DOUBLED_NAME]
    assert (seen.record.name, seen.record.zone) == ("ls", "shop.acme.test")


async def test_a_record_in_the_upper_part_of_the_same_zone_is_found(lab: Lab) -> None:
    lab.acme(RIGHT)
    await lab.start()
    seen = await lab.look("ls.shop.acme.test")
    assert codes(seen) == [Code.NAME_TYPO]
    assert detail(seen, "seen") == HOST
    assert seen.record.name == "ls.shop"
