"""Causes by what a server says: its code, the words of its message, its fields.

Amazon S3 API reference, "Error responses", "List of error codes"; AWS Security Token Service and
API Gateway word some of it otherwise, and so do servers of others.
"""

from __future__ import annotations

from .._clock import utc
from .._inspect.inspection import duration, timestamp
from .causes import CERTAIN, LIKELY, POSSIBLE, cause, is_masked
from .document import COMPRESSED, CUT_OFF, HTML, NO_BODY, TOO_LONG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .answer import ServerAnswer
    from .case import Case
    from .causes import Cause

    Causes = Iterator[Cause]

# What says that the signature, and nothing else, was found wrong.
SIGNATURE_CODES = frozenset({"SignatureDoesNotMatch", "InvalidSignatureException"})
# What servers that say no more answer to every fault.
_SPEECHLESS = frozenset({"AccessDenied", "AccessDeniedException", ""})
# In the code or the message of those that refuse what is signed in words of their own.
_OF_SIGNING = (
    *("signature", "credential", "auth", "access key", "accesskey", "session token"),
    *("invalidsecurity", "security token", "region name", "x-amz-algorithm", "x-amz-date"),
    *("x-amz-expires", "x-amz-signedheaders", "x-amz-content-sha256", "key-pair-id"),
)
# The documents of S3, and of services with XML, that tell of no error.
_SUCCESSES = ("Result", "Response", "Configuration", "Output", "Payment", "LocationConstraint")
_SUCCESSES_BY_NAME = frozenset({"Tagging", "AccessControlPolicy", "Policy", "GetObjectAttributes"})

_DIFFERENT_TIMES = "difference between the request time"
# The tolerance of S3 for the clocks of those who sign (RequestTimeTooSkewed).
_SKEW = 900


def of_answer(case: Case, answer: ServerAnswer) -> Causes:
    """What the answer says by itself."""
    yield from _of_another(case, answer)
    yield from _of_place(case, answer)
    for codes, words, of_row in _SAID:
        if (not codes or answer.code in codes) and words in answer.message.lower():
            yield from of_row(case, answer)
            return
    if answer.is_success and not answer.code:
        yield cause("accepted", CERTAIN, f"its status is {answer.status}")
    elif answer.problem and not answer.code and answer.status != 304:
        yield from _of_no_document(answer)
    elif answer.code not in SIGNATURE_CODES | _SPEECHLESS | _REDIRECTS:
        yield from _of_another_code(answer)


def _of_another_code(answer: ServerAnswer) -> Causes:
    said = (f"its message: {answer.message}",) if answer.message else ()
    words = f"{answer.code} {answer.message}".lower()
    if any(word in words for word in _OF_SIGNING):
        yield cause("parameters-refused", LIKELY, *said)
    else:
        yield cause("no-signature-fault", LIKELY, *said, code=answer.code)


def _of_no_document(answer: ServerAnswer) -> Causes:
    problem, root = answer.problem, answer.root
    if problem in {COMPRESSED, CUT_OFF, TOO_LONG}:
        yield cause("answer-unread", LIKELY, what=problem)
    elif root.endswith(_SUCCESSES) or root in _SUCCESSES_BY_NAME:
        yield cause("accepted", LIKELY, problem)
    elif problem == HTML or root == "JSON":
        yield cause("not-from-s3", LIKELY, what=problem)
        if answer.status is None or answer.status < 500:
            without = "some servers answer so to a request that came without its signature"
            yield cause("parameter-dropped", LIKELY, without, name="those of the signature")
    elif problem != NO_BODY:  # Which is a HEAD's, or a server's that gives none.
        object_ = "or it is the object itself: then the server took the request"
        yield cause("not-from-s3", LIKELY, object_, what=problem)


def _of_another(case: Case, answer: ServerAnswer) -> Causes:
    """Whether it is the answer to this URL at all."""
    key, own = answer.fields.get("AWSAccessKeyId", ""), case.facts.access_key_id
    if key and own and key != own and not is_masked(own):
        yield cause(
            *("another-answer", CERTAIN, f"the URL's: {own}; the answer's: {key}"),
            what="access key",
        )
    given = answer.fields.get("SignatureProvided", "")
    signature = case.url.value("X-Amz-Signature") or ""
    if not given or not signature or given == signature:
        return
    lengths = f"the URL's has the length {len(signature)}, the one that arrived {len(given)}"
    if given.startswith(signature) or signature.startswith(given):
        yield cause("signature-cut", CERTAIN, lengths)
    elif _HEX.issuperset(signature) and _HEX.issuperset(given):
        # What is no signature was taken out of one of them, by `redact` or by hand.
        yield cause("another-answer", CERTAIN, "its signature is another one", what="signature")


