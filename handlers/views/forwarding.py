"""The client's link in words: on the card, in the answers after forwarding, and in the replies about it."""

from collections.abc import Iterator
from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.core.bounces import is_status
from bot.core.cards import Action, Card, Stage
from bot.core.events import Event
from bot.core.facts import FactName
from bot.core.forwarding import AT_CLIENT, MailFault, mail_fault
from bot.core.messages import Content
from bot.core.stage import has_records
from handlers.views.blocks import actions, button, section
from handlers.views.text import code, date, mention, plain, preformatted, said
from handlers.views.words import now_waits_for

_WHY = {
    MailFault.LOGIN: "our mail server does not let me in (whoever runs me mends `SMTP_URL`)",
    MailFault.AWAY: "our mail server does not answer",
    MailFault.PUT_OFF: "the client's mail server, or ours, asks to try later",
    MailFault.UNKNOWN: "our mail server never said whether it took it",
    MailFault.ADDRESS: "the address was not taken",
    MailFault.FULL: "the mailbox is full",
    MailFault.UNWANTED: "the client's mail server refuses e-mails of ours",
    MailFault.UNREACHED: "the client's mail server could not take it for days",
}
_HELD = {
    "details": "It goes by itself when Twilio's details are here, so that the client is asked only once.",
    "blocking": "It goes by itself when what stands in the way is gone; the card says what that is.",
}


def link_state(card: Card) -> str:
    """``sent today at 14:05, opened today at 14:20, records found today at 15:10``, as mrkdwn; empty where no link was
    sent."""
    link = card.link
    if link is None or link.sent_at is None:
        return ""
    happened = (
        (_first_word(card), link.sent_at),
        ("opened", link.first_opened_at),
        ("reminded", link.reminded_at),
        ("records found", _records_found(card)),
        ("revoked", link.revoked_at),
        ("link ended", link.expires_at if link.ended_at else None),
    )
    told = [f"{word} {date(at)}" for at, word in sorted((at, word) for word, at in happened if at)]
    return ", ".join(told if link.first_opened_at else [*told, "not opened yet"])


def _first_word(card: Card) -> str:
    """Sent is what went out."""
    if not card.domain.contact_ids:
        return "link made"
    fault = card.link.fault if card.link else ""
    is_out = not fault or is_status(fault) or 0 < len(card.undeliverable) < len(card.domain.contact_ids)
    return "sent" if is_out else "wanted"


def _records_found(card: Card) -> datetime | None:
    if not has_records(card.domain):
        return None
    times = (card.domain.fact(name).since for name in (FactName.RECORD, FactName.VERIFICATION))
    return max((at for at in times if at), default=None)


def undelivered(card: Card) -> str:
    """Which addresses take no e-mail, or why none is out yet, and who mends that; empty where all is well."""
    problem = card.link.fault if card.link else ""
    if not card.undeliverable:
        if is_status(problem):
            return ""  # whom it came back from is written to no more
        return f"not out yet: {_WHY[mail_fault(problem)]}; I keep trying for a day" if problem else ""
    named = ", ".join(code(address, 120) for address in card.undeliverable[:5])
    fault = mail_fault(problem) if problem else MailFault.ADDRESS
    if fault is not MailFault.ADDRESS:
        lead = f"what went to {named} came back" if is_status(problem) else f"none could be sent to {named}"
        return f"{lead}: {_WHY[fault]}. {_then(card, fault)}"
    takes = "takes" if len(card.undeliverable) == 1 else "take"
    return f"{named} {takes} no e-mail; {mention(card.domain.owner)} gives another address by *Forward again*"


def _then(card: Card, fault: MailFault) -> str:
    if fault in AT_CLIENT:
        return f"{mention(card.domain.owner)} gives another address by *Forward again*"
    again = f"{mention(card.domain.owner)} presses *Forward again*"
    return f"When that is mended, {again}" if fault in (MailFault.LOGIN, MailFault.AWAY) else f"To try again, {again}"


