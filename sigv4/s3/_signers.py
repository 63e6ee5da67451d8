"""Who may sign for an endpoint, by which rules, and for how long.

Source: Amazon S3 API reference, CreateSession; Amazon S3 user guide, "Making requests through
a Multi-Region Access Point".
"""

from __future__ import annotations

from .._canonical import ALGORITHM
from .._rules import S3, ServiceRules
from ..errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import timedelta
    from typing import Any

    from .._credentials import Credentials
    from .._keys import SigningKey
    from ._endpoint import Endpoint

# A session lasts for five minutes, and so does a URL that its credentials sign.
_SESSION_EXPIRES_IN = 300


def place_of(endpoint: Endpoint, *, deterministic: bool = False) -> dict[str, Any]:
    """The region, or the set of regions, that is signed for: arguments of the signers."""
    if endpoint.algorithm == ALGORITHM:
        return {"region": endpoint.signing_region}
    return {"region_set": endpoint.signing_region, "deterministic": deterministic}


def check_form(endpoint: Endpoint) -> None:
    """Refuse an endpoint that takes no POST form.

    Amazon S3 API reference, "Creating a POST policy": x-amz-algorithm is AWS4-HMAC-SHA256.
    """
    if endpoint.algorithm != ALGORITHM:
        raise InvalidValueError(
            "bucket",
            "a Multi-Region Access Point takes signatures of SigV4A alone, and a form has none",
            "presign a PUT, or name a bucket or an access point behind it, in its region",
        )


def check_session(endpoint: Endpoint, signer: Credentials | SigningKey) -> None:
    """Refuse credentials without a token where those of a session sign."""
    if endpoint.session_auth and not getattr(signer, "session_token", True):
        raise InvalidValueError(
            "credentials",
            "objects in a directory bucket take those of a session, with their token",
            "send the URL of the operation create_session and take those of its answer, or say "
            "s3_disable_express_session_auth=True",
        )


def check_paths(rules: ServiceRules) -> ServiceRules:
    """Refuse rules that change a path: a key's dots and slashes are parts of it."""
    if rules.normalize_path or rules.double_encode_path:
        raise InvalidValueError(
            "rules",
            "they normalise a path, or encode it twice, and S3 takes a key as it is",
            "change those of S3: ServiceRules.of('s3').replace(…)",
        )
    return rules


def rules_for(endpoint: Endpoint, rules: ServiceRules | None = None) -> ServiceRules:
    """The rules of S3, or those given, as an endpoint has them.

    By its name alone, s3express would take any token for a session's.
    """
    rules = S3 if rules is None else rules
    if not endpoint.session_auth:
        return rules
    return rules.replace(
        session_token_parameter="X-Amz-S3session-Token",
        max_expires_in=min(rules.max_expires_in, _SESSION_EXPIRES_IN),
    )


def lifetime(
    expires_in: int | timedelta | None, rules: ServiceRules, *, default: int
) -> int | timedelta:
    """How long a URL lives: as given, or the default as far as the rules allow it."""
    return min(default, rules.max_expires_in) if expires_in is None else expires_in
