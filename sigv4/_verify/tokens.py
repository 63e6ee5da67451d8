"""The session token that came with a request."""

from __future__ import annotations

from .._rules import TOKEN_PARAMETERS, ServiceRules
from .query_form import decoded
from .received import Received
from .refusals import (
    TokenUnexpectedError,
)
from .refused import (
    HEADER,
    QUERY,
    DuplicateParameterError,
)

_HEADERS = tuple([name.lower() for name in TOKEN_PARAMETERS])


def request_token(received: Received, form: str, rules: ServiceRules) -> str | None:
    """The token, each character one byte; None where there is none.

    There may be one, where the signature is: in the query, or in a header. Sessions of
    S3 Express have a parameter of their own, and operations that open one the ordinary one.
    """
    headers, parameters = received.headers, received.parameters
    if parameters.keys().isdisjoint(TOKEN_PARAMETERS) and headers.keys().isdisjoint(_HEADERS):
        return None
    in_query = [name for name in TOKEN_PARAMETERS if name in parameters]
    in_headers = [name for name in TOKEN_PARAMETERS if name.lower() in headers]
    here, elsewhere = (in_query, in_headers) if form == QUERY else (in_headers, in_query)
    if elsewhere:
        raise TokenUnexpectedError
    if len(here) > 1:
        raise DuplicateParameterError(TOKEN_PARAMETERS[0], form=form)
    if here[0] not in ("X-Amz-Security-Token", rules.session_token_parameter):
        raise TokenUnexpectedError
    if form == QUERY:
        return decoded(parameters[here[0]])
    return received.only(here[0].lower(), HEADER)
