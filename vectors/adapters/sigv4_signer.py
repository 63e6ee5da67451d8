"""This library, asked through its public names."""

from __future__ import annotations

import warnings
from base64 import b64encode
from hashlib import sha256
from typing import Any

from loop import Answer, Question, body_of, serve, time_of

import sigv4
from sigv4.s3 import S3
from sigv4.streaming import ChunkSignature, ChunkSigner


def _credentials(context: dict[str, Any]) -> sigv4.Credentials:
    return sigv4.Credentials(
        context["access_key_id"], context["secret_access_key"], context.get("session_token")
    )


def _options(context: dict[str, Any]) -> dict[str, Any]:
    options = {name: context[name] for name in _PASSED_ON if name in context}
    rules = sigv4.ServiceRules(**context["rules"])
    return {**options, "signing_time": time_of(context["signing_time"]), "rules": rules}


_PASSED_ON = ("region", "region_set", "service", "payload_hash")


def presign(question: Question) -> Answer:
    request, context = question["request"], question["context"]
    signed = sigv4.presign(
        request["method"],
        request["url"],
        _credentials(context),
        headers=request["headers"],
        expires_in=context["expires_in"],
        **_options(context),
    )
    return {
        "canonical_request": signed.canonical_request,
        "string_to_sign": signed.string_to_sign,
        "url": signed.url,
        "headers": [list(pair) for pair in signed.headers.items()],
    }


def sign(question: Question) -> Answer:
    request, context = question["request"], question["context"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sigv4.UnsignedHeadersWarning)
        added = sigv4.sign_headers(
            request["method"],
            request["url"],
            _credentials(context),
            headers=request["headers"],
            body=b"" if context.get("payload_hash") else body_of(request),
            **_options(context),
        )
    return {"headers": [list(pair) for pair in added.items()]}


def signing_key(question: Question) -> Answer:
    names = ("secret_access_key", "date", "region", "service")
    secret, date, region, service = (question["context"][name] for name in names)
    key = sigv4.derive_signing_key(secret, date=date, region=region, service=service)
    return {"signing_key": key.hex()}


def post(question: Question) -> Answer:
    form, context = question["form"], question["context"]
    signed = S3(_credentials(context), region=context["region"]).presign_post(
        form["bucket"],
        form["key"],
        fields=form["fields"],
        conditions=form["conditions"],
        expires_in=context["expires_in"],
        signing_time=time_of(context["signing_time"]),
    )
    return {"fields": [list(pair) for pair in signed.fields.items()]}


def post_policy(question: Question) -> Answer:
    context = question["context"]
    date = context["signing_time"][:10].replace("-", "")
    key = sigv4.SigningKey.derive(
        _credentials(context), date=date, region=context["region"], service=context["service"]
    )
    to_sign = b64encode(question["policy"].encode()).decode()
    return {"string_to_sign": to_sign, "signature": key.sign(to_sign)}


def chunks(question: Question) -> Answer:
    request, context = question["request"], question["context"]
    options = _options(context)
    word = options.pop("payload_hash")
    trailers = dict(request.get("trailers", []))
    body = body_of(request)
    # What announces the body, the signer adds itself.
    headers = [pair for pair in request["headers"] if pair[0].lower() not in _ANNOUNCING]
    coding = dict(request["headers"])["Content-Encoding"].partition(",")[2]
    seen: list[ChunkSignature] = []
    signer = ChunkSigner(
        request["method"],
        request["url"],
        _credentials(context),
        headers=[*headers, *([("Content-Encoding", coding)] if coding else [])],
        decoded_length=len(body),
        chunk_size=context["chunk_size"],
        trailers=trailers,
        payload="unsigned" if "UNSIGNED" in word else "signed",
        **options,
    )
    wire = b"".join(signer.wire(body, watch=seen.append))
    answer: Answer = {
        "signature": signer.seed_signature,
        # The length is told for itself: where it is no header of the request, it is not signed.
        "headers": [pair for pair in map(list, signer.headers.items()) if not _is_length(pair)],
        "content_length": signer.content_length,
        "chunks": [{"size": s.size, **_texts(s)} for s in seen if s.size is not None],
        "wire_sha256": sha256(wire).hexdigest(),
    }
    trailer = [_texts(s) for s in seen if s.size is None]
    return {**answer, "trailer": trailer[0]} if trailer else answer


_ANNOUNCING = {
    "content-encoding",
    "content-length",
    "x-amz-decoded-content-length",
    "x-amz-trailer",
}


def _is_length(header: list[str]) -> bool:
    return header[0].lower() == "content-length"


def _texts(signed: ChunkSignature) -> dict[str, str]:
    if not signed.signature:
        return {}
    return {"string_to_sign": signed.string_to_sign, "signature": signed.signature}


if __name__ == "__main__":
    serve(
        {
            "presign": presign,
            "presign-asymmetric": presign,
            "sign": sign,
            "sign-asymmetric": sign,
            "signing-key": signing_key,
            "post": post,
            "post-policy": post_policy,
            "chunks": chunks,
        }
    )
