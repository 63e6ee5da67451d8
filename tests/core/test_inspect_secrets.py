"""`inspect_url` and `inspect_post` show no secret, however a URL or a form was mangled."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

import pytest

from sigv4 import Credentials, presign_url
from sigv4.explain import Inspection, inspect_post, inspect_url
from sigv4.s3 import S3

NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
CREDENTIALS = Credentials("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "AQoDYXdzEPTwEXAMPLETOKEN")
BASE = "https://examplebucket.s3.eu-west-1.amazonaws.com/test.txt"
KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
URL = presign_url(
    "GET",
    f"{BASE}?x-amz-copy-source-server-side-encryption-customer-key={quote(KEY)}",
    CREDENTIALS,
    region="eu-west-1",
    signing_time=NOW,
)
QUERY = URL.partition("?")[2]
SIGNATURE = URL[-64:]


def _shown(found: Inspection) -> str:
    return f"{found}{found.to_json()}{found.as_dict()}{found!r}{found.parameters}{found.warnings}"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(URL, id="as it was made"),
        pytest.param(f"{BASE}?{quote(QUERY, safe='')}", id="query encoded"),
        pytest.param(f"{BASE}?{quote(quote(QUERY, safe=''), safe='')}", id="query encoded twice"),
        pytest.param(quote(URL, safe=""), id="encoded as a whole"),
        pytest.param(f"{BASE}{quote('?' + QUERY, safe='')}", id="query in the path"),
        pytest.param(f"{BASE}#{QUERY}", id="query behind a #"),
        pytest.param(f"{BASE}#?{QUERY}", id="query within a fragment"),
        pytest.param(f"https://{QUERY}", id="query as the host"),
        pytest.param(QUERY, id="query alone"),
        pytest.param(URL.replace("&", "&amp;amp;"), id="HTML twice"),
        pytest.param(URL.replace("&", ";"), id="semicolons"),
        pytest.param(URL.replace("=", "%3D"), id="equals signs encoded"),
        pytest.param(URL.replace("=", "\\u003d").replace("&", "\\u0026"), id="JSON"),
        pytest.param(URL.replace("-", "\x00-"), id="control characters"),
        pytest.param(URL.replace("Amz-S", "Amz-\u200bS"), id="characters without width"),
        pytest.param(URL.replace("customer", "custo\nmer"), id="line ends"),
        pytest.param(URL.replace("X-Amz-", "X-Goog-"), id="Google's names"),
        pytest.param(URL.replace("X-Amz-", "x-oss-"), id="names in small letters"),
        pytest.param(URL.replace("X-Amz-", ""), id="no beginning"),
        pytest.param(URL.replace("Signature=", "Signature%20="), id="space"),
        pytest.param(URL[:-20], id="cut off"),
        pytest.param(f"{URL}&X-Amz-Signature={SIGNATURE}", id="twice"),
        pytest.param(f"{BASE}?u={quote(URL, safe='')}", id="URL in a parameter"),
        pytest.param(URL.replace("Token=", "Token[0]=").replace("ture=", "ture[]="), id="lists"),
        pytest.param(f"curl '{URL}'", id="command"),
        pytest.param(f"k8s-aws-v1.{QUERY}", id="name that is masked itself"),
        pytest.param(f"k8s-aws-v1.{QUERY[QUERY.index('X-Amz-Sec') :]}", id="token's name masked"),
        pytest.param(f"https://user:{SIGNATURE}@h/k", id="password"),
        pytest.param(f"s3://user:{SIGNATURE}@h/k", id="password of another scheme"),
    ],
)
def test_no_secret_of_a_url_is_shown(url: str) -> None:
    """No signature, no token, and no customer's key; in words, in JSON and in the record."""
    shown = _shown(inspect_url(url, now=NOW))
    for secret in (SIGNATURE[:44], "AQoDYXdzEPT", KEY[:-1]):
        assert secret not in shown


