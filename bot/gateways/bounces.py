"""Reading what mail servers send back: delivery status notifications (RFC 3464, RFC 6533), and what some send instead.

Nothing here believes its input: it is bytes from anybody. A report counts by the Message-ID of our mail alone.
"""

import re
from collections.abc import Iterator, Mapping
from email import message_from_bytes, message_from_string
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32

from bot.core.bounces import NO_DETAIL, Bounce, Fate, named_in

_ENVELOPE = re.compile(r"[0-9a-f]{40}")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_HEADS = ("text/rfc822-headers", "message/global-headers")
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_ROBOT = re.compile(r"(?i)\b(mailer-daemon|postmaster)\b")
_FATES = {"failed": Fate.FAILED, "delayed": Fate.DELAYED}
_SUCCESS = ("delivered", "relayed", "expanded")
_PARTS = 50
"""A real report has three or four."""

Head = Mapping[str, str]


def may_be_report(head: Head) -> bool:
    """By the headers alone (names in lower case): whether the rest is worth reading. Ordinary mail is not read."""
    kind = head.get("content-type", "").lower().lstrip()
    is_from_server = bool(_ROBOT.search(head.get("from", ""))) or head.get("return-path", "").strip() == "<>"
    return kind.startswith("multipart/report") or is_from_server or "x-failed-recipients" in head


def head_of(raw: bytes) -> Head:
    """The headers by name, in lower case; the first where one comes twice."""
    message = BytesHeaderParser(policy=compat32).parsebytes(raw)
    return {name.lower(): str(value) for name, value in reversed(message.items())}


def read_report(raw: bytes) -> Bounce | None:
    """What it says of a mail of ours; None where it names none, or is garbage. The end may be cut off."""
    try:
        return _read(message_from_bytes(raw, policy=compat32))
    except Exception:  # the library's parser meets what nobody foresaw: too deep, bad charsets, broken headers
        return None


def _read(message: Message) -> Bounce | None:
    parts = _parts(message)
    name = _original(parts) or _envelope(parts) or _mentioned(message, parts)
    if name is None:
        return None
    groups = [group for part in parts if part.get_content_type() in _REPORTS for group in _groups(part)]
    found = _formal(groups) if groups else _informal(message, parts)
    return Bounce(name, *(found or (Fate.UNCLEAR, "")))


def _parts(message: Message) -> list[Message]:
    """The parts of the report itself, not those of the mail that it returns."""
    found: list[Message] = []
    waiting = [message]
    while waiting and len(found) < _PARTS:
        part = waiting.pop(0)
        found.append(part)
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += [one for one in part.get_payload() if isinstance(one, Message)]
    return found


def _original(parts: list[Message]) -> str | None:
    """The Message-ID in the returned mail or its headers."""
    for part in parts:
        kind, payload = part.get_content_type(), part.get_payload()
        if kind == "text/rfc822-headers" or (kind in _HEADS and not isinstance(payload, list)):
            heads: object = message_from_string(_text(part).lstrip(), policy=compat32)
        elif kind in ("message/rfc822", "message/global", *_HEADS) and isinstance(payload, list) and payload:
            heads = payload[0]
        else:
            continue
        if isinstance(heads, Message) and (found := named_in(str(heads.get("Message-ID", "")))):
            return found
    return None


def _envelope(parts: list[Message]) -> str | None:
    """The name that the mail's envelope had (RFC 3461, 4.4), which the report repeats."""
    fields = "\n".join(_fields(part) for part in parts if part.get_content_type() in _REPORTS)
    given = re.search(r"(?im)^Original-Envelope-Id:\s*(\S+)", fields)
    return named_in(f"<{given.group(1)}@linkdomain>") if given and _ENVELOPE.fullmatch(given.group(1)) else None


def _mentioned(message: Message, parts: list[Message]) -> str | None:
    """Where nothing is returned in a form: what the report answers, or shows in its text."""
    heads = " ".join(str(message.get(name, "")) for name in ("In-Reply-To", "References", "X-Original-Message-ID"))
    texts = [_text(part) for part in parts if part.get_content_maintype() == "text"]
    return named_in("\n".join([heads, *texts]))


def _text(part: Message) -> str:
    body = part.get_payload(decode=True)
    return body.decode("utf-8", "replace") if isinstance(body, bytes) else ""


def _groups(part: Message) -> Iterator[Message]:
    """The fields of each recipient (RFC 3464, 2.1): groups of lines with blank lines between."""
    for lines in re.split(r"\r?\n[ \t]*\r?\n", _fields(part)):
        group = message_from_string(lines.strip("\r\n"), policy=compat32)
        if group["Action"] or group["Status"]:
            yield group


def _fields(part: Message) -> str:
    """The library reads a status into messages of headers alone; one that was coded for the way it takes for text."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        return _text(part)
    blocks = "\n\n".join(one.as_string() for one in payload if isinstance(one, Message))
    if part.get("Content-Transfer-Encoding", "7bit").lower() in ("7bit", "8bit", "binary"):
        return blocks
    coded = Message()
    coded["Content-Transfer-Encoding"] = str(part["Content-Transfer-Encoding"])
    coded.set_payload(blocks.strip())
    return _text(coded)


def _formal(groups: list[Message]) -> tuple[Fate, str] | None:
    """Of several recipients (the address stands for many): who got it counts, so that nobody is called unreachable."""
    said = [(str(group.get("Action", "")).split("(")[0].strip().lower(), _status(group)) for group in groups]
    fates = [(_FATES.get(action) or _by_status(action, status), status) for action, status in said]
    for wanted in (Fate.PASSED, Fate.DELAYED, Fate.FAILED):
        for fate, status in fates:
            if fate is wanted:
                return fate, status or NO_DETAIL
    return None


def _by_status(action: str, status: str) -> Fate | None:
    if action in _SUCCESS:
        return Fate.PASSED
    return Fate.FAILED if not action and status.startswith("5") else None


def _status(group: Message) -> str:
    """The final server's own word is in the diagnosis; some put a 5.0.0 or nothing before it."""
    given = _STATUS.search(str(group.get("Status", "")))
    said = _STATUS.search(str(group.get("Diagnostic-Code", "")))
    if given and not given.group(1).endswith(".0.0"):
        return given.group(1)
    return said.group(1) if said else given.group(1) if given else ""


def _informal(message: Message, parts: list[Message]) -> tuple[Fate, str] | None:
    """No status in a form: a mail server must speak, and name one in its words (Exim's and qmail's old ways)."""
    if not may_be_report({name.lower(): str(value) for name, value in message.items()}):
        return None
    statuses = [one for part in parts if part.get_content_maintype() == "text" for one in _STATUS.findall(_text(part))]
    for first, fate in (("5", Fate.FAILED), ("4", Fate.DELAYED)):
        if found := next((one for one in statuses if one.startswith(first)), None):
            return fate, found
    return (Fate.FAILED, NO_DETAIL) if message["X-Failed-Recipients"] else None
