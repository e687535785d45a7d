"""What a provider's consent page needs from the outside: where it is looked for, and where that is kept."""

from typing import Protocol

from bot.core.consent import Consent, ConsentSeen


class FindConsent(Protocol):
    async def __call__(self, zone: str) -> ConsentSeen:
        """Never raises for what the network does."""


class Consents(Protocol):
    """One for a domain at most."""

    def of_domain(self, domain_id: str) -> Consent | None: ...

    def put(self, consent: Consent) -> None:
        """Adds it, or takes the place of what is there. The domain is locked by whoever calls."""


class SignQuery(Protocol):
    def signed(self, query: str) -> str:
        """The query with its signature, and where the key to check it is."""
