"""The registry of clients as admins and others see it: names, and which Twilio account serves whom. Never a secret."""

from dataclasses import dataclass

from bot.core.cards import CampaignLine
from bot.core.domain import Client


@dataclass(frozen=True, slots=True)
class AccountShown:
    """A stored Twilio account, without its secret. ``username`` is the account's SID (its Auth Token is stored) or an
    API key's."""

    account_sid: str
    username: str


@dataclass(frozen=True, slots=True)
class RegisteredClient:
    """``account`` None: the default account serves it."""

    client: Client
    account: AccountShown | None = None


@dataclass(frozen=True, slots=True)
class NameQuery:
    """Clients, or campaigns, whose name contains the text; pages count from 0, one past the end gives the last one."""

    text: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class ClientPage:
    lines: tuple[RegisteredClient, ...]
    query: NameQuery
    total: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class CampaignPage:
    lines: tuple[CampaignLine, ...]
    query: NameQuery
    total: int
    has_more: bool
