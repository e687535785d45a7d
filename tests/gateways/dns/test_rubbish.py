"""Servers that answer nonsense: a look always ends with a diagnosis that has words."""

import random

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from dns.message import Message
from dns.rrset import RRset

from bot.core.advice import advise, headline
from tests.gateways.dns.support import HOST, RIGHT, TARGET, Lab, Looker, Quirk

NAMES = [f"{HOST}.", "acme.test.", "test.", ".", f"x.{HOST}.", "ns1.dns-host.test.", TARGET, "www.acme.test."]
DATA = [
    f"CNAME {TARGET}", f"CNAME {HOST}.", "CNAME .", "A 192.0.2.1", "AAAA 2001:db8::1", "NS ns1.dns-host.test.", "NS .",
    "SOA a. b. 1 2 3 4 5", 'TXT "x" "y"', "MX 1 acme.test.", 'CAA 128 foo "bar"', 'CAA 0 issue ";"', "DNAME acme.test.",
]  # fmt: skip


def any_record(chance: random.Random) -> RRset:
    rdtype, data = chance.choice(DATA).split(" ", 1)
    return dns.rrset.from_text(chance.choice(NAMES), chance.choice([0, 60, 2**31 - 1]), "IN", rdtype, data)


def nonsense(chance: random.Random) -> Quirk:
    def say(query: Message, _: bool) -> Message | bytes:
        reply = dns.message.make_response(query)
        match chance.randrange(4):
            case 0:
                return query
            case 1:
                for section in (reply.answer, reply.authority, reply.additional):
                    section += [any_record(chance) for _ in range(chance.choice([0, 0, 1, 2, 3]))]
                reply.flags |= chance.choice([0, dns.flags.AA, dns.flags.TC, dns.flags.AA])
                reply.set_rcode(dns.rcode.Rcode(chance.choice([0, 0, 0, 1, 2, 3, 5])))
                return reply
            case 2:
                wire = bytearray(reply.to_wire())
                wire[chance.randrange(2, len(wire))] = chance.randrange(256)
                return bytes(wire)
            case _:
                return reply.to_wire()[: chance.randrange(2, 30)]

    return say


@pytest.mark.parametrize("seed", range(30))
async def test_nonsense_never_breaks_a_look(lab: Lab, seed: int) -> None:
    chance = random.Random(seed)
    lines = chance.sample([RIGHT, "www A 192.0.2.1", "* A 192.0.2.2", "ls A 192.0.2.3", '@ CAA 0 issue ";"'], 3)
    lab.acme(*lines, quirks=[nonsense(chance)])
    lab.resolver(nonsense(chance))
    await lab.start()
    seen = await Looker(lab.settings, None, chance=chance, patience=0.02)(HOST, is_quick=True, verification="v")
    assert all(advise(finding, seen.record) and headline(finding) for finding in seen.findings)
