"""A certificate authority of our own, whose root only programs that are told to trust it trust."""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

BACKDATED = timedelta(days=1095)
"""Certificates begin this long ago: one that has ended already can be made too, and one that is issued where the clock
is ahead holds for those who go by the clock of this machine."""
CA_YEARS = timedelta(days=3650)
CA_USAGE = x509.KeyUsage(
    key_cert_sign=True,
    crl_sign=True,
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    encipher_only=False,
    decipher_only=False,
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """``path`` is a PEM file with the private key and the chain, as an SSL context loads it; times are aware UTC."""

    names: tuple[str, ...]
    path: Path
    begins_at: datetime
    ends_at: datetime


class LabCa:
    """Lives in a temporary folder from start to stop. ``clock`` gives aware UTC."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._folder: Path | None = None
        self._made = 0

    @property
    def folder(self) -> Path:
        """Raises RuntimeError unless started."""
        if self._folder is None:
            raise RuntimeError("the lab CA is not started")
        return self._folder

    @property
    def root_path(self) -> Path:
        """The PEM file a program has to trust."""
        return self.folder / "lab-ca.pem"

    async def start(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="linkdomain-lab-ca-"))
        self._key = generate_private_key(SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "linkdomain lab CA")])
        builder = self._builder(self._name, self._key, self._clock() + CA_YEARS)
        root = (
            builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(CA_USAGE, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .sign(self._key, SHA256())
        )
        self.root_path.write_bytes(root.public_bytes(Encoding.PEM))

    async def stop(self) -> None:
        """Removes the folder with all keys."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def issue(self, names: Sequence[str], *, ends_at: datetime | None = None) -> Certificate:
        """A certificate for these host names, for 90 days (as Let's Encrypt gives) unless said otherwise; an end in the
        past makes an expired one."""
        key = generate_private_key(SECP256R1())
        end = (ends_at or self._clock() + timedelta(days=90)).replace(microsecond=0)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
        leaf = (
            self._builder(subject, key, end)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, SHA256())
        )
        return Certificate(tuple(names), self._write(key, leaf), leaf.not_valid_before_utc, leaf.not_valid_after_utc)

    def keep(self, names: Sequence[str], pem: bytes) -> Certificate:
        """Somebody's own certificate and key (PEM), kept for the server beside those of this CA."""
        leaf = x509.load_pem_x509_certificate(pem)
        path = self._next_path()
        path.write_bytes(pem)
        return Certificate(tuple(names), path, leaf.not_valid_before_utc, leaf.not_valid_after_utc)

    def _builder(self, subject: x509.Name, key: EllipticCurvePrivateKey, end: datetime) -> x509.CertificateBuilder:
        begin = min(self._clock(), end) - BACKDATED
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self._name).public_key(key.public_key())
        return builder.serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(end)

    def _write(self, key: EllipticCurvePrivateKey, leaf: x509.Certificate) -> Path:
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path = self._next_path()
        path.write_bytes(secret + leaf.public_bytes(Encoding.PEM))
        return path

    def _next_path(self) -> Path:
        self._made += 1
        return self.folder / f"leaf-{self._made}.pem"
