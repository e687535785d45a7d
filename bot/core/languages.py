"""The languages a client may be written to in; Slack itself is in English."""

from collections.abc import Mapping
from enum import StrEnum


class Language(StrEnum):
    """A language of the mail and of the client's page, by its ISO 639-1 code."""

    ENGLISH = "en"
    SPANISH = "es"


_NAMES: Mapping[str, Language] = {
    **dict.fromkeys(("en", "english", "inglés", "ingles"), Language.ENGLISH),
    **dict.fromkeys(("es", "spanish", "español", "espanol"), Language.SPANISH),
}


def language_named(text: str) -> Language | None:
    """The language people mean by a word; None: none that there is."""
    return _NAMES.get(text.strip().casefold())
