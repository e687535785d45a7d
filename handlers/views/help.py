"""The help: printed from the table of sub-commands, so that it cannot lag behind."""

from collections.abc import Sequence
from typing import Protocol

from slack_sdk.models.blocks import Block

from bot.core.messages import Content
from handlers import ids
from handlers.views.blocks import actions, button, context, section
from handlers.views.text import code, plain


class Described(Protocol):
    """What the help needs to know of a sub-command."""

    @property
    def name(self) -> str: ...
    @property
    def arguments(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def example(self) -> str: ...


def overview(verbs: Sequence[Described]) -> Content:
    """All sub-commands, each with its arguments and an example to copy."""
    title = "Put short links on a client's own domain"
    return Content(title, tuple(_blocks(f"*{title}*", verbs)))


def misunderstood(word: str, nearest: str | None, words: str, verbs: Sequence[Described]) -> Content:
    """The word is no sub-command; says what was probably meant with the ``words`` after it, else all there is."""
    text, opening = f"I do not know “{plain(word, 60)}”.", f"I do not know {code(word, 60)}."
    if nearest is None:
        return Content(text, tuple(_blocks(f"{opening} This is what I do:", verbs)))
    guess = " ".join(filter(None, (ids.COMMAND, nearest, plain(words, 200) if words else "")))
    meant = f"{opening} Did you mean {code(guess)}?"
    return Content(text, (section(meant), context(f"All commands: {code(f'{ids.COMMAND} help')}")))


def _blocks(opening: str, verbs: Sequence[Described]) -> Sequence[Block]:
    return (
        section(opening),
        section(*(_line(verb) for verb in verbs)),
        context(
            f"For example {code(f'{ids.COMMAND} {verbs[0].example}')} or {code(f'{ids.COMMAND} {verbs[2].example}')}."
        ),
        actions(button("Add a domain", ids.ADD, "add", style="primary")),
    )


def _line(verb: Described) -> str:
    usage = " ".join(filter(None, (ids.COMMAND, verb.name, verb.arguments)))
    return f"{code(usage)} · {verb.summary}"
