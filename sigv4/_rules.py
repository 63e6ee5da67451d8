"""`ServiceRules`: what sets one service's signatures apart from another's, as data."""

from __future__ import annotations

from ._checks import exact_str, shown, type_error
from ._frozen import Frozen
from .errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
EMPTY_PAYLOAD_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
SEVEN_DAYS = 604800
TEN_YEARS = 315576000


class ServiceRules(Frozen):
    """One service's departures from the common rules of Signature Version 4. Immutable.

    double_encode_path: the path as sent is percent-encoded once more in the canonical
        request. Every service does so but S3, which takes the path encoded once.
    normalize_path: dot segments and runs of "/" are removed from the path before it is
        signed. S3 does not: there, they are parts of a key.
    unsigned_payload: the service takes UNSIGNED-PAYLOAD for the payload hash, and a
        presigned URL uses it unless told otherwise.
    payload_signed: the Authorization header covers the body's hash unless told otherwise.
    payload_hash_header: the header form sends and signs x-amz-content-sha256.
    payload_hash_header_presigned: so does a presigned request, whoever sends it.
    session_token_parameter: the query parameter that carries the session token; the
        header has the same name.
    session_token_signed: the token is covered by the signature. AWS IoT wants it
        appended after signing.
    max_expires_in: the longest life of a URL, in seconds.

    Raises InvalidTypeError or InvalidValueError.
    Source: AWS IAM user guide, "Create a signed AWS API request"; the services' own guides.
    """

    __slots__ = (
        "double_encode_path",
        "max_expires_in",
        "normalize_path",
        "payload_hash_header",
        "payload_hash_header_presigned",
        "payload_signed",
        "session_token_parameter",
        "session_token_signed",
        "unsigned_payload",
    )

    double_encode_path: bool
    normalize_path: bool
    unsigned_payload: bool
    payload_signed: bool
    payload_hash_header: bool
    payload_hash_header_presigned: bool
    session_token_parameter: str
    session_token_signed: bool
    max_expires_in: int

    def __init__(
        self,
        *,
        double_encode_path: bool = True,
        normalize_path: bool = True,
        unsigned_payload: bool = False,
        payload_signed: bool = True,
        payload_hash_header: bool = False,
        payload_hash_header_presigned: bool = False,
        session_token_parameter: str = "X-Amz-Security-Token",
        session_token_signed: bool = True,
        max_expires_in: int = SEVEN_DAYS,
    ) -> None:
        session_token_parameter = exact_str("session_token_parameter", session_token_parameter)
        if session_token_parameter not in TOKEN_PARAMETERS:
            raise InvalidValueError(
                "session_token_parameter",
                f"{shown(session_token_parameter)} carries no token",
                f"use {' or '.join(TOKEN_PARAMETERS)}",
            )
        if type(max_expires_in) is not int:
            raise type_error("max_expires_in", max_expires_in, "an int, in seconds")
        if not 1 <= max_expires_in <= TEN_YEARS:
            raise InvalidValueError(
                "max_expires_in",
                f"{shown(max_expires_in)} is not within 1 second and ten years",
                f"give 1 to {TEN_YEARS}",
            )
        flags = {
            "double_encode_path": double_encode_path,
            "normalize_path": normalize_path,
            "unsigned_payload": unsigned_payload,
            "payload_signed": payload_signed,
            "payload_hash_header": payload_hash_header,
            "payload_hash_header_presigned": payload_hash_header_presigned,
            "session_token_signed": session_token_signed,
        }
        for name, flag in flags.items():
            if not isinstance(flag, bool):
                raise type_error(name, flag, "True or False")
        self._set(
            session_token_parameter=session_token_parameter,
            max_expires_in=max_expires_in,
            **flags,
        )

    @staticmethod
    def of(service: str) -> ServiceRules:
        """The rules of a service by its signing name; the common rules for any not listed."""
        return SERVICES.get(exact_str("service", service), COMMON)

    def replace(self, **changes: bool | int | str) -> ServiceRules:
        """The same rules with some of them changed: `S3.replace(max_expires_in=…)`."""
        fields = self._fields()
        unknown = sorted(changes.keys() - fields.keys())
        if unknown:
            raise InvalidValueError(
                "changes", f"{unknown[0]!a} is no rule", f"the rules are {', '.join(fields)}"
            )
        return ServiceRules(**{**fields, **changes})

    def _fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ServiceRules) and self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash(tuple(self._fields().values()))

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self._fields().items())
        return f"ServiceRules({given})"


# S3 Express session tokens have a parameter of their own (Amazon S3 API reference, CreateSession).
TOKEN_PARAMETERS = ("X-Amz-Security-Token", "X-Amz-S3session-Token")

COMMON = ServiceRules()

S3 = ServiceRules(
    double_encode_path=False,
    normalize_path=False,
    unsigned_payload=True,
    payload_hash_header=True,
)

SERVICES = {
    "s3": S3,
    "s3-object-lambda": S3,
    "s3-outposts": S3,
    # Session credentials of CreateSession; operations that take the ordinary
    # credentials use S3's rules with this service in the scope.
    "s3express": S3.replace(session_token_parameter="X-Amz-S3session-Token"),
    # AWS IoT Core developer guide, "Protocols": MQTT over WebSocket.
    "iotdevicegateway": ServiceRules(session_token_signed=False),
    # VPC Lattice user guide, "SIGv4 authenticated requests": payload signing is not supported.
    "vpc-lattice-svcs": ServiceRules(
        unsigned_payload=True,
        payload_signed=False,
        payload_hash_header=True,
        payload_hash_header_presigned=True,
    ),
}
