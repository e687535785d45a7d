"""The windows for tokens of other systems: all of them, and the form that makes one."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ExternalDataMultiSelectElement,
    InputBlock,
    RadioButtonsElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.core.tokens import MOST_TOKENS, ApiToken, TokenShown
from handlers import ids
from handlers.views.blocks import actions, button, confirm, context, field, modal, option, section
from handlers.views.modals.parts import text_input
from handlers.views.text import bold, date, mention, plain, pt
from handlers.views.tokens import reach

EVERY, SOME = "every", "some"
NAME_LIMIT = 80
_LIVES = (("30 days", "30"), ("90 days", "90"), ("A year", "365"), ("It does not end", "never"))


def token_list(shown: Sequence[TokenShown], now: datetime) -> View:
    """Newest first."""
    blocks: list[Block] = [
        section("With a token, another system reads how domains are, and may add some, by `/api/v1` of this bot."),
        actions(button("Make a token", ids.MAKE_TOKEN, ids.MAKE_TOKEN, style="primary")),
    ]
    if not shown:
        blocks.append(section("There is none yet."))
    blocks += [_line(one, now) for one in shown[:MOST_TOKENS]]
    return modal("API tokens", blocks)


def _line(shown: TokenShown, now: datetime) -> Block:
    token = shown.token
    sure = confirm(
        "Revoke this token?", "Whatever uses it is refused from that moment. It does not come back.", "Revoke"
    )
    says = f"Revoke {plain(token.name, 60)}"
    revoke = button("Revoke", ids.REVOKE_TOKEN, token.id, style="danger", confirm=sure, says=says)
    does = "reads and adds domains of" if token.can_add else "reads domains of"
    told = f"made {date(token.made_at)} by {mention(token.made_by)} · {' · '.join(_state(token, now))}"
    return section(f"{bold(token.name, 80)} · {does} {reach(shown)}", told, accessory=revoke)


def _state(token: ApiToken, now: datetime) -> Iterator[str]:
    if token.digest is None:
        yield "not shown yet"
        return
    yield f"last used {date(token.used_at)}" if token.used_at else "not used yet"
    if token.expires_at:
        ends = date(token.expires_at)
        yield f"*ended {ends}*" if token.has_ended(now) else f"ends {ends}"


def token_form(behind: str) -> View:
    """``behind`` is the window with the list, which is drawn anew when a token is made."""
    name = text_input(ids.NAME, max_length=NAME_LIMIT, placeholder="Billing system")
    blocks = [
        field(ids.NAME, "Name", name, hint="Which system will use it."),
        *_scope_fields(),
        _may_add_field(),
        _ends_field(),
        context("Its secret is shown once, when you have made it, and not in Slack."),
    ]
    carries = {"list": behind} if behind else None
    return modal("Make a token", blocks, callback_id=ids.TOKEN_FORM, submit="Make it", carries=carries)


def _scope_fields() -> list[InputBlock]:
    """Nothing is chosen beforehand: whose domains it reaches is a decision."""
    every = option("Every client, those added later too", EVERY)
    some = option("Only the clients chosen below", SOME)
    clients = ExternalDataMultiSelectElement(
        action_id=ids.CLIENT_IDS,
        placeholder=pt("Type a part of the name"),
        min_query_length=0,
        max_selected_items=50,
    )
    return [
        field(ids.SCOPE, "Whose domains", RadioButtonsElement(action_id=ids.SCOPE, options=[every, some])),
        field(ids.CLIENT_IDS, "Clients", clients, is_optional=True),
    ]


def _may_add_field() -> InputBlock:
    add = option("It may add domains", ids.MAY_ADD, "In your name; otherwise it only reads")
    element = CheckboxesElement(action_id=ids.OPTIONS, options=[add])
    return field(ids.OPTIONS, "What else it may do", element, is_optional=True)


def _ends_field() -> InputBlock:
    options = [option(label, value) for label, value in _LIVES]
    element = StaticSelectElement(action_id=ids.ENDS, options=options, initial_option=options[2])
    return field(ids.ENDS, "Works for", element)
