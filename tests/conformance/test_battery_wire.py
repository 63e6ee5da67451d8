"""Where the battery goes: over TLS, to IPv6, and to a bucket in the host."""

from __future__ import annotations

import ssl
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from faulty_server import BUCKET, faulty_server
from s3_server import CREDENTIALS, REGION

from sigv4.conformance.server import CannotStartError, check_server, find_target
from sigv4.errors import InvalidValueError

AWS = "scratch.s3.eu-west-1.amazonaws.com"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """One for 127.0.0.1 that signed itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(pem))
    return path


def test_over_tls(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server is asked if its certificate is trusted, and else not even once."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with faulty_server(tls=context) as (server, url):
        how: dict[str, Any] = {"region": REGION, "endpoint_url": url, "addressing_style": "path"}
        with pytest.raises(CannotStartError, match="certificate verify failed"):
            check_server(CREDENTIALS, BUCKET, only=["basic/put"], **how)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        report = check_server(CREDENTIALS, BUCKET, only=["basic"], **how)
        assert report.counts["right"] == len(report.results)
        assert server.store.objects == {}


def test_over_ipv6() -> None:
    """The address stands in brackets in the Host header, and without them in the connection."""
    with faulty_server(address="::1") as (_, url):
        assert url.startswith("http://[::1]:")
        report = check_server(
            CREDENTIALS,
            BUCKET,
            only=["basic", "post/form"],
            region=REGION,
            endpoint_url=url,
            addressing_style="path",
        )
        assert report.counts["right"] == len(report.results)


@pytest.mark.parametrize(
    ("endpoint_url", "style", "expected"),
    [
        pytest.param(
            "http://127.0.0.1:9000",
            "path",
            ("http", "127.0.0.1", 9000, "127.0.0.1:9000", "/scratch"),
            id="path",
        ),
        pytest.param(
            "https://s3.example.com",
            "virtual",
            ("https", "scratch.s3.example.com", 443, "scratch.s3.example.com", ""),
            id="virtual",
        ),
        pytest.param(
            "http://[::1]/base/",
            "path",
            ("http", "::1", 80, "[::1]", "/base/scratch"),
            id="IPv6 and a path",
        ),
        pytest.param(
            None,
            "auto",
            ("https", AWS, 443, AWS, ""),
            id="AWS",
        ),
    ],
)
def test_where_it_goes(
    endpoint_url: str | None, style: str, expected: tuple[str, str, int, str, str]
) -> None:
    """To the address, with the name that is signed."""
    found = find_target(
        CREDENTIALS,
        BUCKET,
        region="eu-west-1",
        endpoint_url=endpoint_url,
        addressing_style=style,
    )
    where = (found.scheme, found.host, found.port, found.authority, found.base)
    assert where == expected


@pytest.mark.parametrize(
    "bucket",
    [
        pytest.param("scratch--euw1-az1--x-s3", id="directory bucket"),
        pytest.param("arn:aws:s3::123456789012:accesspoint/a.mrap", id="multi-region"),
    ],
)
def test_a_bucket_of_another_kind(bucket: str) -> None:
    """What other credentials or algorithms sign for is refused."""
    with pytest.raises(InvalidValueError, match="no ordinary bucket"):
        find_target(CREDENTIALS, bucket, region="eu-west-1")