_HEX = frozenset("0123456789ABCDEFabcdef")


def _of_place(case: Case, answer: ServerAnswer) -> Causes:
    """Amazon S3 user guide, "Request redirection"."""
    region = answer.headers.get("x-amz-bucket-region", "")
    code, own = answer.code, case.facts.region
    if code in _REDIRECTS or (answer.status in _REDIRECTED and region):
        where = answer.fields.get("Endpoint") or answer.headers.get("location", "")
        said = [text for text in (where.partition("?")[0], region and f"region {region}") if text]
        yield cause(
            *("another-region", CERTAIN, f"it says {code or answer.status}"),
            where=", ".join(said) or "the answer does not say where",
        )
    elif region and own and region not in {own, "*"} and not answer.fields.get("Region"):
        said_so = f"x-amz-bucket-region: {region}"
        yield cause("wrong-region", LIKELY, said_so, signed=own, seen=region)


_REDIRECTS = frozenset({"PermanentRedirect", "TemporaryRedirect", "Redirect"})
_REDIRECTED = frozenset({301, 302, 303, 307, 308})


def _times(case: Case) -> tuple[str, ...]:
    facts, found = case.facts, []
    if facts.signed_epoch is not None:
        found.append(f"signed at {timestamp(utc(facts.signed_epoch))}")
    if case.ends is not None and case.ends < 253402214400:
        found.append(f"its end: {timestamp(utc(case.ends))}")
    epoch = None if case.answer is None else case.answer.epoch
    if epoch is not None:
        found.append(f"the server's time: {timestamp(utc(epoch))}")
    return tuple(found)


def _expired(case: Case, answer: ServerAnswer) -> Causes:
    ended = case.ends is not None and case.server_now >= case.ends
    ago = ""
    if ended and case.ends is not None:
        ago = f", {duration(case.server_now - case.ends)} ago"
    said = () if ended else (f"its message: {answer.message}",)
    yield cause("expired", CERTAIN, *said, *_times(case), at=ago)
    if not ended and case.facts.is_temporary:
        yield cause("token-expired", LIKELY, "by X-Amz-Expires the URL lives on")


def _not_yet(case: Case, answer: ServerAnswer) -> Causes:
    yield cause("not-yet-valid", CERTAIN, *_times(case))


def _skew(case: Case, answer: ServerAnswer) -> Causes:
    """Of a presigned URL, some servers say so where its life is over."""
    if case.ends is not None and case.server_now >= case.ends:
        yield cause("expired", CERTAIN, *_times(case), at="")
        return
    signed = case.facts.signed_epoch
    if signed is not None and signed > case.server_now + _SKEW:
        yield cause("not-yet-valid", LIKELY, *_times(case))
    request_time = answer.fields.get("RequestTime")
    said = () if not request_time else (f"the request's time: {request_time}",)
    yield cause("clock-skew", CERTAIN, *said, *_times(case))


def _token_expired(case: Case, answer: ServerAnswer) -> Causes:
    if case.facts.is_temporary:
        yield cause("token-expired", CERTAIN, f"it says {answer.code or answer.message}")
    else:  # Of a URL without a token some servers say the same.
        yield from _expired(case, answer)


def _unsigned(case: Case, answer: ServerAnswer) -> Causes:
    names = answer.fields.get("HeadersNotSigned", "")
    if names:
        yield cause("unsigned-header", CERTAIN, f"HeadersNotSigned: {names}", name=names)
        return
    # MinIO and its kin say the same where a signed header is not there.
    if case.headers_to_send:
        listed = ", ".join(case.headers_to_send)
        yield cause("header-not-sent", LIKELY, f"signed, and to be sent: {listed}", name=listed)
    yield cause(
        *("unsigned-header", LIKELY if case.headers_to_send else CERTAIN, "the server says so"),
        name="the server does not say which",
    )


def _region(case: Case, answer: ServerAnswer) -> Causes:
    # "the region 'us-east-1' is wrong; expecting 'eu-west-1'"
    expected = answer.message.partition("expecting '")[2].partition("'")[0]
    seen = answer.fields.get("Region") or expected
    yield cause(
        *("wrong-region", CERTAIN, f"its message: {answer.message}"),
        signed=case.facts.region or "another",
        seen=seen or "another one (the answer does not say which)",
    )


