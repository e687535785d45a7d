"""E-mails to people at the client: plain English, text and HTML, nothing to log in to.

Whatever people typed is escaped in HTML and freed of control characters; the gateway guards the headers once more.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bot.core.advice import advise
from bot.core.cards import Card, MailModel
from bot.core.facts import Code, FactName, FactState
from bot.core.hostname import to_unicode
from bot.core.messages import Mail
from bot.core.providers import Panel, panel_of

_TEMPLATES = "bot.web"
_SUBJECT_LIMIT, _NAME_LIMIT = 120, 80  # characters
_WHERE: Mapping[str, str] = {
    "cloudflare": "choose {zone}, then DNS, Records, Add record",
    "godaddy": "My Products, DNS beside {zone}, Add New Record",
    "route53": "Hosted zones, {zone}, Create record",
    "namecheap": "Domain List, Manage, Advanced DNS, Add New Record",
    "squarespace": "Domains, {zone}, DNS, Add record",
    "ionos": "Domains & SSL, {zone}, DNS, Add record",
}
_WATCH: Mapping[str, str] = {
    "cloudflare": "Set the proxy status to DNS only (the grey cloud), and the TTL to 10 min.",
    "godaddy": "For TTL, choose Custom and 600 seconds.",
    "route53": "Leave the switch Alias off. The value of a TXT record goes in double quotes.",
}
_USUAL = (
    "In the box for the name, type only {name}: your provider adds .{zone} by itself.",
    "If the value is refused with the dot at its end, leave the dot out.",
)
_NOT_THERE_YET = (Code.MISSING_NXDOMAIN, Code.MISSING_NODATA)
_OTHERS = "If another record is there for {name} already, do not delete it: ask {owner} first."


def steps_mail(model: MailModel) -> Mail:
    """The DNS steps for one contact: the link to the client's page, or where there is none the records themselves.
    The same model gives the same mail, Message-ID included."""
    values, template = _values(model), "link" if model.link else "steps"
    return Mail(
        to=model.address,
        subject=str(values["subject"]),
        text=render(f"{template}.txt", values),
        html=render(f"{template}.html", values),
        message_id=message_id(model.key or f"domain:{model.card.domain.id}:steps:{model.address}"),
        sender_name=str(values["sender"]),
        reply_to=model.reply_to or None,
    )


def message_id(key: str) -> str:
    """RFC 5322's Message-ID of the mail with that natural key."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@linkdomain>"


def _values(model: MailModel) -> Mapping[str, object]:
    card, domain = model.card, model.card.domain
    owner, company = _line(model.owner_name, _NAME_LIMIT), _line(model.company, _NAME_LIMIT)
    return {
        "subject": _line(f"DNS {'record' if len(card.records) == 1 else 'records'} for {domain.host}", _SUBJECT_LIMIT),
        "client": _line(card.client.name, _NAME_LIMIT),
        "shown": shown_host(domain.host),
        "zone": domain.zone,
        "provider": _line(domain.provider.name, _NAME_LIMIT) if domain.provider else "",
        "records": card.records,
        "hints": hints_of(card, owner or company or "us"),
        "link": model.link,
        "diagnosis": _diagnosis(card),
        "note": _text(domain.note or ""),
        "owner": owner,
        "sender": f"{owner} at {company}" if owner and company else owner or company or "linkdomain",
        "more_later": all(record.type != "TXT" for record in card.records),
    }


def hints_of(card: Card, owner: str) -> tuple[str, ...]:
    """What the panel of this provider wants; what holds everywhere where the provider is not known."""
    domain, records = card.domain, card.records
    panel = panel_of(domain.provider)
    hints = (*(_hints_of_panel(panel) if panel else _USUAL), _OTHERS)
    name = " or ".join(record.name for record in records)
    return tuple(hint.format(name=name, zone=domain.zone, owner=owner) for hint in hints)


def _hints_of_panel(panel: Panel) -> Iterator[str]:
    at = f"{panel.provider.name} ({panel.address})" if panel.address else panel.provider.name
    yield f"Sign in at {at}: {_WHERE.get(panel.provider.id, 'open the DNS records of {zone} and add a new one')}."
    dot = "Leave out the dot at its end: the panel refuses it." if panel.is_dot_refused else "Keep the dot at its end."
    yield f"In the box {panel.name_box}, type only {{name}}. Copy the value. {dot}"
    if panel.provider.id in _WATCH:
        yield _WATCH[panel.provider.id]


def _diagnosis(card: Card) -> str:
    """What is wrong with the record; empty where it is right, not there yet, or was not looked at."""
    fact = card.domain.fact(FactName.RECORD)
    is_told = fact.state is FactState.WRONG and fact.finding and fact.finding.code not in _NOT_THERE_YET
    return advise(fact.finding, card.records[0]) if is_told and fact.finding and card.records else ""


def shown_host(host: str) -> str:
    """An international name as people write it, with the name that is in the DNS beside it."""
    written = to_unicode(host)
    return host if written == host else f"{written} ({host})"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, values: Mapping[str, object]) -> str:
    return re.sub(r"\n{3,}", "\n\n", _environment().get_template(template).render(values))


def _line(text: str, limit: int) -> str:
    """On one line, at most ``limit`` characters, without control and direction characters."""
    return " ".join(_text(text).split())[:limit]


def _text(text: str) -> str:
    """Line breaks stay; other control characters, and those that turn text around, go."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp"))
