"""A certificate for the first start, before the operator has a real one.

A certificate authority is made, signs one leaf and loses its key at once: clients may trust `ca.pem` for that leaf and
nothing else will ever be signed by it. RFC 5280.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tempory.values import Instant

_LOOPBACK = ("127.0.0.1", "::1")
_LIFETIME = timedelta(days=397)  # what browsers take at most
_CLOCK_SKEW = timedelta(hours=1)
_PRIVATE = 0o600
_PUBLIC = 0o644


def ensure_certificate(folder: Path, *, names: Sequence[str], now: Instant) -> bool:
    """Write `ca.pem`, `cert.pem` (leaf and authority) and `key.pem` into `folder` unless a certificate is there.

    `names` are the host names it is for; `localhost` and the loopback addresses are added. Returns whether it wrote.
    The key's file is readable by its owner only from the moment it exists.
    """
    if (folder / "cert.pem").exists() or (folder / "key.pem").exists():
        return False
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority, leaf, key = _issue(list(dict.fromkeys([*names, "localhost"])), datetime.fromtimestamp(now / 1000, UTC))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    certificate = authority.public_bytes(Encoding.PEM)
    _write(folder / "key.pem", pem, _PRIVATE)
    _write(folder / "ca.pem", certificate, _PUBLIC)
    _write(folder / "cert.pem", leaf.public_bytes(Encoding.PEM) + certificate, _PUBLIC)
    return True


def _issue(names: list[str], now: datetime) -> tuple[x509.Certificate, x509.Certificate, ec.EllipticCurvePrivateKey]:
    authority_key = ec.generate_private_key(ec.SECP256R1())
    leaf_key = ec.generate_private_key(ec.SECP256R1())
    authority_name = _name(f"Tempory, made on {now:%Y-%m-%d} for {names[0]}"[:64])
    authority = (
        _builder(authority_name, authority_name, authority_key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    addresses = [x509.IPAddress(ip_address(address)) for address in _LOOPBACK]
    leaf = (
        _builder(_name(names[0][:64]), authority_name, leaf_key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.SubjectAlternativeName([*(x509.DNSName(name) for name in names), *addresses]), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(leaf_key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    return authority, leaf, leaf_key


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        subject_name=subject,
        issuer_name=issuer,
        public_key=public_key,
        serial_number=x509.random_serial_number(),
        not_valid_before=now - _CLOCK_SKEW,
        not_valid_after=now + _LIFETIME,
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, data: bytes, mode: int) -> None:
    """Write a new file, never readable by others if `mode` says so, and whole on the disk before it has its name."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
