"""Tokens of client links and of the page's forms: made by the keys whenever they are needed, kept nowhere."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence


class KeyedLinks:
    """`bot.services.ports_links.Links`. ``keys`` are SECRET_KEYS: the newest, the first, signs; all of them verify.

    A token is the link's id, a dot, and 256 bits of HMAC-SHA256 over the id. The id alone opens nothing.
    """

    def __init__(self, keys: Sequence[str], public_url: str | None) -> None:
        self._keys = [hashlib.sha256(b"client link:" + key.encode()).digest() for key in keys]
        self.public_url = public_url

    @property
    def can_address(self) -> bool:
        """Whether pages can be reached from outside at all."""
        return self.public_url is not None and bool(self._keys)

    def address(self, link_id: str) -> str | None:
        if self.public_url is None or not self._keys:
            return None
        return f"{self.public_url}/setup/{self.token(link_id)}"

    def token(self, link_id: str) -> str:
        return f"{link_id}.{_mark(self._keys[0], 'page', link_id)}"

    def named_by(self, token: str) -> str | None:
        link_id, _, mark = token.rpartition(".")
        return link_id if self._is_marked("page", link_id, mark) else None

    def credentials_address(self, link_id: str) -> str | None:
        """Where an admin types credentials."""
        if self.public_url is None or not self._keys:
            return None
        return f"{self.public_url}/credentials/{link_id}.{_mark(self._keys[0], 'credentials', link_id)}"

    def credentials_named_by(self, token: str) -> str | None:
        """The id of the link whose token this is; a token of a client's page is none."""
        link_id, _, mark = token.rpartition(".")
        return link_id if self._is_marked("credentials", link_id, mark) else None

    def secret_address(self, token_id: str) -> str | None:
        """Where an admin sees the secret of another system's token, once."""
        if self.public_url is None or not self._keys:
            return None
        return f"{self.public_url}/tokens/{token_id}.{_mark(self._keys[0], 'token', token_id)}"

    def secret_named_by(self, token: str) -> str | None:
        """The id of the other system's token whose page this opens."""
        token_id, _, mark = token.rpartition(".")
        return token_id if self._is_marked("token", token_id, mark) else None

    def webhook_address(self, webhook_id: str) -> str | None:
        """Where an admin sees the secret of a webhook, once."""
        if self.public_url is None or not self._keys:
            return None
        return f"{self.public_url}/webhooks/{webhook_id}.{_mark(self._keys[0], 'webhook', webhook_id)}"

    def webhook_named_by(self, token: str) -> str | None:
        """The id of the webhook whose page this opens."""
        webhook_id, _, mark = token.rpartition(".")
        return webhook_id if self._is_marked("webhook", webhook_id, mark) else None

    def write_address(self, link_id: str) -> str | None:
        """Where an account manager has records written."""
        if self.public_url is None or not self._keys:
            return None
        return f"{self.public_url}/write/{link_id}.{_mark(self._keys[0], 'write', link_id)}"

    def write_named_by(self, token: str) -> str | None:
        """The id of the link whose token this is; those of other pages are none."""
        link_id, _, mark = token.rpartition(".")
        return link_id if self._is_marked("write", link_id, mark) else None

    def derived(self, purpose: str, text: str) -> tuple[bytes, ...]:
        """32 bytes that only we can make of the text, for this purpose alone; by the newest key first."""
        return tuple(_digest(key, purpose, text) for key in self._keys)

    def form_mark(self, token: str) -> str:
        """What a form of this page carries, so that no other site can send it (CSRF)."""
        return _mark(self._keys[0], "form", token)

    def is_form_mark(self, token: str, mark: str) -> bool:
        return self._is_marked("form", token, mark)

    def sealed(self, purpose: str, text: str) -> str:
        """The text with a mark that only we can make, for this purpose alone."""
        return f"{text}.{_mark(self._keys[0], purpose, text)}"

    def unsealed(self, purpose: str, sealed: str) -> str | None:
        """The text, where the mark is ours."""
        text, _, mark = sealed.rpartition(".")
        return text if self._is_marked(purpose, text, mark) else None

    def _is_marked(self, purpose: str, text: str, mark: str) -> bool:
        """Every key is tried, so that the time tells nothing."""
        given = mark.encode()
        fitting = [key for key in self._keys if hmac.compare_digest(_mark(key, purpose, text).encode(), given)]
        return bool(fitting)


def _mark(key: bytes, purpose: str, text: str) -> str:
    return urlsafe_b64encode(_digest(key, purpose, text)).rstrip(b"=").decode()


def _digest(key: bytes, purpose: str, text: str) -> bytes:
    return hmac.new(key, f"{purpose}:{text}".encode(), hashlib.sha256).digest()
