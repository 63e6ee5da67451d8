"""This library, asked through its public names."""

from __future__ import annotations

import warnings
from typing import Any

from loop import Answer, Question, body_of, serve, time_of

import sigv4


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


if __name__ == "__main__":
    serve(
        {
            "presign": presign,
            "presign-asymmetric": presign,
            "sign": sign,
            "sign-asymmetric": sign,
            "signing-key": signing_key,
        }
    )
