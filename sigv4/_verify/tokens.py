"""The session token that came with a request."""

from __future__ import annotations

from .._rules import TOKEN_PARAMETERS, ServiceRules
from .received import Received
from .refusals import HEADER, QUERY, DuplicateParameterError, TokenUnexpectedError


def request_token(
    received: Received, parameters: dict[str, str], form: str, rules: ServiceRules
) -> str | None:
    """The token, each character one byte; None where there is none.

    There may be one, where the signature is: in the query, or in a header. Sessions of
    S3 Express have a parameter of their own, and operations that open one the ordinary one.
    """
    in_query = [name for name in TOKEN_PARAMETERS if name in parameters]
    in_headers = [name for name in TOKEN_PARAMETERS if name.lower() in received.headers]
    here, elsewhere = (in_query, in_headers) if form == QUERY else (in_headers, in_query)
    if elsewhere:
        raise TokenUnexpectedError
    if not here:
        return None
    if len(here) > 1:
        raise DuplicateParameterError(TOKEN_PARAMETERS[0], form=form)
    if here[0] not in ("X-Amz-Security-Token", rules.session_token_parameter):
        raise TokenUnexpectedError
    return parameters[here[0]] if form == QUERY else received.only(here[0].lower(), HEADER)
