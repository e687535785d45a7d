"""One entry of the advice catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """``headline`` is for a row of the checklist, ``advice`` what was seen and the next step. ``lost`` and
    ``lost_headline`` are said in place of ``advice`` and ``headline`` once the domain has worked."""

    headline: str
    advice: str
    lost: str = ""
    lost_headline: str = ""
