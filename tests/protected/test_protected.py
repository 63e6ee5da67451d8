"""What the middleware does for ASGI and WSGI applications alike."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from protected import (
    CREDENTIALS,
    HOST,
    REGION,
    Request,
    Run,
    in_chunks,
    presigned,
    signed,
)

from sigv4 import Credentials, SigningKey
from sigv4._asymmetric import public_key_of
from sigv4.errors import InvalidInputError
from sigv4.verify import ANY

BODY = b"a body of some length"
OTHER = Credentials(CREDENTIALS.access_key_id, "another secret")
PAST = datetime.now(timezone.utc) - timedelta(hours=2)
QUEUE: dict[str, Any] = {"service": "sqs"}
HASH = hashlib.sha256(BODY).hexdigest()
LONG = BODY * 2000


PUBLIC_KEY = public_key_of(CREDENTIALS)
UNSIGNED_OK = {"payload": "unsigned-ok"}


@pytest.mark.parametrize(
    ("request_", "arguments", "body"),
    [
        pytest.param(signed(), {}, b"", id="header"),
        pytest.param(signed("HEAD"), {}, b"", id="header-head"),
        pytest.param(signed("PUT", body=BODY), {}, BODY, id="header-body"),
        pytest.param(signed("GET", "/a%2Fb//c/../d%20%C3%A9?x=1&y"), {}, b"", id="hard-path"),
        pytest.param(presigned(), UNSIGNED_OK, b"", id="query"),
        pytest.param(presigned("PUT", body=BODY), UNSIGNED_OK, BODY, id="query-body"),
        pytest.param(
            presigned(
                "PUT", body=BODY, payload_hash=HASH, headers={"x-amz-content-sha256": HASH}
            ).having(("x-amz-content-sha256", HASH)),
            {},
            BODY,
            id="query-signed-body",
        ),
        pytest.param(signed("POST", "/", BODY, **QUEUE), QUEUE, BODY, id="hash-not-stated"),
        pytest.param(signed("GET", "/", **QUEUE), QUEUE, b"", id="hash-not-stated-no-body"),
        pytest.param(presigned("GET", "/?A=b", **QUEUE), QUEUE, b"", id="query-not-stated"),
        pytest.param(in_chunks(LONG), {}, LONG, id="chunks"),
        pytest.param(in_chunks(LONG, checksum="sha256"), {}, LONG, id="chunks-with-trailer"),
        pytest.param(
            in_chunks(LONG, payload="unsigned", checksum="sha256"),
            UNSIGNED_OK,
            LONG,
            id="unsigned-chunks",
        ),
        pytest.param(in_chunks(b""), {}, b"", id="no-chunks"),
        pytest.param(
            in_chunks(LONG, region=None, region_set="*"),
            {"credentials": lambda _: CREDENTIALS},
            LONG,
            id="asymmetric-chunks",
        ),
    ],
)
def test_what_is_signed_reaches_the_application(
    run: Run, request_: Request, arguments: dict[str, Any], body: bytes
) -> None:
    """With who signed it, and with the body that was signed."""
    outcome = run(request_, **arguments)
    assert (outcome.status, outcome.body, outcome.failed) == (200, b"done", None)
    assert outcome.told
    assert outcome.told.verified.access_key_id == CREDENTIALS.access_key_id
    assert outcome.told.verified.form == ("query" if "X-Amz-" in request_.target else "header")
    assert outcome.told.body == body


@pytest.mark.parametrize(
    ("request_", "arguments", "status", "code"),
    [
        pytest.param(
            Request("GET", "/", (("Host", HOST),)), {}, 403, "AccessDenied", id="not-signed"
        ),
        pytest.param(
            signed(credentials=OTHER), {}, 403, "SignatureDoesNotMatch", id="another-secret"
        ),
        pytest.param(
            signed(credentials=Credentials("AKIAUNKNOWN", "x")),
            {},
            403,
            "InvalidAccessKeyId",
            id="unknown-key",
        ),
        pytest.param(signed(signing_time=PAST), {}, 403, "RequestTimeTooSkewed", id="skewed"),
        pytest.param(
            presigned(signing_time=PAST, expires_in=60),
            {"payload": "unsigned-ok"},
            403,
            "AccessDenied",
            id="expired",
        ),
        pytest.param(
            presigned(expires_in=3600),
            {"payload": "unsigned-ok", "max_expires_in": 900},
            400,
            "AuthorizationQueryParametersError",
            id="lives-too-long",
        ),
        pytest.param(
            signed(), {"region": "us-east-1"}, 400, "AuthorizationHeaderMalformed", id="region"
        ),
        pytest.param(
            signed(), {"service": "sqs"}, 400, "AuthorizationHeaderMalformed", id="service"
        ),
        pytest.param(signed(), {"hosts": "other.example"}, 403, "AccessDenied", id="host"),
        pytest.param(presigned(), {}, 403, "AccessDenied", id="unsigned-body"),
        pytest.param(
            in_chunks(BODY, payload="unsigned", checksum="sha256"),
            {},
            403,
            "AccessDenied",
            id="unsigned-chunks",
        ),
        pytest.param(
            signed().having(("x-amz-acl", "public-read")),
            {},
            403,
            "AccessDenied",
            id="unsigned-header",
        ),
        pytest.param(
            signed("PUT", body=BODY).having(("Transfer-Encoding", "chunked")),
            {},
            400,
            "InvalidRequest",
            id="length-and-transfer-encoding",
        ),
        pytest.param(
            signed("POST", "/", b"x" * 8193, **QUEUE),
            {**QUEUE, "max_body_in_memory": 8192},
            400,
            "EntityTooLarge",
            id="too-large-by-its-length",
        ),
        pytest.param(
            signed("POST", "/", b"x" * 8193, **QUEUE)
            .without("content-length")
            .having(("Transfer-Encoding", "chunked")),
            {**QUEUE, "max_body_in_memory": 8192},
            400,
            "EntityTooLarge",
            id="too-large-as-it-comes",
        ),
        pytest.param(
            signed("POST", "/", BODY, **QUEUE).in_pieces(BODY[:-1], b"!"),
            QUEUE,
            403,
            "SignatureDoesNotMatch",
            id="hash-not-stated",
        ),
        pytest.param(
            in_chunks(BODY)
            .without("x-amz-decoded-content-length")
            .having(("x-amz-decoded-content-length", "x")),
            {},
            403,
            "SignatureDoesNotMatch",
            id="decoded-length",
        ),
        pytest.param(
            signed(
                "PUT",
                payload_hash="STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                headers=[
                    ("x-amz-trailer", "x-amz-checksum-md5"),
                    ("x-amz-decoded-content-length", "1"),
                ],
            ),
            UNSIGNED_OK,
            400,
            "MalformedTrailerError",
            id="trailers",
        ),
        pytest.param(
            in_chunks(BODY, region=None, region_set="*"),
            {"credentials": lambda _: PUBLIC_KEY},
            403,
            "AccessDenied",
            id="chunks-and-a-public-key",
        ),
        pytest.param(
            signed("GET", "/a/b", **QUEUE), {"service": ANY, "hosts": ANY}, 200, "", id="any"
        ),
    ],
)
def test_what_is_not_is_answered_before(
    run: Run, request_: Request, arguments: dict[str, Any], status: int, code: str
) -> None:
    """A refused request does not reach the application."""
    outcome = run(request_, **arguments)
    assert (outcome.status, outcome.code, outcome.failed) == (status, code, None)
    assert (outcome.told is None) == (status != 200)


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("/x/../a/b", id="dots"),
        pytest.param("//a/b", id="two-slashes"),
        pytest.param("/a/./b", id="dot"),
    ],
)
def test_another_path_with_the_same_signature(run: Run, target: str) -> None:
    """Services but S3 sign a path without dot segments; an application may see them as others."""
    request = signed("GET", "/a/b", **QUEUE)
    assert run(request, **QUEUE).status == 200
    smuggled = Request(request.method, target, request.headers)
    outcome = run(smuggled, **QUEUE)
    assert (outcome.status, outcome.told) == (400, None)


@pytest.mark.parametrize(
    "target",
    [
        pytest.param(f"http://{HOST}/a/b.txt", id="absolute-form"),
        pytest.param("*", id="asterisk-form"),
        pytest.param(f"{HOST}:443", id="authority-form"),
        pytest.param("/a/b.txt#fragment", id="fragment"),
        pytest.param("/a/b.txt?x#y", id="fragment-in-the-query"),
        pytest.param("/a/%zz", id="bad-escape"),
        pytest.param("/a/\xff", id="bytes"),
        pytest.param(f"/{'a' * 40000}", id="long"),
    ],
)
def test_targets_of_other_forms(run: Run, target: str) -> None:
    """What is no path and query is malformed, whatever signs it."""
    outcome = run(Request("GET", target, signed().headers))
    assert (outcome.status, outcome.told, outcome.failed) == (400, None, None)


def test_a_look_up_with_other_answers(run: Run) -> None:
    """All that verify_request takes is taken here."""
    key = SigningKey.derive(
        CREDENTIALS,
        date=datetime.now(timezone.utc).strftime("%Y%m%d"),
        region=REGION,
        service="s3",
    )
    for answer in (CREDENTIALS, key, [OTHER.secret_access_key, CREDENTIALS]):
        assert run(signed("PUT", body=BODY), credentials=lambda _, a=answer: a).status == 200


def test_a_look_up_that_fails_is_the_servers_matter(run: Run) -> None:
    """What it raises is not caught, and what it must not give is an error."""

    def fail(_: str) -> str:
        raise ConnectionError("no database")

    assert isinstance(run(signed(), credentials=fail).failed, ConnectionError)
    assert isinstance(run(signed(), credentials=lambda _: 7).failed, InvalidInputError)


def test_a_prefix_that_a_proxy_takes_off(run: Run) -> None:
    """The client signed it, and the request comes without: refused, unless the server says it."""
    outside = signed("GET", "/api/a/b.txt")
    inside = Request("GET", "/a/b.txt", outside.headers)
    assert (run(inside).status, run(inside).code) == (403, "SignatureDoesNotMatch")
    outcome = run(inside, path_prefix="/api")
    assert outcome.told
    assert (outcome.status, outcome.told.path) == (200, "/a/b.txt")
    assert outcome.told.verified.path == "/api/a/b.txt"
    assert run(signed("GET", "/a/b.txt"), path_prefix="/api").status == 403
