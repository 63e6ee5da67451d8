"""minio-py: the signer of MinIO's client, for S3 alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from loop import Answer, Question, UnsupportedError, body_of, encoded, serve, time_of
from minio import signer
from minio.credentials.credentials import Credentials
from minio.helpers import sha256_hash


def _credentials(context: dict[str, Any]) -> Credentials:
    rules = context["rules"]
    if context["service"] != "s3" or rules["normalize_path"] or rules["double_encode_path"]:
        raise UnsupportedError("it signs for S3 alone")
    return Credentials(
        context["access_key_id"], context["secret_access_key"], context.get("session_token")
    )


def presign(question: Question) -> Answer:
    request, context = question["request"], question["context"]
    keys = _credentials(context)
    if request["headers"] or context.get("payload_hash"):
        raise UnsupportedError("it presigns no headers and no payload")
    signed = signer.presign_v4(
        method=request["method"],
        url=urlsplit(encoded(request["url"])),
        region=context["region"],
        credentials=keys,
        date=time_of(context["signing_time"]),
        expires=context["expires_in"],
    )
    return {"url": urlunsplit(signed)}


def sign(question: Question) -> Answer:
    request, context = question["request"], question["context"]
    keys, url = _credentials(context), urlsplit(encoded(request["url"]))
    time = context["signing_time"]
    names = [name for name, _ in request["headers"]]
    if len({name.lower() for name in names}) != len(names):
        raise UnsupportedError("its headers have each name once")
    payload_hash = context.get("payload_hash") or sha256_hash(body_of(request))
    added = {
        "Host": url.netloc,
        "x-amz-content-sha256": payload_hash,
        "x-amz-date": time.replace("-", "").replace(":", ""),
    }
    if context.get("session_token"):
        added["X-Amz-Security-Token"] = context["session_token"]
    headers = signer.sign_v4_s3(
        method=request["method"],
        url=url,
        region=context["region"],
        headers={**dict(request["headers"]), **added},
        credentials=keys,
        content_sha256=payload_hash,
        date=time_of(time),
    )
    return {"headers": [list(pair) for pair in headers.items()]}


if __name__ == "__main__":
    serve({"presign": presign, "sign": sign})
