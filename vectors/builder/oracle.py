"""botocore's signers, asked for the signature of a case.

They are the pure-Python classes, called by name: with awscrt at hand boto3 would sign with
C code whose answers differ. They are given what they sign as the protocol says; where
botocore departs from it, a row of the sources says what to feed in place (`fed`).
"""

from __future__ import annotations

import os
from datetime import datetime
from functools import partial
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from .outcome import Signed, body_of
from .tables import Case, Row, Tables

_CHECKPOINTS = ("canonical_request", "string_to_sign", "signature")


class Botocore:
    """botocore's modules, imported when there is something to ask."""

    def __init__(self, tables: Tables) -> None:
        os.environ["BOTO_DISABLE_CRT"] = "true"  # It is read when botocore is imported.
        self._auth = import_module("botocore.auth")
        self._request = import_module("botocore.awsrequest").AWSRequest
        self._credentials = import_module("botocore.credentials").Credentials
        self._tables = tables

    def sign(self, case: Case, fed: Row) -> Signed:
        """The three checkpoints, as botocore passes them while it signs the request."""
        context = {**case["context"], **{k: v for k, v in fed.items() if k in case["context"]}}
        credentials = self._credentials(
            context["access_key_id"],
            context["secret_access_key"],
            context.get("session_token"),
        )
        signer = self._signer(case, context)(credentials, context["service"], context["region"])
        seen: dict[str, str] = {}
        for name in _CHECKPOINTS:
            setattr(signer, name, partial(_note, getattr(signer, name), name, seen))
        now = datetime.strptime(context["signing_time"], "%Y-%m-%dT%H:%M:%SZ")
        with patch.object(self._auth, "get_current_datetime", return_value=now):
            signer.add_auth(self._aws_request(case, fed))
        return Signed(*(seen[name] for name in _CHECKPOINTS))

    def post(self, case: Case, policy: dict[str, Any], fields: dict[str, str]) -> dict[str, str]:
        """The fields of a form, as botocore signs it: with a policy and fields begun."""
        context = case["context"]
        credentials = self._credentials(
            context["access_key_id"], context["secret_access_key"], context.get("session_token")
        )
        signer = self._auth.S3SigV4PostAuth(credentials, context["service"], context["region"])
        request = self._request("POST", "https://example.com/")
        request.context["s3-presign-post-policy"] = policy
        request.context["s3-presign-post-fields"] = fields
        now = datetime.strptime(context["signing_time"], "%Y-%m-%dT%H:%M:%SZ")
        with patch.object(self._auth, "get_current_datetime", return_value=now):
            signer.add_auth(request)
        signed: dict[str, str] = request.context["s3-presign-post-fields"]
        return signed

    def keyed_hash(self, context: dict[str, Any], text: str) -> str:
        """HMAC-SHA256 of a text with the signing key that botocore derives, in hex."""
        credentials = self._credentials("AKID", context["secret_access_key"])
        signer = self._auth.SigV4Auth(credentials, context["service"], context["region"])
        request = SimpleNamespace(context={"timestamp": f"{context['date']}T000000Z"})
        signature: str = signer.signature(text, request)
        return signature

    def _signer(self, case: Case, context: dict[str, Any]) -> Any:
        rules = context["rules"]
        s3 = not rules["normalize_path"]
        if case["kind"] == "presign":
            signer = self._auth.S3SigV4QueryAuth if s3 else self._auth.SigV4QueryAuth
            return partial(signer, expires=context["expires_in"])
        if rules["session_token_parameter"] == "X-Amz-S3session-Token":
            return partial(self._auth.S3ExpressAuth, identity_cache=None)
        return self._auth.S3SigV4Auth if s3 else self._auth.SigV4Auth

    def _aws_request(self, case: Case, fed: Row) -> Any:
        given, context = case["request"], case["context"]
        url = self._tables.url(fed["url"], context["service"]) if "url" in fed else given["url"]
        # A body of the query form would be moved into the query.
        data = body_of(given) if case["kind"] == "sign" else b""
        request = self._request(given["method"], url, data=data, params=fed.get("params"))
        for name, value in fed.get("headers", given["headers"]):
            request.headers[name] = value  # botocore's headers keep what repeats.
        if case["kind"] == "sign":
            signed = context["rules"]["payload_signed"] and "payload_hash" not in context
            s3_config = {"payload_signing_enabled": signed}
            request.context["client_config"] = SimpleNamespace(s3=s3_config)
            request.context["payload_signing_enabled"] = signed
        return request


def _note(call: Any, name: str, seen: dict[str, str], *arguments: Any) -> str:
    result: str = call(*arguments)
    seen[name] = result
    return result
