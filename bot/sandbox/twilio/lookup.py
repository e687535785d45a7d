"""How Twilio sees the DNS: by questions to a resolver, as packets."""

from collections.abc import Callable
from dataclasses import dataclass

import dns.asyncquery
import dns.exception
from dns.flags import TC
from dns.message import Message, make_query
from dns.name import Name
from dns.name import from_text as name_from_text
from dns.rcode import NOERROR, NXDOMAIN
from dns.rdatatype import from_text as type_from_text

ISSUER = "letsencrypt.org"
"""Who a CAA set must allow (Twilio, errors 30102 and 30131)."""
PATIENCE = 4.0


class CannotLook(Exception):
    """The resolver does not answer, or fails."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reason`` is empty where it is valid. Twilio's own wording is not published."""

    is_valid: bool
    reason: str = ""


class Lookup:
    """``resolver`` gives address and port at each look, as both are known only once it runs."""

    def __init__(self, resolver: Callable[[], tuple[str, int]], target: str) -> None:
        self._resolver, self._target = resolver, name_from_text(target)

    async def judge(self, host: str) -> Verdict:
        """Whether the host leads to the link service: by its CNAME, or by the same addresses."""
        try:
            seen = await self._ask(host, "A")
            if any(self._target in _targets(rrset) for rrset in seen.answer):
                return Verdict(is_valid=True)
            ours, theirs = _addresses(seen), _addresses(await self._ask(self._target.to_text(), "A"))
        except CannotLook:
            return Verdict(is_valid=False, reason="The DNS servers of the domain did not answer")
        if ours and ours <= theirs:
            return Verdict(is_valid=True)
        if not seen.answer:
            return Verdict(is_valid=False, reason="No CNAME record was found")
        return Verdict(is_valid=False, reason=f"The record does not point to {self._target.to_text(True)}")

    async def texts(self, name: str) -> list[str]:
        """The TXT values at a name. Raises CannotLook."""
        return list(_texts(await self._ask(name, "TXT")))

    async def has_text(self, host: str, value: str) -> bool | None:
        """Whether ``_twilio.<host>``, or ``_twilio`` at a domain above it, has a TXT of that value. None: no answer."""
        labels = host.split(".")
        names = [".".join(["_twilio", *labels[cut:]]) for cut in range(len(labels) - 1)]
        try:
            return any([value in _texts(await self._ask(name, "TXT")) for name in names])
        except CannotLook:
            return None

    async def may_issue(self, host: str) -> bool:
        """Whether the CAA set that applies lets Let's Encrypt issue (RFC 8659): the first one from the host upwards."""
        name: Name | None = name_from_text(host)
        while name is not None and len(name) > 1:
            try:
                seen = await self._ask(name.to_text(), "CAA")
            except CannotLook:
                return False
            rules = [data for rrset in seen.answer if rrset.rdtype.name == "CAA" for data in rrset]
            if rules:
                return _allows([(data.flags, data.tag, data.value) for data in rules])
            name = name.parent()
        return True

    async def _ask(self, name: str, kind: str) -> Message:
        address, port = self._resolver()
        query = make_query(name, type_from_text(kind), use_edns=0, payload=1232)
        try:
            reply = await dns.asyncquery.udp(query, address, PATIENCE, port)
            if reply.flags & TC:
                reply = await dns.asyncquery.tcp(query, address, PATIENCE, port)
        except (dns.exception.DNSException, OSError, EOFError) as fault:
            raise CannotLook(name) from fault
        if reply.rcode() not in (NOERROR, NXDOMAIN):
            raise CannotLook(name)
        return reply


def _allows(rules: list[tuple[int, bytes, bytes]]) -> bool:
    """An unknown tag that is critical forbids; without any ``issue`` tag nothing does."""
    known = {b"issue", b"issuewild", b"iodef", b"issuemail"}
    if any(flags & 128 and tag.lower() not in known for flags, tag, _ in rules):
        return False
    issuers = [value.split(b";")[0].strip().decode() for _, tag, value in rules if tag.lower() == b"issue"]
    return not issuers or ISSUER in issuers


def _targets(rrset: object) -> list[Name]:
    return [data.target for data in rrset if hasattr(data, "target")]  # type: ignore[attr-defined]


def _addresses(reply: Message) -> set[str]:
    return {data.address for rrset in reply.answer if rrset.rdtype.name == "A" for data in rrset}


def _texts(reply: Message) -> set[str]:
    rrsets = [rrset for rrset in reply.answer if rrset.rdtype.name == "TXT"]
    return {b"".join(data.strings).decode(errors="replace") for rrset in rrsets for data in rrset}
