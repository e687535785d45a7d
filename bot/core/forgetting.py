"""A person's address is forgotten: what stands in its place in texts that people typed."""

import json
import re
import unicodedata
from dataclasses import dataclass

STAND_IN = "a contact"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much held the address: people at clients, domains that wrote to them, and texts that somebody typed."""

    contacts: int
    domains: int
    texts: int

    def __bool__(self) -> bool:
        """Whether the address was known at all."""
        return bool(self.contacts or self.texts)


def without(text: str, address: str) -> str:
    """The text, or JSON text, with `STAND_IN` wherever the address stands by itself. Case does not matter; an address
    that merely begins or ends with this one is left alone."""
    named = "".join(map(_letter, unicodedata.normalize("NFC", address.strip())))
    return re.sub(rf"(?<![\w.+-]){named}(?!\.?[\w-])", STAND_IN, text, flags=re.IGNORECASE)


def _letter(letter: str) -> str:
    """A letter as an expression: beyond ASCII it may be escaped, as JSON does, or be composed of several."""
    if letter.isascii():
        return re.escape(letter)
    cases = {letter, letter.lower(), letter.upper()}
    written = {*cases, *(unicodedata.normalize("NFD", one) for one in cases)}
    return f"(?:{'|'.join(re.escape(way) for one in sorted(written) for way in (one, json.dumps(one)[1:-1]))})"
