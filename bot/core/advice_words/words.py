"""One entry of the advice catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """``headline`` is for a row of the checklist, ``advice`` what was seen and the next step. ``lost`` is said in place
    of ``advice`` once the domain has worked."""

    headline: str
    advice: str
    lost: str = ""
