"""The automatic ways to have the records written, and which of them are open for a domain. Pure."""

from collections.abc import Sequence
from enum import StrEnum

from bot.core.cards import Action, Stage
from bot.core.domain import LinkDomain, Setup
from bot.core.facts import FactName
from bot.core.forwarding import wants_client
from bot.core.providers import panel_of
from bot.core.rules import Rules
from bot.core.stage import is_verified

_LATER = (Action.REVOKE, Action.TEST, Action.DETACH, Action.EDIT, Action.CANCEL)


class Way(StrEnum):
    """The word is the end of its address below the client's page, too."""

    CONNECT = "connect"
    """The DNS provider's own consent page (Domain Connect)."""
    WRITE = "write"
    """An API token of the DNS provider, used once."""


def ways_of(domain: LinkDomain, stage: Stage, rules: Rules, *, has_page: bool = False) -> tuple[Way, ...]:
    """What is offered now, the easiest first: what this installation can do (``rules.ways``) and the domain's provider
    takes, while a record is not right that we know the value of. ``has_page``: its consent page would take us."""
    if not wants_client(domain, stage) or not _lacks_records(domain):
        return ()
    panel = panel_of(domain.provider)
    takes = {Way.CONNECT: has_page, Way.WRITE: panel is not None and bool(panel.writes)}
    return tuple(way for way in Way if way in rules.ways and takes[way])


def with_ways(actions: tuple[Action, ...], ways: Sequence[str], domain: LinkDomain) -> tuple[Action, ...]:
    """The card's actions with *Have it written* among them: in front where adding the records is our part."""
    if not ways:
        return actions
    if domain.setup is Setup.OURS:
        return (Action.WRITE, *actions)
    at = next((index for index, action in enumerate(actions) if action in _LATER), len(actions))
    return (*actions[:at], Action.WRITE, *actions[at:])


def _lacks_records(domain: LinkDomain) -> bool:
    """A CAA record in the way is not ours to change."""
    has_value = domain.details is not None and domain.details.verification is not None
    return not domain.fact(FactName.RECORD).holds or (has_value and not is_verified(domain))
