"""The key that signs what a consent page is asked (Domain Connect): RSA with SHA-256 over the query, as it is sent.

The public half stands in the DNS, as TXT records at ``<key name>.<provider id>``; each holds a part of it.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
)

BITS = 2048
_PART = 200
"""Characters of the key in one record: with what stands before it, well below the 255 octets of one string."""


class Signer:
    """``key_name`` is the label under which the public key stands. Raises ValueError for a key that is none."""

    def __init__(self, pem: bytes, key_name: str) -> None:
        self._key, self._key_name = _private(pem), key_name

    def signed(self, query: str) -> str:
        """The query with its signature, and where the key to check it is."""
        signature = b64encode(self._key.sign(query.encode(), PKCS1v15(), SHA256())).decode()
        return f"{query}&sig={quote(signature, safe='')}&key={quote(self._key_name, safe='')}"

    def texts(self) -> list[str]:
        """The values of the TXT records that publish the key."""
        public = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        text = b64encode(public).decode()
        parts = [text[at : at + _PART] for at in range(0, len(text), _PART)]
        return [f"p={number},a=RS256,d={part}" for number, part in enumerate(parts, 1)]


def read_signer(path: str, key_name: str) -> Signer:
    """Raises ValueError for a file that cannot be used."""
    try:
        return Signer(Path(path).read_bytes(), key_name)
    except OSError as fault:
        raise ValueError("must be a readable PEM file") from fault


def make_key() -> bytes:
    """A new private key, PEM."""
    key = generate_private_key(public_exponent=65537, key_size=BITS)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def is_signed(query: str, signature: str, texts: Sequence[str]) -> bool:
    """Whether the key in these TXT values made this signature (base64) over this query: what a provider finds."""
    try:
        key = load_der_public_key(b64decode(_joined(texts), validate=True))
        if not isinstance(key, RSAPublicKey):
            return False
        key.verify(b64decode(signature, validate=True), query.encode(), PKCS1v15(), SHA256())
    except (ValueError, KeyError, UnsupportedAlgorithm, InvalidSignature):
        return False
    return True


def _joined(texts: Sequence[str]) -> str:
    """The parts in their order; records come in any. Raises ValueError, KeyError."""
    parts: dict[int, str] = {}
    for text in texts:
        fields = dict(field.split("=", 1) for field in text.split(","))
        if fields.get("a", "RS256") == "RS256":
            parts[int(fields["p"])] = fields["d"]
    return "".join(parts[number] for number in sorted(parts))


def _private(pem: bytes) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError("must hold a private key in PEM, without a passphrase") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < BITS:
        raise ValueError(f"must hold an RSA key of at least {BITS} bits")
    return key
