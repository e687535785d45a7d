"""App Home: what waits for me, my domains, all clients, the pace of the steps, and the registries of admins."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, InteractiveElement
from slack_sdk.models.views import View

from bot.core.cards import Action, Awaited, Stage
from bot.core.overview import (
    ORGANIZATION_LIMIT,
    ClientLine,
    GivenUp,
    HomeQuery,
    Line,
    OrganizationCount,
    Overview,
    Part,
    Registries,
    Step,
    StepTime,
)
from handlers import ids
from handlers.views.approvals import decisions
from handlers.views.blocks import actions, button, context, divider, header, section
from handlers.views.cards import blocks_of
from handlers.views.home_state import KEY, text_of
from handlers.views.modals.parts import Choice, search
from handlers.views.mornings import orphans
from handlers.views.rows import row
from handlers.views.text import bold, count, date, lasting, plain, said
from handlers.views.words import ACTIONS, STAGES

MAX_BLOCKS = 100
MAX_GIVEN_UP = 3
_STEPS = {
    Step.DETAILS: "Twilio details",
    Step.RECORDS: "DNS records",
    Step.REQUEST: "SSL request",
    Step.APPROVAL: "Approval",
    Step.CERTIFICATE: "Certificate",
    Step.HTTPS: "HTTPS",
    Step.WHOLE: "All of it",
}


def home_view(model: Overview, now: datetime) -> View:
    """All of App Home, drawn as of ``now``."""
    carried = json.dumps({KEY: text_of(model.query)}, separators=(",", ":"))
    return View(type="home", private_metadata=carried, blocks=list(_blocks(model, now))[:MAX_BLOCKS])


def closed_home(text: str) -> View:
    """For people who may see nothing: why."""
    return View(type="home", blocks=[section(text)])


def _blocks(model: Overview, now: datetime) -> Iterator[Block]:
    yield actions(
        button("Add a domain", ids.ADD, ids.ADD, style="primary"),
        button("Add many", ids.ADD_MANY, ids.ADD_MANY),
        _go("Refresh", ids.HOME_GO, model.query),
    )
    yield from _finding(model)
    yield from (context(organization(one)) for one in model.full[:3])
    yield from _waiting(model)
    yield from _mine(model)
    yield from _glance(model)
    yield from _pace(model.pace)
    if model.registries:
        yield from _registries(model.registries)
    if model.orphans:
        yield section("*Their owner has left this workspace:*")
        yield from orphans(model.orphans)
    yield context(f"As of {date(now)}. All commands: `{ids.COMMAND} help`")


def _go(label: str, action_id: str, query: HomeQuery) -> ButtonElement:
    """A button that shows Home in another way."""
    return button(label, action_id, text_of(query))


def _finding(model: Overview) -> Iterator[Block]:
    chosen = Choice(model.client.id, model.client.name) if model.client else None
    elements: list[InteractiveElement] = [
        search(ids.HOME_SEARCH, "Find a domain"),
        search(ids.HOME_CLIENT, "Only one client", chosen),
    ]
    if chosen:
        elements.append(_go("All clients", ids.HOME_GO, replace(model.query, client_id="")))
    yield actions(*elements)
    if model.found:
        yield from blocks_of(model.found)
        yield actions(
            button("Show its history", ids.SHOW, model.found.domain.id),
            _go("Close", ids.HOME_GO, replace(model.query, domain_id="")),
        )


def organization(one: OrganizationCount) -> str:
    """How near a Twilio Organization is to its limit."""
    whose = f" of {said(one.clients, 200)}" if one.clients else ""
    told = f"The Twilio Organization{whose} has *{one.count} of the {ORGANIZATION_LIMIT}* domains that Twilio allows"
    return f"{told}; Twilio Support can raise it."


def _waiting(model: Overview) -> Iterator[Block]:
    yield divider()
    yield header(f"Waits for me: {model.waiting.total}")
    if not model.waiting.lines:
        yield section("Nothing waits for you.")
    for line in model.waiting.lines:
        yield section(*row(line))
        yield _buttons(line)
    back, on = (replace(model.query, waiting=model.waiting.number + step) for step in (-1, 1))
    yield from _pages(model.waiting, back, on)


def _buttons(line: Line) -> Block:
    """What is awaited first; an approver decides here, too."""
    show = button("Show", ids.SHOW, line.domain.id, says=f"Show {plain(line.domain.host, 60)}")
    if line.awaited is Awaited.APPROVER and line.domain.request:
        return actions(*decisions(line.domain.request, line.domain.host), show)
    return actions(*(_button(action, line, is_first=action is line.actions[0]) for action in line.actions[:2]), show)


def _button(action: Action, line: Line, *, is_first: bool) -> ButtonElement:
    style = "primary" if is_first and action is not Action.CHECK_NOW else None
    says = f"{ACTIONS[action]}: {plain(line.domain.host, 50)}"
    return button(ACTIONS[action], action, line.domain.id, style=style, says=says)


def _mine(model: Overview) -> Iterator[Block]:
    yield divider()
    yield header(f"My domains: {model.mine.total}")
    if not model.mine.lines:
        yield section(f"None yet. Add one above, or with `{ids.COMMAND} add` in a channel.")
        return
    yield context(" · ".join(f"{STAGES[stage]} *{model.stages[stage]}*" for stage in Stage if model.stages.get(stage)))
    for line in model.mine.lines:
        yield from _line(line)
    back, on = (replace(model.query, mine=model.mine.number + step) for step in (-1, 1))
    yield from _pages(model.mine, back, on)


_REACHING = (Action.REMIND, Action.FORWARD, Action.FORWARD_AGAIN)


def _line(line: Line) -> Iterator[Block]:
    """Where a client is waited for, the ways to reach it stand below."""
    show = button("Show", ids.SHOW, line.domain.id, says=f"Show {plain(line.domain.host, 60)}")
    reaching = [action for action in line.actions if action in _REACHING] if line.awaited is Awaited.CLIENT else []
    if not reaching:
        yield section(*row(line), accessory=show)
        return
    yield section(*row(line))
    yield actions(*(_button(action, line, is_first=False) for action in reaching), show)


def _glance(model: Overview) -> Iterator[Block]:
    yield divider()
    yield header("All clients at a glance" if model.client is None else "This client at a glance")
    if not model.clients:
        yield section("No client has a domain yet.")
        return
    yield section(*map(_client, model.clients))
    back, on = (replace(model.query, clients=model.query.clients + step) for step in (-1, 1))
    yield from _turns(back if model.query.clients else None, on if model.has_more_clients else None)


def _client(line: ClientLine) -> str:
    told = [
        f"{line.live} live" if line.live else "",
        f"{line.waiting} waiting" if line.waiting else "",
        f"*{line.degraded} degraded*" if line.degraded else "",
    ]
    return " · ".join(filter(None, (bold(line.client.name, 80), *told)))


def _pages(part: Part, back: HomeQuery, on: HomeQuery) -> Iterator[Block]:
    yield from _turns(back if part.number else None, on if part.has_more else None)


def _turns(back: HomeQuery | None, on: HomeQuery | None) -> Iterator[Block]:
    buttons = [
        *([_go("Earlier page", ids.HOME_BACK, back)] if back else []),
        *([_go("Next page", ids.HOME_GO, on)] if on else []),
    ]
    if buttons:
        yield actions(*buttons)


def _pace(pace: Sequence[StepTime]) -> Iterator[Block]:
    if not pace:
        return
    yield divider()
    yield header("How long each step takes")
    yield section(*(f"{_STEPS[one.step]}: *{lasting(one.median)}*, {_of(one)}" for one in pace))
    yield context("The median: half of the domains were faster. What was there from the beginning does not count.")


def _of(one: StepTime) -> str:
    return f"over {count(one.count, 'domain')}"


def _registries(registries: Registries) -> Iterator[Block]:
    yield divider()
    yield header("For admins")
    told = [count(registries.clients, "client"), count(registries.campaigns, "campaign")]
    if registries.webhooks:
        verb = "takes" if registries.webhooks_amiss == 1 else "take"
        amiss = f", *{registries.webhooks_amiss} {verb} nothing*" if registries.webhooks_amiss else ""
        told.append(f"{count(registries.webhooks, 'webhook')}{amiss}")
    yield context(" · ".join(told))
    yield from map(_given_up, registries.given_up[:MAX_GIVEN_UP])
    yield actions(
        button("Clients", ids.CLIENTS, ids.CLIENTS),
        button("Campaigns", ids.ALL_CAMPAIGNS, ids.ALL_CAMPAIGNS),
        button("Add client", ids.ADD_CLIENT, ids.ADD),
        button("Add campaign", ids.ADD_CAMPAIGN, ids.ADD),
        button("Import clients", ids.IMPORT_CLIENTS, "default"),
        button("Import campaigns", ids.IMPORT_CAMPAIGNS, "default"),
        button("Webhooks", ids.WEBHOOKS, ids.WEBHOOKS),
        button("API tokens", ids.TOKENS, ids.TOKENS),
    )


def _given_up(one: GivenUp) -> Block:
    """Nobody tries these any more but who presses."""
    what = "delivery" if one.number == 1 else "deliveries"
    then = "switch the webhook on, then *Send again*" if one.is_off else "*Send again* is there"
    show = button("Open", ids.WEBHOOK, one.webhook_id, says=f"Open the webhook to {plain(one.host, 50)}")
    failed = f"✗ *{one.number} webhook {what} failed for good*: {said(one.host, 120)} did not take {_them(one.number)}."
    return section(failed, f"I do not try again by myself. Open it: {then}.", accessory=show)


def _them(number: int) -> str:
    return "it" if number == 1 else "them"
