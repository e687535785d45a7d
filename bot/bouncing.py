"""Wiring of e-mails that come back: who looks for them, and what doctor says of their mailbox."""

from bot.core.commands import Actor
from bot.core.errors import GatewayError
from bot.gateways.mailbox import ImapMailbox
from bot.services.ports import Clock, Run
from bot.settings import Settings
from bot.web.metrics import Metrics
from bot.workers.bounces import BounceRound
from bot.workers.schedule import Beat

_EVERY, _LEAST = 60.0, 1.0  # seconds


def bounce_beats(
    settings: Settings, run: Run, clock: Clock, bot: Actor, metrics: Metrics, speed: float
) -> tuple[Beat, ...]:
    """What the metronome calls for them: every minute, where there is a mailbox to look into."""
    if settings.bounces_url is None:
        return ()
    box = ImapMailbox(settings.bounces_url.get_secret_value())
    rounds = BounceRound(run, box, clock, bot, metrics.bounce_done)
    return (Beat("bounces", max(_EVERY / speed, _LEAST), rounds.tick),)


_REMEDIES = {
    "login": "are user and password of BOUNCES_URL right? Percent-encode what is special in them; some providers want "
    "an app password, and IMAP switched on",
    "no_such_folder": "the path of BOUNCES_URL names the folder: /INBOX",
    "read_only": "the user may read the folder only: reports are to be marked as read there",
    "certificate": "does the server's certificate name the host of BOUNCES_URL?",
}


async def look_into(settings: Settings, within: float) -> tuple[bool, str, str]:
    """Whether the mailbox can be used, what was seen, and the remedy."""
    if settings.bounces_url is None:
        return True, "not needed", ""
    try:
        unread = await ImapMailbox(settings.bounces_url.get_secret_value(), deadline=within).probe()
    except GatewayError as error:
        remedy = _REMEDIES.get(error.reference, "is BOUNCES_URL right, and may this machine reach it?")
        return False, f"the mailbox says {error.reference}", remedy
    return True, f"the mailbox lets the bot in; {unread} unread of 30 days", ""
