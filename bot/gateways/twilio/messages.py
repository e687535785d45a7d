"""Messages at Twilio: the one that is sent to test a domain. Paths and fields: Twilio's OpenAPI description of 2010."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.core.twilio import MessageReport

if TYPE_CHECKING:
    from twilio.rest import Client

_UNDER_WAY = {"accepted", "scheduled", "queued", "sending"}
_NEWEST = 100
_CLOCKS_DIFFER = timedelta(minutes=2)


def send(client: "Client", service_sid: str, number: str, body: str) -> str:
    """Sends with short links; gives the message's SID. Twilio has no key that would make this safe to repeat."""
    sent = client.messages.create(to=number, messaging_service_sid=service_sid, body=body, shorten_urls=True)
    return str(sent.sid)


def find(client: "Client", number: str, marker: str, since: datetime) -> str | None:
    """The message to the number whose text begins with the marker, made since then; of the newest hundred."""
    for sent in client.messages.list(to=number, limit=_NEWEST):
        is_ours = str(sent.body or "").startswith(marker)
        if is_ours and (sent.date_created is None or sent.date_created >= since - _CLOCKS_DIFFER):
            return str(sent.sid)
    return None


def read(client: "Client", message_sid: str) -> MessageReport:
    """The message as it is now: short links stand in its text once it has gone out."""
    seen = client.messages(message_sid).fetch()
    code = str(seen.error_code) if seen.error_code else None
    return MessageReport(str(seen.body or ""), str(seen.status) in _UNDER_WAY, code)
