"""The name given to `check`: a host name and nothing around it.

A command line is typed by someone who means this very name, so a URL or two words are an error that says what to type,
where the Slack form would understand them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.errors import Reason, Refused
from bot.core.facts import Code, Finding, Record
from bot.core.hostname import Hostname, parse_host, relative_name

_AROUND_A_NAME = re.compile(r"[/:@<>|?#\\\s]")
_EXAMPLE = "ls.acme.com"
_WHY = {
    Reason.EMPTY: "there is no name",
    Reason.TWO_HOSTS: "these are several names",
    Reason.WILDCARD: "a link host cannot be a wildcard",
    Reason.IP_ADDRESS: "it is an IP address",
    Reason.UNDERSCORE: "a host name has no underscore",
    Reason.LABEL_TOO_LONG: "a part between two dots is longer than 63 characters",
    Reason.NAME_TOO_LONG: "it is longer than 253 characters",
    Reason.PUBLIC_SUFFIX: "it is a public suffix, below which others have their domains",
    Reason.TWILIO_NAME: "it is one of Twilio's own names",
}
_NO_HOST_NAME = "that is not a host name"


@dataclass(frozen=True, slots=True)
class Named:
    """``host`` is the A-label name, or the text as given where it is ``refusal``. ``note``: the name was rewritten."""

    host: str
    refusal: Finding | None = None
    record: Record | None = None
    note: Finding | None = None

    def with_note(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """The findings with the note among them, in the order of the codes."""
        if self.note is None:
            return tuple(findings)
        order = list(Code)
        others = [finding for finding in findings if finding.code is not Code.OK]
        return tuple(sorted((*others, self.note), key=lambda finding: order.index(finding.code)))


def named(text: str, target: str) -> Named:
    """The host that is meant, or why it cannot be one."""
    try:
        if _AROUND_A_NAME.search(text.strip()):
            raise Refused(Reason.NOT_A_HOST, "host")
        host = parse_host(text)
    except Refused as refused:
        return _refused(text, refused, target)
    return Named(host.ascii, note=_note(text, host))


def _refused(text: str, refused: Refused, target: str) -> Named:
    if refused.reason is Reason.APEX:
        zone, suggestion = refused.details["host"], refused.details["suggestion"]
        record = Record("CNAME", relative_name(suggestion, zone), zone, target)
        return Named(zone, Finding(Code.APEX_CNAME, {"zone": zone, "suggestion": suggestion}), record)
    details = {"text": text, "why": _WHY.get(refused.reason, _NO_HOST_NAME), "suggestion": _suggestion(text)}
    return Named(text, Finding(Code.BAD_NAME_SYNTAX, details))


def _suggestion(text: str) -> str:
    """What was probably meant."""
    try:
        return parse_host(text, "ls").unicode
    except Refused:
        return _EXAMPLE


def _note(text: str, host: Hostname) -> Finding | None:
    if text.isascii() or host.unicode == host.ascii:
        return None
    return Finding(Code.IDN_NORMALISED, {"unicode": host.unicode, "ascii": host.ascii})
