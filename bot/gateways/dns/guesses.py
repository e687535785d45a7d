"""How people get a record wrong: the names they mistype and the values they paste. Pure."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from dns.exception import DNSException
from dns.name import Name

MAX_TYPOS = 14
SLIP_RATIO = 0.9
"""From this likeness on, a value is ours with a slip in it."""

_LOOK_ALIKE = {"l": "i1", "i": "l1", "1": "l", "o": "0", "0": "o"}
_COMMON = ("link", "links")


def doubled_names(host: Name, zone: Name, registrable: Name) -> tuple[Name, ...]:
    """Where the record stands when the panel adds its zone to a name that has it already."""
    guesses = [*(below(host, end) for end in (zone, registrable)), below(Name(host.labels[:1]), host)]
    start = len(host) - len(zone)
    guesses += [below(Name(host.labels[:end]), zone) for end in range(start + 1, len(host) - 1)][:2]
    return _unique(guesses, host)


def mistyped_names(host: Name, zone: Name) -> tuple[Name, ...]:
    """Near-by names at which the record is often found: ``www.ls``, ``is``, ``sl``, the zone itself …"""
    label = host.labels[0].decode("ascii", "replace")
    guesses: list[Name | None] = [below(b"www", host), zone]
    if host.parent() != zone:
        guesses.append(below(Name(host.labels[:1]), zone))
    slips = () if label.startswith("xn--") else _slips(label)
    guesses += [below(slip.encode(), host.parent()) for slip in (*_COMMON, *slips)]
    return _unique(guesses, host)[:MAX_TYPOS]


def _slips(label: str) -> Iterator[str]:
    for at, letter in enumerate(label[:3]):
        yield from (label[:at] + other + label[at + 1 :] for other in _LOOK_ALIKE.get(letter, "")[:2])
    yield from (label[:at] + label[at + 1] + label[at] + label[at + 2 :] for at in range(min(len(label) - 1, 2)))
    yield label + label[-1]
    if len(label) > 2:
        yield from (label[:at] + label[at + 1 :] for at in range(1, len(label) - 1))


def is_slip(seen: Name, wanted: Name) -> bool:
    """Is that value one typing slip away from ours?"""
    return is_slip_of(seen.to_text(), wanted)


def is_slip_of(seen: str, wanted: Name) -> bool:
    """The same of a text."""
    left, right = (text.lower().rstrip(".") for text in (seen, wanted.to_text()))
    return left != right and SequenceMatcher(None, left, right, autojunk=False).ratio() > SLIP_RATIO


def appended(seen: Name, target: Name, host: Name, registrable: Name) -> Name | None:
    """What a panel added behind our target, or behind a slip of it: the zone, or any other end of the host's name."""
    wanted = target.labels[:-1]
    if seen.labels[: len(wanted)] == wanted:
        rest = Name(seen.labels[len(wanted) :])
        is_end = len(rest) > 1 and host.is_subdomain(rest)
        return rest if is_end or rest.is_subdomain(registrable) else None
    ends = (host.split(depth)[1] for depth in range(len(registrable), len(host) + 1))
    return next((end for end in ends if seen.is_subdomain(end) and is_slip(_before(seen, end), target)), None)


def _before(name: Name, end: Name) -> Name:
    return Name((*name.labels[: len(name) - len(end)], b""))


def is_url(name: Name) -> bool:
    """A colon, a slash or a space in a label: somebody pasted an address."""
    return any(mark in label for label in name.labels for mark in (b":", b"/", b" "))


def below(label: bytes | Name, name: Name) -> Name | None:
    """``label.name``; None where that is too long for a name."""
    labels = (label,) if isinstance(label, bytes) else tuple(part for part in label.labels if part)
    try:
        return Name((*labels, *name.labels))
    except DNSException:
        return None


def _unique(guesses: list[Name | None], host: Name) -> tuple[Name, ...]:
    return tuple(dict.fromkeys(guess for guess in guesses if guess is not None and guess != host))
