"""Questions and answers of the sweep as octets (RFC 1035, section 4).

An answer of the usual shape (the question as we sent it, one CNAME at it) is compared octet by octet, some 2 µs each;
whatever has another shape is read by dnspython, some 100 µs each. Both come to the same verdicts: tests hold them
together.
"""

from functools import lru_cache

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdatatype
from dns.message import Message
from dns.name import Name

from bot.core.sweep import SweepVerdict

_HEADER = 12
_ONE_QUESTION = b"\x00\x01\x00\x00\x00\x00\x00\x00"
_ASKING = {False: b"\x00\x00" + _ONE_QUESTION, True: b"\x01\x00" + _ONE_QUESTION}
"""The header behind the id; a resolver is asked with RD."""
_ANSWERING = {False: (0b11111110, 0b10000100), True: (0b11111010, 0b10000000)}
"""Which bits of the third octet (QR, four of the opcode, AA, TC, RD) tell, and what they must be: an answer to a plain
query, not cut; from the zone's own server with authority."""
_CNAME_IN = b"\x00\x05\x00\x01"
_CNAME_AT_QUESTION = b"\xc0\x0c" + _CNAME_IN
"""The owner as a pointer to the question's name, which stands right behind the header."""
_TO_DATA = 12
"""Octets from the beginning of such a record to its data: owner, type, class, TTL and length."""
_NOERROR, _NXDOMAIN = 0, 3
_LONGEST_NAME, _LONGEST_LABEL = 255, 63
_POINTER = 0b11000000
_LENGTHS = [number.to_bytes(1) for number in range(_LONGEST_LABEL + 1)]


class Wanted:
    """What is asked and what is expected. ``packet`` is the question without its first two octets, the id."""

    __slots__ = ("alias", "end", "host", "is_recursive", "packet", "question", "target")

    def __init__(self, host: str, target: str, *, is_recursive: bool) -> None:
        """Raises ValueError for what is no name."""
        self.host, self.target, self.is_recursive = host, target, is_recursive
        self.alias = wire_target(target)
        self.question = wire_name(host) + _CNAME_IN
        self.end = _HEADER + len(self.question)
        self.packet = _ASKING[is_recursive] + self.question


def wire_name(text: str) -> bytes:
    """A name of ASCII labels in lower case as octets; the final dot does not matter. Raises ValueError."""
    labels = text.lower().removesuffix(".").encode("ascii").split(b".")
    try:
        wire = b"".join([_LENGTHS[len(label)] + label for label in labels]) + b"\0"
    except IndexError:
        raise ValueError(f"{text!r} has a label of more than 63 octets") from None
    if len(wire) > _LONGEST_NAME or b"" in labels:
        raise ValueError(f"{text!r} is no name")
    return wire


wire_target = lru_cache(wire_name)
"""The same for names that come again and again."""


def judge(wire: bytes, wanted: Wanted) -> SweepVerdict | None:
    """What a datagram says; None where it is no answer to this question. The id and the source are the caller's."""
    end = wanted.end
    if len(wire) >= end and wire.startswith(wanted.question, _HEADER) and wire[4:6] == b"\x00\x01":
        mask, said = _ANSWERING[wanted.is_recursive]
        rcode = wire[3] & 0b1111
        if wire[2] & mask != said:
            return read(wire, wanted)
        if rcode == _NXDOMAIN:
            return SweepVerdict.NOT_AS_EXPECTED
        if rcode == _NOERROR:
            count = wire[6:8]
            if count == b"\x00\x01" and wire.startswith(_CNAME_AT_QUESTION, end):
                return _compared(wire, end + _TO_DATA, wanted.alias)
            if count == b"\x00\x00":
                return SweepVerdict.NOT_AS_EXPECTED
    return read(wire, wanted)


def _compared(wire: bytes, at: int, alias: bytes) -> SweepVerdict | None:
    """Whether the name there is the alias: whole, or with its end in the question, or wherever else."""
    if len(wire) <= at:
        return None
    if wire.startswith(alias, at) or _ends_elsewhere(wire, at, alias):
        return SweepVerdict.AS_EXPECTED
    found = _name_at(wire, at)
    if found is None:
        return None
    return SweepVerdict.AS_EXPECTED if found == alias else SweepVerdict.NOT_AS_EXPECTED


def _ends_elsewhere(wire: bytes, at: int, alias: bytes) -> bool:
    """Its first labels stand here and the others where a pointer leads, in one piece: what most servers do."""
    pointer = at + wire[at - 1] - 2
    if pointer < at or pointer + 1 >= len(wire) or wire[pointer] < _POINTER:
        return False
    own = wire[at:pointer]
    rest = (wire[pointer] ^ _POINTER) << 8 | wire[pointer + 1]
    return alias.startswith(own) and wire.startswith(alias[len(own) :], rest)


def _name_at(wire: bytes, at: int) -> bytes | None:
    """The name that begins there, pointers followed, in lower case; None where there is none."""
    labels: list[bytes] = []
    for _ in range(_LONGEST_NAME):
        if at >= len(wire) - 1:
            return b"".join(labels).lower() + b"\0" if wire[at:] == b"\0" else None
        size = wire[at]
        if size == 0:
            return b"".join(labels).lower() + b"\0"  # no length is a capital letter: they end at 63
        if size > _LONGEST_LABEL:
            at = (size & 0b111111) << 8 | wire[at + 1]
        else:
            labels.append(wire[at : at + size + 1])
            at += size + 1
    return None


def read(wire: bytes, wanted: Wanted) -> SweepVerdict | None:
    """The same for an answer of any shape."""
    try:
        message = dns.message.from_wire(wire, one_rr_per_rrset=True, ignore_trailing=True, continue_on_error=True)
    except dns.exception.DNSException:
        return None
    host = dns.name.from_text(wanted.host)
    if not _is_answer(message, host):
        return None
    is_lame = not wanted.is_recursive and not message.flags & dns.flags.AA
    if message.flags & dns.flags.TC or message.errors or is_lame:
        return SweepVerdict.NO_ANSWER
    if message.rcode() == dns.rcode.NXDOMAIN:
        return SweepVerdict.NOT_AS_EXPECTED
    return _aliases(message, host, wanted.target) if message.rcode() == dns.rcode.NOERROR else SweepVerdict.NO_ANSWER


def _is_answer(message: Message, host: Name) -> bool:
    """Some servers leave the question out when they refuse."""
    if not message.flags & dns.flags.QR or message.opcode() != dns.opcode.QUERY:
        return False
    if not message.question:
        return message.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN)
    asked = message.question[0]
    return len(message.question) == 1 and asked.name == host and asked.rdtype == dns.rdatatype.CNAME


def _aliases(message: Message, host: Name, target: str) -> SweepVerdict:
    """Two aliases at one name are none: which one would it be?"""
    at_host = [rrset for rrset in message.answer if rrset.name == host and rrset.rdtype == dns.rdatatype.CNAME]
    found = [data.target for rrset in at_host for data in rrset]
    is_expected = found == [dns.name.from_text(target)]
    return SweepVerdict.AS_EXPECTED if is_expected else SweepVerdict.NOT_AS_EXPECTED
