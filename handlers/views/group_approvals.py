"""SSL requests that are asked for together, as the approvers see them: one row each, ticked or taken out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, CheckboxesElement, Option
from slack_sdk.models.views import View

from bot.core.advice import headline
from bot.core.cards import ApprovalModel
from bot.core.domain import RequestState, Standing
from bot.core.facts import FactName, FactState
from bot.core.grouped import SHOWN_DIGEST, DecidedMany, GroupModel, GroupRow
from bot.core.messages import Content
from handlers import ids
from handlers.views.blocks import actions, button, confirm, context, field, modal, section
from handlers.views.modals.parts import text_input
from handlers.views.modals.small import REASON_LIMIT
from handlers.views.refusals import refused
from handlers.views.text import code, count, date, mention, mentions, plain, pt, said

BOXES = 10
"""Check boxes in one list (docs.slack.dev, checkboxes element)."""
_MAX_CLIENTS = 8
_MAX_DOUBTS = 20
_DECIDED = {
    RequestState.APPROVED: "✓ Approved",
    RequestState.REJECTED: "✗ Rejected",
    RequestState.VOID: "Counts no more: the SID was replaced, or the domain removed",
}


def group_approval(model: GroupModel) -> Content:
    """The requests; with their boxes and buttons as long as one can be decided."""
    total, still = len(model.rows), len(model.open_rows)
    state = f"{still} to decide" if still else "decided"
    return Content(f"SSL requests for {count(total, 'domain')}: {state}", tuple(_blocks(model)))


def _blocks(model: GroupModel) -> Iterator[Block]:
    clients = sorted({row.model.card.client.name for row in model.rows}, key=str.casefold)
    more = f" and {len(clients) - _MAX_CLIENTS} more" if len(clients) > _MAX_CLIENTS else ""
    names = ", ".join(said(name, 60) for name in clients[:_MAX_CLIENTS])
    asked = f"Asked by {mention(model.requested_by)} {date(model.at)} · {names}{more}"
    yield section(f"*SSL requests for {count(len(model.rows), 'domain')}*", asked)
    if model.open_rows:
        yield from _open(model)
    for text in _decided(model):
        yield context(text)


def _open(model: GroupModel) -> Iterator[Block]:
    rows = model.open_rows
    yield section(*_checked(rows))
    for start in range(0, len(rows), BOXES):
        yield _boxes(start // BOXES, rows[start : start + BOXES])
    yield section(
        "*Approving* has Twilio make a certificate for each ticked domain and renew it. What you untick is taken out"
        " and asked for by itself. *Rejecting* asks you for the reason; it goes for the ticked ones."
    )
    number = len(rows)
    question = confirm("Approve SSL?", "Twilio makes certificates for the ticked domains and renews them.", "Approve")
    label = f"Approve {number}" if number == 1 else f"Approve ticked of {number}"
    yield actions(
        button(label, ids.APPROVE_MANY, model.group_id, style="primary", confirm=question),
        button("Reject…", ids.REJECT_MANY, model.group_id, says="Reject the ticked ones"),
    )
    yield context(f"May decide: {mentions(model.approvers) or 'nobody; an admin names approvers'}")


def _boxes(number: int, rows: Sequence[GroupRow]) -> ActionsBlock:
    options = [_option(row) for row in rows]
    name = f"{ids.GROUP_ROWS}{number}"
    boxes = CheckboxesElement(action_id=name, options=options, initial_options=options)
    return ActionsBlock(elements=[boxes], block_id=name)


def _option(row: GroupRow) -> Option:
    card, request = row.model.card, row.model.request
    marks = f"record {_mark(row, FactName.RECORD)} · CAA {_caa(row)} · SID {_sid(row)} · Twilio {_twilio(row)}"
    told = f"{plain(card.client.name, 24)} · {marks}"
    value = f"{row.number}:{request.digest[:SHOWN_DIGEST]}"
    return Option(text=pt(card.domain.host, 75), value=value, description=pt(told, 75))


def _mark(row: GroupRow, name: FactName) -> str:
    fact = row.model.card.domain.fact(name)
    return "✓" if fact.holds else "✗" if fact.state is FactState.WRONG else "?"


def _caa(row: GroupRow) -> str:
    return "✗" if row.model.card.domain.fact(FactName.CAA).state is FactState.WRONG else "✓"


def _sid(row: GroupRow) -> str:
    details = row.model.card.domain.details
    return "✓" if details is not None and details.standing is Standing.CONFIRMED else "?"


def _twilio(row: GroupRow) -> str:
    opinion = row.model.opinion
    return "?" if opinion is None else "✓" if opinion.is_valid else "✗"


def _checked(rows: Sequence[GroupRow]) -> Iterator[str]:
    """What holds for all in one line each, and by name what does not."""
    facts = (_all(rows, FactName.RECORD, "DNS record right"), _all(rows, FactName.VERIFICATION, "TXT seen"))
    confirmed = sum(_sid(row) == "✓" for row in rows)
    sids = "✓ Domain SIDs confirmed" if confirmed == len(rows) else f"Domain SID confirmed: {confirmed} of {len(rows)}"
    yield " · ".join((*facts, f"CAA {_caas(rows)}", sids))
    votes = Counter(map(_twilio, rows))
    said_so = [f"✓ finds the DNS of {votes['✓']} right"] if votes["✓"] else []
    said_so += [f"✗ not that of {votes['✗']}"] if votes["✗"] else []
    said_so += [f"did not say for {votes['?']}"] if votes["?"] else []
    yield f"Twilio's own look: {', '.join(said_so)}"
    doubts = [line for row in rows if (line := _doubt(row.model))]
    if doubts:
        yield "*Look at these:*"
        yield from (f"• {line}" for line in doubts[:_MAX_DOUBTS])
    if len(doubts) > _MAX_DOUBTS:
        yield f"and {len(doubts) - _MAX_DOUBTS} more"


def _all(rows: Sequence[GroupRow], name: FactName, word: str) -> str:
    number = sum(row.model.card.domain.fact(name).holds for row in rows)
    return f"✓ {word}" if number == len(rows) else f"{word}: {number} of {len(rows)}"


def _caas(rows: Sequence[GroupRow]) -> str:
    against = sum(_caa(row) == "✗" for row in rows)
    return f"✗ forbids {against}" if against else "✓ forbids nothing"


def _doubt(model: ApprovalModel) -> str:
    domain, words = model.card.domain, list[str]()
    for name in (FactName.RECORD, FactName.CAA, FactName.VERIFICATION):
        finding = domain.fact(name).finding
        if finding is not None:
            words.append(said(headline(finding), 80))
    if model.opinion is not None and not model.opinion.is_valid:
        words.append(f"Twilio: {said(model.opinion.reason or 'the DNS is not right', 100)}")
    return f"{code(domain.host, 80)} {'; '.join(words)}" if words else ""


def _decided(model: GroupModel) -> Iterator[str]:
    """Who decided what, in as few lines as hold all hosts."""
    groups: dict[tuple[RequestState, str, str], list[str]] = {}
    for row in model.rows:
        request = row.model.request
        if not row.is_open:
            key = (request.state, request.decided_by or "", request.reason or "")
            groups.setdefault(key, []).append(row.model.card.domain.host)
    for (state, by, reason), hosts in groups.items():
        who = f" by {mention(by)}" if by else ""
        why = f" ({said(reason, 300)})" if reason else ""
        title = f"*{_DECIDED.get(state, state.value)}* {len(hosts)}{who}{why}: "
        yield from _lines(title, map(code, hosts))


def _lines(title: str, words: Iterable[str]) -> Iterator[str]:
    line = title
    for number, word in enumerate(words):
        if len(line) + len(word) > 1900:
            yield line
            line = ""
        line += f"{', ' if number and line else ''}{word}"
    yield line


def group_decided(done: DecidedMany, *, is_approved: bool) -> Content:
    """Said to whoever decided."""
    verb = "Approved" if is_approved else "Rejected"
    text = f"{verb} {count(len(done.decided), 'domain')}."
    if done.apart:
        text += (
            f" Taken out, and asked for by {'itself' if len(done.apart) == 1 else 'themselves'}: {_some(done.apart)}."
        )
    lines = [text, *(f"• {code(host, 80)}: {refused(why)}" for host, why in list(done.refused.items())[:_MAX_DOUBTS])]
    return Content(text, (section(*lines),))


def _some(hosts: Sequence[str]) -> str:
    shown = ", ".join(code(host, 80) for host in hosts[:_MAX_DOUBTS])
    return f"{shown} and {len(hosts) - _MAX_DOUBTS} more" if len(hosts) > _MAX_DOUBTS else shown


def group_requested(number: int, approvers: Sequence[str]) -> Content:
    """Said to whoever asked."""
    text = f"SSL is requested for {count(number, 'domain')}, in one message."
    return Content(text, (section(f"{text} {mentions(approvers[:5]) or 'An approver'} can decide."),))


def reject_many_form(group_id: str, rows: str, number: int) -> View:
    """``rows`` names the ticked ones and what was shown."""
    reason = text_input(ids.REASON, max_length=REASON_LIMIT, is_multiline=True)
    blocks = [
        section(f"Reject the SSL requests of the {count(number, 'ticked domain')}?"),
        field(ids.REASON, "Reason", reason, hint="The person who asked reads it in the thread of each card."),
    ]
    carries = {"group": group_id, "rows": rows}
    return modal("Reject SSL", blocks, callback_id=ids.REJECT_MANY_FORM, submit="Reject", carries=carries)
