"""The forms that register what Twilio has, and the one that chooses a campaign's Messaging Service."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    Option,
    OptionGroup,
    StaticMultiSelectElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.core.errors import GatewayError
from bot.core.imports import Imported, Offers, ServiceChoice
from bot.core.messages import Content
from handlers import ids
from handlers.views.blocks import actions, context, field, modal, option, section
from handlers.views.modals.parts import search
from handlers.views.refusals import failed
from handlers.views.text import bold, count, plain, pt, said

TITLE = "Import from Twilio"
MAX_OPTIONS, MAX_NAMED = 100, 20
MAX_OFFERED = 300
"""Entries of one form: a view may have 250 KB, and a letter may take twelve bytes of it."""
_NOT_BY_KEY = (
    "Twilio shows subaccounts only to the main account's Auth Token, not to an API key. Whoever runs linkdomain can "
    "set TWILIO_AUTH_TOKEN in place of the API key; for a client's own account, *Set Twilio account* takes the Auth "
    "Token. Clients can also be added one by one: `/linkdomain clients`."
)
_NOT_TAKEN = (
    "Twilio does not take the credentials of this account any more. `/linkdomain clients`, *Edit*, *Set Twilio "
    "account* gives a client others; those of the default account are settings, which `linkdomain doctor` judges."
)
_NO_ACCOUNT = (
    "No Twilio account is set up here yet. Whoever runs linkdomain sets TWILIO_ACCOUNT_SID and its credentials; or a "
    "client gets an account of its own: `/linkdomain clients`, *Edit*, *Set Twilio account*."
)


def reading(title: str = TITLE) -> View:
    """Shown at once, until Twilio has answered."""
    return modal(title, [section("Reading Twilio…")])


def not_read(error: GatewayError, title: str = TITLE, *, are_accounts: bool = False) -> View:
    """Why there is nothing to choose from. ``are_accounts``: subaccounts were asked for."""
    if error.reference == "no_account":
        return modal(title, [section(_NO_ACCOUNT)])
    if error.reference in ("20003", "401"):
        return modal(title, [section(_NOT_BY_KEY if are_accounts else _NOT_TAKEN)])
    return modal(title, [section(failed(error)), context("Close this and press the button again.")])


def choose_client_form() -> View:
    """Whose campaigns they will be: that says which account is read."""
    choose = search(ids.IMPORT_OF, "Type a part of the client's name")
    return modal(TITLE, [section("The Messaging Services of which client's account?"), actions(choose)])


def import_clients_form(offers: Offers) -> View:
    told = f"The account has {count(len(offers.offered), 'subaccount')} that could be added as clients."
    later = "Each uses the default account until it gets its own: *Edit*, then *Set Twilio account*."
    return _import_form(offers, told, later, "Subaccounts", ids.IMPORT_CLIENTS_FORM, {})


def import_campaigns_form(client_id: str, client: str, offers: Offers) -> View:
    number = count(len(offers.offered), "Messaging Service")
    told = f"The account of {bold(client, 80)} has {number} that could be added as campaigns."
    later = "A campaign sends through its Messaging Service; it can get another name afterwards."
    return _import_form(offers, told, later, "Messaging Services", ids.IMPORT_CAMPAIGNS_FORM, {"client": client_id})


def _import_form(offers: Offers, told: str, later: str, label: str, callback_id: str, carries: dict[str, str]) -> View:
    blocks: list[Block] = [section(told if offers.offered else "This account has nothing that is not here already.")]
    if offers.known:
        blocks.append(context(f"Here already, so not in the list: {_named(offers.known)}."))
    if not offers.offered:
        return modal(TITLE, blocks)
    options = [option(plain(one.name, 75), one.sid) for one in offers.offered[:MAX_OFFERED]]
    rest = len(offers.offered) - len(options)
    menu = StaticMultiSelectElement(
        action_id=ids.IMPORTED,
        placeholder=pt("Choose several"),
        **({"options": options} if len(options) <= MAX_OPTIONS else {"option_groups": _groups(options)}),
    )
    blocks += [field(ids.IMPORTED, label, menu), context(later)]
    if rest:
        blocks.append(context(f"{rest} more are listed when these are here: import again afterwards."))
    return modal(TITLE, blocks, callback_id=callback_id, submit="Add", carries=carries)


def _groups(options: Sequence[Option]) -> list[OptionGroup]:
    """Slack takes a hundred options in one group, and a hundred groups."""
    starts = range(0, len(options), MAX_OPTIONS)
    return [
        OptionGroup(
            label=pt(f"{start + 1} to {min(start + MAX_OPTIONS, len(options))}"),
            options=list(options[start : start + MAX_OPTIONS]),
        )
        for start in starts
    ]


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return f"{', '.join(said(name, 80) for name in names[:MAX_NAMED])}{more}"


def imported(done: Imported, noun: str) -> Content:
    """What was stored, and what comes next."""
    told = f"Added {count(len(done.added), noun)}." if done.added else "Nothing was added."
    lines = [f"*{told}*"]
    if done.added:
        lines.append(_named(done.added))
    if done.known:
        lines.append(f"Here already: {_named(done.known)}")
    lines.append(_NEXT[noun])
    return Content(told, (section(*lines),))


_NEXT = {
    "client": "Next, their Twilio accounts: `/linkdomain clients`, *Edit*, *Set Twilio account*.",
    "campaign": "Next: `/linkdomain attach`, or *Attach campaigns* on a card.",
}


def choose_service_form(campaign: str, choices: Sequence[ServiceChoice], fee: str, carries: dict[str, str]) -> View:
    """``fee`` is what Twilio charges."""
    title = "Choose a service"
    if not choices:
        told = "The account has no Messaging Service yet. Make one in the Twilio Console, Messaging, Services."
        return modal(title, [section(told)])
    options = [option(plain(one.service.name, 75), one.service.sid, _shared(one)) for one in choices[:MAX_OFFERED]]
    menu = StaticSelectElement(
        action_id=ids.SERVICE_SID,
        placeholder=pt("Choose one"),
        **({"options": options} if len(options) <= MAX_OPTIONS else {"option_groups": _groups(options)}),
    )
    blocks: list[Block] = [
        section(f"{bold(campaign, 80)} has no Messaging Service, and Twilio shortens links only in those."),
        field(ids.SERVICE_SID, "Messaging Service", menu),
        context("Campaigns that share a service always have their links on the same domain.", fee),
    ]
    if len(choices) > MAX_OFFERED:
        blocks.append(context("Is it not in the list? `/linkdomain campaigns`, *Edit campaign* takes its SID."))
    return modal(title, blocks, callback_id=ids.CHOOSE_SERVICE_FORM, submit="Choose", carries=carries)


def _shared(choice: ServiceChoice) -> str | None:
    return f"Also of {plain(', '.join(choice.used_by), 66)}" if choice.used_by else None
