"""What an admin reads when a token was made. Never its secret."""

from slack_sdk.models.blocks import Block

from bot.core.messages import Content
from bot.core.tokens import SHOWN_WITHIN, TokenShown
from handlers.views.blocks import context, section
from handlers.views.text import bold, code, date, plain

MAX_NAMED = 5


def made(shown: TokenShown, address: str | None) -> Content:
    """``address`` is the page that shows the secret; None: it is shown where the bot runs."""
    token = shown.token
    told = f"The token {plain(token.name, 80)} is made: next, have it shown"
    ends = date(token.made_at + SHOWN_WITHIN)
    if address is None:
        how = f"Where linkdomain runs, type {code(f'linkdomain token {token.id}')}: it prints the secret, once."
        return Content(told, (section(f"{bold(token.name, 80)} is made, for {reach(shown)}.", how), _note(ends)))
    how = f"<{address}|Open the page that shows it>, and have the place ready where it is to be kept."
    return Content(told, (section(f"{bold(token.name, 80)} is made, for {reach(shown)}.", how), _note(ends)))


def _note(ends: str) -> Block:
    return context(f"That works once, until {ends}. The secret itself never passes through Slack.")


def reach(shown: TokenShown) -> str:
    """Whose domains, in mrkdwn."""
    if shown.token.client_ids is None:
        return "every client"
    named = ", ".join(bold(name, 80) for name in shown.clients[:MAX_NAMED])
    rest = len(shown.clients) - MAX_NAMED
    return f"{named} and {rest} more" if rest > 0 else named
