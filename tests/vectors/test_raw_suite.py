"""AWS's signing test suite, read straight from its own files.

The suite is no part of this repository: its figures are (vectors/sources/aws-suite.json).
Where a copy lies beside the checkout, in ../shared/aws-signing-test-suite, it is walked here
as well, so that no error of transcription can hide.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

import sigv4

SUITE = Path(__file__).resolve().parents[3] / "shared" / "aws-signing-test-suite" / "v4"
FOLDERS = sorted(path.parent for path in SUITE.glob("*/context.json"))

# Skipped in an ordinary checkout: the suite itself is not part of the repository.
pytestmark = pytest.mark.skipif(
    not SUITE.is_dir(), reason="AWS's suite is not beside the checkout; vectors/ has its figures"
)
each_case = pytest.mark.parametrize(
    "folder", [pytest.param(path, id=path.name) for path in FOLDERS]
)


class RawRequest:
    """A request as the suite writes it, with folded headers joined by one space."""

    def __init__(self, text: str) -> None:
        head, _, self.body = text.partition("\n\n")
        first, *lines = head.rstrip("\n").split("\n")
        self.method, self.target = first.removesuffix(" HTTP/1.1").split(" ", 1)
        self.headers: list[tuple[str, str]] = []
        for line in lines:
            if line.startswith((" ", "\t")):
                name, value = self.headers.pop()
                self.headers.append((name, f"{value} {line.strip()}"))
            else:
                name, _, value = line.partition(":")
                self.headers.append((name, value))
        self.host = next(value for name, value in self.headers if name == "Host")
        self.url = f"https://{self.host}{self.target}"


class RawCase:
    """A folder of the suite, as arguments of the public functions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.context: dict[str, Any] = json.loads(self.text("context.json"))
        self.request = RawRequest(self.text("request.txt"))
        self.payload_hash = hashlib.sha256(self.request.body.encode()).hexdigest()
        given = self.context["credentials"]
        self.credentials = sigv4.Credentials(
            given["access_key_id"], given["secret_access_key"], given.get("token")
        )
        self.scope = {name: self.context[name] for name in ("region", "service")}
        self.time = datetime.fromisoformat(self.context["timestamp"].replace("Z", "+00:00"))

    def text(self, name: str) -> str:
        """A file of the folder, as it stands."""
        return (self.folder / name).read_bytes().decode()

    def rules(self, *, header_form: bool) -> sigv4.ServiceRules:
        """The suite's own service: it encodes the path once."""
        return sigv4.ServiceRules(
            double_encode_path=False,
            normalize_path=self.context["normalize"],
            payload_hash_header=self.context["sign_body"] and header_form,
            session_token_signed=not self.context.get("omit_session_token", False),
        )

    def canonical_request(self, request: RawRequest, form: str) -> str:
        """The canonical request of a signed request of AWS's, with what it signed alone."""
        names = self.text(f"{form}-canonical-request.txt").split("\n")[-2].split(";")
        url = request.url
        if self.context.get("omit_session_token"):
            start, token, end = url.partition("&X-Amz-Security-Token=")
            url = start + end[end.find("&") :] if token else url
        return sigv4.canonical_request(
            request.method,
            url,
            headers=[pair for pair in request.headers if pair[0].lower() in names],
            payload_hash=self.payload_hash,
            rules=self.rules(header_form=form == "header"),
        )

    def assert_signature(self, form: str) -> str:
        """The string to sign and the signature, from AWS's own canonical request."""
        canonical = self.text(f"{form}-canonical-request.txt")
        to_sign = sigv4.string_to_sign(canonical, signing_time=self.time, **self.scope)
        assert to_sign == self.text(f"{form}-string-to-sign.txt")
        secret = self.credentials.secret_access_key
        date = f"{self.time:%Y%m%d}"
        key = sigv4.derive_signing_key(secret, date=date, **self.scope)
        signature = hmac.new(key, to_sign.encode(), "sha256").hexdigest()
        assert signature == self.text(f"{form}-signature.txt")
        return signature


def _query_of(url: str) -> Counter[tuple[str, str]]:
    return Counter(parse_qsl(urlsplit(url).query, keep_blank_values=True))


@each_case
def test_the_query_form_is_aws_s(folder: Path) -> None:
    """Canonical request, string to sign, signature, and the signed request."""
    case = RawCase(folder)
    signed = sigv4.presign(
        case.request.method,
        case.request.url,
        case.credentials,
        headers=case.request.headers,
        expires_in=case.context["expiration_in_seconds"],
        payload_hash=case.payload_hash,
        signing_time=case.time,
        rules=case.rules(header_form=False),
        **case.scope,
    )
    assert signed.canonical_request == case.text("query-canonical-request.txt")
    assert signed.string_to_sign == case.text("query-string-to-sign.txt")
    signature = case.assert_signature("query")
    assert f"&X-Amz-Signature={signature}" in signed.url

    # AWS leaves the path as it was and orders the parameters otherwise; both mean the same.
    theirs = RawRequest(case.text("query-signed-request.txt"))
    assert signed.method == theirs.method
    assert urlsplit(signed.url).netloc == theirs.host
    assert _query_of(signed.url) == _query_of(theirs.url)
    assert case.canonical_request(theirs, "query") == signed.canonical_request


@each_case
def test_the_header_form_is_aws_s(folder: Path) -> None:
    """Canonical request, string to sign, signature, and the headers that were added."""
    case = RawCase(folder)
    theirs = RawRequest(case.text("header-signed-request.txt"))
    canonical = case.canonical_request(theirs, "header")
    assert canonical == case.text("header-canonical-request.txt")
    signature = case.assert_signature("header")
    added = sigv4.sign_headers(
        case.request.method,
        case.request.url,
        case.credentials,
        headers=case.request.headers,
        body=case.request.body.encode(),
        signing_time=case.time,
        rules=case.rules(header_form=True),
        **case.scope,
    )
    assert added["Authorization"].endswith(f", Signature={signature}")
    before = Counter((name.lower(), value) for name, value in case.request.headers)
    after = Counter((name.lower(), value) for name, value in theirs.headers)
    assert {name.lower(): value for name, value in added.items()} == dict((after - before).keys())


def test_all_of_the_suite_was_walked() -> None:
    """AWS's suite has 38 cases; fewer would mean that some were not found."""
    assert len(FOLDERS) == 38
