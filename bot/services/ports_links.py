"""What client links need from the outside: where they are kept, and what makes their tokens."""

from typing import Protocol

from bot.core.links import SetupLink


class SetupLinks(Protocol):
    def get(self, link_id: str) -> SetupLink | None:
        """Locked until the transaction ends."""

    def of_domain(self, domain_id: str) -> SetupLink | None:
        """The newest one."""

    def count(self, domain_id: str) -> int: ...

    def add(self, link: SetupLink) -> None: ...

    def save(self, link: SetupLink) -> None: ...


class Links(Protocol):
    """Tokens of client links: made anew from the link's id by SECRET_KEYS at every sending, never stored."""

    def address(self, link_id: str) -> str | None:
        """Where the client's page is; None: there is no public address."""

    def named_by(self, token: str) -> str | None:
        """The id of the link whose token this is; None: it is no token of ours."""

    def secret_address(self, token_id: str) -> str | None:
        """Where an admin sees the secret of another system's token, once; None: there is no public address."""

    def credentials_address(self, link_id: str) -> str | None:
        """Where an admin types credentials; None: there is no public address."""

    def webhook_address(self, webhook_id: str) -> str | None:
        """Where an admin sees the secret of a webhook, once; None: there is no public address."""

    def write_address(self, link_id: str) -> str | None:
        """Where an account manager has records written; None: there is no public address."""
