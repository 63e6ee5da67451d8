"""Properties of `inspect_url` and `inspect_post`, by Hypothesis: nothing but the error tree."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sigv4 import Credentials, SigV4Error, presign_url
from sigv4.explain import Inspection, inspect_post, inspect_url
from sigv4.s3 import S3

NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
CREDENTIALS = Credentials("ASIAEXAMPLE", "wJalrXUtnFEMI/K7MDENG", "AQoDYXdzEPT////wEXAMPLE=")
URL = presign_url(
    "GET", "https://bucket.s3.eu-west-1.amazonaws.com/k", CREDENTIALS, region="eu-west-1"
)
FORM = S3(CREDENTIALS, region="eu-west-1").presign_post("bucket", "k")

PIECES = st.sampled_from(
    [
        *(
            "https://",
            "http://",
            "h",
            "H.amazonaws.com",
            ":443",
            ":x",
            "[",
            "]",
            "/",
            "//",
            "..",
            "?",
        ),
        *(
            "&",
            "=",
            "%",
            "%7e",
            "%2F",
            "%zz",
            "+",
            "#",
            "@",
            "\\",
            " ",
            "\n",
            "\x1b",
            "\ud800",
            "é",
        ),
        *("X-Amz-Algorithm", "X-Amz-Credential", "x-amz-date", "X-Amz-Expires", "X-Amz-Signature"),
        *(
            "X-Amz-SignedHeaders",
            "X-Amz-Security-Token",
            "X-Amz-Region-Set",
            "Signature",
            "Expires",
        ),
        *("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256", "AKIA/20240229/r/s3/aws4_request", "600"),
        *("20240229T120000Z", "00000000T000000Z", "99999999999", "0", "-1", "٣", "host;Range", ";"),
        *(
            "k8s-aws-v1.",
            "bedrock-api-key-",
            "aHR0cHM6Ly9o",
            "&amp;",
            "\\u0026",
            "{}",
            "{0}",
            "\x00",
        ),
    ]
)


def _looked_at(found: Inspection) -> None:
    """All of it can be shown, and nothing in it is what a terminal obeys."""
    page = str(found)
    assert page.replace("\n", "").isprintable()
    assert json.loads(found.to_json()) == found.as_dict()
    assert found.to_json().isprintable()
    assert repr(found)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60))
def test_any_text(text: str) -> None:
    """Whatever it is, it is looked at, or there is nothing to look at."""
    try:
        found = inspect_url(text, now=NOW)
    except SigV4Error:
        assert not text.strip()
    else:
        _looked_at(found)


# Up to here it can be altered without the names of its secrets being others.
HEAD, TAIL = URL[: URL.index("X-Amz-Security-Token")], URL[URL.index("X-Amz-Security-Token") :]


@given(st.integers(0, len(HEAD)), st.integers(0, len(HEAD)), st.lists(PIECES, max_size=3))
def test_a_url_that_was_altered(first: int, last: int, pieces: list[str]) -> None:
    """Something taken out, something put in: it is looked at, and shows no secret."""
    found = inspect_url(HEAD[:first] + "".join(pieces) + HEAD[last:] + TAIL, now=NOW)
    _looked_at(found)
    shown = f"{found}{found.to_json()}"
    assert URL[-64:] not in shown
    assert "AQoDYXdzEPT" not in shown


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
CONDITION = st.one_of(
    JSON,
    st.tuples(st.sampled_from(["eq", "EQ", "starts-with", "content-length-range"]), JSON, JSON),
    st.dictionaries(st.sampled_from(["bucket", "key", "$key", "X-Amz-Security-Token"]), JSON),
)
POLICY = st.fixed_dictionaries(
    {}, optional={"expiration": JSON | st.just("2024-03-01T00:00:00Z"), "conditions": JSON}
) | st.lists(CONDITION, max_size=5).map(lambda conditions: {"conditions": conditions})
NAMES = st.sampled_from([*FORM.fields, "file", "Policy", "bucket", "x-ignore-a", "${filename}", ""])


@given(
    st.lists(st.tuples(NAMES, st.text(max_size=20) | PIECES), max_size=6),
    POLICY,
    st.lists(PIECES, max_size=8).map("".join),
)
def test_any_form(pairs: list[tuple[str, str]], policy: Any, url: str) -> None:
    """Whatever its fields, its policy and its address are, it is looked at."""
    encoded = base64.b64encode(json.dumps(policy).encode()).decode()
    for form in (pairs, [*pairs, ("policy", encoded)], [*FORM.fields.items(), *pairs]):
        found = inspect_post(form, url=url, now=NOW)
        _looked_at(found)
        assert "AQoDYXdzEPT" not in f"{found}{found.to_json()}"
