"""What somebody looks at on App Home, as a text that Slack keeps for us and brings back."""

import json
from dataclasses import asdict

from bot.core.overview import HomeQuery

KEY = "home"
"""Under this key Home and every form opened from it carry the text."""


def text_of(query: HomeQuery) -> str:
    """Only what differs from the first look."""
    usual = asdict(HomeQuery())
    return json.dumps({name: value for name, value in asdict(query).items() if value != usual[name]})


def query_of(text: str) -> HomeQuery:
    """What is no such text is the first look."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return HomeQuery()
    if not isinstance(found, dict):
        return HomeQuery()
    return HomeQuery(
        client_id=str(found.get("client_id", "")),
        domain_id=str(found.get("domain_id", "")),
        waiting=_page(found.get("waiting")),
        mine=_page(found.get("mine")),
        clients=_page(found.get("clients")),
    )


def _page(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 10_000 else 0
