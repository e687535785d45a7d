"""How people get a record wrong: the names they mistype and the values they paste. Pure."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from dns.exception import DNSException
from dns.name import Name

MAX_TYPOS = 8
SLIP_RATIO = 0.9
"""From this likeness on, a value is ours with a slip in it."""

_LOOK_ALIKE = {"l": "i1", "i": "l1", "1": "l", "o": "0", "0": "o"}
_COMMON = ("link", "links")


def doubled_names(host: Name, zone: Name, registrable: Name) -> tuple[Name, ...]:
    """Where the record stands when the panel adds its zone to a name that has it already."""
    first = Name(host.labels[:1])
    guesses = [*(below(host, end) for end in (zone, registrable)), below(first, host)]
    if zone == registrable and len(zone) > 2:
        guesses.append(below(Name(host.labels[: len(host) - len(zone) + 1]), zone))
    return _unique(guesses, host)


def mistyped_names(host: Name, zone: Name) -> tuple[Name, ...]:
    """Near-by names at which the record is often found: ``www.ls``, ``is``, ``sl`` …"""
    label = host.labels[0].decode("ascii", "replace")
    guesses = [below(b"www", host)]
    if host.parent() != zone:
        guesses.append(below(Name(host.labels[:1]), zone))
    slips = () if label.startswith("xn--") else _slips(label)
    guesses += [below(slip.encode(), host.parent()) for slip in (*slips, *_COMMON)]
    return _unique(guesses, host)[:MAX_TYPOS]


def _slips(label: str) -> Iterator[str]:
    for at, letter in enumerate(label[:3]):
        yield from (label[:at] + other + label[at + 1 :] for other in _LOOK_ALIKE.get(letter, "")[:2])
    yield from (label[:at] + label[at + 1] + label[at] + label[at + 2 :] for at in range(min(len(label) - 1, 2)))
    yield label + label[-1]


def is_slip(seen: Name, wanted: Name) -> bool:
    """Is that value one typing slip away from ours?"""
    left, right = (name.to_text(omit_final_dot=True).lower() for name in (seen, wanted))
    return left != right and SequenceMatcher(None, left, right, autojunk=False).ratio() > SLIP_RATIO


def appended(seen: Name, target: Name, host: Name) -> Name | None:
    """What a panel added behind our target: the zone, or any other end of the host's name."""
    wanted = target.labels[:-1]
    rest = Name(seen.labels[len(wanted) :]) if seen.labels[: len(wanted)] == wanted else None
    is_end = rest is not None and len(rest) > 1 and host.is_subdomain(rest)
    return rest if is_end else None


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
