"""The forms that change what is registered: a client, a campaign."""

from collections.abc import Iterator

from slack_sdk.models.blocks import ButtonElement
from slack_sdk.models.views import View

from bot.core.domain import Campaign, Client
from bot.core.messages import Content
from bot.core.registry import RegisteredClient
from handlers import ids
from handlers.views.blocks import actions, button, confirm, field, modal, section
from handlers.views.modals.parts import search, text_input
from handlers.views.registries import account_of
from handlers.views.text import bold, plain

NAME_LIMIT = 80


def edit_client_form(shown: RegisteredClient) -> View:
    client = shown.client
    name = text_input(ids.NAME, client.name, max_length=NAME_LIMIT)
    blocks = [
        field(ids.NAME, "Name", name, hint="The cards of its domains follow at once."),
        section(f"Served by {account_of(shown.account)}."),
        actions(*_of_account(shown), _remove(client)),
    ]
    carries = {"client": client.id}
    return modal("Edit a client", blocks, callback_id=ids.EDIT_CLIENT_FORM, submit="Save", carries=carries)


def _of_account(shown: RegisteredClient) -> Iterator[ButtonElement]:
    """Buttons, so that nothing of an account is ever typed into Slack."""
    client = shown.client
    yield button("Set Twilio account", ids.SET_ACCOUNT, client.id)
    yield button("Import campaigns", ids.IMPORT_CAMPAIGNS, client.id)
    if shown.account is not None:
        back = "Its own credentials are deleted here, and the default account serves it from now on."
        sure = confirm("Use the default account?", back, "Use the default")
        yield button("Import subaccounts", ids.IMPORT_CLIENTS, client.id)
        yield button("Use the default account", ids.USE_DEFAULT, client.id, confirm=sure)


def _remove(client: Client) -> ButtonElement:
    label = "Remove with all domains…"
    return button(label, ids.REMOVE_CLIENT, client.id, says=f"Remove {plain(client.name, 60)} with all its domains")


def edited_client(client: Client) -> Content:
    more = "The cards of its domains show it in a moment."
    return Content(f"Saved {plain(client.name, 80)}. {more}", (section(f"Saved {bold(client.name, 80)}. {more}"),))


def edit_campaign_form() -> View:
    """What is left empty stays as it is."""
    sid = text_input(ids.SERVICE_SID, max_length=200)
    where = "Twilio Console, Messaging, Services. It can change only while the campaign is attached nowhere."
    blocks = [
        field(ids.CAMPAIGN, "Campaign", search(ids.CAMPAIGN, "Type a part of the name")),
        field(ids.NAME, "Another name", text_input(ids.NAME, max_length=NAME_LIMIT), is_optional=True),
        field(ids.SERVICE_SID, "SID of its Messaging Service", sid, is_optional=True, hint=where),
    ]
    return modal("Edit a campaign", blocks, callback_id=ids.EDIT_CAMPAIGN_FORM, submit="Save")


def edited_campaign(campaign: Campaign) -> Content:
    more = (
        "It can be attached: /linkdomain attach"
        if campaign.service_sid
        else "It has no Messaging Service yet, so it cannot be attached"
    )
    shown = section(f"Saved {bold(campaign.name, 80)}. {more}.")
    return Content(f"Saved {plain(campaign.name, 80)}. {more}.", (shown,))
