"""boto3's shape for presigned URLs: `from sigv4.compat import boto3`.

    s3 = boto3.client("s3", region_name="eu-west-1")
    s3.generate_presigned_url("get_object", Params={"Bucket": "media", "Key": "cat.jpg"})

Names, defaults and places of credentials are boto3's; the errors are this package's. It
departs from boto3 where that is not safe or not sound: every URL is of Signature Version 4 (4A
for a Multi-Region Access Point) and on the host of its region, a region must be known, a key
with dot segments is refused, and so are a life that S3 does not allow and parameters of a body,
which no URL carries.

Source: boto3's documentation, S3 client, `generate_presigned_url`; botocore's, `Config`.
"""

from __future__ import annotations

import os

from .._checks import exact_str, pairs_of, shown, type_error
from .._clock import system_clock, to_epoch
from .._credentials import Credentials
from ..errors import CredentialsNotFoundError, InvalidInputError, InvalidValueError
from ..providers import SharedFiles, find_credentials
from ..s3.client import S3
from ..s3.operations import operation
from ._boto3_config import Config, s3_arguments
from ._boto3_parameters import as_boto3_sends

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime, timedelta
    from typing import Any, NoReturn

    from ..s3.operations import Operation

__all__ = ["Client", "Config", "Session", "client", "resource"]

_LIFETIME = 3600

# What boto3 calls the arguments of `S3.presign`.
_ARGUMENTS = {
    "bucket": "Bucket",
    "conditions": "Conditions",
    "expires_in": "ExpiresIn",
    "fields": "Fields",
    "key": "Key",
    "method": "HttpMethod",
    "operation": "ClientMethod",
}

_ELSEWHERE = (
    "this client presigns and sends nothing: it has generate_presigned_url and "
    "generate_presigned_post; to send a signed request see sigv4.httpx and sigv4.sign_headers"
)


class Client:
    """An S3 client that presigns. `client` makes it."""

    def __init__(self, service: S3) -> None:
        self._service = service

    def close(self) -> None:
        """Do nothing: there is no connection."""

    def generate_presigned_url(
        self,
        ClientMethod: str,
        Params: Mapping[str, Any] | None = None,
        ExpiresIn: int | timedelta | None = _LIFETIME,
        HttpMethod: str | None = None,
        *,
        signing_time: datetime | None = None,
    ) -> str:
        """A presigned URL for an operation of the S3 API.

        The parameters that are headers are signed, and whoever uses the URL must send them;
        `sigv4.s3.S3.presign` says which. signing_time, which boto3 has not: an aware datetime to
        sign for; None means now. Raises InvalidTypeError or InvalidValueError for what
        cannot be presigned, CredentialsNotFoundError where there are none.
        """
        found = _operation(ClientMethod)
        if Params is not None and not hasattr(Params, "keys"):
            raise type_error("Params", Params, "a dict of the parameters")
        pairs = pairs_of("Params", () if Params is None else Params)
        given = {exact_str("Params", name): value for name, value in pairs}
        known = found.names
        for name in given:
            if name not in known:
                raise found.unknown(name, known)
        try:
            return self._service.presign(
                found.name,
                expires_in=_LIFETIME if ExpiresIn is None else ExpiresIn,
                method=HttpMethod,
                signing_time=signing_time,
                **as_boto3_sends(found, given),
            ).url
        except InvalidInputError as error:
            error.argument = _ARGUMENTS.get(error.argument, error.argument)
            if "allow_dot_segments" in error.remedy:
                error.remedy = "rename the object, or see allow_dot_segments of sigv4.s3.S3"
            raise

    def generate_presigned_post(
        self,
        Bucket: str,
        Key: str,
        Fields: Mapping[str, str] | None = None,
        Conditions: Iterable[Any] | None = None,
        ExpiresIn: int | timedelta = _LIFETIME,
        *,
        signing_time: datetime | None = None,
    ) -> dict[str, Any]:
        """The `url` and the `fields` of a POST form.

        As in boto3, a field has no condition unless Conditions names it, and S3 refuses a form
        with such a field; `sigv4.s3.S3.presign_post` adds it. Raises as
        `generate_presigned_url`.
        """
        try:
            post = self._service._post(
                Bucket, Key, Conditions or (), Fields, ExpiresIn, signing_time, derive=False
            )
        except InvalidInputError as error:
            error.argument = _ARGUMENTS.get(error.argument, error.argument)
            raise
        return {"url": post.url, "fields": post.fields}

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{name}: {_ELSEWHERE}")


