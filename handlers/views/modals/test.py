"""The form that sends one real message through an attached campaign."""

from collections.abc import Sequence

from slack_sdk.models.blocks import InputBlock, Option, StaticSelectElement
from slack_sdk.models.views import View

from bot.core.cards import AttachedCampaign, Card
from handlers import ids
from handlers.views.blocks import context, field, modal, option, section
from handlers.views.text import code, plain, pt

MOST = 100


def sending_form(card: Card, attached: Sequence[AttachedCampaign], numbers: Sequence[str]) -> View:
    """``numbers`` are the phones that the settings allow."""
    campaigns = [option(plain(one.campaign.name, 75), one.attachment.id) for one in attached[:MOST]]
    phones = [option(number, number) for number in numbers[:MOST]]
    blocks = [
        section(f"One message goes out with a link on {code(card.domain.host)}; the card's thread shows the link."),
        _menu(ids.ATTACHED, "Campaign", campaigns),
        _menu(ids.NUMBER, "Phone", phones),
        context("Twilio charges for it as for any message. The list of phones is the setting TEST_NUMBERS."),
    ]
    return modal("Send a test", blocks, callback_id=ids.TEST_FORM, submit="Send", carries={"domain": card.domain.id})


def _menu(block_id: str, label: str, options: list[Option]) -> InputBlock:
    element = StaticSelectElement(
        action_id=block_id, placeholder=pt("Choose"), options=options, initial_option=options[0]
    )
    return field(block_id, label, element)
