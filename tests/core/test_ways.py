"""Which automatic ways are offered: what this installation can do, the provider takes, and is still needed."""

from dataclasses import replace

import pytest

from bot.core.cards import Action, Stage
from bot.core.domain import LinkDomain, Setup
from bot.core.facts import Fact, FactName, FactState, Provider
from bot.core.rules import Rules
from bot.core.stage import stage_of
from bot.core.ways import Way, ways_of, with_ways
from tests.core.support import START, details, link_domain

RULES = Rules(ways=frozenset(Way))
CLOUDFLARE = Provider("cloudflare", "Cloudflare")


def offered(domain: LinkDomain, rules: Rules = RULES) -> tuple[Way, ...]:
    return ways_of(domain, stage_of(domain), rules)


def facing(*right: FactName, at: Provider | None = CLOUDFLARE) -> LinkDomain:
    """A domain at that provider with Twilio's details, of which these facts hold."""
    facts = {name: Fact(FactState.HOLDS, START, START) for name in right}
    return replace(link_domain(), provider=at, details=details(), facts=facts)


def test_a_token_is_taken_while_a_record_is_missing_at_a_provider_that_takes_it() -> None:
    assert Way.WRITE in offered(facing())
    assert Way.WRITE in offered(facing(FactName.RECORD))
    assert Way.WRITE in offered(facing(FactName.VERIFICATION))


@pytest.mark.parametrize("provider", [None, Provider("godaddy", "GoDaddy"), Provider("unheard-of", "Unheard of")])
def test_no_token_is_asked_for_where_it_would_not_be_taken(provider: Provider | None) -> None:
    assert Way.WRITE not in offered(facing(at=provider))


def test_nothing_is_offered_that_this_installation_cannot_do() -> None:
    assert offered(facing(), Rules()) == ()


def test_nothing_is_offered_where_the_records_are_right() -> None:
    assert offered(facing(FactName.RECORD, FactName.VERIFICATION)) == ()


def test_nothing_is_offered_for_a_record_whose_value_is_not_known() -> None:
    assert offered(replace(facing(FactName.RECORD), details=None)) == ()
    assert Way.WRITE in offered(replace(facing(), details=None))


@pytest.mark.parametrize("stage", [Stage.LIVE, Stage.REMOVING, Stage.REMOVED])
def test_nothing_is_offered_once_nothing_is_to_be_added(stage: Stage) -> None:
    assert ways_of(facing(), stage, RULES) == ()


def buttons(setup: Setup, *actions: Action) -> tuple[Action, ...]:
    return with_ways(actions, (Way.CONNECT, Way.WRITE), replace(facing(), setup=setup))


def test_the_button_comes_first_where_adding_the_records_is_our_part() -> None:
    assert buttons(Setup.OURS, Action.CHECK_NOW, Action.EDIT) == (Action.WRITE, Action.CHECK_NOW, Action.EDIT)


def test_else_it_comes_after_what_the_client_is_asked() -> None:
    asking = (Action.REMIND, Action.CHECK_NOW, Action.FORWARD_AGAIN)
    assert buttons(Setup.FORWARD, *asking, Action.REVOKE, Action.EDIT) == (
        *asking,
        Action.WRITE,
        Action.REVOKE,
        Action.EDIT,
    )
    assert buttons(Setup.FORWARD, *asking) == (*asking, Action.WRITE)


def test_a_consent_page_alone_gives_the_button_too() -> None:
    assert with_ways((Action.CHECK_NOW,), (Way.CONNECT,), facing()) == (Action.CHECK_NOW, Action.WRITE)
    assert with_ways((Action.CHECK_NOW,), (), facing()) == (Action.CHECK_NOW,)
