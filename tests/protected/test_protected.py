"""What the middleware does for ASGI and WSGI applications alike."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import datetime, timedelta, timezone
from typing import Any
from xml.etree import ElementTree

import pytest
from protected import (
    ARGUMENTS,
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
from sigv4.asgi import SigV4Middleware as Asgi
from sigv4.errors import InvalidInputError
from sigv4.verify import ANY, PayloadDiffersError
from sigv4.wsgi import SigV4Middleware as Wsgi

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


class TestBodies:
    """A body that is not what was signed."""

    @pytest.mark.parametrize(
        ("request_", "code"),
        [
            pytest.param(
                signed("PUT", body=BODY).in_pieces(BODY[:9], BODY[9:-1], b"!"),
                "XAmzContentSHA256Mismatch",
                id="changed-at-the-end",
            ),
            pytest.param(
                signed("PUT", body=BODY).in_pieces(b"!", BODY[1:]),
                "XAmzContentSHA256Mismatch",
                id="changed-at-the-beginning",
            ),
            pytest.param(
                signed("PUT", body=BODY).in_pieces(BODY[:5]),
                "XAmzContentSHA256Mismatch",
                id="shorter",
            ),
            pytest.param(
                signed("PUT", body=BODY).in_pieces(), "XAmzContentSHA256Mismatch", id="none"
            ),
            pytest.param(
                signed("PUT", body=BODY)
                .without("content-length")
                .having(("Transfer-Encoding", "chunked"))
                .in_pieces(BODY, b"!"),
                "XAmzContentSHA256Mismatch",
                id="longer",
            ),
            pytest.param(
                in_chunks(BODY).in_pieces(*in_chunks(BODY).body[:-1]), "IncompleteBody", id="cut"
            ),
            pytest.param(
                in_chunks(BODY).in_pieces(
                    *(p.replace(BODY, BODY[::-1]) for p in in_chunks(BODY).body)
                ),
                "SignatureDoesNotMatch",
                id="chunk",
            ),
        ],
    )
    @pytest.mark.parametrize("style", ["whole", "swallowed"])
    def test_the_refusal_is_the_response(
        self, run: Run, request_: Request, code: str, style: str
    ) -> None:
        """Reading raises it, and whatever the application answers then is not sent."""
        outcome = run(request_, style)
        assert (outcome.status // 100, outcome.code, outcome.failed) == (4, code, None)
        assert outcome.told
        assert [getattr(error, "code", "") for error in outcome.told.raised] == [code]

    def test_the_last_piece_is_withheld(self, run: Run) -> None:
        """Whoever reads has not got all of it, nor anything that came in its place."""
        pieces = [b"%05d" % number for number in range(20)]
        request = signed("PUT", body=b"".join(pieces))
        right = run(request.in_pieces(*pieces)).told
        wrong = run(request.in_pieces(*pieces[:-1], b"wrong")).told
        assert right
        assert wrong
        assert right.body == b"".join(pieces)
        assert wrong.body == b"".join(pieces[:-2])

    def test_a_response_that_has_begun(self, run: Run) -> None:
        """It is not finished: the server cannot but break it off."""
        outcome = run(signed("PUT", body=BODY).in_pieces(BODY[:-1], b"!"), "begun")
        assert (outcome.status, outcome.body) == (200, b"begun")
        assert isinstance(outcome.failed, PayloadDiffersError)

    @pytest.mark.parametrize("style", ["nothing", "part"])
    def test_a_body_that_is_not_read_is_not_checked(self, run: Run, style: str) -> None:
        """As the documentation says."""
        pieces = (b"12345", b"12345", b"wrong")
        outcome = run(signed("PUT", body=b"1" * 15).in_pieces(*pieces), style)
        assert (outcome.status, outcome.body) == (200, b"done")

    def test_a_hash_that_is_stated_and_not_signed(self, run: Run) -> None:
        """In a presigned request it need not be signed; a body that has another is a mistake."""
        request = presigned("PUT", body=BODY).having(("x-amz-content-sha256", "0" * 64))
        outcome = run(request, payload="unsigned-ok")
        assert (outcome.status, outcome.code) == (400, "XAmzContentSHA256Mismatch")

    def test_who_checks_it_alone(self, run: Run) -> None:
        """payload="caller": the body is handed on as it came, in chunks or not."""
        request = in_chunks(BODY)
        told = run(request, payload="caller").told
        assert told
        assert told.body == b"".join(request.body)
        assert told.verified.payload_hash == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        wrong = signed("PUT", body=BODY).in_pieces(b"!" * len(BODY))
        assert run(wrong, payload="caller").status == 200

    def test_what_the_application_sees_of_chunks(self, run: Run) -> None:
        """A request with its plain body."""
        request = in_chunks(BODY, headers={"content-encoding": "gzip"})
        assert dict(request.headers)["content-encoding"] == "aws-chunked,gzip"
        told = run(request).told
        assert told
        assert told.headers["content-length"] == str(len(BODY))
        assert told.headers["content-encoding"] == "gzip"
        plain = run(in_chunks(BODY)).told
        assert plain
        assert "content-encoding" not in plain.headers
        assert plain.headers["x-amz-decoded-content-length"] == str(len(BODY))

    def test_chunks_and_keys_that_rotate(self, run: Run) -> None:
        """The chunks are checked with the key that signed the request."""
        several = ["old", CREDENTIALS.secret_access_key, "new"]
        outcome = run(in_chunks(BODY), credentials=lambda _: several)
        assert outcome.told
        assert (outcome.status, outcome.told.body) == (200, BODY)

    def test_a_chunk_larger_than_is_held(self, run: Run) -> None:
        """A signed chunk is held until its signature is checked, so it has a bound."""
        large = in_chunks(LONG, chunk_size=8193)
        assert run(large).status == 200
        outcome = run(large, max_body_in_memory=8192)
        assert (outcome.status, outcome.code) == (403, "InvalidChunkSizeError")


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


class TestAnswers:
    """How a refusal looks."""

    def test_xml(self, run: Run) -> None:
        """S3's document."""
        outcome = run(signed(credentials=OTHER))
        assert outcome.headers["content-type"] == "application/xml"
        assert outcome.headers["content-length"] == str(len(outcome.body))
        document = {e.tag: e.text for e in ElementTree.fromstring(outcome.body)}
        assert list(document) == ["Code", "Message", "AWSAccessKeyId", "Resource", "RequestId"]
        assert document["Resource"] == "/a/b.txt"
        assert document["RequestId"] == outcome.headers["x-amz-request-id"]

    def test_json(self, run: Run) -> None:
        """The same elements."""
        outcome = run(signed(credentials=OTHER), errors="json")
        assert outcome.headers["content-type"] == "application/json"
        document = json.loads(outcome.body)
        assert list(document) == ["Code", "Message", "AWSAccessKeyId", "Resource", "RequestId"]
        assert document["Code"] == "SignatureDoesNotMatch"

    def test_head(self, run: Run) -> None:
        """The headers that a GET is answered with, and nothing more."""
        outcome = run(signed("HEAD", credentials=OTHER))
        assert (outcome.status, outcome.body) == (403, b"")
        assert int(outcome.headers["content-length"]) > 0

    @pytest.mark.parametrize("errors", ["xml", "json"])
    def test_details_are_shown_to_nobody_by_default(self, run: Run, errors: str) -> None:
        """What the server signed holds all that was sent."""
        shown = [
            b"StringToSign" in run(signed(credentials=OTHER), errors=errors, details=d).body
            for d in (False, True)
        ]
        assert shown == [False, True]

    def test_each_request_has_an_id_that_is_in_the_log(
        self, run: Run, caplog: pytest.LogCaptureFixture
    ) -> None:
        """And the log holds no more of a secret than the answer does."""
        with caplog.at_level(logging.INFO, logger="sigv4"):
            outcomes = [run(signed(credentials=OTHER)) for _ in range(2)]
        ids = [outcome.headers["x-amz-request-id"] for outcome in outcomes]
        assert len(set(ids)) == 2
        for record, request_id in zip(caplog.records, ids, strict=True):
            assert request_id in record.getMessage()
            assert record.levelname == "INFO"
        everything = caplog.text + "".join(outcome.body.decode() for outcome in outcomes)
        assert CREDENTIALS.secret_access_key not in everything
        assert OTHER.secret_access_key not in everything

    def test_markup_in_a_path(self, run: Run) -> None:
        """What came in is text in the document."""
        outcome = run(Request("GET", "/%3Cscript%3E&amp;%00", (("Host", HOST),)))
        document = {e.tag: e.text for e in ElementTree.fromstring(outcome.body)}
        assert document["Resource"] == "/<script>&amp;\ufffd"


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


