"""The three readers of what signs a request, of any bytes: they agree on what it says.

    AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…
    20240229T120000Z
    eu-central-2,us-*

Beside the Authorization header, its date and its set of regions. The verifier reads them, and
so does the chunk verifier; the verifier also reads the same from a query.
"""

from __future__ import annotations

from urllib.parse import quote

from signed_requests import SECRET, SIGNED

from sigv4 import Credentials
from sigv4._chunk_request import ChunkRequest
from sigv4._verify.claims import Claim, is_signature
from sigv4._verify.header_form import read_header
from sigv4._verify.query_form import read_query
from sigv4._verify.received import Received
from sigv4.errors import ChunkHeaderError
from sigv4.verify import RefusedError

_SEEDS = [
    b"\n".join([*message.values(b"authorization"), *message.values(b"x-amz-date")])
    for message in SIGNED
    if message.values(b"authorization")
]
SEEDS = (
    *_SEEDS,
    *[seed.replace(b", ", b",") + b"\neu-central-2,us-*" for seed in _SEEDS],
    *[seed.replace(b"AKIDEXAMPLE", b"a/b").replace(b" ", b"  ") + b"\n*" for seed in _SEEDS],
)
_WORDS = {
    "AWS4-HMAC-SHA256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "AWS4-ECDSA-P256-SHA256": "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
}


def TestOneInput(data: bytes) -> None:
    """One header, and what goes with it."""
    authorization, date, regions = (*data.decode("latin-1").split("\n", 2), "", "")[:3]
    headers = {
        "Authorization": authorization,
        "x-amz-date": date,
        "x-amz-region-set": regions,
        "x-amz-decoded-content-length": "1",
        "x-amz-content-sha256": _WORDS.get(authorization.strip(" ").partition(" ")[0], ""),
    }
    claim = _claim(headers)
    chunked = _chunk_request(headers)
    if claim is None:
        return
    _check_query(claim)
    assert claim.signer.names == tuple(sorted(set(claim.signer.names)))
    credential = f"{claim.signer.access_key_id}/{claim.signer.scope}"
    assert _without_spaces(credential) in _without_spaces(authorization)
    # HTTP lets a value hold tabs and bytes of no meaning; signers do not, nor their other side.
    plain = all(text.isascii() and text.isprintable() for text in (authorization, date, regions))
    if is_signature(claim.signature) and plain:
        assert chunked is not None
        _check_chunked(claim, chunked)


def _claim(headers: dict[str, str]) -> Claim | None:
    try:
        received = Received("PUT", "/", list(headers.items()))
        authorization = received.only("authorization") or ""
        return read_header(authorization, received)
    except RefusedError:
        return None


def _chunk_request(headers: dict[str, str]) -> ChunkRequest | None:
    try:
        return ChunkRequest.of(headers)
    except ChunkHeaderError:
        return None


def _check_chunked(claim: Claim, chunked: ChunkRequest) -> None:
    signer = claim.signer
    assert chunked.seed_signature == claim.signature
    assert chunked.signing_time.timestamp() == claim.epoch
    key = chunked.key(Credentials(signer.access_key_id, SECRET))
    assert key.scope == signer.scope
    assert key.algorithm == signer.algorithm


def _check_query(claim: Claim) -> None:
    signer = claim.signer
    parameters = {
        "X-Amz-Algorithm": signer.algorithm,
        "X-Amz-Credential": f"{signer.access_key_id}/{signer.scope}",
        "X-Amz-Date": claim.amz_date,
        "X-Amz-Expires": "60",
        "X-Amz-Region-Set": signer.region,
        "X-Amz-SignedHeaders": signer.signed_headers,
        "X-Amz-Signature": claim.signature,
    }
    query = "&".join([f"{name}={_quoted(value)}" for name, value in parameters.items()])
    same = read_query(Received("PUT", f"/?{query}", []).parameters, 60)
    assert (same.amz_date, same.epoch, same.expires_in) == (claim.amz_date, claim.epoch, 60)
    assert same.signature == _quoted(claim.signature)
    for name in ("access_key_id", "algorithm", "date", "names", "region", "scope", "service"):
        assert getattr(same.signer, name) == getattr(signer, name)


def _without_spaces(text: str) -> str:
    return text.replace("\t", "").replace(" ", "")


def _quoted(value: str) -> str:
    return quote(value.encode("latin-1"), safe="")
