"""Bodies in signed chunks, derived from the specification alone: slow, plain, whole in memory.

It shares nothing with sigv4; checksums are those of AWS's C library.
Source: Amazon S3 API reference, "Signature calculations for the Authorization header:
transferring payload in multiple chunks" and "… requests with trailing headers".
"""

from __future__ import annotations

import hashlib
import hmac
import io
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from awscrt import checksums

from . import specification
from .oracle import Botocore
from .outcome import amz_date, body_of, expected
from .tables import Case, Row, Tables

KIND = "chunks"
UNSIGNED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
_SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
_CHECKSUM = "x-amz-checksum-"
_DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    "crc32": lambda data: checksums.crc32(data).to_bytes(4, "big"),
    "crc32c": lambda data: checksums.crc32c(data).to_bytes(4, "big"),
    "crc64nvme": lambda data: checksums.crc64nvme(data).to_bytes(8, "big"),
    "sha1": lambda data: hashlib.sha1(data, usedforsecurity=False).digest(),
    "sha256": lambda data: hashlib.sha256(data).digest(),
}


class _Checksum:
    """What botocore's wrapper asks of a checksum. Without awscrt it has not all of its own."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._data = b""

    def update(self, data: bytes) -> None:
        """Take the next bytes in."""
        self._data += data

    def b64digest(self) -> str:
        """The digest, as a trailer has it."""
        return _value(self._name, None, self._data)


def case_of(row: Row, where: str, tables: Tables) -> Case:
    """A row as a case: with the headers that say what the body is, and with its trailers."""
    word = UNSIGNED if row.get("unsigned") else f"{_SIGNED}{'-TRAILER' * ('trailers' in row)}"
    case = tables.case({**row, "kind": "sign", "payload_hash": word}, where)
    case["kind"] = KIND
    request, context = case["request"], case["context"]
    context["chunk_size"] = row["chunk_size"]
    body = body_of(request)
    trailers = [[name, _value(name, value, body)] for name, value in row.get("trailers", [])]
    if trailers:
        request["trailers"] = trailers
    own = dict(request["headers"])
    coding = own.pop("Content-Encoding", "")
    headers = [*own.items(), ("Content-Encoding", ",".join(filter(None, ["aws-chunked", coding])))]
    headers.append(("x-amz-decoded-content-length", str(len(body))))
    if trailers:
        headers.append(("x-amz-trailer", ",".join(sorted(name for name, _ in trailers))))
    else:
        # A signature's length does not depend on what it is, so the length is there before it.
        wire, _, _ = _framed(case, lambda _: "0" * 64)
        headers.append(("Content-Length", str(len(wire))))
    request["headers"] = [list(pair) for pair in headers]
    return case


def derive(case: Case) -> dict[str, Any]:
    """What is expected of a case."""
    context = case["context"]
    as_sign = {**case, "kind": "sign"}
    seed = specification.sign(as_sign)
    date = amz_date(context["signing_time"])
    names = (context["secret_access_key"], date[:8], context["region"], context["service"])
    key = specification.signing_key(*names)
    previous = seed.signature

    def sign(lines: list[str]) -> str:
        nonlocal previous
        scope = f"{date[:8]}/{context['region']}/{context['service']}/aws4_request"
        text = "\n".join([lines[0], date, scope, previous, *lines[1:]])
        previous = hmac.new(key, text.encode(), "sha256").hexdigest()
        texts.append(text)
        return previous

    texts: list[str] = []
    wire, sizes, signatures = _framed(case, sign)
    made = [
        {"string_to_sign": text, "signature": signature}
        for text, signature in zip(texts, signatures, strict=True)
    ]
    chunks = [{"size": size, **(made[at] if made else {})} for at, size in enumerate(sizes)]
    answer = {
        **expected(as_sign, seed),
        "content_length": len(wire),
        "chunks": chunks,
        "wire_sha256": hashlib.sha256(wire).hexdigest(),
    }
    if len(made) > len(sizes):
        answer["trailer"] = made[-1]
    return answer


def wire_of_botocore(case: Case) -> bytes:
    """The body of an unsigned case as botocore sends it."""
    httpchecksum = import_module("botocore.httpchecksum")
    ((name, _),) = case["request"]["trailers"]
    wrapper = httpchecksum.AwsChunkedWrapper(
        io.BytesIO(body_of(case["request"])),
        checksum_cls=partial(_Checksum, name),
        checksum_name=name,
        chunk_size=case["context"]["chunk_size"],
    )
    wire: bytes = wrapper.read()
    return wire


def seed_of_botocore(case: Case, botocore: Botocore) -> str:
    """The request's own signature by botocore's plain signer, which takes a stated payload hash.

    Its signer for S3 sets the hash itself. The two differ in the path, which is plain here.
    """
    context = dict(case["context"])
    headers = [*case["request"]["headers"], ["x-amz-content-sha256", context.pop("payload_hash")]]
    context["rules"] = {**context["rules"], "normalize_path": True}
    plain = {**case, "kind": "sign", "context": context}
    return botocore.sign(plain, {"headers": headers}).signature


def _framed(case: Case, sign: Any) -> tuple[bytes, list[int], list[str]]:
    """The body on the wire, the sizes of its chunks, and its signatures in their order."""
    size, word = case["context"]["chunk_size"], case["context"]["payload_hash"]
    body = body_of(case["request"])
    chunks = [body[at : at + size] for at in range(0, len(body), size)]
    wire, signatures = b"", []
    for chunk in [*chunks, b""]:
        head = f"{len(chunk):x}"
        if word != UNSIGNED:
            lines = ["AWS4-HMAC-SHA256-PAYLOAD", _sha256(b""), _sha256(chunk)]
            signatures.append(sign(lines))
            head += f";chunk-signature={signatures[-1]}"
        wire += head.encode() + b"\r\n"
        wire += chunk + b"\r\n" if chunk else b""
    trailers = sorted(case["request"].get("trailers", []))
    for name, value in trailers:
        wire += f"{name}:{value}\r\n".encode()
    if trailers and word != UNSIGNED:
        block = "".join(f"{name}:{value}\n" for name, value in trailers)
        signatures.append(sign(["AWS4-HMAC-SHA256-TRAILER", _sha256(block.encode())]))
        wire += f"x-amz-trailer-signature:{signatures[-1]}\r\n".encode()
    return wire + b"\r\n", [*map(len, chunks), 0], signatures


def _value(name: str, value: str | None, body: bytes) -> str:
    """A trailer's value; the checksum of the body where the row leaves it out."""
    if value is not None:
        return value
    return b64encode(_DIGESTS[name.removeprefix(_CHECKSUM)](body)).decode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
