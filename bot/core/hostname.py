"""placeholder, replaced by its owner"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hostname:
    """A link host. ``ascii`` is the A-label name in lower case without final dot, ``unicode`` how people write it,
    ``zone`` its registrable domain (A-labels) and ``name`` what stands before it (``ls``)."""

    ascii: str
    unicode: str
    zone: str
    name: str