def _service(case: Case, answer: ServerAnswer) -> Causes:
    belongs = answer.message.partition('belongs to "')[2].partition('"')[0]
    seen = belongs or answer.message.rpartition("'")[0].rpartition("'")[2] or "another one"
    yield cause(
        *("wrong-service", CERTAIN, f"its message: {answer.message}"),
        signed=case.facts.service or "another",
        seen=seen,
    )


def _parameters(case: Case, answer: ServerAnswer) -> Causes:
    # Looking at the URL itself may tell more; where it is whole, it did not arrive so.
    if all(finding.id not in REFUSED for finding in case.inspection.warnings):
        evidence = "the URL that was given has all of them"
        yield cause("parameter-dropped", LIKELY, evidence, name="one of the signature's")
    yield cause("parameters-refused", LIKELY, f"its message: {answer.message}")


# What is wrong with a URL's own parameters, of what `inspect_url` warns of.
REFUSED = frozenset(
    {
        *("missing-parameter", "parameter-case", "credential-malformed", "date-malformed"),
        *("expiry-too-long", "expiry-malformed", "scope-date-differs", "algorithm-unknown"),
        *("signed-headers-malformed", "signature-malformed", "html-escaped", "host-not-signed"),
        *("duplicate-parameter", "empty-token", "two-signatures", "signature-version-2"),
    }
)


def _no_signature(case: Case, answer: ServerAnswer) -> Causes:
    """API Gateway developer guide, "Gateway response types": MISSING_AUTHENTICATION_TOKEN."""
    others = "API Gateway says so, too, of a path or a method that the API does not have"
    yield cause("parameter-dropped", LIKELY, others, name="those of the signature")


def _unknown_key(case: Case, answer: ServerAnswer) -> Causes:
    if case.facts.access_key_id.startswith("ASIA") and not case.facts.has_token:
        yield cause("token-missing", CERTAIN, "a key that begins with ASIA, and no token")
        return
    yield cause("unknown-access-key", CERTAIN, key=case.key)


def _token(case: Case, answer: ServerAnswer) -> Causes:
    said = f"it says {answer.code or answer.message}"
    if case.facts.has_token:
        yield cause("token-altered", CERTAIN, said)
        return
    none = f"{said}, and there is no token"
    if case.facts.access_key_id.startswith("ASIA"):
        yield cause("token-missing", CERTAIN, none)
        return
    # STS and services with JSON say so of keys that they do not know, too.
    yield cause("unknown-access-key", LIKELY, none, key=case.key)
    if not case.facts.access_key_id.startswith("AKIA"):
        yield cause("token-missing", LIKELY, none)


def _two(case: Case, answer: ServerAnswer) -> Causes:
    yield cause("two-mechanisms", CERTAIN, f"it says {answer.code}: {answer.message}")


def _argument(case: Case, answer: ServerAnswer) -> Causes:
    """radosgw says no more than InvalidArgument, and says so of tokens and of two mechanisms."""
    if answer.message:
        yield from _of_another_code(answer)
        return
    if case.facts.has_token:
        yield cause("token-altered", LIKELY, f"it says {answer.code}, and there is a token")
    yield cause("two-mechanisms", LIKELY, f"it says {answer.code}, and no more")


def _payload(case: Case, answer: ServerAnswer) -> Causes:
    client = answer.fields.get("ClientComputedContentSHA256", "")
    server = answer.fields.get("S3ComputedContentSHA256", "")
    said = (f"signed: {client}; the body's: {server}",) if client and server else ()
    yield cause("payload-mismatch", CERTAIN, *said)


def _host(case: Case, answer: ServerAnswer) -> Causes:
    """As `sigv4.verify` says it."""
    yield cause(
        *("host-changed", CERTAIN, f"its message: {answer.message}"), seen="the host of this server"
    )


def _version_2(case: Case, answer: ServerAnswer) -> Causes:
    yield cause("version-2", CERTAIN, f"its message: {answer.message}")


def _permission(case: Case, answer: ServerAnswer) -> Causes:
    yield cause("permission", CERTAIN, _both_said(answer), key=case.key)


def _form_policy(case: Case, answer: ServerAnswer) -> Causes:
    """Amazon S3 API reference, "POST policy": "Policy Condition failed", "Policy expired"."""
    yield cause("form-policy", CERTAIN, f"its message: {answer.message}")


