"""The quick question to many live hosts at once: is the record still the one that was seen when all was well?"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Question:
    """Whether ``host`` (A-label name) still has exactly the CNAME ``target``.

    ``servers`` are ``address#port`` texts, tried in turn: either all of them servers of the zone, whose word counts
    only with authority, or all of them resolvers (``is_recursive``), whose word is as old as their memory.
    """

    host: str
    target: str
    servers: tuple[str, ...]
    is_recursive: bool = False


class SweepVerdict(StrEnum):
    """All that a sweep can say: what is wrong is for the diagnosis to find out.

    NOT_AS_EXPECTED: a server says so with authority. NO_ANSWER: nobody could tell; that is not *wrong*.
    """

    AS_EXPECTED = "as_expected"
    NOT_AS_EXPECTED = "not_as_expected"
    NO_ANSWER = "no_answer"
