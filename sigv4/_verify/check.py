"""A request, read and judged up to the look-up of its key, and after it.

Everything that does not need the key comes first, so that what is malformed, for another
server or out of its time costs no look-up. Source: AWS IAM user guide, "Create a signed AWS
API request"; Amazon S3 API reference, "Authenticating requests".
"""

from __future__ import annotations

from hashlib import sha256

from .._canonical import ALGORITHM, join_request
from .._clock import to_epoch
from .._encoding import canonical_path, join_query, sent_path
from .._rules import EMPTY_PAYLOAD_HASH, ServiceRules
from ..errors import InvalidValueError
from .claims import Claim
from .demands import Demands
from .header_form import read_header
from .hosts import signed_hosts
from .keyring import Candidate, check_alive, who_signed
from .payloads import check_body, stated_payload
from .query_form import PARAMETERS, read_query, signature_parameters
from .received import Received, bad_escape
from .refusals import (
    HEADER,
    QUERY,
    ExpiredError,
    NotYetValidError,
    SignatureDiffersError,
    SignedHeaderMissingError,
    SkewedError,
    TwoMechanismsError,
    UnsignedHeadersError,
    UnsignedRequestError,
    UnsupportedMechanismError,
    WrongRegionError,
    WrongServiceError,
)
from .tokens import request_token
from .verified import Verified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .keyring import Answer

ALGORITHMS = frozenset({ALGORITHM})
_VERSION_2 = frozenset({"AWSAccessKeyId", "Signature"})


class Check:
    """`access_key_id`: of whom to look up the key. `conclude` takes what was found."""

    __slots__ = (
        "_body_hash",
        "_claim",
        "_demands",
        "_path",
        "_payload",
        "_received",
        "_requests",
        "_rules",
        "_token",
        "access_key_id",
    )

    def __init__(self, received: Received, demands: Demands) -> None:
        parameters = signature_parameters(received.pairs)
        claim = _read_claim(received, parameters, demands)
        check_scope(claim, demands)
        check_time(claim, demands)
        rules = ServiceRules.of(claim.service) if demands.rules is None else demands.rules
        hosts = signed_hosts(received, claim.names, demands)
        _check_headers(received, claim, rules)
        self.access_key_id = claim.access_key_id
        self._claim = claim
        self._demands = demands
        self._received = received
        self._rules = rules
        self._token = request_token(received, parameters, claim.form, rules)
        self._payload = stated_payload(received, parameters, claim, rules)
        self._path, self._requests = self._canonical(hosts)

    def _canonical(self, hosts: list[str]) -> tuple[str, list[bytes]]:
        """The path that was signed, and the canonical request with each spelling of the host."""
        received, claim, rules = self._received, self._claim, self._rules
        try:
            path = signed = sent_path(received.path, rules)
            if rules.double_encode_path:
                signed = canonical_path(received.path, rules)
        except InvalidValueError:
            path = ""
        if not path:  # Outside the handler: a refusal has no chained error.
            raise bad_escape()
        pairs = received.pairs
        if claim.form == QUERY:
            appended = {"X-Amz-Signature"}
            if not rules.session_token_signed:
                appended.add(rules.session_token_parameter)
            pairs = [pair for pair in pairs if pair[0] not in appended]
        query = join_query(pairs)
        names = ";".join(claim.names)
        payload = self._payload or _hash_of(self._demands.body)
        requests = []
        for host in hosts:
            values = received.canonical_values(claim.names, host)
            block = "".join([f"{name}:{value}\n" for name, value in values])
            request = join_request(received.method, signed, query, block, names, payload)
            requests.append(request.encode("latin-1"))  # Each character is a byte that came.
        return path, requests

    def conclude(self, answer: Answer) -> Verified:
        """The verdict, with what the look-up of the key gave."""
        claim, demands = self._claim, self._demands
        texts = [
            f"{claim.algorithm}\n{claim.amz_date}\n{claim.scope}\n{sha256(request).hexdigest()}"
            for request in self._requests
        ]
        signer = who_signed(answer, claim, texts, self._token)
        if signer is None:
            raise SignatureDiffersError(
                claim.access_key_id,
                canonical_request=self._requests[0],
                string_to_sign=texts[0],
                signature_provided=claim.signature,
            )
        check_alive(signer, demands.epoch)
        payload = self._payload or _hash_of(demands.body)
        check_body(payload, self._received, demands)
        return Verified(
            access_key_id=claim.access_key_id,
            form=claim.form,
            path=self._path,
            payload_hash=payload,
            region=claim.region,
            scope=claim.scope,
            service=claim.service,
            signed_headers=claim.names,
            signed=claim.epoch,
            ends=_end(claim, demands, signer),
        )


def _hash_of(body: bytes | None) -> str:
    return sha256(body).hexdigest() if body else EMPTY_PAYLOAD_HASH


def _read_claim(received: Received, parameters: dict[str, str], demands: Demands) -> Claim:
    """What signs the request: one thing, or a refusal."""
    authorization = received.only("authorization", HEADER)
    in_query = not parameters.keys().isdisjoint(PARAMETERS)
    version_2 = _VERSION_2.issubset([name for name, _ in received.pairs])
    if (authorization is not None) + in_query + version_2 > 1:
        raise TwoMechanismsError("Signature" if authorization is None else "Authorization")
    if in_query:
        return read_query(parameters, demands.most)
    if authorization is not None:
        return read_header(authorization, ALGORITHMS, received)
    raise UnsupportedMechanismError if version_2 else UnsignedRequestError


def check_scope(claim: Claim, demands: Demands) -> None:
    """Refuse a scope of another region or service."""
    if demands.regions is not None and claim.region not in demands.regions:
        raise WrongRegionError(claim.form, claim.region, demands.regions)
    if demands.services is not None and claim.service not in demands.services:
        raise WrongServiceError(claim.form, claim.service, demands.services)


def check_time(claim: Claim, demands: Demands) -> None:
    """Refuse what is not yet valid, not valid any more, or said by another clock."""
    now, skew = demands.epoch, demands.skew
    if claim.expires_in is None:
        if abs(now - claim.epoch) > skew:
            raise SkewedError(claim.amz_date, now, skew)
        return
    ends = claim.epoch + claim.expires_in
    if claim.epoch > now + skew:
        raise NotYetValidError(claim.amz_date, ends, now)
    if now >= ends:
        raise ExpiredError(claim.expires_in, ends, now)


def _end(claim: Claim, demands: Demands, signer: Candidate) -> int:
    lives = demands.skew + 1 if claim.expires_in is None else claim.expires_in
    ends = claim.epoch + lives
    return ends if signer.expiration is None else min(ends, to_epoch(signer.expiration))


def _check_headers(received: Received, claim: Claim, rules: ServiceRules) -> None:
    """Refuse x-amz-* headers without, and signed ones that are not there."""
    headers, names = received.headers, claim.names
    missing = [name for name in names if name not in headers]
    unsigned = [name for name in headers if name.startswith("x-amz-") and name not in names]
    if unsigned:
        # A presigned request may say its hash (recorded answers of S3); a token may follow the
        # signature, where the rules have it so.
        excepted = {"x-amz-content-sha256"} if claim.form == QUERY else set()
        if not rules.session_token_signed:
            excepted.add(rules.session_token_parameter.lower())
        unsigned = [name for name in unsigned if name not in excepted]
    if unsigned:
        raise UnsignedHeadersError(unsigned)
    if missing:
        raise SignedHeaderMissingError(claim.access_key_id, missing)
