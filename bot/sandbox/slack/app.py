"""The app as its manifest describes it, installed in one workspace."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TEAM_DOMAIN = "sandbox"


@dataclass(frozen=True, slots=True)
class App:
    """Who the app is and what it may do. ``commands`` says of each slash command whether Slack escapes its text;
    ``shortcuts`` maps callback ids to ``global`` or ``message``."""

    team_id: str
    name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: Mapping[str, bool]
    shortcuts: Mapping[str, str]
    is_interactive: bool
    has_home: bool
    has_messages_tab: bool
    app_id: str = "A0SANDBOX"
    bot_id: str = "B0SANDBOX"
    bot_user_id: str = "U0SANDBOXBOT"
    bot_token: str = field(default_factory=lambda: f"xoxb-sandbox-{secrets.token_hex(12)}", repr=False)
    app_token: str = field(default_factory=lambda: f"xapp-1-A0SANDBOX-{secrets.token_hex(12)}", repr=False)
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12), repr=False)


def installed(manifest: Mapping[str, Any], team_id: str) -> App:
    """The app of this manifest in that workspace, optional scopes granted, with tokens of its own."""
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    granted = manifest.get("oauth_config", {}).get("scopes", {})
    home = features.get("app_home", {})
    return App(
        team_id=team_id,
        name=features.get("bot_user", {}).get("display_name", manifest["display_information"]["name"]),
        scopes=frozenset(granted.get("bot", [])) | frozenset(granted.get("bot_optional", [])),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        commands={one["command"]: one.get("should_escape", False) for one in features.get("slash_commands", [])},
        shortcuts={one["callback_id"]: one["type"] for one in features.get("shortcuts", [])},
        is_interactive=settings.get("interactivity", {}).get("is_enabled", False),
        has_home=home.get("home_tab_enabled", False),
        has_messages_tab=home.get("messages_tab_enabled", True),
    )
