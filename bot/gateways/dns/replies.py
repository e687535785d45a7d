"""What one server said to one question, and how it is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import dns.flags
import dns.rcode
import dns.rdatatype
from dns.message import Message
from dns.name import Name
from dns.rdata import Rdata
from dns.rdatatype import RdataType
from dns.rdtypes.ANY.SOA import SOA
from dns.rdtypes.nsbase import NSBase
from dns.rrset import RRset

from bot.core.facts import Evidence
from bot.gateways.dns.settings import Server

TIMEOUT = "TIMEOUT"
_USABLE = frozenset({dns.rcode.NOERROR, dns.rcode.NXDOMAIN})


@dataclass(frozen=True, slots=True)
class Soa:
    """The zone a negative answer comes from. ``ttl`` is how long the answer may be remembered (RFC 2308), ``mname``
    the primary server, ``rname`` the mailbox of the responsible person, written as a name."""

    zone: Name
    serial: int
    ttl: int
    mname: Name
    rname: Name


@dataclass(frozen=True, slots=True)
class Reply:
    """``message`` is None where nothing came: that is *unknown*, never *missing*. ``at`` is aware UTC."""

    server: Server
    name: Name
    rdtype: RdataType
    message: Message | None
    at: datetime

    @property
    def is_silent(self) -> bool:
        return self.message is None

    @property
    def rcode(self) -> str:
        return dns.rcode.to_text(self.message.rcode()) if self.message else TIMEOUT

    @property
    def is_usable(self) -> bool:
        """NOERROR or NXDOMAIN: the server has something to say."""
        return self.message is not None and self.message.rcode() in _USABLE

    @property
    def is_authoritative(self) -> bool:
        has_authority = self.message is not None and bool(self.message.flags & dns.flags.AA)
        return has_authority and self.is_usable and not self._is_referral

    @property
    def _is_referral(self) -> bool:
        """Name servers and nothing else (RFC 2308 2.2): some servers put AA on it all the same."""
        types = {rrset.rdtype for rrset in (self.message.authority if self.message else ())}
        return not (self.answer or self.is_nxdomain) and dns.rdatatype.NS in types and dns.rdatatype.SOA not in types

    @property
    def is_nxdomain(self) -> bool:
        return self.message is not None and self.message.rcode() == dns.rcode.NXDOMAIN

    @property
    def is_authenticated(self) -> bool:
        """A validating resolver says so (AD)."""
        return self.message is not None and bool(self.message.flags & dns.flags.AD)

    @property
    def answer(self) -> tuple[RRset, ...]:
        return tuple(self.message.answer) if self.message else ()

    def records(self, rdtype: RdataType, owner: Name | None = None) -> Iterator[Rdata]:
        """The answer's records of that type; those of ``owner`` only, where it is given."""
        for rrset in self.answer:
            if rrset.rdtype == rdtype and owner in (None, rrset.name):
                yield from rrset

    def texts(self, rdtype: RdataType) -> tuple[str, ...]:
        """The answer's records of that type, sorted: servers turn them round from one answer to the next."""
        return tuple(sorted(record.to_text() for record in self.records(rdtype)))

    @property
    def aliases(self) -> tuple[Name, ...]:
        """Where the CNAMEs at the name asked for point, in lower case and sorted: an RRset has no order."""
        names = (record.target for record in self.records(dns.rdatatype.CNAME, self.name) if isinstance(record, NSBase))
        return tuple(sorted(name.canonicalize() for name in names))

    @property
    def ttl(self) -> int | None:
        """Seconds of the first answer, else of the negative answer's SOA."""
        if self.answer:
            return self.answer[0].ttl
        return self.soa.ttl if self.soa else None

    @property
    def soa(self) -> Soa | None:
        """The SOA record, in the answer or beside a negative one."""
        sections = [*self.answer, *(self.message.authority if self.message else ())]
        for rrset in sections:
            for record in rrset:
                if isinstance(record, SOA):
                    return Soa(rrset.name, record.serial, min(rrset.ttl, record.minimum), record.mname, record.rname)
        return None

    def referral(self, zone: Name) -> Name | None:
        """The delegation that a server of ``zone`` points to: one that leads down towards the name asked for."""
        if self.message is None or not self.is_usable or not self._is_referral:
            return None
        for rrset in self.message.authority:
            is_deeper = rrset.name != zone and rrset.name.is_subdomain(zone)
            if rrset.rdtype == dns.rdatatype.NS and is_deeper and self.name.is_subdomain(rrset.name):
                return rrset.name
        return None

    @property
    def authority_ttl(self) -> int:
        """Seconds for which a referral may be remembered."""
        return min((rrset.ttl for rrset in (self.message.authority if self.message else ())), default=0)

    def delegated(self) -> tuple[Name, ...]:
        """The name servers that a referral names, sorted."""
        records = (r for rrset in (self.message.authority if self.message else ()) for r in rrset)
        targets = {r.target.canonicalize() for r in records if r.rdtype == dns.rdatatype.NS and isinstance(r, NSBase)}
        return tuple(sorted(targets))

    def glue(self, server: Name) -> tuple[str, ...]:
        """The addresses that come along for a name server, sorted."""
        additional = self.message.additional if self.message else ()
        wanted = (dns.rdatatype.A, dns.rdatatype.AAAA)
        found = (r for rrset in additional if rrset.name == server and rrset.rdtype in wanted for r in rrset)
        return tuple(sorted(record.to_text() for record in found))

    def evidence(self) -> Evidence:
        """The proof to show: what was asked where, and what came."""
        question = f"{self.name.to_text(omit_final_dot=True)} {dns.rdatatype.to_text(self.rdtype)}"
        answer = tuple(record.to_text() for rrset in self.answer for record in rrset)
        if not answer and not self.is_authoritative and self.is_usable:
            answer = tuple(f"NS {name}" for name in self.delegated())
        return Evidence(str(self.server), question, self.rcode, answer, self.ttl, self.at, self.server.name)
