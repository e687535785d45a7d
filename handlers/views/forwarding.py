"""What the account manager reads after forwarding: whether it is sent or what it waits for, and the link to copy."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.core.cards import Card
from bot.core.events import Event
from bot.core.messages import Content
from handlers.views.blocks import section
from handlers.views.text import code, count, date, mention, preformatted, said

_HELD = {
    "details": "It goes by itself when Twilio's details are here, so that the client is asked only once.",
    "blocking": "It goes by itself when what stands in the way is gone; the card says what that is.",
}


def forwarded(card: Card, held: str, address: str | None, *, is_mail_on: bool) -> Content:
    """``held`` is what holds it back; ``address`` is the client's page, where there is one."""
    host, people = card.domain.host, count(len(card.domain.contact_ids), "person")
    if held:
        told = f"Kept. {_HELD[held]} To send it all the same: /linkdomain forward {host} anyway"
    elif is_mail_on:
        told = f"The steps for {host} go to {people} at the client now; the card says when they are sent and opened."
    else:
        told = f"E-mail is not set up here, so please send the client the steps for {host} yourself."
    lines = [said(told, 900)]
    if address:
        lines += ["The link to the client's page, to copy (it works for 14 days):", preformatted(address, 400)]
    return Content(said(told, 900), (section(*lines),))


def revoked(host: str, *, is_done: bool) -> Content:
    told = "The link opens nothing any more." if is_done else "There is no link to revoke."
    again = " /linkdomain forward makes another one." if is_done else ""
    return Content(f"{said(host)}: {told}{again}", (section(f"{code(host)}: {told}{again}"),))


def link_asked(card: Card, _event: Event) -> Iterator[Block]:
    yield section(
        f"{mention(card.domain.owner)}, *the client asks for a new link* to the page of {code(card.domain.host)}: the "
        "last one has ended or was revoked.",
        f"`/linkdomain forward {card.domain.host}` sends it.",
    )


def link_ending(card: Card, _event: Event) -> Iterator[Block]:
    when = f" {date(card.link.expires_at)}" if card.link else " in two days"
    yield section(
        f"{mention(card.domain.owner)}, *the client's link* to the page of {code(card.domain.host)} *ends*{when}, and "
        "the records are not right yet.",
        f"`/linkdomain forward {card.domain.host}` sends it again, for 14 days more.",
    )
