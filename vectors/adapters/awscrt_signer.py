"""awscrt: AWS's common runtime, in C."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

from awscrt import auth, http
from loop import Answer, Question, UnsupportedError, body_of, encoded, host_of, serve, time_of


def answer(question: Question) -> Answer:
    given, context = question["request"], question["context"]
    rules, url, host = context["rules"], urlsplit(encoded(given["url"])), host_of(given["url"])
    operation = question["operation"].removesuffix("-asymmetric")
    target = f"{url.path or '/'}{f'?{url.query}' if url.query else ''}"
    headers = [(name, value) for name, value in given["headers"] if name.lower() != "host"]
    request = http.HttpRequest(
        given["method"],
        target,
        http.HttpHeaders([("Host", host), *headers]),
        io.BytesIO(body_of(given)),
    )
    signed = auth.aws_sign_request(request, _config(operation, context, rules)).result()
    added = [list(pair) for pair in signed.headers if pair not in headers]
    if operation == "sign":
        return {"headers": added}
    return {"url": f"{url.scheme}://{host}{signed.path}"}


def _config(operation: str, context: dict[str, Any], rules: dict[str, Any]) -> Any:
    presigned = operation == "presign"
    if rules["session_token_parameter"] != "X-Amz-Security-Token":
        raise UnsupportedError(f"it has no {rules['session_token_parameter']}")
    unsigned = rules["unsigned_payload"] if presigned else not rules["payload_signed"]
    payload = context.get("payload_hash") or ("UNSIGNED-PAYLOAD" if unsigned else None)
    always = not presigned or rules["payload_hash_header_presigned"]
    sent = rules["payload_hash_header"] and (always or payload != "UNSIGNED-PAYLOAD")
    types = auth.AwsSignatureType
    by = auth.AwsSigningAlgorithm
    header = auth.AwsSignedBodyHeaderType
    return auth.AwsSigningConfig(
        algorithm=by.V4_ASYMMETRIC if "region_set" in context else by.V4,
        signature_type=types.HTTP_REQUEST_QUERY_PARAMS if presigned else types.HTTP_REQUEST_HEADERS,
        credentials_provider=auth.AwsCredentialsProvider.new_static(
            context["access_key_id"],
            context["secret_access_key"],
            context.get("session_token") or None,
        ),
        region=context.get("region_set") or context["region"],
        service=context["service"],
        date=time_of(context["signing_time"]),
        use_double_uri_encode=rules["double_encode_path"],
        should_normalize_uri_path=rules["normalize_path"],
        signed_body_value=payload,
        signed_body_header_type=header.X_AMZ_CONTENT_SHA_256 if sent else header.NONE,
        expiration_in_seconds=context["expires_in"] if presigned else None,
        omit_session_token=not rules["session_token_signed"],
    )


if __name__ == "__main__":
    serve(
        {
            "presign": answer,
            "sign": answer,
            "presign-asymmetric": answer,
            "sign-asymmetric": answer,
        }
    )
