"""What a live domain has lost, in the words of replies, alarms and the card."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.core.advice import headline
from bot.core.cards import AttachedCampaign, Card
from bot.core.domain import AttachmentState
from bot.core.events import Event
from bot.core.facts import Evidence, Fact, FactName, FactState
from bot.core.hostname import registrable
from bot.core.providers import provider_of
from bot.core.troubles import NO_CERTIFICATE
from handlers.views.blocks import section
from handlers.views.text import bold, code, date, day, said

MAX_NAMED = 5
ATTACH_AGAIN = (
    "The Messaging Service was taken off the domain in the Twilio Console, or given another one. *Attach campaigns* "
    "puts it back; if that was meant, *Detach campaigns*."
)


def lost_fact(card: Card, name: FactName) -> str:
    """What is wrong with one fact, without a full stop; empty where it holds."""
    fact = card.domain.fact(name)
    if fact.finding is not None:
        return said(headline(fact.finding, was_live=True), 120) + _since_when(fact)
    if name is FactName.CERTIFICATE and not fact.holds:
        return NO_CERTIFICATE
    if name is FactName.ASSOCIATION and fact.state is FactState.WRONG:
        return f"Twilio does not use it any more for {_named(taken_off(card))}"
    return ""


def _since_when(fact: Fact) -> str:
    """When it was last right, and whether other name servers answer by now."""
    if fact.before is None:
        return ""
    told = f" (last right {date(fact.before.at)}"
    if fact.evidence is not None and _is_moved(fact.before, fact.evidence):
        told += f"; the domain's DNS has moved from {code(fact.before.server)} to {code(fact.evidence.server)} since"
    return told + ")"


def _is_moved(before: Evidence, now: Evidence) -> bool:
    """Only the same name tells: where a CNAME leads, and the domains above, are looked after by others anyhow."""
    is_same_name = before.question.split()[:1] == now.question.split()[:1]
    return is_same_name and bool(before.server and now.server) and _house(before.server) != _house(now.server)


def _house(server: str) -> str:
    """Who runs a name server: one provider's names may stand in many domains."""
    provider = provider_of([server])
    return provider.id if provider else registrable(server)


def taken_off(card: Card) -> tuple[AttachedCampaign, ...]:
    """The attached campaigns whose Messaging Service does not send with the domain any more."""
    fact = card.domain.fact(FactName.ASSOCIATION)
    if fact.state is not FactState.WRONG or fact.evidence is None:
        return ()
    return tuple(
        one
        for one in card.campaigns
        if one.attachment.state is AttachmentState.ATTACHED and one.campaign.service_sid in fact.evidence.answer
    )


def _named(campaigns: tuple[AttachedCampaign, ...]) -> str:
    names = [bold(one.campaign.name, 60) for one in campaigns[:MAX_NAMED]]
    more = [f"{len(campaigns) - MAX_NAMED} more"] if len(campaigns) > MAX_NAMED else []
    return ", ".join([*names, *more]) or "its campaigns"


def certificate_ending(card: Card, _event: Event) -> Iterator[Block]:
    """In time, and of no hurry yet: it mentions nobody."""
    end = card.domain.fact(FactName.CERTIFICATE).expires_at
    when = f" ends {day(end)}" if end else " ends soon"
    yield section(
        f"*The certificate of* {code(card.domain.host)}{when}, and it is the client's own: nobody renews it by itself.",
        "Upload the next one in the Twilio Console before that day, or have Twilio make one there, which it renews.",
    )
