"""A client's own Twilio account: the link to the page for its credentials, and back to the default account."""

from slack_bolt.response import BoltResponse

from bot.core.approvals import Act
from bot.core.commands import Actor
from bot.services import clients, credentials
from bot.services.clients import DefaultAccount
from bot.services.credentials import MakeLink
from handlers import reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Pressed
from handlers.views import accounts
from handlers.views.modals.registry import edit_client_form


async def set_account(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """Credentials never pass through Slack: the answer is a link to a page of ours, for this admin alone."""
    reads.require(desk, actor, Act.MANAGE)
    link_id = desk.new_id()
    address = desk.links.credentials_address(link_id) if desk.links else None
    if address is None:
        return await answer.say(accounts.no_page())
    shown = await desk.run(clients.client_shown, pressed.value, actor, desk.clock())
    link = await desk.run(credentials.make_link, MakeLink(link_id, pressed.value), actor, desk.clock())
    return await answer.say(accounts.link(shown.client, address, link.expires_at))


async def use_default(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    await desk.run(clients.use_default, DefaultAccount(pressed.value), actor, desk.clock())
    shown = await desk.run(clients.client_shown, pressed.value, actor, desk.clock())
    return await answer.redraw(edit_client_form(shown))
