"""What admins read about a client's Twilio account. Never a secret."""

from datetime import datetime

from bot.core.domain import Client
from bot.core.messages import Content
from bot.core.registry import RegisteredClient
from handlers.views.blocks import context, section
from handlers.views.registries import account_of
from handlers.views.text import bold, date, plain


def link(client: Client, address: str, ends: datetime) -> Content:
    """The one-time link, for the admin who asked alone."""
    told = f"The Twilio account of {plain(client.name, 80)}: a page for its credentials"
    shown = section(
        f"Type the Twilio credentials of {bold(client.name, 80)} into this page, never into Slack:",
        f"<{address}|Open the page>",
    )
    note = context(f"It works once, until {date(ends)}, and only for you. I tell you when the account is in use.")
    return Content(told, (shown, note))


def no_page() -> Content:
    """Where there is no public address."""
    text = (
        "Credentials are typed into a web page of mine, never into Slack, and that page has no address yet. Whoever "
        "runs linkdomain sets PUBLIC_URL (and SECRET_KEYS) and starts it again; until then the default account is used."
    )
    return Content(text, (section(text),))


def account_set(shown: RegisteredClient) -> Content:
    """Told to the admin who typed the credentials."""
    told = f"{plain(shown.client.name, 80)} has a Twilio account of its own now."
    rest = f"{bold(shown.client.name, 80)} is served by {account_of(shown.account)} from now on."
    next_step = "Next: its Messaging Services as campaigns, `/linkdomain campaigns`."
    return Content(told, (section(rest, next_step),))
