"""botocore: the signers behind boto3, in Python, given a request as their clients give it."""

from __future__ import annotations

import os
from datetime import timezone
from types import SimpleNamespace
from typing import Any

os.environ["BOTO_DISABLE_CRT"] = "true"  # It is read when botocore is imported.

from botocore import auth, awsrequest, credentials
from loop import Answer, Question, UnsupportedError, body_of, is_plain, serve, time_of


def answer(question: Question) -> Answer:
    given, context = question["request"], question["context"]
    presigned = question["operation"] == "presign"
    # A body that is not signed is nothing that its clients give when they presign.
    body = b"" if presigned and context["rules"]["unsigned_payload"] else body_of(given)
    request = awsrequest.AWSRequest(given["method"], given["url"], data=body)
    for name, value in given["headers"]:
        request.headers[name] = value  # botocore's headers keep what repeats.
    signed = context["rules"]["payload_signed"] and "payload_hash" not in context
    request.context["client_config"] = SimpleNamespace(s3={"payload_signing_enabled": signed})
    request.context["payload_signing_enabled"] = signed
    signer = _signer(context, presigned=presigned, plain=is_plain(given["url"]))
    now = time_of(context["signing_time"]).astimezone(timezone.utc).replace(tzinfo=None)
    auth.get_current_datetime = lambda: now
    seen: Answer = {}
    for name in ("canonical_request", "string_to_sign", "signature"):
        _watch(signer, name, seen)
    signer.add_auth(request)
    if presigned:
        seen["url"] = request.url
    else:
        seen["headers"] = [[name, str(value)] for name, value in request.headers.items()]
    return seen


def _watch(signer: Any, name: str, seen: Answer) -> None:
    """Note what the signer's method of this name gives."""
    call = getattr(signer, name)

    def noted(*arguments: Any) -> Any:
        seen[name] = call(*arguments)
        return seen[name]

    setattr(signer, name, noted)


def _signer(context: dict[str, Any], *, presigned: bool, plain: bool) -> Any:
    """The class for these rules; how a path is treated and which headers it adds go together."""
    rules = context["rules"]
    s3 = not rules["normalize_path"]
    encodes_otherwise = rules["double_encode_path"] == s3 and not plain
    if encodes_otherwise or rules["payload_hash_header"] != s3:
        raise UnsupportedError("it has one set of rules for S3 and one for the other services")
    keys = credentials.Credentials(
        context["access_key_id"], context["secret_access_key"], context.get("session_token")
    )
    express = rules["session_token_parameter"] == "X-Amz-S3session-Token"
    place = (context["service"], context["region"])
    if presigned and express:
        return auth.S3ExpressQueryAuth(
            keys, *place, identity_cache=None, expires=context["expires_in"]
        )
    if presigned:
        query = auth.S3SigV4QueryAuth if s3 else auth.SigV4QueryAuth
        return query(keys, *place, expires=context["expires_in"])
    if express:
        return auth.S3ExpressAuth(keys, *place, identity_cache=None)
    return (auth.S3SigV4Auth if s3 else auth.SigV4Auth)(keys, *place)


if __name__ == "__main__":
    serve({"presign": answer, "sign": answer})
