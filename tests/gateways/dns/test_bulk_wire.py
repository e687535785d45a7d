"""Answers of the sweep: compared octet by octet or read by dnspython, the verdict is the same."""

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rrset
import pytest
from dns.message import Message
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.sweep import SweepVerdict
from bot.gateways.dns.bulk_wire import Wanted, judge, read, wire_name

TARGET = "lsct.ashburn.us1.twilio.com."
RIGHT, WRONG, NONE = SweepVerdict.AS_EXPECTED, SweepVerdict.NOT_AS_EXPECTED, SweepVerdict.NO_ANSWER
RCODES = [dns.rcode.NOERROR, dns.rcode.NXDOMAIN, dns.rcode.SERVFAIL, dns.rcode.REFUSED, dns.rcode.FORMERR]

label = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=20)
hosts = st.builds(".".join, st.lists(label, min_size=2, max_size=5)).map(lambda text: f"{text}.com")
everywhere = settings(deadline=None, max_examples=150)


def answer(host: str, *lines: str, code: dns.rcode.Rcode = dns.rcode.NOERROR, flags: int = dns.flags.AA) -> Message:
    """``lines``: ``owner TYPE data``."""
    made = dns.message.make_response(dns.message.make_query(host, "CNAME", use_edns=False))
    made.flags |= flags
    made.set_rcode(code)
    for line in lines:
        owner, rdtype, data = line.split(" ", 2)
        made.answer.append(dns.rrset.from_text(dns.name.from_text(owner), 600, "IN", rdtype, data))
    return made


def wanted(host: str, *, is_recursive: bool = False) -> Wanted:
    return Wanted(host, TARGET, is_recursive=is_recursive)


def mixed(text: str, bits: int) -> str:
    return "".join(c.upper() if bits >> (n % 30) & 1 else c for n, c in enumerate(text))


@given(hosts, st.booleans())
def test_what_is_asked_is_what_dnspython_would_ask(host: str, is_recursive: bool) -> None:
    query = dns.message.from_wire(b"\x12\x34" + wanted(host, is_recursive=is_recursive).packet)
    asked = dns.message.make_query(host, "CNAME", use_edns=False, flags=dns.flags.RD if is_recursive else 0, id=0x1234)
    assert query.to_wire() == asked.to_wire()


@pytest.mark.parametrize("text", ["", ".", "a..b", "x" * 64 + ".com", ".".join(["abcdefgh"] * 30)])
def test_what_is_no_name_is_not_asked(text: str) -> None:
    with pytest.raises(ValueError, match=r"name|label"):
        wire_name(text)


@everywhere
@given(hosts, st.integers(0, 2**30), st.integers(0, 2**30), st.booleans())
def test_the_record_is_known_again_however_it_is_written(host: str, asked: int, said: int, is_compressed: bool) -> None:
    """The question's and the target's letters come back in any case, names whole or with their ends elsewhere."""
    message = answer(mixed(host, asked), f"{mixed(host, asked)} CNAME {mixed(TARGET, said)}")
    wire = message.to_wire() if is_compressed else uncompressed(message)
    assert judge(wire, wanted(host)) is RIGHT
    assert read(wire, wanted(host)) is RIGHT


def uncompressed(message: Message) -> bytes:
    name = message.question[0].name.to_wire() or b""
    data = message.answer[0][0].to_wire() or b""
    record = name + b"\0\5\0\1" + b"\0\0\2\x58" + len(data).to_bytes(2) + data
    return b"\x12\x34\x84\0" + b"\0\1\0\1\0\0\0\0" + name + b"\0\5\0\1" + record


lines = st.sampled_from(
    [
        "{host} CNAME {target}",
        "{host} CNAME other.example.net.",
        "{host} CNAME x.{target}",
        "{host} CNAME com.",
        "{host} A 192.0.2.1",
        "{host} TXT {target}",
        "other.{host} CNAME {target}",
        "{target} CNAME elsewhere.example.",
        "{target} A 192.0.2.7",
    ]
)


@everywhere
@given(
    hosts,
    st.lists(lines, max_size=3, unique=True),
    st.sampled_from(RCODES),
    st.sampled_from([0, dns.flags.AA, dns.flags.AA | dns.flags.TC, dns.flags.AA | dns.flags.RA, dns.flags.RA]),
    st.booleans(),
)
def test_both_ways_to_read_come_to_the_same(
    host: str, shapes: list[str], code: dns.rcode.Rcode, flags: int, is_recursive: bool
) -> None:
    """Truncated, refused, without authority, chains, further answers: dnspython's reading is the measure."""
    filled = [shape.format(host=host + ".", target=TARGET) for shape in shapes]
    wire, asked = answer(host, *filled, code=code, flags=flags).to_wire(), wanted(host, is_recursive=is_recursive)
    assert judge(wire, asked) is read(wire, asked)


@everywhere
@given(hosts, st.data())
def test_rubbish_is_survived(host: str, data: st.DataObject) -> None:
    whole = bytearray(answer(host, f"{host} CNAME {TARGET}").to_wire())
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    wire = bytes(whole[: data.draw(st.integers(0, len(whole)))]) + data.draw(st.binary(max_size=8))
    assert judge(wire, wanted(host)) in (RIGHT, WRONG, NONE, None)


@given(st.binary(max_size=600))
def test_noise_is_no_answer_to_anything(noise: bytes) -> None:
    assert judge(noise, wanted("ls.acme.com")) in (None, NONE)


HOST = "ls.acme.com"
ACME = f"{HOST}. CNAME {TARGET}"


@pytest.mark.parametrize(
    ("message", "verdict"),
    [
        (answer(HOST, ACME), RIGHT),
        (answer(HOST, ACME, f"{TARGET} A 192.0.2.7"), RIGHT),
        (answer(HOST, f"{HOST}. CNAME other.example."), WRONG),
        (answer(HOST, f"{HOST}. CNAME old.example.", f"old.example. CNAME {TARGET}"), WRONG),
        (answer(HOST), WRONG),
        (answer(HOST, code=dns.rcode.NXDOMAIN), WRONG),
        (answer(HOST, code=dns.rcode.SERVFAIL), NONE),
        (answer(HOST, code=dns.rcode.REFUSED, flags=0), NONE),
        (answer(HOST, ACME, flags=0), NONE),
        (answer(HOST, flags=dns.flags.AA | dns.flags.TC), NONE),
        (answer("ls.other.com", f"ls.other.com. CNAME {TARGET}"), None),
    ],
)
def test_what_an_answer_says(message: Message, verdict: SweepVerdict | None) -> None:
    assert judge(message.to_wire(), wanted(HOST)) is verdict


def test_two_records_at_the_name_are_not_as_expected() -> None:
    both = answer(HOST)
    both.answer.append(dns.rrset.from_text(f"{HOST}.", 600, "IN", "CNAME", TARGET))
    both.answer.append(dns.rrset.from_text(f"{HOST}.", 600, "IN", "CNAME", "other.example."))
    assert judge(both.to_wire(), wanted(HOST)) is WRONG


def test_a_resolver_needs_no_authority_and_a_query_is_no_answer() -> None:
    assert judge(answer(HOST, ACME, flags=dns.flags.RA).to_wire(), wanted(HOST, is_recursive=True)) is RIGHT
    assert judge(dns.message.make_query(HOST, "CNAME").to_wire(), wanted(HOST)) is None


def test_a_refusal_may_leave_the_question_out() -> None:
    refusal = answer(HOST, code=dns.rcode.REFUSED)
    refusal.question.clear()
    assert judge(refusal.to_wire(), wanted(HOST)) is NONE
