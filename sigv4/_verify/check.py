"""A request, read and judged up to the look-up of its key, and after it.

Everything that does not need the key comes first, so that what is malformed, for another
server or out of its time costs no look-up. Source: AWS IAM user guide, "Create a signed AWS
API request"; Amazon S3 API reference, "Authenticating requests".
"""

from __future__ import annotations

from hashlib import sha256

from .._canonical import ALGORITHM, ASYMMETRIC_ALGORITHM
from .._chunks import FORMS
from .._clock import to_epoch, utc
from .._regions import covers
from .._rules import COMMON, EMPTY_PAYLOAD_HASH, SERVICES, ServiceRules
from ..errors import MissingDependencyError
from .canonical import canonical_query, canonical_requests, paths
from .chunked import Chunks
from .claims import PLACES, Claim
from .demands import Demands
from .header_form import read_header
from .hosts import signed_hosts
from .keyring import who_signed
from .payloads import check_body, stated_payload
from .query_form import PARAMETERS, read_query
from .received import Received
from .refusals import (
    ExpiredError,
    NotYetValidError,
    SignatureDiffersError,
    SignedHeaderMissingError,
    SkewedError,
    TokenExpiredError,
    UnsignedHeadersError,
    WrongRegionError,
    WrongServiceError,
)
from .refused import (
    HEADER,
    QUERY,
    MalformedError,
    TwoMechanismsError,
    UnsignedRequestError,
    UnsupportedMechanismError,
)
from .tokens import request_token
from .verified import Verified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from .keyring import Answer


class Check:
    """`access_key_id`: of whom to look up the key. `conclude` takes what was found.

    states_payload: whether the request says what was signed of its body; where it does not,
    the body must be there before the verdict.
    """

    __slots__ = (
        "_body",
        "_claim",
        "_demands",
        "_epoch",
        "_path",
        "_payload",
        "_received",
        "_requests",
        "_token",
        "access_key_id",
        "states_payload",
    )

    def __init__(
        self, received: Received, demands: Demands, epoch: int, body: bytes | None
    ) -> None:
        claim = _read_claim(received, demands)
        signer = claim.signer
        check_scope(claim, demands)
        _check_time(claim, epoch, demands.skew)
        rules = demands.rules or SERVICES.get(signer.service, COMMON)
        hosts = signed_hosts(received, signer.names, demands)
        _check_headers(received, claim, rules)
        self.access_key_id = signer.access_key_id
        self._body = body
        self._claim = claim
        self._demands = demands
        self._epoch = epoch
        self._received = received
        self._token = request_token(received, claim.form, rules)
        stated = stated_payload(received, claim, rules)
        self.states_payload = stated is not None
        self._payload = stated or _hash_of(body)
        self._path, uri = paths(received, rules)
        query = canonical_query(received, claim.form, rules)
        self._requests = canonical_requests(received, claim, uri, query, hosts, self._payload)

    def conclude(self, answer: Answer) -> Verified:
        """The verdict, with what the look-up of the key gave."""
        claim, signer = self._claim, self._claim.signer
        texts = []
        for request in self._requests:
            digest = sha256(request).hexdigest()
            texts.append(f"{signer.algorithm}\n{claim.amz_date}\n{signer.scope}\n{digest}")
        key = who_signed(answer, claim, texts, self._token)
        if key is None:
            raise SignatureDiffersError(
                signer.access_key_id,
                canonical_request=self._requests[0],
                string_to_sign=texts[0],
                signature_provided=claim.signature,
            )
        lives = self._demands.skew + 1 if claim.expires_in is None else claim.expires_in
        ends = claim.epoch + lives
        if key.expiration is not None:
            ends = earlier(ends, key.expiration, self._epoch)
        chunks = None
        if self._payload in FORMS:
            chunks = Chunks(self._received, claim, self._payload, key)
        if self._body is not None:
            check_body(self._payload, self._body, self._received, self._demands.payload, chunks)
        return Verified(
            signer.access_key_id,
            signer.scope,
            signer.region,
            claim.form,
            self._path,
            signer.names,
            self._payload,
            claim.epoch,
            ends,
            chunks,
        )


