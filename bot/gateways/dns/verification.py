"""Twilio's verification TXT: at ``_twilio.<host>`` or ``_twilio.<zone>``, its value exactly as the Console shows it."""

import asyncio
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

import dns.rdatatype
from dns.name import Name

from bot.core.facts import Code, Finding, Verdict
from bot.gateways.dns.asking import Asker
from bot.gateways.dns.charge import Charge
from bot.gateways.dns.guesses import below, doubled_names
from bot.gateways.dns.near import values
from bot.gateways.dns.replies import Reply
from bot.gateways.dns.survey import View
from bot.gateways.dns.walk import MAX_ALIASES, Walker, text

TXT = dns.rdatatype.TXT
LABEL = b"_twilio"
PREFIX = "twilio-domain-verification"
MAX_SHOWN, MAX_COMPARED = 90, 400


async def look_for(walker: Walker, asker: Asker, charge: Charge, host: Name, wanted: str) -> View:
    """Judges the TXT. One server that has it is enough; one that could not be heard leaves it unknown."""
    places = _names(below(LABEL, host), below(LABEL, charge.home))
    first = await asyncio.gather(*(_text_at(walker, place) for place in places))
    replies = [reply for reply in first if reply is not None]
    if not _holding(replies, wanted):
        others = (asker.ask(server, place, TXT) for place in places for server in charge.servers)
        replies += await asyncio.gather(*others)
    if found := _holding(replies, wanted):
        return View(Verdict.RIGHT, proof=found)
    unheard = next((reply for reply in first if reply is None or not reply.is_authoritative), replies[0])
    if unheard is None or not unheard.is_authoritative:
        return View(Verdict.UNKNOWN, proof=unheard)
    return _wrong(replies, wanted) or await _missing(walker, charge, host, places, wanted, unheard)


async def _text_at(walker: Walker, place: Name) -> Reply | None:
    """The texts of a name; an alias there is followed, as a resolver does."""
    reply = await walker.resolve(place, TXT)
    for _ in range(MAX_ALIASES):
        if reply is None or not reply.aliases:
            break
        reply = await walker.resolve(reply.aliases[0], TXT)
    return reply


def is_verification(value: str, wanted: str | None) -> bool:
    """Is that text Twilio's verification, right or not?"""
    return value == wanted or PREFIX in value.lower()


def _wrong(replies: Iterable[Reply], wanted: str) -> View | None:
    for reply in replies:
        for value in values(reply):
            if _is_meant(value, wanted):
                variant = "quoted" if value.strip("\"'\u201c\u201d ") == wanted else "other"
                details = {"variant": variant, "at": text(reply.name), "seen": value[:MAX_SHOWN]}
                return View(Verdict.WRONG, Finding(Code.TXT_VERIFY_WRONG, details), reply)
    return None


def _is_meant(value: str, wanted: str) -> bool:
    """A catch-all may put any text at our name; only what resembles the wanted value was meant to be it."""
    core = value[:MAX_COMPARED].strip("\"' ").lower()
    is_part = len(core) > 8 and core in wanted.lower()
    return "twilio" in core or is_part or SequenceMatcher(None, core, wanted.lower(), autojunk=False).ratio() > 0.6


async def _missing(
    walker: Walker, charge: Charge, host: Name, places: Sequence[Name], wanted: str, proof: Reply
) -> View:
    doubled = _names(*(guess for place in places for guess in doubled_names(place, charge.home, charge.home)))
    astray = _names(charge.home, host)
    replies = await asyncio.gather(*(walker.resolve(name, TXT) for name in (*doubled, *astray)))
    found = _holding((reply for reply in replies if reply is not None), wanted)
    if found and found.name in doubled:
        return View(Verdict.WRONG, Finding(Code.TXT_VERIFY_DOUBLED, {"seen": text(found.name)}), found)
    details = {"variant": "astray", "seen": text(found.name)} if found else {}
    return View(Verdict.WRONG, Finding(Code.TXT_VERIFY_MISSING, details), found or proof)


def _holding(replies: Iterable[Reply], wanted: str) -> Reply | None:
    return next((reply for reply in replies if reply.is_authoritative and wanted in values(reply)), None)


def _names(*names: Name | None) -> tuple[Name, ...]:
    return tuple(dict.fromkeys(name for name in names if name is not None))
