"""What a look at a host says: a dry run of any host, or that a host of ours is being looked at."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.core.advice import advise, headline
from bot.core.facts import Diagnosis, Record, Severity
from bot.core.messages import Content
from handlers import ids
from handlers.views.blocks import actions, button, context, section
from handlers.views.text import bold, channel, code, date, said

_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "…", Severity.INFO: "✓"}
MAX_ALSO = 5


def looking_at_ours(host: str, where: str) -> Content:
    """``where`` is the channel of its card."""
    text = f"Looking at {said(host)} now, and closely for ten minutes. The card shows what I see."
    shown = f"Looking at {code(host)} now, and closely for ten minutes. The card in {channel(where)} shows what I see."
    return Content(text, (section(shown),))


def looking(host: str) -> Content:
    text = f"Looking at {said(host)} … the answer follows in a few seconds."
    return Content(text, (section(f"Looking at {code(host)} … the answer follows in a few seconds."),))


def not_seen(host: str) -> Content:
    text = f"I could not look at {said(host)} just now; that says nothing about it. Try again in a minute."
    return Content(
        text,
        (section(f"I could not look at {code(host)} just now; that says nothing about it. Try again in a minute."),),
    )


def dry_run(diagnosis: Diagnosis) -> Content:
    """The findings in plain words. Nothing was stored."""
    first = diagnosis.findings[0]
    return Content(f"{said(diagnosis.host)}: {said(headline(first), 120)}", tuple(_blocks(diagnosis)))


def _blocks(diagnosis: Diagnosis) -> Iterator[Block]:
    first, *others = diagnosis.findings
    advice = advise(first, diagnosis.record, provider=diagnosis.provider)
    yield section(
        f"{_MARKS[first.severity]} {code(diagnosis.host)}: {bold(headline(first), 120)}",
        said(advice, 900),
    )
    if others:
        yield section(*(f"{_MARKS[also.severity]} Also: {said(headline(also), 120)}" for also in others[:MAX_ALSO]))
    if first.severity is Severity.ERROR and diagnosis.record.value in advice:
        yield section(_to_copy(diagnosis.record))
    yield context(_around(diagnosis))
    yield actions(button("Add this domain", ids.ADD, diagnosis.host))


def _to_copy(record: Record) -> str:
    return f"To copy: {record.type}, name {code(record.name)}, value {code(record.value)}"


def _around(diagnosis: Diagnosis) -> str:
    told = ["Nothing was stored"]
    if diagnosis.provider:
        told.append(f"DNS at {said(diagnosis.provider.name, 80)}")
    if diagnosis.visible_everywhere_at:
        told.append(f"visible everywhere {date(diagnosis.visible_everywhere_at)}")
    return " · ".join(told)
