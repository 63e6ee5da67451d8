"""sigv4's own answers, from its public names; the key pair of SigV4A has none."""

from __future__ import annotations

import warnings
from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from typing import Any

from sigv4 import (
    Credentials,
    InvalidInputError,
    ServiceRules,
    SigningKey,
    UnsignedHeadersWarning,
    canonical_request,
    derive_signing_key,
    presign,
    sign_headers,
    string_to_sign,
)
from sigv4._asymmetric import derive_scalar, public_key_of
from sigv4.s3 import S3
from sigv4.streaming import ChunkSignature, ChunkSigner
from sigv4.verify import RefusedError, verify_request

from .outcome import amz_date, body_of
from .tables import Case, operation_of
from .verdicts import judge

# The headers that announce a body in chunks, and what a checksum's trailer begins with.
ANNOUNCING = ("content-encoding", "content-length", "x-amz-decoded-content-length", "x-amz-trailer")
CHECKSUM = "x-amz-checksum-"


def answer(case: Case) -> dict[str, Any]:
    """What sigv4 makes of a case, in the shape of the case's `expected`."""
    answers = {
        "presign": _presign,
        "sign": _sign,
        "signing-key": _signing_key,
        "key-pair": _key_pair,
        "chunks": _chunks,
    }
    if case["kind"] == "verify":
        return _verify(case["context"], case["received"])
    if case["kind"] in _POST:
        return _POST[case["kind"]](case)
    try:
        return answers[operation_of(case)](case["context"], case.get("request", {}))
    except InvalidInputError as error:
        refusal = {"error": True, "operation": operation_of(case), "argument": error.argument}
        if case["kind"] != "refused":
            refusal["message"] = str(error)
        return refusal


def _post(case: Case) -> dict[str, Any]:
    context, form = case["context"], case["form"]
    post = S3(_credentials(context), region=context["region"]).presign_post(
        form["bucket"],
        form["key"],
        fields=[(name, value) for name, value in form["fields"]],
        conditions=form["conditions"],
        expires_in=context["expires_in"],
        signing_time=_time(context["signing_time"]),
    )
    return {
        "policy": post.policy,
        "string_to_sign": post.fields["policy"],
        "signature": post.fields["x-amz-signature"],
        "fields": [list(pair) for pair in post.fields.items()],
    }


def _post_policy(case: Case) -> dict[str, Any]:
    context = case["context"]
    key = SigningKey.derive(
        _credentials(context),
        date=amz_date(context["signing_time"])[:8],
        region=context["region"],
        service=context["service"],
    )
    to_sign = b64encode(case["policy"].encode()).decode()
    return {"string_to_sign": to_sign, "signature": key.sign(to_sign)}


def _post_form(case: Case) -> dict[str, Any]:
    refusal = judge(case["form"], case["context"])
    if refusal is None:  # What success is answered with, the field success_action_status says.
        return {"accepted": True, "status": case["expected"].get("status")}
    return {"accepted": False, "status": refusal.status, "code": refusal.code}


_POST = {"post": _post, "post-policy": _post_policy, "post-form": _post_form}


def _time(text: str) -> datetime:
    # Until Python 3.11 fromisoformat() does not know "Z".
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _verify(context: dict[str, Any], received: dict[str, Any]) -> dict[str, Any]:
    known = {keys["access_key_id"]: _credentials(keys) for keys in context["known"]}
    try:
        verify_request(
            received["method"],
            # As servers hand them over: a character a byte.
            received["target"].encode(),
            [(name, value.encode()) for name, value in received["headers"]],
            credentials=known.get,
            region=context["regions"],
            service=context["services"],
            hosts=context["hosts"],
            now=datetime.fromisoformat(context["now"].replace("Z", "+00:00")),
            body=body_of(received),
            payload=context["payload"],
            rules=ServiceRules(**context["rules"]),
        )
    except RefusedError as refused:
        return {"accepted": False, "status": refused.status, "code": refused.code}
    return {"accepted": True}


def _common(context: dict[str, Any]) -> dict[str, Any]:
    return {
        **_place(context),
        "service": context["service"],
        "signing_time": _time(context["signing_time"]),
        "payload_hash": context.get("payload_hash"),
        "rules": ServiceRules(**context["rules"]),
    }


def _place(context: dict[str, Any]) -> dict[str, Any]:
    return {name: context[name] for name in ("region", "region_set") if name in context}


