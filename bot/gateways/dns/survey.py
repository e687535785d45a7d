"""Everything one look gathered from DNS, before it is judged."""

from collections.abc import Callable
from dataclasses import dataclass

from dns.name import Name

from bot.core.facts import Code, Finding, Verdict
from bot.gateways.dns.chain import Chain, End
from bot.gateways.dns.charge import Charge
from bot.gateways.dns.echoes import Echo
from bot.gateways.dns.near import Near
from bot.gateways.dns.replies import Reply, Soa


@dataclass(frozen=True, slots=True)
class View:
    """A judgement with its proof: of CAA, of the verification TXT."""

    verdict: Verdict
    finding: Finding | None = None
    proof: Reply | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What the look is about. Names are absolute and in lower case."""

    host: Name
    target: Name
    registrable: Name
    verification: str | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """``chain`` is followed where there is one alias; ``near`` is looked at where there is none. ``echoes`` are heard
    where the record is right, ``doubts`` (of the whole zone) where it is not. ``serials`` are those of servers that
    disagree. ``is_given_up``: other name servers than before, and every name leads to one address. ``free`` is a name
    in the zone that nothing stands at; ``is_site``: a web site answers at the addresses that stand at the host (None:
    not known). ``soa`` is the zone's, where its servers do not tell the provider."""

    question: Question
    charge: Charge
    chain: Chain | None = None
    near: Near | None = None
    is_wildcard: bool = False
    is_given_up: bool = False
    free: Name | None = None
    is_site: bool | None = None
    serials: tuple[tuple[Reply, Soa | None], ...] = ()
    echoes: tuple[Echo, ...] = ()
    doubts: tuple[Echo, ...] = ()
    caa: View | None = None
    text: View | None = None
    soa: Soa | None = None

    @property
    def is_right(self) -> bool:
        """At least one authoritative server says so, and none that answers says otherwise."""
        return self.chain is not None and self.chain.end is End.REACHES


@dataclass(frozen=True, slots=True)
class Cause:
    """One finding and the reply that proves it."""

    finding: Finding
    proof: Reply | None

    @property
    def code(self) -> Code:
        return self.finding.code


def cause(code: Code, proof: Reply | None = None, **details: str) -> Cause:
    """A cause in one line, for the rules."""
    return Cause(Finding(code, details), proof)


Rule = Callable[[Survey], Cause | None]
"""One question to the survey: does this cause hold?"""
