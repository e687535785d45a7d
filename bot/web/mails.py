"""E-mails to people at the client, in their language: text and HTML, nothing to log in to.

Whatever people typed is escaped in HTML and freed of control characters; the gateway guards the headers once more.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.advice import advise
from bot.core.bounces import message_id
from bot.core.cards import Card, MailModel
from bot.core.facts import Code, Fact, FactName, FactState, Record
from bot.core.messages import Mail
from bot.core.steps import Task, three_steps
from bot.core.words import Words, words_in
from bot.web.leaving import is_leaving, leaving_values
from bot.web.records import number_of, records_of
from bot.web.text import clean, one_line, render, shown_host, written

_SUBJECT_LIMIT, _NAME_LIMIT = 120, 80  # characters
_NOT_THERE_YET = (Code.MISSING_NXDOMAIN, Code.MISSING_NODATA, Code.TXT_VERIFY_MISSING)
_FACTS = {"CNAME": FactName.RECORD, "TXT": FactName.VERIFICATION}


def steps_mail(model: MailModel, logo: str = "") -> Mail:
    """The DNS steps for one contact: the link to the client's page, or where there is none the records themselves.
    The same model gives the same mail, Message-ID included. ``logo`` is the address of the company's picture."""
    words = words_in(model.language)
    values, template = {**_values(model, words), "logo": _shown_logo(logo)}, "link" if model.link else "steps"
    if is_leaving(model.card):
        values, template = {**values, **_leaving(model.card, words)}, "leaving_mail"
    steps = three_steps(_task(model, words), words)
    return Mail(
        to=model.address,
        subject=one_line(str(values["subject"]), _SUBJECT_LIMIT),
        text=render(f"{template}.txt", {**values, "steps": written(steps, is_html=False)}),
        html=render(f"{template}.html", {**values, "steps": written(steps, is_html=True)}),
        message_id=message_id(model.key or f"domain:{model.card.domain.id}:steps:{model.address}"),
        sender_name=str(values["sender"]),
        reply_to=model.reply_to or None,
    )


def _shown_logo(logo: str) -> str:
    """Nothing comes into somebody's mailbox over a line that others read."""
    return logo if logo.startswith("https://") else ""


def _values(model: MailModel, words: Words) -> Mapping[str, object]:
    card, domain = model.card, model.card.domain
    wanted = _wanted(card)
    number, is_told = number_of(wanted), model.is_reminder or wanted is not card
    ends = f" {words.say('mail.link_ends')}" if model.link else ""
    return {
        **_people(model, words),
        "say": words.say,
        "number": number,
        "language": words.language.value,
        "subject": words.say(f"mail.subject_{number if wanted is card else 'more'}", host=domain.host),
        "client": one_line(card.client.name, _NAME_LIMIT),
        "shown": shown_host(domain.host),
        "ask": _ask(card, wanted, words),
        "records": records_of(wanted),
        "caption": words.say("mail.table_one") if number == "one" else "",
        "rows": ("type", "name", "value", "ttl"),
        "link": model.link,
        "button": words.say(f"mail.show_{number}"),
        "diagnosis": _diagnosis(card, words) or (_not_there(card, words) if is_told else ""),
        "note": clean(domain.note or "").strip(),
        "next": words.say(f"mail.next_{number_of(card)}"),
        "is_reminder": model.is_reminder,
        "more_later": all(record.type != "TXT" for record in card.records),
        "ending": words.say("mail.pass_on") + ends,
    }


def _people(model: MailModel, words: Words) -> Mapping[str, object]:
    """Who writes, and who reads an answer."""
    owner, company = _owner(model), one_line(model.company, _NAME_LIMIT)
    sender = words.say("mail.sender", owner=owner, company=company) if owner and company else owner or company
    is_read = owner and model.reply_to
    return {
        "owner": owner,
        "company": company,
        "sender": sender or "linkdomain",
        "closing": words.say("mail.answer", owner=owner) if is_read else "",
    }


def _leaving(card: Card, words: Words) -> Mapping[str, object]:
    """A mail asks to delete the record, whatever was seen since it was promised."""
    return {
        **leaving_values(card, words),
        "subject": f"{words.say('leaving.title')}: {card.domain.host}",
        "caption": words.say("leaving.table"),
        "rows": ("type", "name", "value"),
        "button": words.say("leaving.show"),
    }


def _wanted(card: Card) -> Card:
    """With those records only that are left to add, where one is right already and the other is not there."""
    left = tuple(record for record in card.records if _is_missing(_fact(card, record)))
    right = [record for record in card.records if _fact(card, record).holds]
    return replace(card, records=left) if left and right else card


def _ask(card: Card, wanted: Card, words: Words) -> str:
    domain, number = card.domain, number_of(card) if wanted is card else "more"
    provider = one_line(domain.provider.name, _NAME_LIMIT) if domain.provider else ""
    key = f"mail.ask_{number}{'_at' if provider else ''}"
    return words.say(key, zone=domain.zone, provider=provider, type=wanted.records[0].type if wanted.records else "")


def _owner(model: MailModel) -> str:
    return one_line(model.owner_name, _NAME_LIMIT)


def _task(model: MailModel, words: Words) -> Task:
    domain = model.card.domain
    whom = _owner(model) or one_line(model.company, _NAME_LIMIT) or words.say("mail.us")
    return Task(domain.zone, domain.provider, _wanted(model.card).records, whom)


def _diagnosis(card: Card, words: Words) -> str:
    """What is wrong with the record; empty where it is right, not there yet, or was not looked at."""
    fact = card.domain.fact(FactName.RECORD)
    is_told = fact.state is FactState.WRONG and fact.finding and fact.finding.code not in _NOT_THERE_YET
    if not (is_told and fact.finding and card.records):
        return ""
    return advise(fact.finding, card.records[0], provider=card.domain.provider, language=words.language)


def _not_there(card: Card, words: Words) -> str:
    """Which records are not there yet; empty where none was looked for in vain."""
    facts = {record.type: _fact(card, record) for record in card.records}
    missing = [kind for kind, fact in facts.items() if _is_missing(fact)]
    right = [kind for kind, fact in facts.items() if fact.holds]
    if len(missing) == len(facts):
        return words.say(f"mail.not_there_{number_of(card)}") if missing else ""
    found = [words.say("mail.right", type=kind) for kind in right] if missing else []
    return " ".join([*found, *(words.say("mail.not_there", type=kind) for kind in missing)])


def _fact(card: Card, record: Record) -> Fact:
    return card.domain.fact(_FACTS[record.type])


def _is_missing(fact: Fact) -> bool:
    return fact.state is FactState.WRONG and fact.finding is not None and fact.finding.code in _NOT_THERE_YET
