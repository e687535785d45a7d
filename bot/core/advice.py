"""The advice catalogue: from a finding to words for the client and the account manager. Never an rcode, no markup."""

from collections.abc import Mapping

from bot.core.advice_words import WORDS
from bot.core.advice_words.words import Words
from bot.core.facts import Finding, Record, Severity, WhoActs

MAX_HEADLINE = 60
FREE_NAMES = ("go", "links", "txt")
"""Other names to offer for the links."""

_ADD = "add a CNAME with the name {name}, the value {value} and TTL {ttl}"


def advise(finding: Finding, record: Record, *, was_live: bool = False) -> str:
    """One or two plain sentences: what was seen and the next step.

    ``record`` is the wanted CNAME. ``was_live``: the domain worked before, so say that something changed; the
    finding's detail ``last_good`` tells until when.
    """
    words = _words(finding)
    fields = _fields(finding, record)
    is_loss = was_live and finding.severity is Severity.ERROR and finding.who_acts is WhoActs.CLIENT
    text = _filled(words.lost if is_loss and words.lost else words.advice, fields)
    if not is_loss:
        return text
    since = f" (last seen right {fields['last_good']})" if fields.get("last_good") else ""
    return f"{fields['host']} worked before{since}. {text}"


def headline(finding: Finding, *, was_live: bool = False) -> str:
    """At most 60 characters for a row of the checklist. ``was_live``: it was there before."""
    words = _words(finding)
    text = _filled((was_live and words.lost_headline) or words.headline, dict(finding.details))
    return text if len(text) <= MAX_HEADLINE else text[: MAX_HEADLINE - 1].rstrip() + "…"


def _words(finding: Finding) -> Words:
    variant = finding.details.get("variant")
    return WORDS.get(f"{finding.code}.{variant}") or WORDS[finding.code]


def _fields(finding: Finding, record: Record) -> Mapping[str, str]:
    host = record.zone if record.name == "@" else f"{record.name}.{record.zone}"
    free = next(name for name in FREE_NAMES if name != record.name)
    fields = {
        "host": host,
        "name": record.name,
        "zone": record.zone,
        "value": record.value,
        "ttl": str(record.ttl),
        "offer": f"for example {free}.{record.zone}",
        "suggestion": host,
    }
    add = _ADD.format_map(fields)
    return {**fields, "add": add, "Add": add[0].upper() + add[1:], **finding.details}


class _Known(dict[str, str]):
    """A detail that a finding does not bring leaves its place empty: advice must never fail."""

    def __missing__(self, key: str) -> str:
        return ""


def _filled(template: str, fields: Mapping[str, str]) -> str:
    return template.format_map(_Known(fields))
