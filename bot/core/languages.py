"""The languages a client may be written to in; Slack itself is in English."""

from enum import StrEnum


class Language(StrEnum):
    """A language of the mail and of the client's page, by its ISO 639-1 code."""

    ENGLISH = "en"
    SPANISH = "es"
