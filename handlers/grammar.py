"""The sub-commands of `/linkdomain`, declared once: the same table parses what people type and prints the help.

Tolerant of case, Slack's link markup, smart quotes and extra words. What has no command is not in the table.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SLACK_LINK = re.compile(r"<([^<>|]*)(?:\|[^<>]*)?>")
_QUOTES = dict.fromkeys(map(ord, "\"'`\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a\u00a0"), " ")
_SCHEME = re.compile(r"^(https?://|mailto:)", re.IGNORECASE)
_LIKE_HOST = re.compile(r"[^\s.]+(\.[^\s.]+)+\.?")
_MARKUP = ".,:;!?/*_~"
_MEANT = {
    "unattach": "detach",
    "delete": "remove",
    "cancel": "remove",
    "revoke": "forward",
    "remind": "forward",
    "approve": "status",
    "reject": "status",
    "request": "ssl",
}
"""Words for what another sub-command does; the one that is spelt most alike would do something else."""
_OF_THE_LINK = ("remind", "revoke")
"""What `forward` takes after its host."""
_NEAR = 0.6
"""How alike a word must be to be taken for a slip of the pen (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A sub-command. ``arguments`` as shown in the help; ``takes_host``: its first argument is a host."""

    name: str
    arguments: str
    summary: str
    example: str
    takes_host: bool = False


VERBS: Sequence[Verb] = (
    Verb("add", "[HOST | many]", "Add a link domain for a client, or many at once", "add acme.com", takes_host=True),
    Verb("list", "[mine | stuck | live | client NAME]", "Your domains, or those you name", "list stuck"),
    Verb("status", "HOST", "Where a domain stands and what happened so far", "status ls.acme.com", takes_host=True),
    Verb("check", "HOST", "Look now: a host of ours, or a dry run of any other", "check ls.acme.com", takes_host=True),
    Verb(
        "sid",
        "HOST [DN… [VALUE]]",
        "Give the Domain SID and the verification value from the Twilio Console",
        "sid ls.acme.com",
        takes_host=True,
    ),
    Verb(
        "ssl",
        "HOST | all [CLIENT]",
        "Ask an approver for SSL; all: for every domain that is ready",
        "ssl ls.acme.com",
        takes_host=True,
    ),
    Verb(
        "forward",
        "HOST [E-MAIL …] [anyway | remind | revoke]",
        "Send the client the DNS steps, or again; the link to copy",
        "forward ls.acme.com it@acme.com",
        takes_host=True,
    ),
    Verb("attach", "HOST", "Let campaigns use the domain for their links", "attach ls.acme.com", takes_host=True),
    Verb("detach", "HOST", "Take campaigns off the domain again", "detach ls.acme.com", takes_host=True),
    Verb("test", "HOST", "Send one message to see its short link", "test ls.acme.com", takes_host=True),
    Verb("edit", "HOST", "Change the client, the owner, the name, the contacts", "edit ls.acme.com", takes_host=True),
    Verb(
        "handover",
        "HOST | all [@person]",
        "Give a domain, or all of yours, to a new owner",
        "handover ls.acme.com",
        takes_host=True,
    ),
    Verb(
        "remove", "HOST | client NAME", "Take a domain, or a client, out of use", "remove ls.acme.com", takes_host=True
    ),
    Verb("clients", "[NAME]", "The clients; admins add and change them here", "clients"),
    Verb("campaigns", "[NAME]", "The campaigns; admins add, import and edit them here", "campaigns"),
    Verb("help", "", "This overview", "help"),
)
_BY_NAME: Mapping[str, Verb] = {verb.name: verb for verb in VERBS}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody typed after the command.

    verb     the sub-command; None: it is not one of ours
    word     the first word as typed, for the answer
    nearest  the sub-command that was probably meant, where ``verb`` is None
    host     the host among the arguments as typed, without markup; empty: none
    rest     the other words, as typed
    """

    verb: str | None
    word: str = ""
    nearest: str | None = None
    host: str = ""
    rest: tuple[str, ...] = ()


def parse(text: str) -> Asked:
    """Reads what stands after `/linkdomain`; nothing at all is a wish for help. Never fails."""
    words = _plain(text).split()
    if not words:
        return Asked("help")
    first, rest = words[0], tuple(words[1:])
    verb = _BY_NAME.get(_bare(first))
    if verb is None:
        host = first if _LIKE_HOST.fullmatch(first) else ""
        rest = (*rest, _bare(first)) if _bare(first) in _OF_THE_LINK else rest
        return Asked(None, first, "status" if host else _nearest(_bare(first)), host, rest)
    return _with_host(verb, first, rest) if verb.takes_host else Asked(verb.name, first, rest=rest)


def _plain(text: str) -> str:
    """Without markup: ``<http://acme.com|acme.com>`` is its address, quotes are spaces, what is unseen is nothing."""
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return _SLACK_LINK.sub(r" \1 ", seen).translate(_QUOTES)


def _bare(word: str) -> str:
    return word.strip(_MARKUP).casefold()


def _nearest(word: str) -> str | None:
    if word in _MEANT:
        return _MEANT[word]
    return next(iter(difflib.get_close_matches(word, _BY_NAME, n=1, cutoff=_NEAR)), None)


def _with_host(verb: Verb, word: str, rest: tuple[str, ...]) -> Asked:
    """The host is the word that looks like one, else the first; more of them are left together, to be refused."""
    alike = [part for part in rest if _LIKE_HOST.fullmatch(part) or "://" in part]
    hosts = alike or list(rest[:1])
    others = tuple(part for part in rest if part not in hosts)
    return Asked(verb.name, word, host=" ".join(map(_without_scheme, hosts)), rest=others)


def _without_scheme(host: str) -> str:
    """As people would have typed it into the form; what else a URL has is for the form to understand."""
    return _SCHEME.sub("", host).rstrip("/")
