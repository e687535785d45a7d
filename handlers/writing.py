"""Having the records written at the client's DNS provider: the link to the page where that is done."""

from slack_bolt.response import BoltResponse

from bot.core.cards import Action
from bot.core.commands import Actor, MakeWriteLink
from bot.services import writing
from handlers import reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Pressed
from handlers.views import said_back
from handlers.views import writing as words


async def pressed(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """No access to a provider passes through Slack: the answer is a link to a page of ours, for this person alone."""
    card = await reads.card(desk, actor, pressed.value)
    link_id = desk.new_id()
    address = desk.links.write_address(link_id) if desk.links else None
    if Action.WRITE not in card.actions or address is None:
        return await answer.say(said_back.outdated(card, Action.WRITE))
    link = await desk.run(writing.make_link, MakeWriteLink(link_id, card.domain.id), actor, desk.clock())
    return await answer.say(words.link(card, address, link.expires_at))
