"""May Twilio's certificate authority issue for the host? The CAA climb of RFC 8659, at the servers in charge."""

import asyncio
from collections.abc import Iterator, Sequence

import dns.name
import dns.rdatatype
import dns.rdtypes.ANY.CAA
from dns.name import Name

from bot.core.facts import Code, Finding, Verdict
from bot.gateways.dns.asking import Asker
from bot.gateways.dns.replies import Reply
from bot.gateways.dns.settings import Server
from bot.gateways.dns.survey import View
from bot.gateways.dns.walk import MAX_ALIASES, Walker, text

CAA = dns.rdatatype.CAA
CaaRecord = dns.rdtypes.ANY.CAA.CAA
AUTHORITY = b"letsencrypt.org"
"""Who issues Twilio's managed certificates (Twilio, Link Shortening guide, 2026)."""

_CRITICAL = 128
_KNOWN_TAGS = frozenset({b"issue", b"issuewild", b"iodef", b"issuemail", b"issuevmc", b"contactemail", b"contactphone"})
_METHODS = frozenset({b"http-01", b"tls-alpn-01"})
"""What can prove a host that only points to Twilio: Twilio writes nothing into the client's zone."""


async def climb(walker: Walker, host: Name, end: Name | None, registrable: Name, *, is_there: bool) -> View:
    """The first set of records from the host upwards decides. ``end`` is where the host's CNAME leads, if there is one:
    a look-up at the host follows it, so that the records there count as the host's."""
    first = [end] if end is not None else [host] if is_there else []
    names = [*first, *_parents(host)]
    replies = await asyncio.gather(*(_records_at(walker, name) for name in names))
    for name, reply in zip(names, replies, strict=True):
        if reply is not None and any(reply.records(CAA)):
            return _judge(reply)
        if (reply is None or not reply.is_authoritative) and name.is_subdomain(registrable):
            return _failed(name, reply)
    return View(Verdict.RIGHT, proof=replies[0] if replies else None)


async def confirm(asker: Asker, resolver: Server, names: Sequence[Name]) -> View | None:
    """What a validating resolver cannot answer, the authority's cannot either, and then it must refuse."""
    replies = await asyncio.gather(*(asker.ask(resolver, name, CAA, recursive=True) for name in names))
    failed = next((reply for reply in replies if reply.rcode == "SERVFAIL"), None)
    return _failed(failed.name, failed) if failed else None


async def _records_at(walker: Walker, name: Name) -> Reply | None:
    """What counts as the set of a name: an alias there is followed, as a resolver does."""
    for _ in range(MAX_ALIASES):
        reply = await walker.resolve(name, CAA)
        if reply is None or any(reply.records(CAA)) or not reply.aliases:
            return reply
        name = reply.aliases[0]
    return reply


def _parents(host: Name) -> Iterator[Name]:
    while (host := host.parent()) != dns.name.root:
        yield host


def _failed(name: Name, reply: Reply | None) -> View:
    finding = Finding(Code.CAA_BLOCKS, {"variant": "fails", "at": text(name), "seen": reply.rcode if reply else ""})
    if reply is None or reply.is_silent:
        return View(Verdict.UNKNOWN, proof=reply)
    return View(Verdict.WRONG, finding, reply)


def _judge(reply: Reply) -> View:
    records = [record for record in reply.records(CAA) if isinstance(record, CaaRecord)]
    variant = _objection(records)
    if variant is None:
        return View(Verdict.RIGHT, proof=reply)
    owner = next(rrset.name for rrset in reply.answer if rrset.rdtype == CAA)
    seen = "; ".join(reply.texts(CAA))
    return View(Verdict.WRONG, Finding(Code.CAA_BLOCKS, {"variant": variant, "at": text(owner), "seen": seen}), reply)


def _objection(records: Sequence[CaaRecord]) -> str | None:
    """Why this set forbids our authority; None where it does not. ``issuewild`` does not concern a plain name."""
    if any(record.flags & _CRITICAL and record.tag.lower() not in _KNOWN_TAGS for record in records):
        return "critical"
    issuers = [_issuer(record.value) for record in records if record.tag.lower() == b"issue"]
    if not issuers:
        return None
    ours = [parameters for domain, parameters in issuers if domain == AUTHORITY]
    if any(_can_meet(parameters) for parameters in ours):
        return None
    return "restricted" if ours else "other"


def _issuer(value: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    """``letsencrypt.org; validationmethods=http-01`` as domain and parameters (RFC 8659 4.2)."""
    domain, *rest = (part.strip() for part in value.lower().split(b";"))
    pairs = (part.partition(b"=") for part in rest if part)
    return domain.rstrip(b"."), {name.strip(): content.strip() for name, _, content in pairs}


def _can_meet(parameters: dict[bytes, bytes]) -> bool:
    """An account is never ours to name (RFC 8657 3); of the methods one that Twilio can use must be there (4)."""
    methods = parameters.get(b"validationmethods")
    is_method_right = methods is None or any(method.strip() in _METHODS for method in methods.split(b","))
    return b"accounturi" not in parameters and is_method_right
