"""What people paste, understood as the name of a link host, or refused with a reason.

URLs, e-mail addresses, Slack's link markup, upper case, final dots and Unicode names are understood. Labels follow
RFC 1123 (letters, digits, hyphens), international names UTS #46 and IDNA 2008, suffixes publicsuffix.org.
"""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, cast

import idna

from bot.core.errors import Reason, Refused

MAX_NAME = 253
MAX_LABEL = 63
_TWILIO = "twilio.com"
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_SLACK_LINK = re.compile(r"<([^<>|\s]*)(?:\|[^<>]*)?>")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:/{1,3}|^mailto:", re.IGNORECASE)
_PORT = re.compile(r":\d{0,5}$")
_AFTER_HOST = re.compile(r"[/?#\\].*$", re.DOTALL)
_SEPARATOR = re.compile(r"[\s,;]+")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_BRACKETED = re.compile(r"^\[([0-9a-f:.]+)\].*$", re.IGNORECASE)
_DOTS = re.compile("[\u3002\uff0e\uff61]")
_WRAPPING = "\"'`()[]{}<>\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e"


@dataclass(frozen=True, slots=True)
class Hostname:
    """A link host. ``ascii`` is the A-label name in lower case without final dot, ``unicode`` how people write it,
    ``zone`` its registrable domain (A-labels) and ``name`` what stands before it (``ls``)."""

    ascii: str
    unicode: str
    zone: str
    name: str


def parse_host(text: str, subdomain: str = "") -> Hostname:
    """The link host that ``text`` means.

    With ``subdomain``, a bare registrable domain gets it in front; a name with more labels is the host itself.
    Raises Refused with the field at fault: ``host`` or ``subdomain``.
    """
    ascii_name = _ascii_name(text, "host")
    zone = _registrable_or_refuse(ascii_name)
    if ascii_name == zone:
        prefix = _prefix(subdomain, zone)
        if not prefix:
            raise Refused(Reason.APEX, "host", host=zone, suggestion=f"ls.{zone}")
        ascii_name = f"{prefix}.{zone}"
        _check_length(ascii_name, "subdomain")
    return Hostname(ascii_name, to_unicode(ascii_name), zone, relative_name(ascii_name, zone))


def link_host(text: str, subdomain: str) -> Hostname:
    """The same for a domain that is added: of a web site's address, ``www.acme.com``, the client's domain is meant, as
    a site stands at the name itself. Who really wants links there types ``www`` as the subdomain. Raises Refused."""
    host = parse_host(text, subdomain)
    return parse_host(host.zone, subdomain) if host.name == "www" and _unwrapped(subdomain) else host


def check_name(text: str) -> str:
    """Any host name as A-labels, Twilio's own and public suffixes among them. Raises Refused."""
    return _ascii_name(text, "host")


def registrable(host: str) -> str:
    """The registrable domain above an A-label host; the host itself where it is a public suffix."""
    return _suffixes().privatesuffix(host) or host


def relative_name(host: str, zone: str) -> str:
    """What a DNS panel wants in its Name box: ``ls``; ``@`` for the zone itself; the whole name outside of it."""
    if host == zone:
        return "@"
    return host.removesuffix(f".{zone}")


def to_unicode(ascii_name: str) -> str:
    """The name as people write it; a label that is no valid A-label stays as it is."""
    return ".".join(_unicode_label(label) for label in ascii_name.split("."))


class _Suffixes(Protocol):
    def privatesuffix(self, domain: str) -> str | None: ...
    def is_public(self, domain: str, *, accept_unknown: bool) -> bool: ...


@lru_cache(maxsize=1)
def _suffixes() -> _Suffixes:
    # Imported here: reading the list takes 36 ms, which a program that parses no host need not pay.
    from publicsuffixlist import PublicSuffixList

    return cast("_Suffixes", PublicSuffixList())


def _ascii_name(text: str, field: str) -> str:
    candidates = [_bare(word) for word in _SEPARATOR.split(_unwrapped(text))]
    words = [word for word in candidates if word]
    if not words:
        raise Refused(Reason.EMPTY, field)
    if len(words) > 1:
        is_list = sum("." in word for word in words) > 1
        raise Refused(Reason.TWO_HOSTS if is_list else Reason.NOT_A_HOST, field)
    return _checked(words[0], field)