def earlier(ends: int, expiration: datetime, now: int) -> int:
    """The earlier of two ends: of what was signed, and of who signed, which must be alive."""
    if expiration <= utc(now):
        raise TokenExpiredError
    return min(ends, to_epoch(expiration))


def _hash_of(body: bytes | None) -> str:
    return sha256(body).hexdigest() if body else EMPTY_PAYLOAD_HASH


def _read_claim(received: Received, demands: Demands) -> Claim:
    """What signs the request: one thing, or a refusal."""
    parameters = received.parameters
    authorization = None
    if "authorization" in received.headers:
        authorization = received.only("authorization", HEADER)
    version_2 = "Signature" in parameters and "AWSAccessKeyId" in parameters
    in_query = "X-Amz-Signature" in parameters or not parameters.keys().isdisjoint(PARAMETERS)
    if authorization is not None and (in_query or version_2):
        raise TwoMechanismsError("Authorization")
    if in_query:
        if version_2:
            raise TwoMechanismsError("Signature")
        return read_query(parameters, demands.most)
    if authorization is not None:
        return read_header(authorization, received)
    raise UnsupportedMechanismError if version_2 else UnsignedRequestError


def check_scope(claim: Claim, demands: Demands) -> None:
    """Refuse a scope of another region or service, and a set of regions without this one."""
    signer = claim.signer
    if signer.algorithm == ASYMMETRIC_ALGORITHM:
        _check_installed(claim.form)
        in_region = demands.regions is None or covers(signer.region, demands.regions)
    else:
        in_region = demands.regions is None or signer.region in demands.regions
    if not in_region:
        raise WrongRegionError(claim.form, signer.region, demands.regions or ())
    if demands.services is not None and signer.service not in demands.services:
        raise WrongServiceError(claim.form, signer.service, demands.services)


def _check_installed(form: str) -> None:
    """Refuse SigV4A where nothing is installed that could verify it."""
    from .._asymmetric import check_installed

    try:
        check_installed()
        return
    except MissingDependencyError:
        pass  # Raised below, outside the handler: a refusal has no chained error.
    raise MalformedError(
        PLACES[form][0], f"X-Amz-Algorithm only supports {ALGORITHM} here", form=form
    )


def _check_time(claim: Claim, now: int, skew: int) -> None:
    """Refuse what is not yet valid, not valid any more, or said by another clock."""
    if claim.expires_in is None:
        if abs(now - claim.epoch) > skew:
            raise SkewedError(claim.amz_date, now, skew)
        return
    ends = claim.epoch + claim.expires_in
    if claim.epoch > now + skew:
        raise NotYetValidError(claim.amz_date, ends, now)
    if now >= ends:
        raise ExpiredError(claim.expires_in, ends, now)


def _check_headers(received: Received, claim: Claim, rules: ServiceRules) -> None:
    """Refuse x-amz-* headers that are not signed, and signed ones that are not there."""
    headers, names = received.headers, claim.signer.names
    # Asked of all at once: most requests have none.
    given = " ".join(headers)
    if "_" in given:
        _check_underscores(headers, names)
    if "x-amz-" in given:
        unsigned = {name for name in headers if name.startswith("x-amz-")}.difference(names)
        if claim.form == QUERY:  # It may say its hash (recorded answers of S3).
            unsigned.discard("x-amz-content-sha256")
        if not rules.session_token_signed:  # It follows the signature.
            unsigned.discard(rules.session_token_parameter.lower())
        if unsigned:
            raise UnsignedHeadersError(unsigned)
    missing = [name for name in names if name not in headers] if len(names) > 1 else None
    if missing:
        raise SignedHeaderMissingError(claim.signer.access_key_id, missing)


def _check_underscores(headers: Iterable[str], names: tuple[str, ...]) -> None:
    """Refuse what would come to an application behind WSGI as a header that must be signed."""
    unsigned = set()
    for name in headers:
        read = name.replace("_", "-")
        if name not in names and name != read and (read in names or read.startswith("x-amz-")):
            unsigned.add(name)
    if unsigned:
        raise UnsignedHeadersError(unsigned)
