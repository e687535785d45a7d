"""The rules of the house: what the settings say that decisions depend on."""

from dataclasses import dataclass

from bot.core.domain import TWILIO_TARGET


@dataclass(frozen=True, slots=True)
class Rules:
    """Slack ids are of users (``U…``, ``W…``) or user groups (``S…``), as written in the settings.

    ``speed`` divides every interval of the cadence; 1 outside the sandbox.
    """

    four_eyes: bool = True
    approvers: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()
    default_channel: str | None = None
    approval_channel: str | None = None
    alert_channel: str | None = None
    alert_mention: str | None = None
    company_name: str | None = None
    company_logo: str | None = None
    """The address of a picture."""
    is_mail_on: bool = False
    target: str = TWILIO_TARGET
    test_numbers: tuple[str, ...] = ()
    speed: float = 1.0
    ways: frozenset[str] = frozenset()
    """How this installation can have records written: words of `bot.core.ways.Way`."""
    webhooks_to_loopback: bool = False
