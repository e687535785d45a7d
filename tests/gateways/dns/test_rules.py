"""Priority between causes: one order, and what it means."""

import itertools

import pytest

from bot.core.facts import Code, Finding, Severity
from bot.gateways.dns.rules import GROUPS

ORDER = list(Code)
STEPS = (
    ("the name", Code.BAD_NAME_SYNTAX, Code.APEX_CNAME),
    ("its registration", Code.DOMAIN_NOT_REGISTERED, Code.DOMAIN_EXPIRED_PARKED),
    ("its name servers", Code.LAME_DELEGATION, Code.SPLIT_AUTH),
    ("the record's value", Code.MULTIPLE_CNAMES, Code.WRONG_TARGET),
    ("what stands there instead", Code.DOUBLED_NAME, Code.TXT_OR_MX_AT_NAME),
    ("where it went instead", Code.NAME_TYPO, Code.WRONG_ZONE_EDITED),
    ("nothing at all", Code.MISSING_NODATA, Code.MISSING_NXDOMAIN),
    ("its seal", Code.DNSSEC_BOGUS, Code.DNSSEC_BOGUS),
    ("the certificate's permission", Code.CAA_BLOCKS, Code.CAA_BLOCKS),
    ("the verification", Code.TXT_VERIFY_WRONG, Code.TXT_VERIFY_MISSING),
    ("the web", Code.HTTP_OTHER_SERVICE, Code.HSTS_CONFLICT),
    ("warnings", Code.PARTIAL_LAME, Code.TLS_HANDSHAKE),
    ("what settles by itself", Code.RESOLVER_FAULT, Code.OK_PENDING_TLS),
    ("good news", Code.IDN_NORMALISED, Code.OK),
)


def test_the_order_goes_from_the_start_of_the_path_to_its_end_without_a_gap() -> None:
    places = [(ORDER.index(first), ORDER.index(last)) for _, first, last in STEPS]
    assert places[0][0] == 0
    assert places[-1][1] == len(ORDER) - 1
    assert all(last + 1 == start for (_, last), (start, _) in itertools.pairwise(places))
    assert all(first <= last for first, last in places)


def test_no_warning_that_can_wait_hides_an_error() -> None:
    first_wait = ORDER.index(Code.PARTIAL_LAME)
    assert all(Finding(code).severity is not Severity.ERROR for code in ORDER[first_wait:])


@pytest.mark.parametrize("group", GROUPS)
def test_every_rule_is_asked_once(group: tuple[object, ...]) -> None:
    rules = [rule for rules in GROUPS for rule in rules]
    assert all(rules.count(rule) == 1 for rule in group)  # type: ignore[arg-type]
