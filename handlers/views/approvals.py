"""The SSL request as the approvers see it, before and after the decision."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from bot.core.advice import headline
from bot.core.cards import ApprovalModel, Card
from bot.core.domain import RequestState, SslRequest, Standing
from bot.core.facts import FactName, FactState
from bot.core.messages import Content
from handlers import ids
from handlers.views.blocks import actions, button, confirm, context, fields, section
from handlers.views.text import code, date, mention, mentions, plain, said, short_sid

_DECISIONS = {
    RequestState.APPROVED: "approved",
    RequestState.REJECTED: "rejected",
    RequestState.VOID: "request void",
}


def approval(model: ApprovalModel) -> Content:
    """The request; with its buttons as long as it can be decided."""
    state = _DECISIONS.get(model.request.state, "please decide")
    host = model.card.domain.host
    return Content(f"SSL request for {said(host)} ({said(model.card.client.name, 80)}): {state}", tuple(_blocks(model)))


def _blocks(model: ApprovalModel) -> Iterator[Block]:
    card, request = model.card, model.request
    yield section(*_title(card, request))
    yield fields(*_facts(card, request), *_opinion(model))
    if request.state is RequestState.PENDING:
        yield from _open(model)


def _title(card: Card, request: SslRequest) -> Iterator[str]:
    """What it is about; once decided, the decision and what comes of it, since the thread gets no other word of it."""
    host = code(card.domain.host)
    if request.state is RequestState.PENDING:
        yield f"*SSL request for* {host}"
        return
    word = _DECISIONS.get(request.state, "request waits until the DNS records are right")
    by = f" by {mention(request.decided_by)}" if request.decided_by else ""
    when = f" {date(request.decided_at)}" if request.decided_at else ""
    reason = f": {said(request.reason, 900)}" if request.reason else ""
    yield f"*SSL {word} for* {host}{by}{when}{reason}"
    if request.state is RequestState.APPROVED and not request.problem:
        yield "Twilio makes the certificate, usually within minutes; the thread says when links are live."
    if request.state is RequestState.VOID:
        yield "The Domain SID was replaced, or the domain removed."


def _facts(card: Card, request: SslRequest) -> Iterator[str]:
    yield f"*Client*\n{said(card.client.name, 300)}"
    yield f"*Asked by*\n{mention(request.requested_by)} {date(request.requested_at)}"
    if request.state is RequestState.VOID:
        return  # the facts are those of another Domain SID by now
    yield f"*DNS record*\n{_fact(card, FactName.RECORD, 'right')}"
    yield f"*CAA*\n{_fact(card, FactName.CAA, 'lets Twilio have its certificate')}"
    yield f"*Verification*\n{_fact(card, FactName.VERIFICATION, 'TXT seen')}"
    yield f"*Domain SID*\n{_sid(card)}"


def _opinion(model: ApprovalModel) -> Iterator[str]:
    """Twilio's verdict beside ours: where they differ, the approver wants to know."""
    if model.request.state is not RequestState.PENDING:
        return
    if model.opinion is None:
        yield "*Twilio's own look*\nTwilio did not say"
    elif model.opinion.is_valid:
        yield "*Twilio's own look*\n✓ finds the DNS right"
    else:
        why = f": {said(model.opinion.reason, 300)}" if model.opinion.reason else ""
        yield f"*Twilio's own look*\n✗ does not find the DNS right{why}"


def _fact(card: Card, name: FactName, right: str) -> str:
    fact = card.domain.fact(name)
    if fact.state is FactState.WRONG:
        return f"✗ {said(headline(fact.finding), 120) if fact.finding else 'not right'}"
    if fact.holds:
        return f"✓ {right}" + (f" · {said(headline(fact.finding), 120)}" if fact.finding else "")
    return "nothing seen that forbids it" if name is FactName.CAA else "not seen yet"


def _sid(card: Card) -> str:
    details = card.domain.details
    if details is None:
        return "not given"
    word = (
        "confirmed by Twilio" if details.standing is Standing.CONFIRMED else "Twilio confirms it with the certificate"
    )
    return f"{code(short_sid(details.domain_sid))} · {word}"


def _open(model: ApprovalModel) -> Iterator[Block]:
    yield section(
        f"*Approving* has Twilio make a certificate for {code(plain(model.card.domain.host, 120))} and renew it; short"
        " links then go out under this name. *Rejecting* asks you for the reason and tells it in the thread."
    )
    yield actions(*decisions(model.request, model.card.domain.host))
    yield context(f"May decide: {mentions(model.approvers) or 'nobody; an admin names approvers'}")


def decisions(request: SslRequest, shown_host: str) -> Sequence[ButtonElement]:
    """Approve and reject, bound to what is shown."""
    value, host = f"{request.id}:{request.digest}", plain(shown_host, 120)
    question = confirm("Approve SSL?", f"Twilio makes a certificate for {host} and renews it.", "Approve")
    return (
        button("Approve", ids.APPROVE, value, style="primary", confirm=question, says=f"Approve SSL for {host}"),
        button("Reject…", ids.REJECT, value, says=f"Reject SSL for {host}"),
    )
