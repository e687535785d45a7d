"""The words of the advice catalogue, for clients and account managers.

The keys are codes, or ``CODE.variant`` where one code has several ways out. Braces are filled by `bot.core.advice`:
host, name, zone, value, ttl, add (the whole step) and offer (another name) come from the record, the rest from the
finding; a headline knows the finding alone. Nobody is told to delete what may be in use.
"""

from collections.abc import Mapping

from bot.core.advice_words import beyond, record
from bot.core.advice_words.words import Words

WORDS: Mapping[str, Words] = {**record.WORDS, **beyond.WORDS}
