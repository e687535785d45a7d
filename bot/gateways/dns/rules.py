"""Which causes hold: the rules, most urgent first.

A rule is a function from the survey to a cause or None. Of each group only the first that holds is told: the others
describe the same fault in a less helpful way.
"""

from bot.core.facts import Code
from bot.gateways.dns import rules_absent as absent
from bot.gateways.dns import rules_after as after
from bot.gateways.dns import rules_alias as alias
from bot.gateways.dns import rules_servers as servers
from bot.gateways.dns.survey import Cause, Rule, Survey

GROUPS: tuple[tuple[Rule, ...], ...] = (
    (servers.not_registered, servers.own_failure),
    (servers.parked,),
    (servers.lame, servers.unreachable),
    (
        alias.split,
        alias.multiple,
        alias.url_in_value,
        alias.zone_appended,
        alias.target_typo,
        alias.loop,
        alias.chain_unknown,
        alias.chain_broken,
        alias.wildcard_other,
        alias.wrong_target,
    ),
    (absent.doubled_name,),
    (absent.proxied, absent.flattened, absent.address_instead),
    (absent.text_instead,),
    (absent.text_conflict,),
    (absent.other_type,),
    (absent.mistyped_name,),
    (absent.own_zone,),
    (absent.wrong_zone,),
    (absent.missing,),
    (after.dnssec,),
    (after.caa,),
    (after.verification,),
    (servers.partial_lame,),
    (alias.wildcard_match,),
    (alias.chain_works,),
    (alias.long_ttl,),
    (after.resolver_fault,),
    (after.stale,),
    (after.negative,),
)

_ORDER = list(Code)
_SPLIT_HIDES = frozenset(_ORDER[_ORDER.index(Code.SPLIT_AUTH) + 1 : _ORDER.index(Code.DNSSEC_BOGUS)])
"""Servers that disagree stand for all causes at the record: what one of them says is not what people get."""


def judge(survey: Survey) -> tuple[Cause, ...]:
    """Every cause that holds, most urgent first; none where all is well."""
    found = (next((hit for rule in group if (hit := rule(survey))), None) for group in GROUPS)
    causes = sorted((hit for hit in found if hit), key=lambda hit: _ORDER.index(hit.code))
    codes = {hit.code for hit in causes}
    hidden = _SPLIT_HIDES if Code.SPLIT_AUTH in codes else frozenset()
    return tuple(hit for hit in causes if hit.code not in hidden)