@pytest.mark.parametrize("middleware", [Asgi, Wsgi], ids=["asgi", "wsgi"])
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"region": None}, id="region"),
        pytest.param({"service": ""}, id="service"),
        pytest.param({"hosts": []}, id="no-host"),
        pytest.param({"hosts": "a b"}, id="hosts"),
        pytest.param({"payload": "any"}, id="payload"),
        pytest.param({"credentials": {}}, id="credentials"),
        pytest.param({"max_expires_in": 0}, id="max_expires_in"),
        pytest.param({"clock_skew": -1}, id="clock_skew"),
        pytest.param({"rules": "s3"}, id="rules"),
        pytest.param({"max_body_in_memory": 8191}, id="max_body_in_memory"),
        pytest.param({"max_body_in_memory": 1e6}, id="max_body_in_memory-float"),
        pytest.param({"errors": "html"}, id="errors"),
        pytest.param({"path_prefix": "api"}, id="path_prefix-relative"),
        pytest.param({"path_prefix": "/api/"}, id="path_prefix-slash"),
        pytest.param({"path_prefix": "/a%20b"}, id="path_prefix-escape"),
        pytest.param({"path_prefix": "/é"}, id="path_prefix-non-ascii"),
    ],
)
def test_arguments_are_checked_when_the_server_starts(
    middleware: Any, changes: dict[str, Any]
) -> None:
    """Not at the first request."""
    with pytest.raises(InvalidInputError) as raised:
        middleware(print, **{**ARGUMENTS, **changes})
    assert raised.value.argument == next(iter(changes))


@pytest.mark.parametrize("middleware", [Asgi, Wsgi], ids=["asgi", "wsgi"])
def test_the_application_is_called(middleware: Any) -> None:
    """So it must be something that can be."""
    with pytest.raises(InvalidInputError):
        middleware(None, **ARGUMENTS)
    for left_out in ARGUMENTS:
        with pytest.raises(TypeError, match=left_out):
            middleware(print, **{k: v for k, v in ARGUMENTS.items() if k != left_out})
