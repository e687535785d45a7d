"""Twilio's verification TXT."""

import pytest

from bot.core.facts import Code, FactName, Verdict
from tests.gateways.dns.support import HURRY, NS1, NS2, RIGHT, Lab, Zone, codes, detail, for_type, silent

VALUE = "twilio-domain-verification=9f2c4e1ab07d4c55a1e6b3d8f0c7a912"
OTHER = "twilio-domain-verification=17c0aa52e9d84f0b8f3c6d21e4b59c03"

GOOD = [
    ("at the zone", [f'_twilio TXT "{VALUE}"']),
    ("at the host", [f'_twilio.ls TXT "{VALUE}"']),
    ("in two strings", [f'_twilio TXT "{VALUE[:27]}" "{VALUE[27:]}"']),
    ("beside others", ['_twilio TXT "v=1"', f'_twilio TXT "{OTHER}"', f'_twilio TXT "{VALUE}"']),
    ("right at one place, old at the other", [f'_twilio TXT "{OTHER}"', f'_twilio.ls TXT "{VALUE}"']),
]
BAD = [
    ("missing", [], Code.TXT_VERIFY_MISSING, ""),
    ("another text there", ['_twilio TXT "v=spf1 -all"'], Code.TXT_VERIFY_MISSING, ""),
    ("a catch-all text", ['* TXT "google-site-verification=x"'], Code.TXT_VERIFY_MISSING, ""),
    ("at the domain itself", [f'@ TXT "{VALUE}"'], Code.TXT_VERIFY_MISSING, "astray"),
    ("another token", [f'_twilio TXT "{OTHER}"'], Code.TXT_VERIFY_WRONG, "other"),
    ("the token alone", [f'_twilio TXT "{VALUE[27:]}"'], Code.TXT_VERIFY_WRONG, "other"),
    ("in capitals", [f'_twilio TXT "{VALUE.upper()}"'], Code.TXT_VERIFY_WRONG, "other"),
    ("quotation marks inside", [f'_twilio TXT "\\"{VALUE}\\""'], Code.TXT_VERIFY_WRONG, "quoted"),
    ("a space behind it", [f'_twilio TXT "{VALUE} "'], Code.TXT_VERIFY_WRONG, "quoted"),
    ("the zone twice", [f'_twilio.acme.test TXT "{VALUE}"'], Code.TXT_VERIFY_DOUBLED, ""),
    ("the host and the zone", [f'_twilio.ls.acme.test TXT "{VALUE}"'], Code.TXT_VERIFY_DOUBLED, ""),
]


@pytest.mark.parametrize("lines", [case[1] for case in GOOD], ids=[case[0] for case in GOOD])
async def test_values_that_verify(lab: Lab, lines: list[str]) -> None:
    lab.acme(RIGHT, *lines)
    await lab.start()
    seen = await lab.look(verification=VALUE)
    assert codes(seen) == [Code.OK]
    assert seen.observations[FactName.VERIFICATION].verdict is Verdict.RIGHT


@pytest.mark.parametrize(("lines", "code", "variant"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
async def test_values_that_do_not(lab: Lab, lines: list[str], code: Code, variant: str) -> None:
    lab.acme(RIGHT, *lines)
    await lab.start()
    seen = await lab.look(verification=VALUE)
    assert codes(seen) == [code]
    assert detail(seen, "variant") == variant
    assert seen.observations[FactName.VERIFICATION].verdict is Verdict.WRONG
    assert seen.observations[FactName.RECORD].verdict is Verdict.RIGHT


async def test_it_is_judged_only_when_its_value_is_known(lab: Lab) -> None:
    lab.acme(RIGHT)
    await lab.start()
    assert FactName.VERIFICATION not in (await lab.look()).observations


async def test_one_server_that_has_it_is_enough(lab: Lab) -> None:
    lab.delegate("acme.test.", NS1, NS2)
    lab.server(NS1, Zone("acme.test.", RIGHT, ns=(NS1, NS2)))
    lab.server(NS2, Zone("acme.test.", RIGHT, f'_twilio TXT "{VALUE}"', ns=(NS1, NS2)))
    await lab.start()
    assert codes(await lab.look(verification=VALUE)) == [Code.OK]


async def test_silence_leaves_it_unknown(lab: Lab) -> None:
    lab.patience = HURRY
    lab.acme(RIGHT, quirks=[for_type("TXT", silent)])
    await lab.start()
    seen = await lab.look(verification=VALUE)
    assert codes(seen) == [Code.OK]
    assert seen.observations[FactName.VERIFICATION].verdict is Verdict.UNKNOWN


async def test_at_the_host_itself_it_is_in_the_cnames_way(lab: Lab) -> None:
    lab.acme(f'ls TXT "{VALUE}"')
    await lab.start()
    assert codes(await lab.look(verification=VALUE)) == [Code.TXT_NAME_CONFLICT_CNAME, Code.TXT_VERIFY_MISSING]
