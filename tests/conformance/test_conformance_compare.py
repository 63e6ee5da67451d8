"""Answers beside what is expected: what is a difference, where, and what is none."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest

from sigv4.conformance._compare import signer_difference, verdict_difference
from sigv4.conformance._diff import diff, visible
from sigv4.conformance._vectors import load_sets

Case = dict[str, Any]
Answer = dict[str, Any]

CASES: dict[str, Case] = {case["id"]: case for cases in load_sets().values() for case in cases}
PRESIGN = CASES["query-order-prefix-name"]
TOKEN = CASES["token-s3"]
SIGN = CASES["doc-sign-get-object"]
HASH = CASES["payload-s3-hash"]
V4A = CASES["suite-v4a-presign-get-vanilla"]
POST = CASES["post-key"]
CHUNKS = CASES["doc-chunks-trailer"]


def _right(case: Case) -> Answer:
    answer: Answer = json.loads(json.dumps({**case["expected"], "id": case["id"]}))
    return answer


def _url(case: Case, change: Callable[[str], str]) -> Answer:
    return {"url": change(case["expected"]["url"])}


def _reversed_query(url: str) -> str:
    base, _, query = url.partition("?")
    return f"{base}?{'&'.join(reversed(query.split('&')))}"


def _recased(case: Case) -> Answer:
    pairs = [[name.upper(), value] for name, value in reversed(case["expected"]["headers"])]
    return {"headers": pairs}


def _authorization(case: Case, change: Callable[[str], str]) -> Answer:
    pairs = [
        [name, change(value) if name == "Authorization" else value]
        for name, value in case["expected"]["headers"]
    ]
    return {"headers": pairs}


@pytest.mark.parametrize(
    ("case", "answer"),
    [
        pytest.param(PRESIGN, _right(PRESIGN), id="all there is"),
        pytest.param(
            PRESIGN, {"signature": PRESIGN["expected"]["signature"]}, id="signature alone"
        ),
        pytest.param(PRESIGN, {"url": PRESIGN["expected"]["url"]}, id="URL alone"),
        pytest.param(PRESIGN, _url(PRESIGN, _reversed_query), id="another order of parameters"),
        pytest.param(SIGN, {"headers": SIGN["expected"]["headers"]}, id="headers alone"),
        pytest.param(SIGN, _recased(SIGN), id="order and case of header names"),
        pytest.param(
            SIGN,
            {"headers": [*SIGN["expected"]["headers"], *SIGN["request"]["headers"], ["Host", "x"]]},
            id="headers of the request as well",
        ),
        pytest.param(
            SIGN,
            _authorization(SIGN, lambda value: value.replace(", ", ",")),
            id="no spaces in Authorization",
        ),
        pytest.param(POST, {"fields": POST["expected"]["fields"]}, id="a form"),
        pytest.param(
            POST,
            {"fields": [[n.title(), v] for n, v in reversed(POST["expected"]["fields"])]},
            id="order and case of fields",
        ),
        pytest.param(CHUNKS, _right(CHUNKS), id="chunks"),
        pytest.param(CHUNKS, {"headers": CHUNKS["expected"]["headers"]}, id="chunks not stated"),
    ],
)
def test_what_means_the_same_is_no_difference(case: Case, answer: Answer) -> None:
    """A program may leave things out, and may order and write them as servers do not mind."""
    assert signer_difference(case, answer) is None


def _with(case: Case, **changes: object) -> Answer:
    return {**_right(case), **changes}


def _chunk(number: int, **changes: object) -> Answer:
    chunks = _right(CHUNKS)["chunks"]
    chunks[number] = {**chunks[number], **changes}
    return _with(CHUNKS, chunks=chunks)


def _fields(**changes: str | None) -> Answer:
    fields = {**dict(POST["expected"]["fields"]), **changes}
    return {"fields": [[name, value] for name, value in fields.items() if value is not None]}


@pytest.mark.parametrize(
    ("case", "answer", "checkpoint"),
    [
        pytest.param(
            PRESIGN,
            _with(PRESIGN, canonical_request="a", string_to_sign="b", signature="c", url="d"),
            "canonical_request",
            id="all wrong",
        ),
        pytest.param(
            PRESIGN, _with(PRESIGN, string_to_sign="b", signature="c"), "string_to_sign", id="text"
        ),
        pytest.param(PRESIGN, _with(PRESIGN, signature="c"), "signature", id="signature"),
        pytest.param(
            PRESIGN,
            _with(PRESIGN, signature=PRESIGN["expected"]["signature"].upper()),
            "signature",
            id="capitals",
        ),
        pytest.param(PRESIGN, {"signature": ""}, "signature", id="no signature"),
        pytest.param(
            PRESIGN,
            _url(PRESIGN, lambda url: url.partition("&X-Amz-Signature")[0]),
            "url",
            id="a URL without its signature",
        ),
        pytest.param(
            PRESIGN,
            _url(PRESIGN, lambda url: url.replace("select=&", "")),
            "url",
            id="a parameter is missing",
        ),
        pytest.param(
            PRESIGN, _url(PRESIGN, lambda url: f"{url}&select-type=2"), "url", id="one is doubled"
        ),
        pytest.param(PRESIGN, _url(PRESIGN, lambda url: f"{url}#a"), "url", id="a fragment"),
        pytest.param(
            PRESIGN, _url(PRESIGN, lambda url: url.replace("https", "http")), "url", id="a scheme"
        ),
        pytest.param(
            PRESIGN,
            _url(PRESIGN, lambda url: url.replace(PRESIGN["expected"]["signature"], "0" * 64)),
            "signature",
            id="the signature in the URL",
        ),
        pytest.param(
            TOKEN,
            _url(TOKEN, lambda url: url.replace("X-Amz-Security-Token=", "x-amz-security-token=")),
            "url",
            id="the case of a parameter",
        ),
        pytest.param(
            SIGN,
            _authorization(SIGN, lambda value: value.replace("Signature=f", "Signature=e")),
            "signature",
            id="the signature in Authorization",
        ),
        pytest.param(
            SIGN,
            _authorization(SIGN, lambda value: value.replace("range;", "")),
            "headers",
            id="signed headers in Authorization",
        ),
        pytest.param(
            SIGN,
            {"headers": [p for p in SIGN["expected"]["headers"] if p[0] != "x-amz-date"]},
            "headers",
            id="a header is missing",
        ),
        pytest.param(
            SIGN, {"headers": [*SIGN["expected"]["headers"], ["a", "b"]]}, "headers", id="one more"
        ),
        pytest.param(HASH, _with(HASH, headers=[]), "headers", id="a header that must be sent"),
        pytest.param(
            V4A, _with(V4A, signature="30" * 70, url=V4A["expected"]["url"]), "signature", id="DER"
        ),
        pytest.param(V4A, {"signature": "no hex"}, "signature", id="no hex"),
        pytest.param(POST, _fields(policy="e30="), "policy", id="an empty policy"),
        pytest.param(POST, _fields(policy=None), "policy", id="no policy"),
        pytest.param(POST, _fields(policy="é"), "policy", id="no base64"),
        pytest.param(
            POST,
            _fields(policy=b64encode(b"[" * 100000).decode()),
            "policy",
            id="a deep policy",
        ),
        pytest.param(POST, _fields(**{"x-amz-signature": "0" * 64}), "signature", id="form"),
        pytest.param(POST, _fields(**{"x-amz-signature": None}), "signature", id="unsigned form"),
        pytest.param(POST, _fields(**{"x-amz-date": None}), "fields", id="a field is missing"),
        pytest.param(POST, _fields(other="a"), "fields", id="a field too many"),
        pytest.param(
            POST, {**_fields(), "string_to_sign": "a"}, "string_to_sign", id="of the policy"
        ),
        pytest.param(CHUNKS, _with(CHUNKS, chunks=[]), "chunk sizes", id="no chunks"),
        pytest.param(CHUNKS, _chunk(1, size=5), "chunk sizes", id="a size"),
        pytest.param(
            CHUNKS, _chunk(1, string_to_sign="a"), "chunk 2: string to sign", id="a chunk's text"
        ),
        pytest.param(CHUNKS, _chunk(2, signature="a"), "chunk 3: signature", id="a chunk"),
        pytest.param(
            CHUNKS, _with(CHUNKS, trailer={"signature": "a"}), "trailer: signature", id="trailer"
        ),
        pytest.param(CHUNKS, _with(CHUNKS, content_length=1), "content_length", id="length"),
        pytest.param(CHUNKS, _with(CHUNKS, wire_sha256="a"), "wire_sha256", id="wire"),
        pytest.param(CHUNKS, _with(CHUNKS, canonical_request="a"), "canonical_request", id="seed"),
        pytest.param(
            CASES["doc-signing-key"], {"signing_key": "a"}, "signing_key", id="signing key"
        ),
        pytest.param(CASES["refused-fragment"], {"url": "a"}, "refusal", id="what must be refused"),
    ],
)
def test_a_difference_is_found_at_its_checkpoint(
    case: Case, answer: Answer, checkpoint: str
) -> None:
    """The first one, in the order of the protocol."""
    found = signer_difference(case, answer)
    assert found is not None
    assert found.checkpoint == checkpoint
    assert found.expected != found.answered


def test_a_policy_that_is_spelt_otherwise_is_signed_as_it_is_spelt() -> None:
    """Its JSON is the same, and the signature is that of its own base64."""
    from sigv4 import Credentials, SigningKey

    context = POST["context"]
    policy = json.dumps(json.loads(POST["expected"]["policy"]), separators=(",", ":"))
    to_sign = b64encode(policy.encode()).decode()
    credentials = Credentials(context["access_key_id"], context["secret_access_key"])
    key = SigningKey.derive(credentials, date="20130524", region="us-east-1", service="s3")
    changed = {"policy": to_sign, "x-amz-signature": key.sign(to_sign)}
    assert signer_difference(POST, _fields(**changed)) is None
    found = signer_difference(POST, _fields(policy=to_sign))
    assert found is not None
    assert found.checkpoint == "signature"


def test_a_right_signature_beside_another_url_is_said() -> None:
    """Then servers may well take the URL."""
    answer = _url(PRESIGN, lambda url: url.replace("/?", "/./?"))
    found = signer_difference(PRESIGN, answer)
    assert found is not None
    assert found.note == "the signature is right: what is emitted is spelt otherwise"


@pytest.mark.parametrize(
    ("expected", "answer", "checkpoint"),
    [
        pytest.param({}, {"accepted": True}, None, id="a signed case is accepted"),
        pytest.param({}, {"accepted": False, "code": "A"}, "verdict", id="… and not refused"),
        pytest.param({"accepted": False, "code": "A"}, {"accepted": False}, None, id="no code"),
        pytest.param(
            {"accepted": False, "code": "A"}, {"accepted": False, "code": "A"}, None, id="code"
        ),
        pytest.param(
            {"accepted": False, "code": "A"}, {"accepted": False, "code": "B"}, "code", id="other"
        ),
        pytest.param({"accepted": False, "code": "A"}, {"accepted": True}, "verdict", id="lax"),
        pytest.param(
            {"accepted": False, "code": "A", "status": 403},
            {"accepted": False, "code": "A", "status": 400},
            "status",
            id="status",
        ),
    ],
)
def test_a_verdict_is_compared(
    expected: dict[str, object], answer: Answer, checkpoint: str | None
) -> None:
    """The verdict first; code and status where they are stated."""
    found = verdict_difference({"expected": expected, "why": "x"}, answer)
    assert (found and found.checkpoint) == checkpoint


def test_a_diff_marks_the_first_character_that_differs() -> None:
    """Below the lines, of which what is alike is shown once."""
    assert diff("GET\n/a%20b\nhost", "GET\n/a+b\nhost") == [
        "  GET",
        "- /a%20b",
        "+ /a+b",
        "?   ^",
        "  host",
    ]


def test_a_long_line_is_shown_around_the_difference() -> None:
    """And the mark stands below it all the same."""
    lines = diff(f"{'a' * 500}x{'b' * 500}", f"{'a' * 500}y{'b' * 500}")
    assert [len(line) < 200 for line in lines] == [True, True, True]
    at = lines[2].index("^")
    assert (lines[0][at], lines[1][at]) == ("x", "y")


def test_a_diff_is_safe_to_show_and_short() -> None:
    """Whatever the program wrote."""
    hostile = "\x1b[2J\r\x00\x9b\u202e\ud800" + "x" * 10**6 + "\n" * 10**5
    lines = diff("GET", hostile)
    assert len(lines) < 200
    assert all(line.isprintable() and len(line) < 200 for line in lines)
    assert "\\x1b[2J\\r\\x00\\x9b\\u202e\\ud800xxx" in lines[1]
    assert visible("é\t\n") == "é\\t\\n"
