"""Secrets and addresses at rest: Fernet, newest key first, bound to the place they stand in.

A Fernet token has no associated data (cryptography.io, "Fernet"), so a token copied into another row or tenant would
open there as well; the place is therefore part of what is sealed and is compared when it is opened.
"""

import hashlib
import hmac
import json
import unicodedata
from base64 import urlsafe_b64decode
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.core.errors import LinkdomainError


class WrongKey(LinkdomainError):
    """SECRET_KEYS do not open what the database holds, or are none. Names the place, never a value."""


def place_of(team_id: str, column: str, row_id: str) -> str:
    """Where a sealed value stands, such as ``contacts.address`` of one row of one team."""
    return json.dumps([team_id, column, row_id])


class Vault:
    """Seals and opens texts. ``keys`` are Fernet keys, newest first; with none, only what is sealed stays shut."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Raises WrongKey where a key is not a Fernet key."""
        fernets = [_fernet(key, number) for number, key in enumerate(keys, start=1)]
        self._fernet = MultiFernet(fernets) if fernets else None
        self._newest = fernets[0] if fernets else None
        self._index_keys = [_index_key(key) for key in keys]

    def seal(self, text: str, place: str) -> str:
        """The token to store at this place."""
        return self._keys().encrypt(json.dumps([place, text]).encode()).decode()

    def is_of_newest(self, token: str) -> bool:
        """Whether the newest key alone opens it."""
        try:
            return self._newest is not None and bool(self._newest.decrypt(token.encode()))
        except InvalidToken:
            return False

    def open(self, token: str, place: str) -> str:
        """What was sealed at this place; raises WrongKey where no key opens it or it was sealed elsewhere."""
        try:
            sealed_place, text = json.loads(self._keys().decrypt(token.encode()))
        except InvalidToken:
            raise WrongKey(f"none of SECRET_KEYS opens {place}") from None
        if sealed_place != place:
            raise WrongKey(f"what stands at {place} was sealed for another place")
        return str(text)

    def index(self, team_id: str, address: str) -> str:
        """The keyed hash under which an address is stored and found, by the newest key."""
        return self.indexes(team_id, address)[0]

    def indexes(self, team_id: str, address: str) -> list[str]:
        """The hash by every key: an address stored before a rotation is still found."""
        self._keys()
        message = json.dumps([team_id, normal_address(address)]).encode()
        return [hmac.new(key, message, hashlib.sha256).hexdigest() for key in self._index_keys]

    def _keys(self) -> MultiFernet:
        if self._fernet is None:
            raise WrongKey("SECRET_KEYS is not set")
        return self._fernet


def normal_address(address: str) -> str:
    """An e-mail address as it is compared: nobody runs two people apart by case or by composed letters."""
    return unicodedata.normalize("NFC", address.strip()).casefold()


def _fernet(key: str, number: int) -> Fernet:
    try:
        return Fernet(key)
    except (ValueError, TypeError):
        raise WrongKey(f"key {number} of SECRET_KEYS is not a Fernet key (32 bytes, url-safe base64)") from None


def _index_key(key: str) -> bytes:
    return hmac.new(urlsafe_b64decode(key), b"contacts.address_index", hashlib.sha256).digest()
