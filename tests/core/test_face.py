"""The face: what the package exports, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import sigv4
from sigv4 import errors

PUBLIC = {
    "ClockError",
    "Credentials",
    "InvalidInputError",
    "InvalidTypeError",
    "InvalidValueError",
    "Minter",
    "PresignedRequest",
    "ServiceRules",
    "SigV4Error",
    "SigningKey",
    "UnsignedHeadersWarning",
    "canonical_request",
    "derive_signing_key",
    "presign",
    "presign_url",
    "sign_headers",
    "string_to_sign",
}
FORBIDDEN = {
    *("dataclasses", "inspect", "typing", "enum", "re", "urllib.parse", "argparse", "json"),
    *("configparser", "logging", "socket", "ssl", "http", "email", "xml", "ipaddress", "hmac"),
}
FIRST_OF_S3 = """
import sys
sys.path.insert(0, sys.argv[1])
before = set(sys.modules)
from sigv4 import Credentials
from sigv4.s3 import S3
s3 = S3(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), region="eu-west-1")
assert "X-Amz-Signature=" in s3.presign_put("media", "a b", content_type="a/b").url
assert "X-Amz-Signature=" in s3.minter("get_object", Bucket="media")("a b")
print(*sorted(set(sys.modules) - before))
"""
FIRST_URL = """
import sys
sys.path.insert(0, sys.argv[1])
before = set(sys.modules)
import sigv4
credentials = sigv4.Credentials("AKIAIOSFODNN7EXAMPLE", "secret")
url = sigv4.presign_url("GET", "https://bucket.s3.eu-west-1.amazonaws.com/a%20b?c=d", credentials,
                        region="eu-west-1", headers={"range": "bytes=0-9"})
assert "X-Amz-Signature=" in url
print(*sorted(set(sys.modules) - before))
"""


def test_the_public_names_are_these() -> None:
    """Nothing more, nothing less, and each is there."""
    assert set(sigv4.__all__) == PUBLIC
    assert len(PUBLIC) <= 25
    assert sigv4.__all__ == sorted(sigv4.__all__)
    assert all(hasattr(sigv4, name) for name in PUBLIC)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_names_are_documented(name: str) -> None:
    """Each has a docstring of its own."""
    assert getattr(sigv4, name).__doc__


def test_the_drawn_tree_of_errors_is_the_real_one() -> None:
    """The docstring of `errors` names every class, and each class is a SigV4Error or a warning."""
    classes = [
        c for c in vars(errors).values() if isinstance(c, type) and c.__module__ == errors.__name__
    ]
    assert len(classes) > 5
    for cls in classes:
        assert cls.__name__ in str(errors.__doc__)
        assert issubclass(cls, (errors.SigV4Error, UserWarning))


@pytest.mark.parametrize(
    ("program", "module"),
    [
        pytest.param(FIRST_URL, "sigv4._presign", id="of a URL"),
        pytest.param(FIRST_OF_S3, "sigv4.s3.operations", id="of an operation of S3"),
    ],
)
def test_a_first_url_imports_little(program: str, module: str) -> None:
    """In an isolated interpreter, one URL brings in hashlib and this package, and no more."""
    root = str(Path(sigv4.__file__).parent.parent)
    gained = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, root],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert module in gained
    assert not FORBIDDEN & set(gained)
    assert not {"sigv4.streaming", "sigv4._streaming", "sigv4._chunks"} & set(gained)
    others = {name for name in gained if not name.startswith("sigv4")}
    assert others <= {"__future__", "hashlib", "_hashlib", "_blake2", "_sha3", "_sha2"}
