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
class ClientQuery:
    """Clients whose name contains the text; pages count from 0, one past the end gives the last one."""

    text: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class ClientPage:
    lines: tuple[RegisteredClient, ...]
    query: ClientQuery
    total: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class CampaignQuery:
    """Campaigns whose name contains the text; pages as of `ClientQuery`."""

    text: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class CampaignPage:
    lines: tuple[CampaignLine, ...]
    query: CampaignQuery
    total: int
    has_more: bool
