"""The environment: credentials in the variables that all of AWS's tools read."""

from __future__ import annotations

from .._checks import shown
from .._credentials import Credentials
from ..errors import ConfigurationError, CredentialsNotFoundError, InvalidInputError
from ._timestamps import parse_instant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

PAIR = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_EXPIRATION = "AWS_CREDENTIAL_EXPIRATION"


def credentials_from_environment(environ: Mapping[str, str]) -> Credentials | None:
    """The key pair in the environment, or None where neither half of it is set.

    A variable that is set to nothing is not set. AWS_CREDENTIAL_EXPIRATION, which `aws
    configure export-credentials` writes, says when temporary credentials end; without a
    token it is passed over, since it was left there by others.

    Raises CredentialsNotFoundError for half a pair, ConfigurationError for a value that
    can be none.
    """
    access_key_id, secret = [environ.get(name) for name in PAIR]
    if not access_key_id and not secret:
        return None
    if not access_key_id or not secret:
        there, missing = PAIR if access_key_id else PAIR[::-1]
        raise CredentialsNotFoundError(
            f"{there} is set in the environment and {missing} is not: set both or neither"
        )
    try:
        return Credentials(
            access_key_id,
            secret,
            environ.get("AWS_SESSION_TOKEN"),
            expiration=_expiration(environ) if environ.get("AWS_SESSION_TOKEN") else None,
        )
    except InvalidInputError as error:
        problem = f"AWS_{error.argument.upper()}: {error.problem}; {error.remedy}"
    raise ConfigurationError(problem)


def _expiration(environ: Mapping[str, str]) -> datetime | None:
    text = environ.get(_EXPIRATION)
    if not text:
        return None
    try:
        return parse_instant(text)
    except ValueError:
        raise ConfigurationError(
            f"{_EXPIRATION}: {shown(text)} is no time with a zone; "
            "write 2013-05-24T00:00:00Z, or unset it"
        ) from None
