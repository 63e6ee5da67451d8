"""What a gate refuses beside what the verifier does."""

from __future__ import annotations

from .._verify.refusals import PayloadError
from .._verify.refused import MalformedError, RefusedError


class BodyTooLargeError(PayloadError):
    """A body that must be read before the verdict is larger than the server holds."""

    code = "EntityTooLarge"

    def __init__(self, most: int) -> None:
        super().__init__(
            "Your proposed upload exceeds the maximum allowed size", {"MaxSizeAllowed": str(most)}
        )


class PathDiffersError(MalformedError):
    """The application would be given another path than the one that was signed."""

    def __init__(self) -> None:
        super().__init__(
            "target",
            "The path that was signed is not the one that the application would see: it has dot "
            "segments or empty ones, or something on the way changed it",
        )


class ServerError(RefusedError):
    """The server does not hand over what verifying needs. Nobody can sign a request for it."""

    status = 500
    code = "InternalError"
