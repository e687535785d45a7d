"""Roles of people. Who holds one is settled outside; what a role may do is in `bot.core.approvals`."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    MANAGER = "manager"
    OPERATOR = "operator"
    APPROVER = "approver"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes to a client: the name people outside know them by, and their own address where Slack gives one."""

    name: str = ""
    address: str = field(default="", repr=False)