class Session:
    """boto3's `Session`: where clients get their credentials and region from.

    aws_account_id decides nothing about a URL.
    """

    def __init__(
        self,
        aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None,
        aws_session_token: str | None = None,
        region_name: str | None = None,
        botocore_session: object = None,
        profile_name: str | None = None,
        aws_account_id: str | None = None,
    ) -> None:
        if botocore_session is not None:
            raise InvalidValueError(
                "botocore_session", "there is no botocore here", "give keys, or a profile_name"
            )
        self._keys = (aws_access_key_id, aws_secret_access_key, aws_session_token)
        self._region_name = region_name
        self._profile = profile_name

    def client(
        self,
        service_name: str,
        region_name: str | None = None,
        api_version: str | None = None,
        use_ssl: bool = True,
        verify: bool | str | None = None,
        endpoint_url: str | None = None,
        aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None,
        aws_session_token: str | None = None,
        config: Any = None,
        aws_account_id: str | None = None,
    ) -> Client:
        """A client for `service_name`, which is "s3".

        verify, api_version and aws_account_id decide nothing about a URL. Raises
        InvalidValueError, or ConfigurationError where no region is known.
        """
        if exact_str("service_name", service_name) != "s3":
            raise InvalidValueError(
                "service_name",
                f"{shown(service_name)} has no client here",
                "sign for it with sigv4.presign_url or sigv4.sign_headers, service=…",
            )
        if not use_ssl:
            raise InvalidValueError(
                "use_ssl", "False is not taken", "write http:// in front of endpoint_url"
            )
        given = (aws_access_key_id, aws_secret_access_key, aws_session_token)
        files = SharedFiles(os.environ)
        arguments = s3_arguments(
            config,
            region_name=region_name or self._region_name,
            endpoint_url=endpoint_url,
            environ=os.environ,
            files=files,
            profile=self._profile,
        )
        is_given = any(part is not None for part in given)
        return Client(S3(_source(given if is_given else self._keys, self._profile), **arguments))

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{name}: of sessions there is client('s3'); {_ELSEWHERE}")


def client(service_name: str, *arguments: Any, **named: Any) -> Client:
    """boto3's `client`: the arguments are those of `Session.client`."""
    return Session().client(service_name, *arguments, **named)


def resource(service_name: str, *_arguments: Any, **_named: Any) -> NoReturn:
    """boto3's `resource`, which there is not here."""
    raise InvalidValueError(
        "service_name", f"there is no resource {shown(service_name)}", f"use client; {_ELSEWHERE}"
    )


def _operation(name: str) -> Operation:
    try:
        return operation(name)
    except InvalidInputError as error:
        error.argument = "ClientMethod"
        raise


def _source(
    keys: tuple[str | None, str | None, str | None], profile: str | None
) -> Credentials | Callable[[], Credentials]:
    """The credentials given, or a function that finds them when they are first needed.

    An empty key is one that was given: with another's in its place, the URL would be theirs.
    """
    access_key_id, secret_access_key, session_token = keys
    if access_key_id is not None and secret_access_key is not None:
        return Credentials(access_key_id, secret_access_key, session_token)
    if any(part is not None for part in keys):
        raise CredentialsNotFoundError(
            "aws_access_key_id and aws_secret_access_key come together: give both or none"
        )
    found: list[Credentials] = []

    def find() -> Credentials:
        ends = found[0].expiration if found else None
        if not found or (ends is not None and to_epoch(ends) <= system_clock()):
            found[:] = [find_credentials(os.environ, profile)]
        return found[0]

    return find
