"""What leaves the house: rendered messages, opaque to everything but the views and the gateways."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Content:
    """``text`` is the plain fallback for notifications and screen readers; ``blocks`` are the views' objects."""

    text: str
    blocks: Sequence[object] = ()


@dataclass(frozen=True, slots=True)
class SlackPost:
    """A message to post. ``key`` goes into its metadata, so that it can be found again."""

    channel: str
    key: str
    content: Content
    thread_ts: str | None = None
    is_broadcast: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail. ``message_id`` is deterministic (RFC 5322, with angle brackets); ``sender_name`` is the shown name."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    sender_name: str
    reply_to: str | None = field(default=None, repr=False)
