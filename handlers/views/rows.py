"""One domain in a list: of lists, of App Home, of the morning message."""

from typing import Protocol

from bot.core.cards import Awaited, Stage
from bot.core.domain import Client, LinkDomain
from bot.core.troubles import since_of, state_of, trouble_of
from handlers.views.text import code, date, mention, said, shown_host
from handlers.views.words import AWAITED, STAGES


class Listed(Protocol):
    """What a row needs to know of a domain: a card does, and so does a line."""

    @property
    def domain(self) -> LinkDomain: ...
    @property
    def client(self) -> Client: ...
    @property
    def stage(self) -> Stage: ...
    @property
    def awaited(self) -> Awaited: ...


def row(one: Listed) -> tuple[str, str, str]:
    """Three lines: which it is; what is wrong, or open; whose turn it is, and since when it is so."""
    host = code(shown_host(one.domain.host))
    return f"{host} · {said(one.client.name, 120)}", standing(one), turn(one)


def standing(one: Listed) -> str:
    """The stage, with a mark where something is wrong, and what that is."""
    mark = "✗ " if trouble_of(one.domain, one.stage) else ""
    what = state_of(one.domain, one.stage)
    return f"{mark}*{STAGES[one.stage]}*" + (f" · {said(what, 120)}" if what else "")


def turn(one: Listed) -> str:
    """Who must act, without what they do, and since when it is so."""
    since = f"since {date(since_of(one.domain, one.stage))}"
    if one.awaited is Awaited.NOBODY:
        return f"Nothing to do · {since}"
    owner = one.awaited is Awaited.OWNER
    return f"Waits for {mention(one.domain.owner) if owner else AWAITED[one.awaited]} {since}"
