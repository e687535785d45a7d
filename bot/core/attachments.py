"""Which campaigns can be attached to a domain, and with which addresses."""

import re
from urllib.parse import urlsplit

from bot.core.domain import Attachment, AttachmentState, LinkSettings
from bot.core.errors import Reason, Refused
from bot.core.twilio import ServiceReport

URL_LIMIT = 2000
"""Characters of a fallback or callback URL. Twilio names no limit; browsers and Slack's inputs carry this many."""

_SERVICE_SID = re.compile(r"MG([0-9a-f]{32})", re.IGNORECASE)
_AROUND = " \t\r\n\"'`\u201c\u201d\u2018\u2019"
_WEB_URL = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
_HOST = re.compile(r"[^\s.@:/]+(\.[^\s.@:/]+)+")


def service_sid_of(text: str) -> str | None:
    """``MG`` and 32 hex digits as Twilio writes them, whatever case, quotes and spaces; None: no such SID."""
    found = _SERVICE_SID.fullmatch(text.strip(_AROUND))
    return f"MG{found[1].lower()}" if found else None


def refuse_service(report: ServiceReport | None, domain_sid: str | None) -> Reason | None:
    """Why Twilio would not shorten links for this service on this domain. No word of Twilio's is no reason.

    ``domain_sid`` None: not known yet, so a domain the service holds may be this one.
    """
    if report is None:
        return None
    if not report.exists:
        return Reason.SERVICE_UNKNOWN
    if report.senders == 0:
        return Reason.SERVICE_HAS_NO_SENDER
    if report.is_toll_free_only:
        return Reason.SERVICE_TOLL_FREE_ONLY
    if report.domain_sid and domain_sid and report.domain_sid != domain_sid:
        return Reason.SERVICE_HAS_OTHER_DOMAIN
    return None


def can_detach(attachment: Attachment) -> bool:
    """There is something to take back: at Twilio, or the wish."""
    return attachment.state not in (AttachmentState.DETACHING, AttachmentState.DETACHED)


def holds_service(attachment: Attachment) -> bool:
    """The attachment keeps its Messaging Service from other domains, or is about to."""
    return attachment.state in (AttachmentState.WANTED, AttachmentState.ATTACHED, AttachmentState.DETACHING)


def is_kept(wanted: LinkSettings, kept: LinkSettings) -> bool:
    """Whether Twilio has the settings as wanted; what is None is left as it was."""
    urls = ((wanted.fallback_url, kept.fallback_url), (wanted.callback_url, kept.callback_url))
    is_same = all(asked is None or asked == given for asked, given in urls)
    ours = (wanted.continue_on_failure, wanted.disable_https)
    return is_same and ours == (kept.continue_on_failure, kept.disable_https)


def check_settings(settings: LinkSettings) -> None:
    """Raises Refused beside the field: Twilio takes only whole URLs, with scheme and host (30109, 30122)."""
    for field, url in (("fallback_url", settings.fallback_url), ("callback_url", settings.callback_url)):
        if url is not None and len(url) > URL_LIMIT:
            raise Refused(Reason.TOO_LONG, field=field, limit=str(URL_LIMIT))
        if url is not None and not is_web_url(url):
            raise Refused(Reason.BAD_URL, field=field)


def is_web_url(text: str) -> bool:
    """True for ``http://`` or ``https://`` with a host name of at least two labels, and without credentials."""
    if not _WEB_URL.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        is_port_right = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return "@" not in parts.netloc and is_port_right and _HOST.fullmatch(parts.hostname or "") is not None
