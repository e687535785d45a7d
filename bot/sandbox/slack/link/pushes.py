"""HTTP mode: payloads signed and pushed to the app's address.

Source: docs.slack.dev/authentication/verifying-requests-from-slack, /interactivity, /apis/events-api.
"""

import hashlib
import hmac
import json
from urllib.parse import urlencode

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.sandbox.slack.link.delivery import DISPATCH_FAILED, OPERATION_TIMEOUT, Delivery, Reply
from bot.sandbox.slack.shapes import Json

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_OK = 200


def signature(secret: str, timestamp: str, body: str) -> str:
    """Slack's ``v0`` signature: HMAC-SHA256 over version, time and body."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return f"v0={digest.hexdigest()}"


def body_of(delivery: Delivery) -> tuple[str, str]:
    """(content type, body): commands are forms, interactions a form with one JSON field, events JSON."""
    if delivery.kind == "slash_commands":
        return _FORM, urlencode(delivery.payload)
    if delivery.kind == "interactive":
        return _FORM, urlencode({"payload": json.dumps(delivery.payload)})
    return _JSON, json.dumps(delivery.payload)


class Pusher:
    """Pushes to one address. ``ack`` is how many seconds the app has."""

    def __init__(self, url: str, secret: str, ack: float, session: ClientSession) -> None:
        self._url = url
        self._secret = secret
        self._timeout = ClientTimeout(total=ack)
        self._session = session

    async def carry(self, delivery: Delivery) -> Reply:
        """Late is a time-out; anything but 200, or no connection, is a failure."""
        content_type, body = body_of(delivery)
        headers = {"Content-Type": content_type, **self._headers(delivery, body)}
        try:
            async with self._session.post(
                self._url, data=body.encode(), headers=headers, timeout=self._timeout, allow_redirects=False
            ) as response:
                return await _read(response)
        except TimeoutError:
            return Reply(error=OPERATION_TIMEOUT)
        except ClientError:
            return Reply(error=DISPATCH_FAILED)

    def _headers(self, delivery: Delivery, body: str) -> dict[str, str]:
        stamp = str(delivery.at)
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature(self._secret, stamp, body)}
        headers |= {"User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        if delivery.retry:
            headers |= {"X-Slack-Retry-Num": str(delivery.retry), "X-Slack-Retry-Reason": delivery.retry_reason or ""}
        return headers

    async def is_ours(self, at: int) -> bool:
        """Whether the address answers Slack's challenge, as it must before Slack accepts it."""
        challenge: Json = {"type": "url_verification", "challenge": hashlib.sha256(str(at).encode()).hexdigest()}
        reply = await self.carry(Delivery("events_api", challenge, takes_answer=True, at=at))
        return reply.payload in ({"challenge": challenge["challenge"]}, {"text": challenge["challenge"]})


async def _read(response: ClientResponse) -> Reply:
    if response.status != _OK:
        return Reply(error=DISPATCH_FAILED)
    text = await response.text()
    if response.content_type != _JSON:
        return Reply({"text": text} if text.strip() else None)
    try:
        found = json.loads(text) if text.strip() else None
    except ValueError:
        return Reply(error=DISPATCH_FAILED)
    return Reply(found if isinstance(found, dict) and found else None)
