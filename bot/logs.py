"""Logging: one line per record, as text for people or JSON for machines, and nothing secret in either.

What is secret is taken out at the very end, from the message, every extra field and the traceback alike, so that no
caller can forget it: by its shape, and by value for the secrets that have none (``secrets`` of `set_up_logs`).
"""

import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

from pythonjsonlogger.core import LogData
from pythonjsonlogger.json import JsonFormatter

GONE = "[redacted]"

_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(shape), kept)
    for shape, kept in (
        # Credentials in an address: ends at the last @ before the path, for passwords may hold one.
        (r"(?<=://)[^\s/\"'<>]+@", f"{GONE}@"),
        (r"\bxox[a-z](?:[.-][A-Za-z0-9-]+)+", GONE),
        (r"\bxapp-[A-Za-z0-9-]+", GONE),
        (r"\b(SK|AC)[0-9a-fA-F]{32}\b", rf"\1{GONE}"),
        (r"(?i)(authorization\\?[\"']?\s*[:=,]\s*(?:b(?=[\"']))?\\?[\"']?)(?:[a-z]+ +)?[^\s\"',;)}\\]+", rf"\1{GONE}"),
        (r"(?i)\b((?:basic|bearer) +)[A-Za-z0-9._~+/=-]{8,}", rf"\1{GONE}"),
        (r"(response_url\\?[\"']?\s*[:=]\s*\\?[\"']?)[^\s\"',;)}\\]+", rf"\1{GONE}"),
        (r"https?://hooks\.slack\.com/[^\s\"'<>\\]+", GONE),
        (r"([?&]ticket=)[^\s&\"'\\]+", rf"\1{GONE}"),
        (r"(/(?:setup|credentials|tokens|webhooks|write)/)[A-Za-z0-9_.~-]{8,}", rf"\1{GONE}"),
        (r"\bldk_[A-Za-z0-9_-]{8,}", GONE),
        (r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}=(?![A-Za-z0-9_=-])", GONE),  # a Fernet key
        (r"(twilio-domain-verification=)[0-9a-fA-F]{8,}", rf"\1{GONE}"),
        (r"[^\s@<>\"'(),;:\\[\]=]+@(?=[\w-]+(?:\.[\w-]+)+)", "…@"),  # the local part of a mail address
    )
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SHORTEST_SECRET = 6

_QUIET = {
    "apscheduler": logging.WARNING,
    "asyncio": logging.WARNING,
    "lexicon": logging.CRITICAL,
    "aiohttp.access": logging.WARNING,
    "alembic": logging.WARNING,
    "slack_bolt": logging.WARNING,
    "slack_sdk": logging.WARNING,
    # These two look at their own level only, and would put their dumps together for nothing.
    "slack_sdk.web.async_base_client": logging.WARNING,
    "slack_sdk.socket_mode.aiohttp": logging.WARNING,
    "sqlalchemy.engine": logging.WARNING,
    "twilio": logging.WARNING,
    "twilio.http_client": logging.WARNING,
    "twilio.async_http_client": logging.WARNING,
    "urllib3": logging.WARNING,
    "uvicorn": logging.WARNING,
    "uvicorn.access": logging.WARNING,
    "uvicorn.error": logging.WARNING,
}


class Redactor:
    """Takes secrets out of texts: by shape, and the given ones by value (short ones are left to their shape)."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({s for s in secrets if len(s) >= _SHORTEST_SECRET}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def text(self, text: str) -> str:
        """The text without secrets."""
        if self._known:
            text = self._known.sub(GONE, text)
        for shape, kept in _SHAPES:
            text = shape.sub(kept, text)
        return text

    def value(self, value: object) -> object:
        """The value with every text in it redacted; what is no plain value becomes text first."""
        if isinstance(value, bool | int | float) or value is None:
            return value
        if isinstance(value, dict):
            return {self.text(str(key)): self.field(str(key), part) for key, part in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(part) for part in value]
        return self.text(value.isoformat() if isinstance(value, datetime) else str(value))

    def field(self, name: str, value: object) -> object:
        """A field with a secret's name is gone whatever it holds."""
        return GONE if name.lower() in ("authorization", "response_url", "token", "password") else self.value(value)


class _Json(JsonFormatter):
    def __init__(self, redactor: Redactor) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )
        self._redactor = redactor

    def process_log_record(self, log_data: LogData) -> LogData:
        redacted = self._redactor.value(log_data)
        return redacted if isinstance(redacted, dict) else {}

    def add_fields(self, log_data: LogData, record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        log_data["at"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        super().add_fields(log_data, record, message_dict)


class _Text(logging.Formatter):
    """``time level logger: message field=value …``; control characters cannot forge a line."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        line = f"{at} {record.levelname:<7} {record.name}: {record.getMessage()}"
        extras = "".join(f" {name}={self._redactor.field(name, value)}" for name, value in _extras(record))
        line = _CONTROL.sub(lambda match: repr(match.group())[1:-1], line + extras)
        traceback = [self.formatException(record.exc_info)] if record.exc_info else []
        stack = [self.formatStack(record.stack_info)] if record.stack_info else []
        return self._redactor.text("\n".join([line, *traceback, *stack]))


_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def _extras(record: logging.LogRecord) -> Iterable[tuple[str, object]]:
    return ((name, value) for name, value in vars(record).items() if name not in _STANDARD)


def set_up_logs(
    form: Literal["text", "json"] | None = None,
    *,
    level: int = logging.INFO,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Sends every record to ``stream`` (standard error), in the given form; without one, text where the stream is a
    terminal and JSON elsewhere. ``secrets`` are values that must never be written."""
    out = stream or sys.stderr
    redactor = Redactor(secrets)
    chosen = form or ("text" if out.isatty() else "json")
    handler = logging.StreamHandler(out)
    handler.setFormatter(_Text(redactor) if chosen == "text" else _Json(redactor))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(max(level, least))
    logging.captureWarnings(True)
