"""What an account manager reads who has the records written. Never an access."""

from datetime import datetime

from bot.core.cards import Card
from bot.core.messages import Content
from handlers.views.blocks import context, section
from handlers.views.text import code, date, plain, said, shown_host


def link(card: Card, address: str, ends: datetime) -> Content:
    """The one-time link, for whoever pressed the button."""
    host = shown_host(card.domain.host)
    provider = card.domain.provider.name if card.domain.provider else "the DNS provider"
    told = f"A page that has the records of {plain(host, 80)} written at {plain(provider, 80)}"
    shown = section(
        f"Have the records of {code(host)} written at {said(provider, 80)}. What opens it goes into this page, never "
        "into Slack:",
        f"<{address}|Open the page>",
    )
    note = context(f"It works once, until {date(ends)}. What is typed there is used once, and kept nowhere.")
    return Content(told, (shown, note))
