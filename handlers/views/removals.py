"""What the thread says while a domain is taken out of use."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.core.cards import Action, Card
from bot.core.events import Event
from bot.core.removal import LINKS_LAST
from handlers.views.blocks import actions, button, section
from handlers.views.text import code, day, mention, mentions, plain
from handlers.views.words import ACTIONS


def removing(card: Card, event: Event) -> Iterator[Block]:
    """What is to be done, in order. A record that is left while Twilio has let go of the name can be taken over."""
    record = card.records[0]
    by = f", asked for by {mention(event.actor)}" if event.actor else ""
    links = f"Links sent until today then end at once; left alone, they would open until {day(event.at + LINKS_LAST)}."
    if "waited" in event.details:
        by, links = ": the time for its links is over", "Links that were sent in the last 90 days, if any, end with it."
    elif not card.campaigns:
        links = "Links that others sent through it, if any, end then."
    detached = " Its campaigns are detached." if card.campaigns else ""
    yield section(
        f"{mention(card.domain.owner)}, {code(card.domain.host)} *is being removed*{by}.{detached}",
        f"1. Have the record {code(record.name)} {record.type} {code(record.value)} deleted in {code(record.zone)}. "
        f"{links}",
        "2. I watch until it is gone, and then ask for the domain to be deleted in the Twilio Console. In this order, "
        "so that nobody else can take the name over.",
    )


def planned(card: Card, event: Event) -> Iterator[Block]:
    """Until when it stays, and how that can be changed."""
    by = f", as {mention(event.actor)} decided" if event.actor else ""
    until = card.domain.removal_due_at
    when = f"on {day(until)}" if until else "when its links have ended"
    is_kept = event.details.get("campaigns") == "kept"
    campaigns = "Its campaigns send through it until then" if is_kept else "Its campaigns are detached now"
    yield section(
        f"{mention(card.domain.owner)}, {code(card.domain.host)} *is going to be removed {when}*{by}: links that were "
        "sent open for 90 days, and I look after it until then.",
        f"{campaigns}. An admin can call it off, or have it begin now, by the buttons on the card.",
    )


def called_off(card: Card, event: Event) -> Iterator[Block]:
    by = f" by {mention(event.actor)}" if event.actor else ""
    yield section(
        f"{mention(card.domain.owner)}, *the removal of* {code(card.domain.host)} *is called off*{by}: it stays.",
        "Campaigns that were detached for it stay detached; *Attach campaigns* on the card brings them back.",
    )


def record_removed(card: Card, _event: Event) -> Iterator[Block]:
    label, host = ACTIONS[Action.CONFIRM_REMOVED], card.domain.host
    yield section(f"*The DNS record of* {code(host)} *is gone.* {_who(card)}, {_console(card)}, then press the button.")
    yield actions(button(label, Action.CONFIRM_REMOVED, card.domain.id, style="primary", says=plain(host, 60)))


def parked(card: Card, _event: Event) -> Iterator[Block]:
    yield section(
        f"{mention(card.domain.owner)}, *the removal of* {code(card.domain.host)} *is on hold:* after 30 days its "
        "CNAME still leads to Twilio.",
        "As long as it does, whoever gets the name into another Twilio account can send links in the client's name. "
        "Do not delete the domain at Twilio before the record is gone; I go on watching.",
    )


def removed(card: Card, event: Event) -> Iterator[Block]:
    by = f" by {mention(event.actor)}" if event.actor else ""
    lines = [f"{code(card.domain.host)} *is removed*{by}. I do not look at it any more."]
    if card.domain.details is not None and "console" not in event.details:
        lines.append(f"{_who(card)}, {_console(card)}.")
    if "console" not in event.details:
        lines.append("A CNAME that was added for it should be deleted as well: it would lead to nothing of ours.")
    yield section(*lines)


def _who(card: Card) -> str:
    return mentions(card.operators) or mention(card.domain.owner)


def _console(card: Card) -> str:
    sid = f" (SID {code(card.domain.details.domain_sid)})" if card.domain.details else ""
    return f"please delete {code(card.domain.host)}{sid} in the Twilio Console, under *Admin* → *Domains*"
