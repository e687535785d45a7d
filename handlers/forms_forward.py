"""What people typed or filled in to forward a domain's steps."""

from dataclasses import dataclass

from bot.core.commands import Forward
from bot.core.errors import Reason, Refused
from bot.core.languages import Language
from bot.services.ports import NewId
from handlers import ids
from handlers.forms import addresses_of, domain_of, language_of
from handlers.grammar import Asked
from handlers.payloads import Form
from handlers.views.modals.forward import NOW

_LANGUAGES = {
    "english": Language.ENGLISH,
    "spanish": Language.SPANISH,
    "español": Language.SPANISH,
    "espanol": Language.SPANISH,
}


@dataclass(frozen=True, slots=True)
class ForwardTyped:
    """What stands after `forward HOST`: addresses, and what else is understood."""

    addresses: tuple[str, ...]
    words: frozenset[str]
    """Of FORWARD_WORDS."""


FORWARD_WORDS = frozenset({"anyway", "remind", "revoke", *_LANGUAGES})


def forward_typed(asked: Asked) -> tuple[str, ForwardTyped]:
    """The host, and the words after it: addresses have an @, whatever they were taken for."""
    words = [*asked.host.split(), *asked.rest]
    addresses = addresses_of(" ".join(word for word in words if "@" in word))
    rest = [word.casefold() for word in words if "@" not in word]
    host = next((word for word in rest if word not in FORWARD_WORDS), "")
    return host, ForwardTyped(addresses, FORWARD_WORDS.intersection(rest))


def forwarded(domain_id: str, typed: ForwardTyped, new_id: NewId) -> Forward:
    people = tuple((new_id(), address) for address in typed.addresses)
    language = next((_LANGUAGES[word] for word in typed.words if word in _LANGUAGES), None)
    return Forward(domain_id, people, is_anyway="anyway" in typed.words, language=language)


def forwarded_by_form(form: Form, new_id: NewId) -> Forward:
    """Addresses are asked for where e-mail is on; raises Refused(EMPTY) where none is typed then."""
    addresses = addresses_of(form.text(ids.EMAIL))
    if ids.EMAIL in form.inputs and not addresses:
        raise Refused(Reason.EMPTY, field=ids.EMAIL)
    return Forward(
        domain_of(form),
        tuple((new_id(), address) for address in addresses),
        note=form.text(ids.NOTE),
        is_anyway=form.choice(ids.SENDING) == NOW,
        language=language_of(form),
    )
