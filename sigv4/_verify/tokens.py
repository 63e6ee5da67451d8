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

_ORDINARY, _SESSION = TOKEN_PARAMETERS
_ORDINARY_HEADER, _SESSION_HEADER = _ORDINARY.lower(), _SESSION.lower()


def request_token(received: Received, form: str, rules: ServiceRules) -> str | None:
    """The token, each character one byte; None where there is none.

    There may be one, where the signature is: in the query, or in a header. Sessions of
    S3 Express have a parameter of their own, and operations that open one the ordinary one.
    """
    headers, parameters = received.headers, received.parameters
    in_some_query = _ORDINARY in parameters or _SESSION in parameters
    if not in_some_query and _ORDINARY_HEADER not in headers and _SESSION_HEADER not in headers:
        return None  # As most requests.
    in_query = [name for name in TOKEN_PARAMETERS if name in parameters]
    in_headers = [name for name in TOKEN_PARAMETERS if name.lower() in headers]
    here, elsewhere = (in_query, in_headers) if form == QUERY else (in_headers, in_query)
    if elsewhere:
        raise TokenUnexpectedError
    if len(here) > 1:
        raise DuplicateParameterError(TOKEN_PARAMETERS[0], form=form)
    if here[0] not in (_ORDINARY, rules.session_token_parameter):
        raise TokenUnexpectedError
    if form == QUERY:
        return decoded(parameters[here[0]])
    return received.only(here[0].lower(), HEADER)