def test_what_is_hidden_is_hidden_in_the_url_too() -> None:
    """By the names of its parameters; the rest stays as it was written."""
    url = "https://h/a%20b?x=1&&sig=abc&y&X-Goog-Signature=abc&SIGNATURE=#f"
    found = inspect_url(f"{url}", now=NOW)
    assert found.url == (
        "https://h/a%20b?x=1&sig=REDACTED&y&X-Goog-Signature=REDACTED&SIGNATURE=#f"
    )
    values = [(parameter.name, parameter.value) for parameter in found.parameters]
    assert values == [
        *[("x", "1"), ("sig", "…"), ("y", ""), ("X-Goog-Signature", "…"), ("SIGNATURE", "")],
    ]
    assert found.parameters[1].words == "the signature, of length 3"
    assert found.parameters[4].words == "the signature, empty"
    taken = inspect_url("https://h/?X-Amz-Security-Token=REDACTED&X-Amz-Signature=***", now=NOW)
    assert [parameter.words for parameter in taken.parameters] == [
        "the session token of temporary credentials, taken out",
        "the signature, taken out",
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("X-Amz-Security-Token", "the session token of temporary credentials, of length 1"),
        ("X-Amz-S3session-Token", "the session token of a directory bucket, of length 1"),
        ("x-amz-server-side-encryption-customer-key", "a customer's key (SSE-C), of length 1"),
        ("x-amz-server-side-encryption-customer-key-MD5", ""),
        ("x-amz-checksum-mode", "v: whether the answer has checksums"),
        ("x-amz-checksum-crc32", "v: a checksum, moved here from the headers"),
        ("x-amz-meta-a", "v: metadata, moved here from the headers"),
        ("response-content-type", "v: the answer will have this header"),
        ("X-Amz-Expires", "v: how many seconds it lives from then on"),
        ("versionId", "v: the version of the object"),
        ("utm_source", ""),
    ],
)
def test_a_parameter_in_words(name: str, words: str) -> None:
    """What it means, in whatever case it is written; "" for what AWS knows nothing of."""
    for written in (name, name.lower(), name.upper()):
        (parameter,) = inspect_url(f"https://h/?{written}=v", now=NOW).parameters
        assert (parameter.name, parameter.words) == (written, words)


FORM = S3(CREDENTIALS, region="eu-west-1").presign_post("examplebucket", "k", signing_time=NOW)


@pytest.mark.parametrize(
    "condition",
    [
        {"x-amz-server-side-encryption-customer-key": KEY},
        {"X-Amz-Copy-Source-Server-Side-Encryption-Customer-Key": KEY},
        ["eq", "$x-amz-server-side-encryption-customer-key", KEY],
        ["eq", "x-amz-server-side-encryption-customer-key", KEY],
        ["starts-with", "$x-amz-server-side-encryption-customer-key", KEY],
        ["starts-with", "$x-amz-security-token", "AQoDYXdzEPT"],
        ["eq", "x-amz-security-token", "AQoDYXdzEPT"],
        {"x-amz-signature": SIGNATURE},
        {"a": "b", "x-amz-server-side-encryption-customer-key": KEY},
        ["no-operator", "$x-amz-security-token", "AQoDYXdzEPT"],
        ["content-length-range", KEY, SIGNATURE],
    ],
)
@pytest.mark.parametrize("member", [{}, {"version": 1}], ids=["strict", "lenient"])
def test_no_secret_of_a_policy_is_shown(condition: Any, member: dict[str, int]) -> None:
    """What a condition holds a field to may be a secret, also where the field has another value."""
    policy = json.loads(FORM.policy)
    policy = {**policy, **member, "conditions": [*policy["conditions"], condition]}
    encoded = base64.b64encode(json.dumps(policy).encode()).decode()
    sse = {"x-amz-server-side-encryption-customer-key": "b3RoZXI="}
    for fields in ({**FORM.fields, "policy": encoded}, {**FORM.fields, "policy": encoded, **sse}):
        shown = _shown(inspect_post(fields, url=URL, now=NOW))
        for secret in (SIGNATURE, "AQoDYXdzEPT", KEY[:-1], "b3RoZXI", encoded):
            assert secret not in shown