def forwarded(card: Card, held: str, address: str | None, *, is_mail_on: bool) -> Content:
    """``held`` is what holds it back; ``address`` is the client's page, where there is one."""
    host, people = card.domain.host, _people(len(card.domain.contact_ids))
    if held:
        told = f"Kept. {_HELD[held]} To send it all the same: /linkdomain forward {host} anyway"
    elif is_mail_on:
        told = f"The steps for {host} go to {people} at the client now; the card says when they are sent and opened."
    else:
        told = f"E-mail is not set up here, so please send the client the steps for {host} yourself."
    lines = [said(told, 900)]
    if address:
        lines += ["The link to the client's page, to copy (it works for 14 days):", preformatted(address, 400)]
    lines.append(f"Now: {now_waits_for(card)}.")
    return Content(said(told, 900), (section(*lines),))


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def reminded(host: str, number: int, last_at: datetime | None) -> Content:
    """``number`` people are written to; with 0, because of the e-mail at ``last_at``."""
    if number:
        told = f"A reminder goes to {_people(number)} at the client now, with what I see at the moment."
        return Content(f"{said(host)}: {told}", (section(f"{code(host)}: {told}"),))
    since = f"the last e-mail went out {date(last_at)}" if last_at else "an e-mail went out just now"
    told = f"No reminder was sent: {since}, and one an hour is enough."
    return Content(f"{said(host)}: {told}", (section(f"{code(host)}: {told}"),))


def revoked(host: str, *, is_done: bool) -> Content:
    told = "The link opens nothing any more." if is_done else "There is no link to revoke."
    again = " /linkdomain forward makes another one." if is_done else ""
    return Content(f"{said(host)}: {told}{again}", (section(f"{code(host)}: {told}{again}"),))


def link_asked(card: Card, _event: Event) -> Iterator[Block]:
    yield section(
        f"{mention(card.domain.owner)}, *the client asks for a new link* to the page of {code(card.domain.host)}: the "
        "last one has ended or was revoked.",
    )
    yield from _again(card)


def contact_forgotten(card: Card, _event: Event) -> Iterator[Block]:
    yield section(
        f"{mention(card.domain.owner)}, *nobody at the client is written to* about {code(card.domain.host)} any more: "
        "the last address was removed for good, as its holder asked to be forgotten.",
        "Give another address by *Forward again*.",
    )
    yield from _again(card)


def forward_failed(card: Card, event: Event) -> Iterator[Block]:
    """The address itself stands on the card alone, where it can be forgotten again."""
    number = event.details.get("of", "1")
    which = f"One of the {number} addresses" if number.isdecimal() and int(number) > 1 else "The address"
    fault = mail_fault(event.details.get("code", ""))
    why, then = f"{which} at the client did not take it; the card names it.", "give another address by *Forward again*"
    if fault is not MailFault.ADDRESS:
        why, then = f"The reason: {_WHY[fault]}.", "press *Forward again* when that is mended"
    if card.stage is Stage.REMOVING:
        yield section(
            f"*The e-mail that asks to delete the record of* {code(card.domain.host)} *did not go out.* {why}",
            f"{mention(card.domain.owner)}, please ask the client in another way.",
        )
        return
    yield section(
        f"*The e-mail with the steps for* {code(card.domain.host)} *did not go out.* {why}",
        f"{mention(card.domain.owner)}, {then}, or send the client the link yourself.",
    )
    yield from _again(card)


def forward_bounced(card: Card, event: Event) -> Iterator[Block]:
    """As above: the card names the address, where it can be forgotten again."""
    number = event.details.get("of", "1")
    which = f"One of the {number} addresses" if number.isdecimal() and int(number) > 1 else "The address"
    fault, owner, host = mail_fault(event.details.get("code", "")), mention(card.domain.owner), code(card.domain.host)
    why = f"{which} at the client takes no e-mail" if fault is MailFault.ADDRESS else f"The reason: {_WHY[fault]}"
    named = "it" if fault is MailFault.ADDRESS else "the address"
    if card.stage is Stage.REMOVING:
        yield section(
            f"*The e-mail that asks to delete the record of* {host} *came back.* {why}.",
            f"{owner}, please ask the client in another way.",
        )
        return
    yield section(
        f"*The e-mail with the steps for* {host} *came back.* {why}; the card names {named}.",
        f"{owner}, give another address by *Forward again*, or send the client the link yourself.",
    )
    yield from _again(card)


def _again(card: Card) -> Iterator[Block]:
    """The button does what the one on the card does; pressed when it is too late it says so."""
    says = f"Forward again: {plain(card.domain.host, 50)}"
    yield actions(button("Forward again", Action.FORWARD_AGAIN, card.domain.id, style="primary", says=says))