def _refused(case: Case, answer: ServerAnswer) -> Causes:
    """S3 says so where the signature is right, and where there is none at all."""
    yield cause("permission", LIKELY, _both_said(answer), key=case.key)
    alike = "to a request that arrives without its signature a server says the same"
    yield cause("parameter-dropped", POSSIBLE, alike)


def _both_said(answer: ServerAnswer) -> str:
    return f"it says {': '.join(filter(None, (answer.code, answer.message)))}"


def _of_its_own(case: Case, answer: ServerAnswer) -> Causes:
    yield cause("no-signature-fault", LIKELY, code=answer.message)


def _speechless(case: Case, answer: ServerAnswer) -> Causes:
    """AccessDenied and no word more. radosgw names the bucket once the signature is right."""
    bucket = answer.fields.get("BucketName")
    if bucket:
        yield cause(
            "permission",
            LIKELY,
            f"the server had come as far as the bucket: BucketName {bucket}",
            key=case.key,
        )


_REFUSING = frozenset(
    {
        *("AuthorizationQueryParametersError", "AuthorizationHeaderMalformed"),
        # As rclone and MinIO's kin write it.
        *("AuthorizationParameterserror", "AuthorizationParametersError"),
        *("InvalidArgument", "InvalidRequest", "IncompleteSignature", "MissingParameter"),
        *("InvalidQueryParameter", "IncompleteSignatureException"),
    }
)
_UNSIGNED = frozenset({"MissingAuthenticationToken", "MissingAuthenticationTokenException"})
_DENIED = frozenset(
    {
        *("AccessDenied", "AccessDeniedException", "AllAccessDisabled", "Forbidden"),
        *("ForbiddenException", "UnauthorizedOperation"),
    }
)
# API Gateway says no code in its document.
_DENIED_OR_NONE = _DENIED | {""}
_NONE = frozenset({""})

_Row = tuple["frozenset[str]", str, "Callable[[Case, ServerAnswer], Causes]"]

# The codes (none: any), what the message holds in small letters, and what makes the causes.
# The first row that fits counts.
_SAID: tuple[_Row, ...] = (
    (
        frozenset({"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"}),
        "",
        _token_expired,
    ),
    (
        frozenset({"InvalidToken", "InvalidClientTokenId", "UnrecognizedClientException"}),
        "",
        _token,
    ),
    (frozenset({"InvalidAccessKeyId"}), "", _unknown_key),
    (frozenset({"RequestTimeTooSkewed", "RequestInTheFuture"}), "", _skew),
    (frozenset({"XAmzContentSHA256Mismatch", "BadDigest"}), "", _payload),
    (frozenset(), "request has expired", _expired),
    (frozenset({"RequestExpired"}), "", _expired),
    (frozenset(), "signature expired", _expired),
    (frozenset(), "not yet valid", _not_yet),
    (frozenset(), "signature not yet current", _not_yet),
    (frozenset(), _DIFFERENT_TIMES, _skew),
    (frozenset(), "headers present in the request which were not signed", _unsigned),
    (frozenset(), "only one auth mechanism", _two),
    (frozenset({"UnsupportedAlgorithm"}), "", _two),
    (_DENIED, "signed for a host", _host),
    (_REFUSING, "the region", _region),
    (_REFUSING, "incorrect service", _service),
    (frozenset(), "scoped to correct service", _service),
    (frozenset(), "scoped to a valid region", _region),
    (frozenset(), "token included in the request is expired", _token_expired),
    (frozenset(), "token included in the request is invalid", _token),
    (_UNSIGNED, "", _no_signature),
    (frozenset(), "missing authentication token", _no_signature),
    (frozenset(), "authorization header requires", _no_signature),
    (frozenset({"InvalidRequest"}), "please use aws4-hmac-sha256", _version_2),
    (frozenset({"InvalidArgument"}), "", _argument),
    (_REFUSING, "", _parameters),
    (_DENIED, "valid date", _parameters),
    (_DENIED, "invalid according to policy", _form_policy),
    (_DENIED_OR_NONE, "not authorized", _permission),
    (_DENIED_OR_NONE, "denied", _refused),
    (_DENIED_OR_NONE, "forbidden", _refused),
    (_DENIED, "", _speechless),
    (_NONE, "internal server error", _of_its_own),
    (_NONE, "service unavailable", _of_its_own),
    (_NONE, "too many requests", _of_its_own),
    (_NONE, "limit exceeded", _of_its_own),
)
