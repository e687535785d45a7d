"""The DNS records to add, each value copyable, and how to add them at the client's DNS provider."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block

from bot.core.cards import Card
from bot.core.domain import Setup
from bot.core.facts import Record
from bot.core.stage import has_details, is_verified
from handlers.views.blocks import context, section
from handlers.views.steps import steps_of
from handlers.views.text import code, count, mention, preformatted

_PURPOSE = {"CNAME": "leads the short links to Twilio", "TXT": "proves to Twilio that the name is yours to use"}


def instructions(card: Card, types: Sequence[str]) -> Iterator[Block]:
    """The records of these types; all of them where the types are not named."""
    records = [record for record in card.records if record.type in types] or list(card.records)
    yield section(_opening(card, len(records)))
    for number, record in enumerate(records, 1):
        yield section(*_record(record, number))
    steps = enumerate(steps_of(card.domain.zone, card.domain.provider, records), 1)
    yield section("*How*", *(f"{number}. {step}" for number, step in steps))
    yield context(_closing(card))


def _opening(card: Card, number: int) -> str:
    owner, what = mention(card.domain.owner), f"*{count(number, 'DNS record')}* for {code(card.domain.host)}"
    where = f"in the zone {code(card.domain.zone)}"
    if card.domain.setup is Setup.OURS:
        return f"{owner}, please add {what} {where}."
    is_sent = card.link is not None and card.link.sent_at is not None
    if card.domain.contact_ids and not has_details(card.domain) and not is_sent:
        once = "The e-mail goes out when Twilio's details are here, so that the client is asked only once."
        return f"Wanted of the client: {what} {where}. {once}"
    if card.domain.contact_ids:
        return f"The client gets this by e-mail: {what} {where}."
    return f"{owner}, please send this to the client: {what} {where}."


def _record(record: Record, number: int) -> Iterator[str]:
    yield f"*{number}. {record.type} record*, which {_PURPOSE.get(record.type, 'is wanted by Twilio')}"
    yield f"Name (the panel adds {code(record.zone)} by itself)"
    yield preformatted(record.name)
    yield f"Value{' with its final dot' if record.value.endswith('.') else ''}"
    yield preformatted(record.value, 1500)
    yield f"TTL {code(str(record.ttl))} seconds"


def _closing(card: Card) -> str:
    missing = len(card.records) < 2 and not is_verified(card.domain)
    later = " A second one, Twilio's verification TXT, follows when its value is known." if missing else ""
    return f"I look by myself and say when it is there; no need to report back.{later}"
