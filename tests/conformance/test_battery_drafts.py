"""What the battery signs by itself is what botocore signs, and what AWS's page on chunks prints."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import oracle
import pytest
from s3_server import REGION

from sigv4 import Credentials
from sigv4.conformance.battery.chunked import Chain
from sigv4.conformance.battery.draft import Draft, signature
from sigv4.conformance.battery.forms import FormDraft
from sigv4.conformance.battery.message import Message
from sigv4.conformance.battery.target import HERE, Target

VECTORS = Path(__file__).parents[2] / "vectors"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
KEYS = Credentials("AKIAIOSFODNN7EXAMPLE", SECRET)
SESSION = Credentials("ASIAIOSFODNN7EXAMPLE", SECRET, "a/token+of=many==")


def target(credentials: Credentials) -> Target:
    """A bucket in the path."""
    return Target(
        scheme="http",
        host="127.0.0.1",
        port=9000,
        authority="127.0.0.1:9000",
        base="/scratch",
        bucket="scratch",
        region=REGION,
        credentials=credentials,
        prefix="own",
    )


DRAFTS = [
    pytest.param(Draft(), id="get"),
    pytest.param(Draft(method="PUT", key="a b+c%20\u00e9/~'()!*", body=b"x"), id="hard key"),
    pytest.param(Draft(key="a//b/../c/."), id="slashes and dots"),
    pytest.param(Draft(key=None, query=(("prefix", f"{HERE}/ +&=%/\u00e9"),)), id="query"),
    pytest.param(Draft(headers=(("x-amz-meta-Note", " a   b "), ("Range", "b"))), id="headers"),
    pytest.param(Draft(expires="604800", age=86400), id="a day old"),
    pytest.param(Draft(region="eu-west-1"), id="another region"),
]


@pytest.mark.parametrize("credentials", [KEYS, SESSION], ids=["key pair", "session"])
@pytest.mark.parametrize("draft", DRAFTS)
def test_the_query_form_is_botocores(draft: Draft, credentials: Credentials) -> None:
    """Signature and all."""
    message = draft.signed(target(credentials))
    items = dict([item.split("=", 1) for item in message.items])
    own = [i for i in message.items if not i.startswith("X-Amz-")]
    bodiless = replace(draft, body=None)  # which botocore would make parameters of
    request = asked(bodiless, message.path, own, items["X-Amz-Date"], credentials)
    assert items["X-Amz-Signature"] == oracle.presign(request).signature


@pytest.mark.parametrize("credentials", [KEYS, SESSION], ids=["key pair", "session"])
@pytest.mark.parametrize("draft", DRAFTS)
def test_the_header_form_is_botocores(draft: Draft, credentials: Credentials) -> None:
    """Signature and all."""
    message = replace(draft, auth="header").signed(target(credentials))
    request = asked(
        draft, message.path, list(message.items), message.header("x-amz-date") or "", credentials
    )
    authorization = message.header("authorization") or ""
    assert authorization.endswith(f"Signature={oracle.sign(request).signature}")


def asked(
    draft: Draft, path: str, items: list[str], date: str, credentials: Credentials
) -> oracle.Request:
    """The same for botocore, which wants a query in canonical order."""
    query = f"?{'&'.join(sorted(items))}" if items else ""
    return oracle.Request(
        method=draft.method,
        url=f"http://127.0.0.1:9000{path}{query}",
        access_key_id=credentials.access_key_id,
        secret_access_key=credentials.secret_access_key,
        session_token=credentials.session_token,
        region=draft.region or REGION,
        service="s3",
        signing_time=datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc),
        headers=list(draft.headers),
        body=draft.body or b"",
        expires_in=int(draft.expires),
    )


def test_a_policy_is_signed_as_amazon_prints_it() -> None:
    """Amazon S3 API reference, "Example: browser-based upload using HTTP POST"."""
    cases = json.loads((VECTORS / "documentation.json").read_text("utf-8"))["cases"]
    [printed] = [case["expected"] for case in cases if case["id"] == "doc-post-policy"]
    signed = signature(SECRET, ("20151229", "us-east-1", "s3"), printed["string_to_sign"])
    assert signed == printed["signature"]


@pytest.mark.parametrize(
    ("seed", "data", "trailer", "printed"),
    [
        pytest.param(
            "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
            (65536, 1024, 0),
            "",
            (
                "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
                "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
                "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
            ),
            id="chunks",
        ),
        pytest.param(
            "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
            (65536, 1024, 0),
            "x-amz-checksum-crc32c:sOO8/Q==",
            (
                "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
                "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
                "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
                "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435",
            ),
            id="chunks and a trailer",
        ),
    ],
)
def test_chunks_are_signed_as_amazon_prints_them(
    seed: str, data: tuple[int, ...], trailer: str, printed: tuple[str, ...]
) -> None:
    """Amazon S3 API reference, "transferring payload in multiple chunks" and "requests with
    trailing headers": from the seed on, each signature."""
    credential = f"{KEYS.access_key_id}/20130524/us-east-1/s3/aws4_request"
    authorization = f"AWS4-HMAC-SHA256 Credential={credential},SignedHeaders=x,Signature={seed}"
    headers = (("Authorization", authorization), ("x-amz-date", "20130524T000000Z"))
    message = Message(method="PUT", path="/", items=(), headers=headers)
    chain = Chain(message, Draft(), target(KEYS))
    found = [chain.chunk(b"a" * size) for size in data]
    if trailer:
        found.append(chain.trailer(trailer))
    assert tuple(found) == printed


def test_a_form_is_what_its_draft_says() -> None:
    """The policy holds each field that the form has."""
    draft = FormDraft(fields=(("acl", "private"),), conditions=({"acl": "private"},))
    body = (draft.signed(target(SESSION)).body or b"").decode()
    policy = json.loads(b64decode(body.partition('name="policy"\r\n\r\n')[2].partition("\r\n")[0]))
    named = {name for condition in policy["conditions"] for name in condition}
    assert named == {
        *("bucket", "key", "acl", "x-amz-algorithm", "x-amz-credential", "x-amz-date"),
        "x-amz-security-token",
    }
