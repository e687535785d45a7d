"""Who the bot is, as Slack sees its token."""

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.gateways.slack.errors import translated


@dataclass(frozen=True, slots=True)
class Introduction:
    """The workspace and the bot of a token, and the scopes it has (Slack's header ``X-OAuth-Scopes``)."""

    team: str
    team_id: str
    bot: str
    scopes: frozenset[str]


async def introduce(client: AsyncWebClient) -> Introduction:
    """Asks Slack whose the token is. Raises GatewayError."""
    async with translated():
        answer = await client.auth_test()
        headers = {name.lower(): value for name, value in answer.headers.items()}
        scopes = frozenset(part.strip() for part in headers.get("x-oauth-scopes", "").split(",") if part.strip())
        return Introduction(str(answer["team"]), str(answer["team_id"]), str(answer["user"]), scopes)