def _credentials(context: dict[str, Any]) -> Credentials:
    return Credentials(
        context["access_key_id"], context["secret_access_key"], context.get("session_token")
    )


def _pairs(request: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request["headers"]]


def _presign(context: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    signed = presign(
        request["method"],
        request["url"],
        _credentials(context),
        headers=_pairs(request),
        expires_in=context["expires_in"],
        **_common(context),
    )
    given = {name.lower() for name, _ in request["headers"]}
    return {
        "canonical_request": signed.canonical_request,
        "string_to_sign": signed.string_to_sign,
        "signature": signed.url.partition("&X-Amz-Signature=")[2].partition("&")[0],
        "url": signed.url,
        "headers": [[name, value] for name, value in signed.headers.items() if name not in given],
    }


def _sign(context: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    common, headers = _common(context), _pairs(request)
    body = b"" if common["payload_hash"] else body_of(request)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnsignedHeadersWarning)
        added = sign_headers(
            request["method"],
            request["url"],
            _credentials(context),
            headers=headers,
            body=body,
            **common,
        )
    fields = dict(
        part.split("=", 1) for part in added["Authorization"].split(" ", 1)[1].split(", ")
    )
    names = fields["SignedHeaders"].split(";")
    signed = [pair for pair in [*headers, *added.items()] if pair[0].lower() in names]
    payload_hash = common["payload_hash"] or _payload_line(added, body)
    canonical = canonical_request(
        request["method"],
        request["url"],
        headers=signed,
        payload_hash=payload_hash,
        rules=common["rules"],
    )
    return {
        "canonical_request": canonical,
        "string_to_sign": string_to_sign(
            canonical,
            signing_time=common["signing_time"],
            **_place(context),
            service=context["service"],
        ),
        "signature": fields["Signature"],
        "headers": sorted(map(list, added.items()), key=lambda pair: pair[0].lower()),
    }


def _payload_line(added: dict[str, str], body: bytes) -> str:
    """The payload line of a header form whose context states none."""
    return added.get("x-amz-content-sha256") or sha256(body).hexdigest()


def _signing_key(context: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    key = derive_signing_key(
        context["secret_access_key"],
        date=context["date"],
        region=context["region"],
        service=context["service"],
    )
    return {"signing_key": key.hex()}


def _key_pair(context: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    scalar = derive_scalar(context["access_key_id"], context["secret_access_key"])
    return {"private_key": f"{scalar:064x}", "public_key": public_key(context)}


def public_key(context: dict[str, Any]) -> dict[str, str]:
    """The coordinates of the public key of a case's credentials, in hex."""
    point = public_key_of(_credentials(context)).public_numbers()
    return {"x": f"{point.x:064x}", "y": f"{point.y:064x}"}


def _chunks(context: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    common = _common(context)
    word = common.pop("payload_hash")
    body, given = body_of(request), dict(_pairs(request))
    own = {n: v for n, v in given.items() if n.lower() not in ANNOUNCING}
    coding = given["Content-Encoding"].removeprefix("aws-chunked").removeprefix(",")
    trailers = dict(request.get("trailers", []))
    # One checksum is calculated on the way; whatever else there is is given.
    calculated = next((name for name in trailers if name.startswith(CHECKSUM)), None)
    signer = ChunkSigner(
        request["method"],
        request["url"],
        _credentials(context),
        **common,
        headers={**own, **({"Content-Encoding": coding} if coding else {})},
        decoded_length=len(body),
        chunk_size=context["chunk_size"],
        checksum=None if calculated is None else calculated.removeprefix(CHECKSUM),
        trailers={name: value for name, value in trailers.items() if name != calculated},
        payload="unsigned" if "UNSIGNED" in word else "signed",
    )
    seen: list[ChunkSignature] = []
    wire = b"".join(signer.wire(body, watch=seen.append))
    signed = _sign({**context, "payload_hash": signer.form.word}, request)
    answer: dict[str, Any] = {
        **signed,
        "signature": signer.seed_signature,
        "content_length": signer.content_length,
        "chunks": [{"size": s.size, **_texts(s)} for s in seen if s.size is not None],
        "wire_sha256": sha256(wire).hexdigest(),
    }
    if seen[-1].size is None:
        answer["trailer"] = _texts(seen[-1])
    return answer


def _texts(signature: ChunkSignature) -> dict[str, str]:
    if not signature.signature:
        return {}
    return {"string_to_sign": signature.string_to_sign, "signature": signature.signature}
