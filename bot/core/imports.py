"""What Twilio has and could be registered here: which of it is known already, and under which name the rest goes."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

NAME_LIMIT = 75
"""Characters of an entry in one of Slack's lists; the name that is shown there is the name that is stored."""
MOST = 1000
"""Entries that are read and offered at once."""
_LOOKALIKES = str.maketrans({"<": "\u2039", ">": "\u203a"})


@dataclass(frozen=True, slots=True)
class Found:
    """A subaccount or a Messaging Service, as Twilio names it."""

    sid: str
    name: str


@dataclass(frozen=True, slots=True)
class Offers:
    """``offered`` have names of their own; ``known`` are the names of what is here already."""

    offered: tuple[Found, ...]
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """The names of what was stored, and of what was here already."""

    added: tuple[str, ...]
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A Messaging Service, and the names of the campaigns that send through it already."""

    service: Found
    used_by: tuple[str, ...] = ()


def key_of(name: str) -> str:
    """A name as names are compared."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def import_name(found: Found) -> str:
    """The name as it can be shown and stored: one line of at most 75 characters."""
    unseen = {char for char in found.name if unicodedata.category(char) in ("Cc", "Cf", "Cs") and not char.isspace()}
    shown = "".join(char for char in found.name if char not in unseen)
    name = " ".join(shown.translate(_LOOKALIKES).split()) or f"{found.sid[:4]}…{found.sid[-2:]}"
    return name if len(name) <= NAME_LIMIT else f"{name[: NAME_LIMIT - 1].rstrip()}…"


def offers_of(found: Iterable[Found], known_names: Iterable[str], known_sids: Collection[str]) -> Offers:
    """Sorted by name. Of several with one name the later ones carry their SID's end."""
    taken = {key_of(name) for name in known_names}
    names, offered, known = set[str](), list[Found](), list[str]()
    for one in sorted(found, key=lambda item: (key_of(item.name), item.sid)):
        name = import_name(one)
        if one.sid in known_sids or key_of(name) in taken or key_of(one.name) in taken:
            known.append(name)
            continue
        if key_of(name) in names:
            name = f"{name[: NAME_LIMIT - 6]} (…{one.sid[-2:]})"
        names.add(key_of(name))
        offered.append(Found(one.sid, name))
    return Offers(tuple(offered), tuple(known))
