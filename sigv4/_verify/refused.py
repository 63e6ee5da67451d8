"""The refusals of requests that are read and not understood, and the base of all of them."""

from __future__ import annotations

from .._checks import printable, shown
from ..errors import SigV4Error
from .xml import error_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

QUERY, HEADER, POST = "query", "header", "post"

# What S3 calls a signature that cannot be read, by the form that it came in.
MALFORMED = {
    QUERY: "AuthorizationQueryParametersError",
    HEADER: "AuthorizationHeaderMalformed",
    POST: "InvalidArgument",
}


class RefusedError(SigV4Error):
    """A request is not accepted. `str()` is for the server's log, `to_xml()` for the client.

    status: of HTTP; code, message: S3's; facts: what was at fault, by S3's names.
    """

    status = 403
    code = "AccessDenied"

    def __init__(self, message: str, facts: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.facts = dict(facts or {})

    def to_xml(self, *, resource: str = "", request_id: str = "", details: bool = False) -> bytes:
        """S3's error document. resource, request_id: elements of it, left out if empty.

        details: also show what the server signed, where the signature differs: CanonicalRequest
        and StringToSign help who signs, and hold all that was sent with the request.
        """
        return error_document(self._elements(resource, request_id, details))

    def to_json(self, *, resource: str = "", request_id: str = "", details: bool = False) -> bytes:
        """The elements of the same document as an object of JSON."""
        from json import dumps

        elements = self._elements(resource, request_id, details)
        return dumps({name: text for name, text in elements.items() if text}).encode()

    def _elements(self, resource: str, request_id: str, details: bool) -> dict[str, str]:
        return {
            "Code": self.code,
            "Message": self.message,
            **self.facts,
            **(self._details() if details else {}),
            "Resource": resource,
            "RequestId": request_id,
        }

    def _details(self) -> dict[str, str]:
        return {}

    def __str__(self) -> str:
        facts = ", ".join(f"{name} {shown(value)}" for name, value in self.facts.items())
        said = f"{self.status} {self.code}: {self.message}" + (f" ({facts})" if facts else "")
        return printable(said)  # A log has a line for each.

    def __reduce__(self) -> tuple[object, ...]:
        return (_again, (type(self), self.message, self.__dict__))


def _again(cls: type[RefusedError], message: str, state: dict[str, object]) -> RefusedError:
    error = cls.__new__(cls, message)
    error.__dict__.update(state)
    return error


class UnsignedRequestError(RefusedError):
    """Nothing in the request signs it."""

    def __init__(self) -> None:
        super().__init__("Access Denied")


class TwoMechanismsError(RefusedError):
    """More than one thing signs the request: which of them holds would be a guess."""

    status = 400
    code = "InvalidArgument"

    def __init__(self, argument: str) -> None:
        super().__init__(
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, "
            "Signature query string parameter or the Authorization header should be specified",
            {"ArgumentName": argument},
        )


class UnsupportedMechanismError(RefusedError):
    """What signs the request is not Signature Version 4."""

    status = 400
    code = "InvalidRequest"

    def __init__(self) -> None:
        super().__init__(
            "The authorization mechanism you have provided is not supported. "
            "Please use AWS4-HMAC-SHA256."
        )


class MalformedError(RefusedError):
    """The request cannot be read. `parameter`: the part of it that is wrong."""

    status = 400
    code = "InvalidRequest"

    def __init__(self, parameter: str, message: str, *, form: str = "") -> None:
        super().__init__(message)
        self.parameter = parameter
        # A target, a method, a header that nobody could read: what signs it does not matter.
        self.code = MALFORMED.get(form, self.code)
        if form == POST:
            self.facts["ArgumentName"] = parameter

    def __str__(self) -> str:
        return f"{super().__str__()} [{printable(self.parameter)}]"


class MissingParameterError(MalformedError):
    """A part of the signature is not there, or empty."""


class DuplicateParameterError(MalformedError):
    """What may be there once is there twice: which of them holds would be a guess."""

    def __init__(self, parameter: str, *, form: str = "") -> None:
        super().__init__(parameter, f"{parameter} is there more than once", form=form)


class TooLargeError(MalformedError):
    """The request is larger than is looked at."""

    code = "RequestHeaderSectionTooLarge"

    def __init__(self, parameter: str, most: int, unit: str) -> None:
        super().__init__(
            parameter,
            "Your request header and query parameters exceed the maximum allowed size: "
            f"{most} {unit}",
        )
