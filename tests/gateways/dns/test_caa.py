"""CAA: the climb, and which sets forbid our certificate authority."""

import pytest

from bot.core.facts import Code, FactName, Verdict
from tests.gateways.dns.support import (
    HOST,
    HURRY,
    RIGHT,
    TARGET,
    Lab,
    Zone,
    codes,
    detail,
    for_type,
    scripted,
    servfail,
    silent,
)

ALLOWED = [
    ("nothing", []),
    ("ours among others", ['@ CAA 0 issue "digicert.com"', '@ CAA 0 issue "letsencrypt.org"']),
    ("ours in capitals", ['@ CAA 0 ISSUE "LetsEncrypt.ORG"']),
    ("ours with a method that works", ['@ CAA 0 issue "letsencrypt.org; validationmethods=dns-01,http-01"']),
    ("only for wildcards", ['@ CAA 0 issuewild ";"']),
    ("only a contact", ['@ CAA 0 iodef "mailto:a@acme.test"']),
    ("critical and known", ['@ CAA 128 issue "letsencrypt.org"']),
    ("unknown and not critical", ['@ CAA 0 tbs "x"']),
    ("nearer allows", [f"ls.shop CNAME {TARGET}", 'shop CAA 0 issue "letsencrypt.org"', '@ CAA 0 issue ";"']),
]
FORBIDDEN = [
    ("another authority", ['@ CAA 0 issue "digicert.com"'], "other"),
    ("nobody", ['@ CAA 0 issue ";"'], "other"),
    ("critical and unknown", ['@ CAA 128 tbs "x"', '@ CAA 0 issue "letsencrypt.org"'], "critical"),
    ("another account", ['@ CAA 0 issue "letsencrypt.org; accounturi=https://a.example/1"'], "restricted"),
    ("a method that we cannot use", ['@ CAA 0 issue "letsencrypt.org; validationmethods=dns-01"'], "restricted"),
]


@pytest.mark.parametrize("lines", [case[1] for case in ALLOWED], ids=[case[0] for case in ALLOWED])
async def test_sets_that_let_our_authority_issue(lab: Lab, lines: list[str]) -> None:
    lab.acme(RIGHT, *lines)
    await lab.start()
    host = "ls.shop.acme.test" if any("shop" in line for line in lines) else HOST
    seen = await lab.look(host)
    assert codes(seen) == [Code.OK]
    assert seen.observations[FactName.CAA].verdict is Verdict.RIGHT


@pytest.mark.parametrize(("lines", "variant"), [case[1:] for case in FORBIDDEN], ids=[case[0] for case in FORBIDDEN])
async def test_sets_that_do_not(lab: Lab, lines: list[str], variant: str) -> None:
    lab.acme(RIGHT, *lines)
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.CAA_BLOCKS]
    assert (detail(seen, "variant"), detail(seen, "at")) == (variant, "acme.test")
    assert seen.observations[FactName.CAA].verdict is Verdict.WRONG
    assert seen.observations[FactName.RECORD].verdict is Verdict.RIGHT


async def test_it_is_named_before_the_record_is_there(lab: Lab) -> None:
    lab.acme('@ CAA 0 issue "digicert.com"')
    await lab.start()
    assert codes(await lab.look()) == [Code.MISSING_NXDOMAIN, Code.CAA_BLOCKS]


async def test_the_set_at_the_target_counts_as_the_hosts(lab: Lab) -> None:
    lab.root.zones[1].add('lsct.ashburn CAA 0 issue "digicert.com"')
    lab.acme(RIGHT)
    await lab.start()
    assert detail(await lab.look(), "at") == TARGET.rstrip(".")


async def test_the_set_above_the_target_does_not(lab: Lab) -> None:
    lab.root.zones[1].add('@ CAA 0 issue "digicert.com"')
    lab.acme(RIGHT)
    await lab.start()
    assert codes(await lab.look()) == [Code.OK]


async def test_an_alias_on_the_way_up_is_followed(lab: Lab) -> None:
    lab.acme(f"ls.shop CNAME {TARGET}", "shop CNAME front.other.example.")
    lab.root.zones.append(Zone("other.example.", 'front CAA 0 issue "digicert.com"', ns=("a.root.test.",)))
    await lab.start()
    assert detail(await lab.look("ls.shop.acme.test"), "at") == "front.other.example"


async def test_servers_that_fail_for_caa_forbid_it(lab: Lab) -> None:
    lab.acme(RIGHT, quirks=[for_type("CAA", servfail)])
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.CAA_BLOCKS]
    assert detail(seen, "variant") == "fails"


async def test_servers_that_say_nothing_to_caa_leave_it_unknown(lab: Lab) -> None:
    lab.patience = HURRY
    lab.acme(RIGHT, quirks=[for_type("CAA", silent)])
    await lab.start()
    seen = await lab.look()
    assert codes(seen) == [Code.OK]
    assert seen.observations[FactName.CAA].verdict is Verdict.UNKNOWN


async def test_a_resolver_that_fails_for_caa_alone_forbids_it(lab: Lab) -> None:
    """A validating authority meets the same: its resolver cannot answer, so it must refuse."""
    lab.acme(RIGHT)
    lab.resolver(for_type("CAA", servfail))
    await lab.start()
    assert codes(await lab.look()) == [Code.CAA_BLOCKS]


async def test_a_resolver_that_forgot_the_host_is_not_asked(lab: Lab) -> None:
    lab.acme(RIGHT)
    resolver = lab.resolver(scripted(HOST))
    await lab.start()
    await lab.look()
    assert all(rdtype != "CAA" for _, rdtype in resolver.asked)
