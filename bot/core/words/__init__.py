"""Everything a client reads, one file per language, read when the language is first wanted.

A third language is one more file here and one more line in `Language`; a test holds that all files say the same things.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from bot.core.languages import Language


@dataclass(frozen=True)
class Words:
    """One language. ``sentences`` are keyed ``section.key``; ``advice`` and ``lost`` by code or ``CODE.variant``."""

    language: Language
    sentences: Mapping[str, str]
    advice: Mapping[str, str]
    lost: Mapping[str, str]
    months: tuple[str, ...]

    def say(self, key: str, **fields: object) -> str:
        """One sentence with its fields filled in. Raises KeyError where either is not known."""
        return self.sentences[key].format(**fields)

    def date(self, at: datetime) -> str:
        """A time in words, in UTC, to the minute."""
        at = at.astimezone(UTC)
        return self.say("language.date", day=at.day, month=self.months[at.month - 1], year=at.year, time=f"{at:%H:%M}")

    def listed(self, items: tuple[str, ...]) -> str:
        """One of these: ``a or b``."""
        return f" {self.sentences['phrase.or']} ".join(items)


@cache
def words_in(language: Language) -> Words:
    """All words of a language."""
    text = (files("bot.core.words") / f"{language}.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    advice, months = tables.pop("advice"), tables["language"].pop("months")
    return Words(
        language,
        {f"{section}.{key}": sentence for section, rows in tables.items() for key, sentence in rows.items()},
        {code: row["advice"] for code, row in advice.items()},
        {code: row["lost"] for code, row in advice.items() if "lost" in row},
        tuple(months),
    )
