"""What a step of the guide is, and a hint."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.core.cards import Action
from bot.sandbox.page.tale import Tale
from bot.sandbox.world import Person

Kind = Literal["type", "press", "thread", "place", "world", "watch"]
"""What to do with the control: type a command, press a button of that action id, open the thread under the card, go to
a place, use something of the world around (a CSS selector), or only watch."""


@dataclass(frozen=True, slots=True)
class Hint:
    """``say`` with what is to be typed between backticks, and ``{label}`` for what stands on the button; ``of``: part
    of the button's value, which tells whose it is."""

    say: str
    at: Kind
    name: str = ""
    of: str = ""


def _never(_tale: Tale) -> bool:
    return False


def _nothing(_tale: Tale) -> Sequence[Hint]:
    return ()


@dataclass(frozen=True, slots=True)
class Step:
    """``who`` acts; None: somebody outside the workspace, so it is all the same whose eyes one has."""

    name: str
    say: str | Callable[[Tale], str]
    who: Callable[[Tale], Person | None] | None = None
    is_done: Callable[[Tale], bool] = _never
    hints: Callable[[Tale], Sequence[Hint]] = _nothing
    is_needless: Callable[[Tale], bool] = _never
    is_first: bool = False
    """Before there is a domain; all others know one."""


def be(person: Person) -> Callable[[Tale], Person]:
    return lambda _tale: person


def owner(tale: Tale) -> Person:
    return Person(tale.domain.owner)


def typing(line: str) -> Hint:
    return Hint(f"Type `{line}` below, and Enter", "type", line)


def press(tale: Tale, action: Action, words: str = "Press {label}") -> Hint:
    return Hint(words, "press", action.value, tale.domain.id)


def deed(name: str, words: str) -> Hint:
    """One of the buttons in the client's DNS."""
    return Hint(words, "world", f'[data-deed="{name}"]')


WATCH = Hint("A few seconds: watch the card", "watch")
THREAD = Hint("Open the thread under the card", "thread")
