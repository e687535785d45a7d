"""`bot.services.ports.Messenger`: posts, updates and finds the bot's own messages.

Slack has no idempotency key: each post carries its natural key in its metadata, by which it is found again. The
library's own retries are off, for they post twice when only the answer was lost.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.errors import GatewayError
from bot.core.messages import Content, SlackPost
from bot.core.people import Sender
from bot.gateways.slack.errors import translated

EVENT_TYPE = "linkdomain"
_PAGE, _MOST_PAGES = 200, 10
_SKEW = 60  # seconds that our clock and Slack's may be apart


def without_retries(client: AsyncWebClient, timeout: float) -> AsyncWebClient:
    """A client of the same account that sends every call once and waits ``timeout`` seconds in all."""
    return AsyncWebClient(
        token=client.token,
        base_url=client.base_url,
        timeout=max(1, round(timeout)),
        ssl=client.ssl,
        proxy=client.proxy,
        trust_env_in_session=client.trust_env_in_session,
        retry_handlers=[],
    )


class SlackMessenger:
    """Speaks as the bot. ``timeout`` is for a whole call, in seconds. Everything raises GatewayError."""

    def __init__(self, client: AsyncWebClient, *, timeout: float = 10.0) -> None:
        self._client = without_retries(client, timeout)
        self._timeout = timeout
        self._bot_id: str | None = None

    async def post(self, post: SlackPost) -> str:
        """Posts, with the key in the metadata; gives the message's ts. Where the post is for a person, the id of the
        direct conversation goes before it (``D123:17.1``): Slack names it in its answer, and takes changes there only.
        """
        async with translated(), asyncio.timeout(self._timeout):
            answer = await self._client.chat_postMessage(
                channel=post.channel,
                text=post.content.text,
                blocks=_blocks(post.content),
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": post.key}},
                unfurl_links=False,
                unfurl_media=False,
                link_names=False,
                **_place(post),
            )
            is_direct = post.channel.startswith(("U", "W"))
            return f"{answer['channel']}:{answer['ts']}" if is_direct else str(answer["ts"])

    async def update(self, channel: str, ts: str, content: Content) -> None:
        """Replaces text and blocks. The metadata stays, as nothing is said of it."""
        async with translated(), asyncio.timeout(self._timeout):
            await self._client.chat_update(
                channel=channel, ts=ts, text=content.text, blocks=_blocks(content), link_names=False
            )

    async def find(self, post: SlackPost, since: datetime) -> str | None:
        """The first of our messages with the post's key, from a minute before ``since`` on.

        Raises where not all of the messages could be read: that a message is not there must be certain.
        """
        oldest = f"{since.timestamp() - _SKEW:.6f}"
        cursor, found = "", list[str]()
        for _ in range(_MOST_PAGES):
            page = await self._page(post, oldest, cursor)
            found += [str(m["ts"]) for m in _messages(page) if _key_of(m) == post.key and await self._is_ours(m)]
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return min(found, default=None, key=float)
        if found:
            return min(found, key=float)
        raise GatewayError("slack", "too_many_messages_to_search", transient=False)

    async def sender_of(self, user_id: str) -> Sender:
        """How the person is called to people outside (the full name, else the display name), and their address: Slack
        gives it with the scope users:read.email (docs.slack.dev, users.info)."""
        async with translated(), asyncio.timeout(self._timeout):
            user = (await self._client.users_info(user=user_id))["user"] or {}
        profile = user.get("profile") or {}
        names = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), user.get("name"))
        return Sender(next((str(name) for name in names if name), user_id), str(profile.get("email") or ""))

    async def _page(self, post: SlackPost, oldest: str, cursor: str) -> AsyncSlackResponse:
        common: dict[str, Any] = {
            "channel": post.channel,
            "oldest": oldest,
            "limit": _PAGE,
            "include_all_metadata": True,
            **({"cursor": cursor} if cursor else {}),
        }
        async with translated(), asyncio.timeout(self._timeout):
            if post.thread_ts is None:
                return await self._client.conversations_history(**common)
            return await self._client.conversations_replies(ts=post.thread_ts, **common)

    async def _is_ours(self, message: Mapping[str, Any]) -> bool:
        """Anyone's app may write our metadata: only what the bot itself posted counts."""
        if self._bot_id is None:
            async with translated(), asyncio.timeout(self._timeout):
                self._bot_id = str((await self._client.auth_test()).get("bot_id") or "")
        return message.get("bot_id") == self._bot_id


def _blocks(content: Content) -> Sequence[Block | dict[str, Any]] | None:
    return cast("list[Block | dict[str, Any]]", list(content.blocks)) or None


def _place(post: SlackPost) -> dict[str, Any]:
    if post.thread_ts is None:
        return {}
    return {"thread_ts": post.thread_ts, **({"reply_broadcast": True} if post.is_broadcast else {})}


def _messages(page: AsyncSlackResponse) -> Iterable[Mapping[str, Any]]:
    return page.get("messages") or ()


def _key_of(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") if metadata.get("event_type") == EVENT_TYPE else None
    key = payload.get("key") if isinstance(payload, Mapping) else None
    return key if isinstance(key, str) else None
