"""What people at the client read of a host that is taken out of use: which record to delete, and that it is over."""

from collections.abc import Mapping
from html import escape

from bot.core.cards import Card, MailModel, Stage
from bot.core.languages import Language
from bot.core.stage import is_record_gone

_WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "title": "Please delete one DNS record",
        "why": "{client} does not use {host} for short links any more. Please delete this record of {zone}: left as it "
        "is, others could one day send links in your name.",
        "none": "It changes nothing of your web site or e-mail. Other records of {zone} stay as they are.",
        "there": "What we see right now: the record is still there.",
        "gone": "The record is gone. Thank you, you have nothing left to do.",
        "pressed": "I have deleted it",
        "over_title": "Nothing to do",
        "over": "{host} is not needed any more. You need not add or change anything; if you added records for it, you "
        "can delete them.",
        "type": "Type",
        "name": "Name",
        "value": "Value",
        "open": "What we see right now, and a button that has us look at once:",
        "pass_on": "If somebody else looks after your DNS, please pass this on.",
    },
    Language.SPANISH: {
        "title": "Por favor, elimine un registro DNS",
        "why": "{client} ya no utiliza {host} para enlaces cortos. Por favor, elimine este registro de {zone}: si se "
        "queda, otros podrían algún día enviar enlaces en su nombre.",
        "none": "No cambia nada de su sitio web ni de su correo. Los demás registros de {zone} se quedan como están.",
        "there": "Lo que vemos ahora: el registro sigue ahí.",
        "gone": "El registro ya no está. Gracias, no tiene que hacer nada más.",
        "pressed": "Lo he eliminado",
        "over_title": "Nada que hacer",
        "over": "{host} ya no hace falta. No tiene que añadir ni cambiar nada; si añadió registros para ello, puede "
        "eliminarlos.",
        "type": "Tipo",
        "name": "Nombre",
        "value": "Valor",
        "open": "Lo que vemos ahora, y un botón para que miremos enseguida:",
        "pass_on": "Si otra persona se ocupa de su DNS, por favor, reenvíele este mensaje.",
    },
}
_HEAD = (
    '<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
    '<title>{title}</title><link rel="stylesheet" href="../static/page.css"></head>\n<body>\n<main>\n<h1>{title}</h1>\n'
)
_END = "</main>\n</body>\n</html>\n"


def is_leaving(card: Card) -> bool:
    """Nothing is to be added any more."""
    return card.stage in (Stage.REMOVING, Stage.REMOVED)


def leaving_page(card: Card, language: Language, mark: str) -> str:
    """The page of a host that is being removed, or is not needed any more. ``mark`` is the form's."""
    words = _said(card, language)
    over = card.stage is Stage.REMOVED
    head = _html(_HEAD, language=language.value, title=words["over_title" if over else "title"])
    if over:
        return f"{head}<p>{escape(words['over'])}</p>\n{_END}"
    if is_record_gone(card.domain):
        return f'{head}<p role="status"><strong>{escape(words["gone"])}</strong></p>\n{_END}'
    button = f'<button name="do" value="added">{escape(words["pressed"])}</button>'
    form = f'<form method="post" action="?"><input type="hidden" name="mark" value="{escape(mark)}">{button}</form>'
    paragraphs = "".join(f"<p>{escape(words[name])}</p>\n" for name in ("why", "none"))
    return f'{head}{paragraphs}{_record_html(card, words)}<p role="status">{escape(words["there"])}</p>\n{form}\n{_END}'


def leaving_mail(model: MailModel) -> tuple[str, str, str]:
    """Subject, text and HTML of the mail that asks to delete the record."""
    card, words = model.card, _said(model.card, model.language)
    record = card.records[0]
    lines = [words["why"], f"{record.type} · {record.name} · {record.value}", words["none"]]
    if model.link:
        lines += [f"{words['open']}\n{model.link}"]
    lines += [words["pass_on"], model.owner_name or model.company or "linkdomain"]
    html = "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    subject = f"{words['title']}: {card.domain.host}"
    return subject, "\n\n".join(lines) + "\n", f'<html lang="{model.language.value}"><body>\n{html}</body></html>\n'


def _said(card: Card, language: Language) -> Mapping[str, str]:
    named = {"client": card.client.name, "host": card.domain.host, "zone": card.domain.zone}
    return {name: text.format(**named) for name, text in _WORDS[language].items()}


def _record_html(card: Card, words: Mapping[str, str]) -> str:
    record = card.records[0]
    pairs = (("type", record.type), ("name", record.name), ("value", record.value))
    rows = (f"<dt>{escape(words[name])}</dt><dd>{escape(text)}</dd>\n" for name, text in pairs)
    return f"<dl>\n{''.join(rows)}</dl>\n"


def _html(template: str, **values: str) -> str:
    return template.format(**{name: escape(value) for name, value in values.items()})
