"""What is to do now, in one post of the thread: what only the Twilio Console can do, and the DNS records."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.core.cards import Action, Card, Stage
from bot.core.decide import is_blocking
from bot.core.facts import FactName
from bot.core.messages import Content
from bot.core.stage import has_details, is_verified
from handlers.views.blocks import actions, button, context, section
from handlers.views.cards import what_to_do
from handlers.views.instructions import instructions
from handlers.views.text import code, date, mention, mentions, plain, said
from handlers.views.words import ACTIONS

_OVER = (Stage.REMOVING, Stage.REMOVED)


def console_steps(host: str | None) -> tuple[str, ...]:
    """What to do in the Console; no API of Twilio's can (docs: Organizations, domains)."""
    name = code(host) if host else "with the name of the host"
    return (
        "Open the Twilio Console of the client's Organization, then *Admin* → *Domains*.",
        f"*Add domain* {name} and choose verification by *TXT record* (never by file: links will use the name).",
        "Copy the *TXT value*; it begins with `twilio-domain-verification=`.",
        "Copy the *Domain SID*; it begins with `DN`.",
    )


def task(model: Card, host: str) -> Content:
    """The post for that name, as it is now."""
    name = f"{said(host)} ({said(model.client.name, 80)})"
    if host != model.domain.host or model.stage in _OVER:
        return Content(f"{name}: nothing to do here any more", (section(_superseded(model, host)),))
    asked = "; ".join(_asked(model))
    return Content(f"{name}: {asked or 'all that was asked for here is done'}", tuple(_blocks(model)))


def _superseded(model: Card, host: str) -> str:
    if model.stage in _OVER:
        rest = "" if model.domain.details else " If you added it in the Twilio Console already, please delete it there."
        return f"*Not needed any more:* {code(host)} is removed. There is nothing to add.{rest}"
    return f"Nothing to do here any more: the name is {code(model.domain.host)} now. The steps for it are below."


def _asked(model: Card) -> Iterator[str]:
    if not has_details(model.domain):
        yield "please add it in the Twilio Console and give the details"
    if _is_blocked(model):
        yield "something stands in the way of the DNS record"
    elif open_types(model):
        yield "the DNS records to add"


def _blocks(model: Card) -> Iterator[Block]:
    if not has_details(model.domain):
        yield from _console(model)
    if _is_blocked(model):
        yield _blocked(model)
    elif types := open_types(model):
        yield from instructions(model, types)
    elif has_details(model.domain):
        yield section(f"*Done* for {code(model.domain.host)}. What is next is on the card.")
    if done := tuple(_done(model)):
        yield context(*done)


def _console(model: Card) -> Iterator[Block]:
    """Asks the operators, or the owner where none are named."""
    host, people = model.domain.host, mentions(model.operators) or mention(model.domain.owner)
    label = ACTIONS[Action.GIVE_DETAILS]
    if model.domain.details is None:
        yield section(
            f"{people} *Please add* {code(host)} *in the Twilio Console*, for {said(model.client.name, 120)}:"
        )
        yield section(*(f"{number}. {step}" for number, step in enumerate(console_steps(host), 1)))
    else:
        yield section(
            f"{people} The *TXT value* of {code(host)} is still missing: it is in the Console beside the SID."
        )
    yield actions(
        button(label, Action.GIVE_DETAILS, model.domain.id, style="primary", says=f"{label}: {plain(host, 50)}")
    )


def _blocked(model: Card) -> Block:
    return section(
        f"{mention(model.domain.owner)}, *before anybody adds a record for* {code(model.domain.host)}:",
        what_to_do(model) or "Something stands in the way; the card says what.",
        "The steps for the DNS record follow here as soon as that is settled.",
    )


def _is_blocked(model: Card) -> bool:
    fact = model.domain.fact(FactName.RECORD)
    return not fact.holds and is_blocking(model.domain, fact.finding) and not model.domain.instructed


def open_types(model: Card) -> tuple[str, ...]:
    """The types of the records that are still to be added."""
    is_there = {"CNAME": model.domain.fact(FactName.RECORD).holds, "TXT": is_verified(model.domain)}
    return tuple(record.type for record in model.records if not is_there.get(record.type, False))


def _done(model: Card) -> Iterator[str]:
    details, record = model.domain.details, model.domain.fact(FactName.RECORD)
    if details is not None and has_details(model.domain):
        yield f"✓ Twilio details given by {mention(details.given_by)} {date(details.given_at)}"
    if record.holds and record.since:
        yield f"✓ CNAME found {date(record.since)}"
    if is_verified(model.domain):
        yield "✓ Verified for Twilio"
