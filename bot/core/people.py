"""Roles of people. Who holds one is settled outside; what a role may do is in `bot.core.approvals`."""

from enum import StrEnum


class Role(StrEnum):
    MANAGER = "manager"
    OPERATOR = "operator"
    APPROVER = "approver"
    ADMIN = "admin"
