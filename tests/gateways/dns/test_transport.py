"""What the wire does to questions: cut answers, servers without EDNS, forged and late answers, loss."""

import random
from itertools import count

import dns.flags
import dns.message
import dns.rcode
import pytest
from dns.message import Message

from bot.core.facts import Code
from tests.gateways.dns.support import HURRY, RIGHT, Lab, NameServer, Quirk, codes, servfail, silent, times


def cut(query: Message, is_tcp: bool) -> Message:
    if is_tcp:
        return query
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.TC
    return reply


def no_edns(code: dns.rcode.Rcode) -> Quirk:
    def say(query: Message, _: bool) -> Message | None:
        if query.edns < 0:
            return query
        reply = dns.message.make_response(query)
        reply.use_edns(False)
        reply.set_rcode(code)
        return reply

    return say


def drops_edns(query: Message, _: bool) -> Message | None:
    return query if query.edns < 0 else None


def forged(server: list[NameServer], *, is_other_question: bool) -> Quirk:
    """First an answer that does not belong to the question, then the right one."""

    def say(query: Message, _: bool) -> list[bytes]:
        false = dns.message.make_response(query)
        false.set_rcode(dns.rcode.NXDOMAIN)
        false.flags |= dns.flags.AA
        if is_other_question:
            other = dns.message.make_query("other.acme.test.", "CNAME", id=query.id)
            false = dns.message.make_response(other)
        else:
            false.id = (query.id + 1) % 65536
        return [false.to_wire(), server[0].answer(query).to_wire()]

    return say


def loses(every: int) -> Quirk:
    numbers = count(random.Random(7).randrange(every))
    return lambda query, is_tcp: None if next(numbers) % every == 0 else query


@pytest.mark.parametrize(
    "quirk",
    [
        cut,
        no_edns(dns.rcode.FORMERR),
        no_edns(dns.rcode.NOTIMP),
        drops_edns,
        loses(4),
        times(1, servfail),
        times(2, silent),
    ],
    ids=["cut", "formerr", "notimp", "drops EDNS", "loss", "fails once", "silent twice"],
)
async def test_a_right_record_is_right_over_a_bad_wire(lab: Lab, quirk: Quirk) -> None:
    lab.patience = HURRY
    lab.acme(RIGHT, quirks=[quirk])
    await lab.start()
    assert codes(await lab.look()) == [Code.OK]


@pytest.mark.parametrize("is_other_question", [False, True])
async def test_an_answer_that_does_not_match_is_not_heard(lab: Lab, is_other_question: bool) -> None:
    server: list[NameServer] = []
    server.append(lab.acme(RIGHT, quirks=[forged(server, is_other_question=is_other_question)]))
    await lab.start()
    assert codes(await lab.look()) == [Code.OK]


async def test_a_cut_answer_without_tcp_is_unknown(lab: Lab) -> None:
    lab.acme(RIGHT, quirks=[lambda query, is_tcp: b"" if is_tcp else cut(query, is_tcp)])
    await lab.start()
    assert codes(await lab.look()) == [Code.SERVERS_UNREACHABLE]


async def test_rubbish_is_not_heard(lab: Lab) -> None:
    lab.patience = HURRY
    lab.acme(RIGHT, quirks=[times(2, lambda *_: b"\x00\x01rubbish")])
    await lab.start()
    assert codes(await lab.look()) == [Code.OK]
