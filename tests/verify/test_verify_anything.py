"""Whatever comes in, nothing but the errors of this package comes out."""

from __future__ import annotations

from typing import Any

from arrivals import NOW
from hypothesis import given
from hypothesis import strategies as st

from sigv4 import Credentials, SigV4Error
from sigv4.verify import ANY, RefusedError, verify_request

CREDENTIALS = Credentials("AKIDEXAMPLE", "the-secret-access-key")
ODD = st.one_of(
    st.none(), st.integers(), st.binary(max_size=8), st.text(max_size=8), st.lists(st.text())
)
PIECES = st.lists(
    st.sampled_from(
        [
            *("/", "?", "&", "=", "%", "%2F", "%zz", ";", "+", "#", "a", " ", "\u00e9", "\ud800"),
            *("X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256"),
            *("X-Amz-Credential=AKIA%2F20240229%2Fr%2Fs3%2Faws4_request", "X-Amz-Expires=300"),
            *("X-Amz-Credential=%22%2F20240229%2Fs3%2Faws4_request", "X-Amz-Region-Set=*"),
            *("X-Amz-Date=20240229T120000Z", "X-Amz-Date=99991231T235959Z", "X-Amz-Expires=-1"),
            *("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=host%3Brange"),
            *("X-Amz-Signature=" + "0" * 64, "X-Amz-Signature=%C3%A9", "X-Amz-Security-Token=%FF"),
            *("X-Amz-Content-Sha256=" + "0" * 64, "Signature=a", "AWSAccessKeyId=a"),
        ]
    ),
    max_size=20,
)
AUTHORIZATIONS = st.lists(
    st.sampled_from(
        [
            *(
                "AWS4-HMAC-SHA256 ",
                "AWS4-ECDSA-P256-SHA256 ",
                "Basic ",
                ",",
                ", ",
                "=",
                "\x00",
                "é",
            ),
            *(
                "Credential=AKIA/20240229/r/s3/aws4_request",
                "Credential=a/20240229/s3/aws4_request",
            ),
            *("SignedHeaders=host", "SignedHeaders=host;x-amz-date", "SignedHeaders=;"),
            *("Signature=" + "0" * 64, "Signature=3045", "Signature="),
        ]
    ),
    max_size=8,
).map("".join)
PAIRS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("Host", ":authority", "Date", "X-Amz-Date", "x-amz-content-sha256", "range"),
                *("x-amz-security-token", "x-amz-region-set", "x-amz-decoded-content-length", "é"),
            ]
        ),
        st.sampled_from(
            [
                *(
                    "h.example",
                    "h.example:99999",
                    "[::1",
                    "",
                    "20240229T120000Z",
                    "*",
                    "\r\n",
                    "\x00",
                ),
                *("Thu, 29 Feb 2024 12:00:00 GMT", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "0" * 64),
                *("UNSIGNED-PAYLOAD", "\u00e9", "日", "a" * 300, " a  b\t"),
            ]
        ),
    ),
    max_size=8,
)


@given(
    method=st.sampled_from(["GET", "get", "", "G T", b"PUT"]) | ODD,
    target=PIECES.map("".join) | PIECES.map("&".join).map("/?{}".format) | ODD,
    pairs=PAIRS | ODD | st.lists(ODD),
    authorization=st.none() | AUTHORIZATIONS,
    body=st.none() | st.binary(max_size=9),
    answer=st.sampled_from([None, "secret", "-----BEGIN ", b"PEM", [], CREDENTIALS]),
)
def test_nothing_but_the_errors_of_this_package_comes_out(
    method: Any, target: Any, pairs: Any, authorization: str | None, body: Any, answer: Any
) -> None:
    """Whatever comes in; and what is refused can be told."""
    if authorization is not None and isinstance(pairs, list):
        pairs = [*pairs, ("Authorization", authorization)]
    error = raised_by(
        method,
        target,
        pairs,
        credentials=lambda _: answer,
        region=ANY,
        service=ANY,
        hosts=ANY,
        now=NOW,
        body=body,
        payload="caller",
    )
    if error is not None:
        assert str(error)
    if isinstance(error, RefusedError):
        assert error.__cause__ is error.__context__ is None
        assert error.to_xml(details=True)


def raised_by(*arguments: Any, **more: Any) -> SigV4Error | None:
    """What the verifier raises, if it is of this package's tree; anything else comes through."""
    try:
        verify_request(*arguments, **more)
    except SigV4Error as error:
        return error
    return None
