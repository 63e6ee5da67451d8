"""Bodies that are not what was signed, for ASGI and WSGI applications alike."""

from __future__ import annotations

import pytest
from protected import (
    CREDENTIALS,
    Request,
    Run,
    in_chunks,
    presigned,
    signed,
)

from sigv4.verify import PayloadDiffersError

BODY = b"a body of some length"
LONG = BODY * 2000


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
