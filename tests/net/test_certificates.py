import os
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.verification import PolicyBuilder, Store

from tempory.net import ServerTls, ensure_certificate
from tempory.values import ConfigurationError
from tests.making import NOON


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ensure_certificate(tmp_path / "tls", names=["tempory.test", "mx.tempory.test"], now=NOON)
    return tmp_path / "tls"


def load(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def shake_hands(context: ssl.SSLContext, client: ssl.SSLContext, name: str) -> ssl.SSLObject:
    """Shake hands in memory; return the client's side."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server_side = context.wrap_bio(to_server, to_client, server_side=True)
    client_side = client.wrap_bio(to_client, to_server, server_hostname=name)
    for _ in range(4):
        for side in (client_side, server_side):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    client_side.do_handshake()
    return client_side


def test_files_and_modes(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["ca.pem", "cert.pem", "key.pem"]
    assert stat.S_IMODE((folder / "key.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        ensure_certificate(tmp_path / "tls", names=["tempory.test"], now=NOON)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "tls/key.pem").stat().st_mode) == 0o600


def test_what_it_is_for(folder: Path) -> None:
    leaf = load(folder / "cert.pem")
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["tempory.test", "mx.tempory.test", "localhost"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert isinstance(leaf.public_key(), ec.EllipticCurvePublicKey)


def test_it_verifies_as_a_stranger_sees_it(folder: Path) -> None:
    verifier = (
        PolicyBuilder()
        .store(Store([load(folder / "ca.pem")]))
        .time(datetime.fromtimestamp(NOON / 1000, UTC) + timedelta(days=390))
        .build_server_verifier(x509.DNSName("tempory.test"))
    )
    assert len(verifier.verify(load(folder / "cert.pem"), [])) == 2


def test_the_authoritys_key_is_nowhere(folder: Path) -> None:
    authority = load(folder / "ca.pem").public_key()
    for path in folder.iterdir():
        if b"PRIVATE KEY" in path.read_bytes():
            key = ssl_key(path)
            assert key.public_key() != authority
            assert key.public_key() == load(folder / "cert.pem").public_key()


def ssl_key(path: Path) -> ec.EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 (used here alone)

    key = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def test_what_is_there_is_left_alone(folder: Path) -> None:
    before = (folder / "cert.pem").read_bytes()
    assert not ensure_certificate(folder, names=["other.test"], now=NOON)
    assert (folder / "cert.pem").read_bytes() == before


def test_a_handshake_and_its_terms(tmp_path: Path) -> None:
    ensure_certificate(tmp_path, names=["tempory.test"], now=round(datetime.now(UTC).timestamp() * 1000))  # type: ignore[arg-type]
    tls = ServerTls(certificate=tmp_path / "cert.pem", key=tmp_path / "key.pem")
    client = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    assert shake_hands(tls.context, client, "tempory.test").version() == "TLSv1.3"
    assert shake_hands(tls.context, client, "127.0.0.1").version() == "TLSv1.3"
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    cipher = shake_hands(tls.context, client, "localhost").cipher()
    assert cipher is not None
    assert cipher[0].startswith("ECDHE-ECDSA-")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(tls.context, client, "elsewhere.example")


def test_old_versions_and_ciphers_are_not_offered(folder: Path) -> None:
    context = ServerTls(certificate=folder / "cert.pem", key=folder / "key.pem").context
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    for cipher in context.get_ciphers():
        assert cipher["aead"]
        assert cipher["protocol"] == "TLSv1.3" or cipher["name"].startswith("ECDHE")


def test_a_reload_reaches_those_who_have_the_context(tmp_path: Path) -> None:
    now = round(datetime.now(UTC).timestamp() * 1000)
    for name in ("old", "new"):
        ensure_certificate(tmp_path / name, names=["tempory.test"], now=now)  # type: ignore[arg-type]
    tls = ServerTls(certificate=tmp_path / "old/cert.pem", key=tmp_path / "old/key.pem")
    context = tls.context
    for name in ("cert.pem", "key.pem"):
        (tmp_path / "new" / name).replace(tmp_path / "old" / name)
    client = ssl.create_default_context(cafile=str(tmp_path / "new/ca.pem"))
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(context, client, "tempory.test")
    tls.reload()
    shake_hands(context, client, "tempory.test")


def test_a_reload_that_fails_changes_nothing(tmp_path: Path) -> None:
    now = round(datetime.now(UTC).timestamp() * 1000)
    for name in ("ours", "other"):
        ensure_certificate(tmp_path / name, names=["tempory.test"], now=now)  # type: ignore[arg-type]
    ca = str(tmp_path / "ours/ca.pem")
    tls = ServerTls(certificate=tmp_path / "ours/cert.pem", key=tmp_path / "ours/key.pem")
    (tmp_path / "other/cert.pem").replace(tmp_path / "ours/cert.pem")
    with pytest.raises(ConfigurationError, match=r"cert\.pem"):
        tls.reload()
    shake_hands(tls.context, ssl.create_default_context(cafile=ca), "tempory.test")


@pytest.mark.parametrize("missing", ["cert.pem", "key.pem"])
def test_files_that_are_missing(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(ConfigurationError):
        ServerTls(certificate=folder / "cert.pem", key=folder / "key.pem")
