"""What a signer answers, written down from a canonical request and its signature."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from .tables import Case, operation_of


@dataclass(frozen=True)
class Signed:
    """The three checkpoints of a signature."""

    canonical_request: str
    string_to_sign: str
    signature: str


def body_of(request: dict[str, Any]) -> bytes:
    """The bytes of a request's body; nothing where it has none."""
    body = request.get("body", {"text": ""})
    if "base64" in body:
        return b64decode(body["base64"])
    text: str = body["text"]
    return text.encode() * int(body.get("times", 1))


def amz_date(signing_time: str) -> str:
    """`2013-05-24T00:00:00Z` as `20130524T000000Z`."""
    return signing_time.replace("-", "").replace(":", "")


def expected(case: Case, signed: Signed) -> dict[str, Any]:
    """The checkpoints, the URL of the query form, and the headers that signing adds."""
    answer: dict[str, Any] = {
        "canonical_request": signed.canonical_request,
        "string_to_sign": signed.string_to_sign,
        "signature": signed.signature,
    }
    if operation_of(case) == "presign":
        answer["url"] = _url(case, signed)
    answer["headers"] = sorted(_added(case, signed), key=lambda pair: pair[0].lower())
    return answer


def _url(case: Case, signed: Signed) -> str:
    """The very path and query that were signed, then the signature."""
    context = case["context"]
    lines = signed.canonical_request.split("\n")
    # The canonical path of most services is the path as sent, encoded once more.
    path = unquote(lines[1]) if context["rules"]["double_encode_path"] else lines[1]
    scheme = case["request"]["url"].partition(":")[0].lower()
    host = _signed_header(signed, "host")
    url = f"{scheme}://{host}{path}?{lines[2]}&X-Amz-Signature={signed.signature}"
    token = context.get("session_token")
    if token and not context["rules"]["session_token_signed"]:
        url += f"&{context['rules']['session_token_parameter']}={quote(token, safe='')}"
    return url


def _added(case: Case, signed: Signed) -> list[list[str]]:
    given = {name.lower() for name, _ in case["request"]["headers"]}
    added = []
    payload_hash = "x-amz-content-sha256"
    if payload_hash in _signed_headers(signed) and payload_hash not in given:
        added.append([payload_hash, signed.canonical_request.rpartition("\n")[2]])
    if operation_of(case) == "presign":
        return added
    context = case["context"]
    time = amz_date(context["signing_time"])
    host = _signed_header(signed, "host")
    if host != urlsplit(case["request"]["url"]).netloc:
        added.append(["host", host])
    added.append(["x-amz-date", time])
    if "region_set" in context:
        added.append(["x-amz-region-set", context["region_set"]])
    if context.get("session_token"):
        parameter = context["rules"]["session_token_parameter"]
        added.append([parameter.lower(), context["session_token"]])
    algorithm, _, scope, _ = signed.string_to_sign.split("\n")
    authorization = (
        f"{algorithm} Credential={context['access_key_id']}/{scope}, "
        f"SignedHeaders={';'.join(_signed_headers(signed))}, Signature={signed.signature}"
    )
    return [*added, ["Authorization", authorization]]


def _signed_headers(signed: Signed) -> list[str]:
    return signed.canonical_request.split("\n")[-2].split(";")


def _signed_header(signed: Signed, name: str) -> str:
    for line in signed.canonical_request.split("\n")[3:]:
        if line.startswith(f"{name}:"):
            return line.partition(":")[2]
    raise ValueError(f"{name} is not signed")
