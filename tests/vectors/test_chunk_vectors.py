"""The vectors of bodies in chunks, walked through by a signer and by a verifier."""

from __future__ import annotations

import hmac
import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from chunked import received, split

import sigv4
from sigv4.streaming import ChunkSignature, ChunkSigner, ChunkVerifier

SET = Path(__file__).resolve().parents[2] / "vectors" / "streaming.json"
Case = dict[str, Any]

CASES = [pytest.param(case, id=case["id"]) for case in json.loads(SET.read_text("utf-8"))["cases"]]
EACH = pytest.mark.parametrize("case", CASES)
ANNOUNCING = {"content-encoding", "content-length", "x-amz-decoded-content-length", "x-amz-trailer"}


def _credentials(case: Case) -> sigv4.Credentials:
    context = case["context"]
    names = ("access_key_id", "secret_access_key", "session_token")
    return sigv4.Credentials(*(context.get(name) for name in names))


def _body(case: Case) -> bytes:
    body = case["request"]["body"]
    text: bytes = body["text"].encode() * body["times"]
    return text


def _signer(case: Case) -> ChunkSigner:
    request, context = case["request"], case["context"]
    headers = [pair for pair in request["headers"] if pair[0].lower() not in ANNOUNCING]
    coding = dict(request["headers"])["Content-Encoding"].removeprefix("aws-chunked")
    if coding:
        headers.append(["content-encoding", coding.removeprefix(",")])
    trailers = dict(request.get("trailers", []))
    checksums = [name for name in trailers if name.startswith("x-amz-checksum-")]
    for name in checksums:  # It is calculated, and so compared.
        del trailers[name]
    return ChunkSigner(
        request["method"],
        request["url"],
        _credentials(case),
        region=context["region"],
        service=context["service"],
        decoded_length=len(_body(case)),
        headers=[tuple(pair) for pair in headers],
        chunk_size=context["chunk_size"],
        checksum=checksums[0].removeprefix("x-amz-checksum-") if checksums else None,
        trailers=trailers,
        payload="unsigned" if "UNSIGNED" in context["payload_hash"] else "signed",
        signing_time=datetime.fromisoformat(context["signing_time"].replace("Z", "+00:00")),
        rules=sigv4.ServiceRules(**context["rules"]),
    )


@EACH
def test_a_body_passes_every_checkpoint(case: Case) -> None:
    """The request's signature, the length, each string to sign and signature, and the wire."""
    expected, signer = case["expected"], _signer(case)
    assert signer.seed_signature == expected["signature"]
    assert signer.form.word == case["context"]["payload_hash"]
    sent = {name.lower(): value for name, value in signer.headers.items()}
    announced = [*case["request"]["headers"], *expected["headers"]]
    length = {"content-length": str(expected["content_length"])}
    assert sent == {name.lower(): value for name, value in announced} | length
    seen: list[ChunkSignature] = []
    wire = b"".join(signer.wire(_body(case), watch=seen.append))
    links = [*expected["chunks"], *([expected["trailer"]] if "trailer" in expected else [])]
    assert [(s.size, s.string_to_sign, s.signature) for s in seen] == [
        (link.get("size"), link.get("string_to_sign", ""), link.get("signature", ""))
        for link in links
    ]
    assert len(wire) == signer.content_length == expected["content_length"]
    assert sha256(wire).hexdigest() == expected["wire_sha256"]


@EACH
def test_a_verifier_takes_it(case: Case) -> None:
    """By the headers of the case and not those of our signer, in small pieces."""
    wire = b"".join(_signer(case).wire(_body(case)))
    headers = [*case["request"]["headers"], *case["expected"]["headers"]]
    verifier = ChunkVerifier.of([tuple(pair) for pair in headers], _credentials(case))
    assert received(verifier, split(wire, [1000, 1, 7])) == _body(case)
    assert verifier.trailers == dict(case["request"].get("trailers", []))


@EACH
def test_each_signature_is_that_of_its_string_to_sign(case: Case) -> None:
    """By the standard library's HMAC, and each continues the one before."""
    context, expected = case["context"], case["expected"]
    date = context["signing_time"][:10].replace("-", "")
    key = sigv4.derive_signing_key(
        context["secret_access_key"],
        date=date,
        region=context["region"],
        service=context["service"],
    )
    before = expected["signature"]
    for link in [*expected["chunks"], expected.get("trailer", {})]:
        if "signature" in link:
            assert link["string_to_sign"].split("\n")[3] == before
            before = hmac.new(key, link["string_to_sign"].encode(), "sha256").hexdigest()
            assert link["signature"] == before
