"""What the guide says beside the fields of forms; of all others it names the first that must be filled in."""

from bot.sandbox.page.tale import Tale
from bot.sandbox.slack.shapes import Json
from bot.sandbox.world import CLIENT_ZONE
from handlers import ids

_CONSOLE = "#domains"


def fills(tale: Tale) -> Json:
    """Form by form, field by field: the words, and what of the world around is to be seen meanwhile (``look``)."""
    zone = tale.domain.zone if tale.read.card else CLIENT_ZONE
    client = "Choose the client" if tale.read.clients else "Nobody is in the list yet: press Ask an admin, below it"
    return {
        ids.CLIENT_FORM: {ids.NAME: _say("Type `Acme Corp`, or any name")},
        ids.CAMPAIGN_FORM: {
            ids.CLIENT: _say(client),
            ids.NAME: _say("Type `Spring sale`, or any name"),
            ids.SERVICE_SID: _say(
                "Copy the SID of Spring sale from the Twilio Console, right, and paste it here", "#services"
            ),
        },
        ids.EDIT_CAMPAIGN_FORM: {
            ids.SERVICE_SID: _say("Copy its SID from the Twilio Console, right, and paste it here", "#services"),
        },
        ids.ADD_FORM: {
            ids.CLIENT: _say(client),
            ids.HOST: _say(f"Type `{CLIENT_ZONE}`, or a domain of your own"),
            ids.SETUP: _say("Choose The client adds the records: that shows most", choose=1),
            ids.EMAIL: _say("Type the client's address, such as `it@acme.test`: all mail stays here"),
        },
        ids.DETAILS_FORM: {
            ids.VERIFICATION: _say("Copy the TXT value from the Console, right, and paste it", _CONSOLE),
            ids.DOMAIN_SID: _say("Copy the Domain SID likewise, and paste it", _CONSOLE),
        },
        ids.FORWARD_FORM: {ids.EMAIL: _say(f"Type an address, such as `it@{zone}`")},
        ids.ATTACH_FORM: {
            ids.CAMPAIGNS: _say("Choose the campaign"),
            ids.FALLBACK_URL: _say(f"Type `https://www.{zone}/`"),
        },
        ids.REJECT_FORM: {ids.REASON: _say("Type why: the thread will say it")},
    }


def _say(words: str, look: str = "", choose: int | None = None) -> Json:
    """``choose`` is the place of the choice that is meant, from 0."""
    return {"say": words, "look": look, "choose": choose}