def _unwrapped(text: str) -> str:
    """Slack's ``<http://acme.com|acme.com>`` as its address; control, bidi and zero-width characters dropped."""
    spaced = "".join(" " if char.isspace() else char for char in text)
    visible = "".join(char for char in spaced if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    return _SLACK_LINK.sub(r" \1 ", visible).strip()


def _bare(word: str) -> str:
    """Of a URL or an e-mail address only the host."""
    word = _BRACKETED.sub(r"\1", _SCHEME.sub("", word)).strip(_WRAPPING)
    word = _AFTER_HOST.sub("", _SCHEME.sub("", word)).rpartition("@")[2]
    if word.count(":") == 1:
        word = _PORT.sub("", word)
    return _DOTS.sub(".", word).strip(_WRAPPING).strip(".")


def _checked(word: str, field: str) -> str:
    if "*" in word:
        raise Refused(Reason.WILDCARD, field)
    if _is_ip_address(word):
        raise Refused(Reason.IP_ADDRESS, field)
    if "_" in word:
        raise Refused(Reason.UNDERSCORE, field)
    mapped = _mapped(word, field)
    if _is_ip_address(mapped):
        raise Refused(Reason.IP_ADDRESS, field)
    name = ".".join(_ascii_label(label, field) for label in mapped.strip(".").split("."))
    _check_length(name, field)
    return name


def _mapped(word: str, field: str) -> str:
    try:
        return idna.uts46_remap(word, std3_rules=True)
    except idna.IDNAError as fault:
        reason = Reason.NAME_TOO_LONG if "too long" in str(fault) else Reason.NOT_A_HOST
        raise Refused(reason, field) from None


def _ascii_label(label: str, field: str) -> str:
    is_plain = label.isascii() and not label.startswith("xn--")
    encoded = label if is_plain else _a_label(label, field)
    if len(encoded) > MAX_LABEL:
        raise Refused(Reason.LABEL_TOO_LONG, field)
    if not _LABEL.fullmatch(encoded):
        raise Refused(Reason.NOT_A_HOST, field)
    return encoded


def _a_label(label: str, field: str) -> str:
    try:
        encoded = idna.alabel(label).decode("ascii")
        idna.ulabel(encoded)
    except idna.IDNAError as fault:
        reason = Reason.LABEL_TOO_LONG if "too long" in str(fault) else Reason.NOT_A_HOST
        raise Refused(reason, field) from None
    return encoded


def _unicode_label(label: str) -> str:
    try:
        return idna.ulabel(label) if label.startswith("xn--") else label
    except idna.IDNAError:
        return label


def _check_length(name: str, field: str) -> None:
    if len(name) > MAX_NAME:
        raise Refused(Reason.NAME_TOO_LONG, field)


def _is_ip_address(word: str) -> bool:
    """Also the short and hexadecimal forms that some programs take for IPv4 (WHATWG URL, "ends in a number")."""
    try:
        ipaddress.ip_address(word)
    except ValueError:
        return bool(_NUMBER.fullmatch(word.rpartition(".")[2].lower()))
    return True


def _registrable_or_refuse(name: str) -> str:
    if name == _TWILIO or name.endswith(f".{_TWILIO}"):
        raise Refused(Reason.TWILIO_NAME, "host")
    if "." not in name and not _suffixes().is_public(name, accept_unknown=False):
        raise Refused(Reason.NOT_A_HOST, "host")
    zone = _suffixes().privatesuffix(name)
    if zone is None:
        raise Refused(Reason.PUBLIC_SUFFIX, "host", host=name)
    return zone


def _prefix(subdomain: str, zone: str) -> str:
    """The subdomain as A-labels; ``ls.acme.com`` typed into its box means ``ls``."""
    if not _unwrapped(subdomain):
        return ""
    name = _ascii_name(subdomain, "subdomain")
    return "" if name == zone else name.removesuffix(f".{zone}")
