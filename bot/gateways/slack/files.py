"""`bot.services.ports_files.Files`: fetches a private file with the bot's token, from Slack alone, and not too much.

Source: docs.slack.dev/reference/objects/file-object (``url_private`` wants the token in the header and the scope
files:read; without it Slack answers with a page to sign in).
"""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import GatewayError, Reason, Refused
from bot.gateways.slack.errors import translated
from bot.gateways.slack.messenger import without_retries

MOST_BYTES = 1_000_000
_TEXT_TYPES = ("csv", "tsv", "txt", "text")
_SLACK = (".slack.com", ".slack-edge.com", ".slack-files.com")
_HIDDEN = {"missing_scope", "no_permission", "access_denied", "not_allowed_token_type"}


class SlackFiles:
    """``timeout`` is for look-up and download together, in seconds."""

    def __init__(self, client: AsyncWebClient, *, timeout: float = 10.0) -> None:
        self._client, self._timeout = without_retries(client, timeout), timeout

    async def read(self, file_id: str) -> bytes:
        try:
            async with translated(), asyncio.timeout(self._timeout):
                found = (await self._client.files_info(file=file_id)).get("file") or {}
                return await self._download(_address(found, self._client.base_url))
        except GatewayError as error:
            if error.reference in _HIDDEN:
                raise Refused(Reason.FILE_FORBIDDEN, field="file") from None
            raise

    async def _download(self, address: str) -> bytes:
        """The token goes to this address and follows no redirect."""
        headers = {"Authorization": f"Bearer {self._client.token}"}
        async with aiohttp.ClientSession(trust_env=self._client.trust_env_in_session) as session:
            asked = session.get(
                address, headers=headers, allow_redirects=False, proxy=self._client.proxy, ssl=self._client.ssl or True
            )
            async with asked as response:
                if response.status != HTTPStatus.OK or response.content_type == "text/html":
                    raise _refused_by(response.status)
                data = await response.content.read(MOST_BYTES + 1)
                while len(data) <= MOST_BYTES and (more := await response.content.read(MOST_BYTES + 1 - len(data))):
                    data += more
                return _small(data)


def _address(found: Mapping[str, Any], api: str) -> str:
    """Where the file can be fetched. Raises Refused for what is no small text; GatewayError for another's address."""
    if found.get("filetype") not in _TEXT_TYPES and not str(found.get("mimetype", "")).startswith("text/"):
        raise Refused(Reason.BAD_FILE, field="file")
    if int(found.get("size") or 0) > MOST_BYTES:
        raise _too_large()
    address = str(found.get("url_private_download") or found.get("url_private") or "")
    parts, ours = urlsplit(address), urlsplit(api)
    is_slack = parts.scheme == "https" and f".{parts.hostname}".endswith(_SLACK)
    if not is_slack and (parts.scheme, parts.netloc) != (ours.scheme, ours.netloc):
        raise GatewayError("slack", "file_elsewhere", transient=False)
    return address


def _small(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise _too_large()
    return data


def _too_large() -> Refused:
    return Refused(Reason.FILE_TOO_LARGE, field="file", limit="1 MB")


def _refused_by(status: int) -> GatewayError | Refused:
    """A page to sign in, or a redirect to one: Slack does not take our token for this file."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return GatewayError("slack", f"file_http_{status}", transient=True)
    return Refused(Reason.FILE_FORBIDDEN, field="file")
