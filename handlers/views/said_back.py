"""Short answers to the person who just did something."""

from collections.abc import Sequence

from bot.core.cards import Action, Card, Stage
from bot.core.commands import AddCampaign
from bot.core.domain import LinkDomain
from bot.core.messages import Content
from bot.core.stage import can_serve, has_details
from bot.core.twilio import Judgement
from handlers.views.blocks import section
from handlers.views.text import bold, channel, code, count, day, mention, mentions, plain, said, utc
from handlers.views.words import ACTIONS, SENDING, STAGES, now_waits_for


def _content(text: str, shown: str) -> Content:
    return Content(text, (section(shown),))


def _now(card: Card) -> str:
    """What comes next, as the card says it."""
    return f"Now: {now_waits_for(card)}."


def ssl_requested(card: Card, is_pending: bool, approvers: Sequence[str]) -> Content:
    if not is_pending:
        text = "Kept. I ask the approvers as soon as the DNS records are right."
        return _content(text, f"{text}\n{_now(card)}")
    who = mentions(approvers[:5]) or "an approver"
    return _content("SSL is requested.", f"SSL is requested. I asked the approvers: {who} can decide.")


def details_given(card: Card, judgement: Judgement | None) -> Content:
    host = card.domain.host
    known = "Twilio confirms that the SID is this host's."
    later = "Twilio will confirm the SID with the certificate; before that it often cannot."
    word = known if judgement is Judgement.CONFIRMED else later
    if not has_details(card.domain):
        word = "Still missing: the verification value (TXT) from the Console. *Enter Twilio details* takes it."
    text = f"Saved the Twilio details of {said(host)}. {word}"
    return _content(text, f"Saved the Twilio details of {code(host)}. {word}\n{_now(card)}")


def attached(card: Card, number: int, sharing: Sequence[Sequence[str]] = ()) -> Content:
    """``number`` campaigns are wanted by what the person did; 0: all were before. ``sharing`` are the names of those
    that share a Messaging Service: Twilio attaches all of it."""
    what, when = count(number, "campaign"), "works again" if card.stage is Stage.DEGRADED else "is live"
    if not number:
        text = "Nothing to do: attached already, or waiting for it, with these settings."
    elif can_serve(card.domain):
        text = f"Attaching {what} now; the card says when it is done. {SENDING}"
    else:
        text = f"Kept: I attach {what} as soon as the domain {when}."
    together = [", ".join(names) for names in sharing[:5]] if number else []
    shown = [", ".join(bold(name, 80) for name in names[:10]) for names in sharing[:5]] if number else []
    same = "Of one Messaging Service, so it holds for all of them:"
    read = " ".join([text, *(f"{same} {plain(names, 300)}." for names in together)])
    return _content(read, "\n".join([text, *(f"{same} {names}." for names in shown)]))


def sent_a_test(host: str) -> Content:
    rest = "The thread of its card says which link came out, usually within a minute."
    return _content(f"Sending a test through {said(host)}. {rest}", f"Sending a test through {code(host)}. {rest}")


def detached(names: Sequence[str], chosen: int) -> Content:
    """``names`` are all that go, more than were chosen where they share a Messaging Service."""
    if not names:
        text = "Nothing to do: detached already."
        return _content(text, text)
    more = len(names) > chosen
    together = " Those of one Messaging Service go together." if more else ""
    rest = "the card says when it is done. What they send from then on has long links."
    shown, read = (", ".join(name(one, 80) for one in names[:10]) for name in (bold, plain))
    left = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return _content(f"Detaching {read}{left}.{together}", f"Detaching {shown}{left}; {rest}{together}")


_CHANGED = {
    "client": "the client",
    "host": "the name",
    "owner": "the owner",
    "contacts": "the contacts",
    "note": "the note",
}


def edited(changed: Sequence[str]) -> Content:
    named = [_CHANGED[name] for name in changed]
    text = f"Saved: {', '.join(named)}." if named else "Nothing was changed."
    return _content(text, text)


def removed(domain: LinkDomain) -> Content:
    """``domain`` as it is after that."""
    host, due = domain.host, domain.removal_due_at
    if due is not None:
        rest = "stays as it is until {}; then its removal begins. The card can call it off."
        return _content(f"{said(host)} {rest.format(utc(due)[:10])}", f"{code(host)} {rest.format(day(due))}")
    if domain.removed_at is not None:
        rest = "is removed."
    else:
        rest = "is being removed. The thread says what is to be done, and by whom."
    return _content(f"{said(host)} {rest}", f"{code(host)} {rest}")


def kept(host: str) -> Content:
    rest = "stays. Campaigns that were detached can be attached again: /linkdomain attach"
    return _content(f"{said(host)} {rest}", f"{code(host)} {rest}")


def handed_over(number: int, owner: str) -> Content:
    what = "It is" if number == 1 else f"{count(number, 'domain')} are"
    text = f"Done. {what} {mention(owner)}'s now, and so are the notices."
    return _content(text, text)


def card_posted(card: Card, where: str) -> Content:
    host = card.domain.host
    rest = f"in {channel(where)}; what happens from now on goes there"
    return _content(f"The card of {said(host)} is posted {rest}.", f"The card of {code(host)} is posted {rest}.")


def client_added(name: str) -> Content:
    text = f"{plain(name, 80)} is added. Next, a link domain: /linkdomain add"
    return _content(text, f"{bold(name, 80)} is added. Next, a link domain: `/linkdomain add`")


def campaign_added(command: AddCampaign, *, has_domain: bool = True) -> Content:
    """``has_domain``: the client has one that it can be attached to."""
    name, more = command.name, _next_of_campaign(command, has_domain=has_domain)
    return _content(f"{plain(name, 80)} is added. {more}", f"{bold(name, 80)} is added. {more}")


def _next_of_campaign(command: AddCampaign, *, has_domain: bool) -> str:
    if command.service_sid is None:
        return "It cannot be attached before it has a Messaging Service."
    if command.report is None:
        return "Twilio did not answer, so its Messaging Service is looked at when it is attached."
    if not command.report.senders:
        return "Its Messaging Service has no sender yet: add one in the Twilio Console before you attach it."
    if not has_domain:
        return "The client has no link domain yet. Next: `/linkdomain add`."
    return "Next: `/linkdomain attach`, or *Attach campaigns* on a card."


def outdated(card: Card, action: Action) -> Content:
    """A button that made sense when the card was shown, and does not any more."""
    text = f"{ACTIONS[action]} is not open any more: {said(card.domain.host)} is now at “{STAGES[card.stage]}”."
    shown = f"*{ACTIONS[action]}* is not open any more: {code(card.domain.host)} is now at *{STAGES[card.stage]}*."
    return _content(text, f"{shown}\n{_now(card)}")


def old_button() -> Content:
    text = "This button is from an earlier time and does nothing any more. Use the card, or type /linkdomain help."
    return _content(text, text)


def old_form() -> Content:
    text = "This form is from an earlier time, so nothing was done. Please open it again from the card or the command."
    return _content(text, text)
