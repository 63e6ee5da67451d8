"""boto3's presigner as an oracle for whole operations: the same client class, from botocore."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

# With awscrt importable, botocore would sign with C code whose departures are others.
os.environ["BOTO_DISABLE_CRT"] = "true"

import botocore.session
from botocore import auth, signers
from botocore.config import Config
from botocore.model import OperationModel

ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@dataclass(frozen=True)
class Seen:
    """What a presigned URL says, whatever the order of its parameters."""

    origin: str
    path: str
    parameters: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, url: str) -> Seen:
        """Taken apart."""
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        return cls(f"{parts.scheme}://{parts.netloc}", parts.path or "/", tuple(sorted(pairs)))


class Boto3:
    """An S3 client of boto3's, of Signature Version 4 and on regional hosts."""

    def __init__(
        self,
        *,
        region: str = "eu-west-1",
        session_token: str | None = None,
        endpoint_url: str | None = None,
        addressing_style: str = "virtual",
    ) -> None:
        session = botocore.session.Session()
        session.set_credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY, session_token)
        s3 = {"addressing_style": addressing_style, "us_east_1_regional_endpoint": "regional"}
        self.client: Any = session.create_client(
            "s3",
            region_name=region,
            endpoint_url=endpoint_url,
            config=Config(signature_version="s3v4", s3=s3),
        )

    def model(self, name: str) -> OperationModel:
        """The model of an operation, by its name in the API reference."""
        model: OperationModel = self.client.meta.service_model.operation_model(name)
        return model

    @property
    def operation_names(self) -> list[str]:
        """Of the service model."""
        return list(self.client.meta.service_model.operation_names)

    def method_name(self, name: str) -> str:
        """An operation's name in Python's spelling."""
        by_name = {api: python for python, api in self.client.meta.method_to_api_mapping.items()}
        return str(by_name[name])

    def generate(self, name: str, params: Mapping[str, Any], now: datetime, **more: Any) -> str:
        """`generate_presigned_url` at a time."""
        with _at(now):
            return str(self.client.generate_presigned_url(name, dict(params), **more))

    def post(self, bucket: str, key: str, now: datetime, **more: Any) -> dict[str, Any]:
        """`generate_presigned_post` at a time."""
        with _at(now):
            form: dict[str, Any] = self.client.generate_presigned_post(bucket, key, **more)
        return form

    def generate_without_body(
        self,
        name: str,
        params: Mapping[str, Any],
        body: Mapping[str, Any],
        now: datetime,
        expires_in: int,
        method: str | None = None,
    ) -> str:
        """The same, where `generate_presigned_url` fails over the body: what it does, step by
        step, with the body taken out before it signs."""
        client = self.client
        model = self.model(name)
        context = {"is_presign_request": True, "use_global_endpoint": False}
        both = client._emit_api_params(
            api_params={**params, **body}, operation_model=model, context=context
        )
        endpoint, headers, _ = client._resolve_endpoint_ruleset(
            model, both, context, ignore_signing_region=True
        )
        request = client._convert_to_request_dict(
            api_params=both,
            operation_model=model,
            endpoint_url=endpoint,
            context=context,
            headers=headers,
            set_user_agent_header=False,
        )
        request["body"] = {}
        if method is not None:
            request["method"] = method
        with _at(now):
            return str(
                client._request_signer.generate_presigned_url(
                    request_dict=request, expires_in=expires_in, operation_name=name
                )
            )


@contextmanager
def _at(now: datetime) -> Iterator[None]:
    naive = now.astimezone(timezone.utc).replace(tzinfo=None)
    with (
        mock.patch.object(auth, "get_current_datetime", return_value=naive),
        mock.patch.object(signers, "get_current_datetime", return_value=naive),
    ):
        yield


def smallest(shape: Any) -> Any:
    """A value of a shape that passes boto3's validation, with as little in it as may be."""
    kind = shape.type_name
    if kind == "structure":
        members: dict[str, Any] = shape.members
        required = list(members)[:1] if shape.is_tagged_union else shape.required_members
        return {name: smallest(members[name]) for name in required}
    if kind == "list":
        return [smallest(shape.member)]
    if kind == "string" and shape.enum:
        return shape.enum[0]
    if kind == "string":
        return "x" * shape.metadata.get("min", 1)
    return {"integer": 1, "long": 1, "boolean": True, "blob": b""}[kind]
