"""The canonical request of a request that came in.

Source: AWS IAM user guide, "Create a canonical request".
"""

from __future__ import annotations

from .._canonical import join_request
from .._encoding import canonical_path, join_query, normalize, sent_path
from .._rules import ServiceRules
from ..errors import InvalidValueError
from .claims import Claim
from .received import Received, bad_escape
from .refused import (
    QUERY,
)

_SIGNATURE = "X-Amz-Signature"


def paths(received: Received, rules: ServiceRules) -> tuple[str, str]:
    """The path encoded once, and the canonical URI.

    Of S3's paths, every spelling that means the same bytes is accepted; where the path is
    encoded twice, it was signed as it was spelt.
    """
    if received.plain_path:
        # Nothing is escaped in it, so there is nothing to respell and to escape again.
        path = normalize(received.path) if rules.normalize_path else received.path
        return path, path
    try:
        path = sent_path(received.path, rules)
        return path, canonical_path(received.path, rules) if rules.double_encode_path else path
    except InvalidValueError:
        pass  # Raised below, outside the handler: a refusal has no chained error.
    raise bad_escape()


def canonical_query(received: Received, form: str, rules: ServiceRules) -> str:
    """The canonical query string, without what was appended to it after signing."""
    if form != QUERY:
        return join_query(received.pairs)
    appended = [_SIGNATURE]
    if not rules.session_token_signed:
        appended.append(rules.session_token_parameter)
    elif received.query is not None:
        # As signers send it: in the canonical spelling and order, and the signature behind.
        names = list(received.parameters)
        if names.pop() == _SIGNATURE and names == sorted(names):
            return received.query.rpartition("&")[0]
    return join_query([pair for pair in received.pairs if pair[0] not in appended])


def canonical_requests(
    received: Received, claim: Claim, uri: str, query: str, hosts: list[str], payload: str
) -> list[bytes]:
    """The canonical request with each spelling of the host."""
    signed = claim.signer.signed_headers
    values = {}
    if signed != "host":  # which most requests sign alone
        values = {name: received.canonical_value(name) for name in claim.signer.names}
    requests = []
    for host in hosts:
        block = f"host:{host}\n"
        if values:
            values["host"] = host
            block = "".join([f"{name}:{value}\n" for name, value in values.items()])
        request = join_request(received.method, uri, query, block, signed, payload)
        requests.append(request.encode("latin-1"))  # Each character is a byte that came.
    return requests
