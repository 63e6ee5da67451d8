"""Causes by what the URL, and the request that was sent, say by themselves: what to check."""

from __future__ import annotations

from .._inspect.facts import TOKENS
from .._inspect.lenient import read_url
from .._rules import SERVICES
from ..errors import InvalidInputError
from .case import NO_SIGNATURES
from .causes import CERTAIN, LIKELY, POSSIBLE, cause, cause_of_finding
from .of_answers import SIGNATURE_CODES
from .signature import RIGHT, WRONG
from .view import view_of_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._inspect.lenient import LenientURL
    from .answer import Sent
    from .case import Case
    from .causes import Cause
    from .signature import Own
    from .view import View

    Causes = Iterator[Cause]

# That are told one by one. A URL may name any number.
_MOST_HEADERS = 20

# What `inspect_url` warns of, and how likely it is that the request was refused for that.
_REFUSED_FOR = {
    **dict.fromkeys(
        (
            *("missing-parameter", "parameter-case", "signature-malformed", "expiry-malformed"),
            *("credential-malformed", "date-malformed", "scope-date-differs", "expiry-too-long"),
            *("algorithm-unknown", "signed-headers-malformed", "host-not-signed", "token-missing"),
            *("html-escaped", "json-escaped", "line-end", "encoded-as-a-whole", "fragment"),
            *("control-character", "bad-escape", "raw-characters", "behind-the-signature"),
            *("empty-token", "two-signatures", "user-info", "dot-segments", "double-slash"),
            *("region-differs-from-host", "signature-version-2", "port-malformed", "text-around"),
            *("capitals-in-host", "host-ends-in-dot", "duplicate-parameter", "plus-in-query"),
            "host-not-ascii",
        ),
        LIKELY,
    ),
    **dict.fromkeys(
        (
            *("escaped-unreserved", "lower-case-escape", "plus-in-path", "default-port"),
            *("volatile-signed-header", "payload-hash-in-query", "empty-body-checksum"),
            *("token-may-end-first", "service-ends-it", "no-scheme", "taken-out"),
        ),
        POSSIBLE,
    ),
}
# Of these, what came of a URL before it was sent: the server's canonical request does not show it.
ALTERED = frozenset(
    {
        *("behind-the-signature", "html-escaped", "json-escaped", "line-end", "plus-in-query"),
        *("encoded-as-a-whole", "bad-escape", "raw-characters", "duplicate-parameter"),
        *("signature-malformed", "missing-parameter", "parameter-case", "control-character"),
        *("escaped-unreserved", "lower-case-escape", "plus-in-path", "token-missing"),
    }
)


def of_findings(case: Case, only: frozenset[str] | None = None) -> Causes:
    """What is wrong with the URL as it stands; only: of these."""
    for finding in case.inspection.warnings:
        likelihood = _REFUSED_FOR.get(finding.id)
        if likelihood is not None and (only is None or finding.id in only):
            yield cause_of_finding(finding, likelihood, "it is so in the URL that was given")


def of_no_signature(case: Case) -> Causes:
    """Of a URL without one, where nothing can be compared."""
    if case.is_cut:
        lost = "the URL that was given has no X-Amz-Signature"
        yield cause("parameter-dropped", CERTAIN, lost, name="those of the signature")
        return
    evidence = "it is so in the URL that was given"
    if case.code in SIGNATURE_CODES:
        evidence += "; a request that is signed in its headers, or as a form, is not explained"
    for finding in case.inspection.warnings:
        if finding.id in NO_SIGNATURES:
            yield cause_of_finding(finding, CERTAIN, evidence)


def of_life(case: Case) -> Causes:
    """Whether it is over, or has not begun."""
    epoch = None if case.answer is None else case.answer.epoch
    whose = "by this program's clock" if epoch is None else "by the server's clock"
    if case.ends is not None and case.server_now >= case.ends:
        yield cause("expired", LIKELY, whose, at="")
    elif case.facts.signed_epoch is not None and case.facts.signed_epoch > case.server_now:
        yield cause("not-yet-valid", LIKELY, whose)


def of_redirect(case: Case) -> Causes:
    """Amazon S3 user guide, "Request redirection": a client that follows one does not sign anew."""
    if case.sent is None or not case.sent.is_redirected:
        return
    url = read_or_none(case.sent.url)
    if url is not None and url.host != case.url.host:
        yield cause("redirected", CERTAIN, "the response has a history", where=url.host)


def of_sent(case: Case, sent: Sent) -> Causes:
    """What the client is known to have sent, beside what was signed."""
    if "authorization" in sent.headers:
        yield cause("two-mechanisms", CERTAIN, "the client sent an Authorization header")
    signed = case.signed
    missing = [name for name in case.headers_to_send if name not in sent.headers]
    for name in missing[:_MOST_HEADERS]:
        yield cause("header-not-sent", CERTAIN, "the client did not send it", name=name)
    names = [name for name in sent.headers if _must_be_signed(name) and name not in signed.headers]
    if names and case.facts.service in SERVICES:
        listed = ", ".join(names)
        yield cause("unsigned-header", LIKELY, f"the client sent {listed}", name=listed)


_OF_HEADERS = {
    "content-type": "content-type-differs",
    "x-amz-content-sha256": "payload-mismatch",
}


def _must_be_signed(name: str) -> bool:
    return name.startswith("x-amz-") and name != "x-amz-content-sha256"


def read_or_none(url: str) -> LenientURL | None:
    """The parts of a URL; None where there is none."""
    try:
        return read_url(url)
    except InvalidInputError:
        return None


def view_of_sent(case: Case, sent: Sent) -> View | None:
    """The canonical request of what the client sent; None where that is no URL."""
    url = read_or_none(sent.url)
    if url is None:
        return None
    view = view_of_url(url, case.facts.service, method=sent.method, headers=sent.headers)
    # The list of signed headers is the URL's, and a body is not looked at.
    return view.replace(payload_hash=case.signed.payload_hash)


def to_check(case: Case, own: Own) -> Causes:
    """What else it may be, where nothing says so: the most usual first."""
    signed, facts = case.signed, case.facts
    to_send = case.headers_to_send
    for name in to_send[:_MOST_HEADERS]:
        known = _OF_HEADERS.get(name, "header-differs")
        value = signed.headers[name] or "what was signed"
        yield cause(known, LIKELY, f"{name} is signed", name=name, signed=value)
    if to_send:
        listed = ", ".join(to_send)
        yield cause("header-not-sent", LIKELY, f"signed, and to be sent: {listed}", name=listed)
    yield from _of_methods(case)
    yield from of_secret(case, own, POSSIBLE)
    if facts.service and facts.service not in SERVICES and case.answer and case.answer.fields:
        service = facts.service
        likelihood = LIKELY if case.answer.root == "Error" else POSSIBLE
        yield cause("wrong-service", likelihood, signed=service, seen="S3, by its answer")
    if case.code in {"AccessDenied", "AccessDeniedException", ""}:
        yield cause("permission", POSSIBLE, key=case.key)
        yield cause("unknown-access-key", POSSIBLE, key=case.key)
        yield cause("unsigned-header", POSSIBLE)
        yield cause("two-mechanisms", POSSIBLE)
    if any(case.url.value(name) for name in TOKENS):
        yield cause("token-altered", POSSIBLE)
        yield cause("token-expired", POSSIBLE)
    if facts.region:
        yield cause("wrong-region", POSSIBLE, signed=facts.region)
    yield cause("host-changed", POSSIBLE, signed=case.url.authority)
    yield cause("path-differs", POSSIBLE, signed=signed.path)
    for known in ("parameter-added", "parameter-changed", "parameter-dropped"):
        yield cause(known, POSSIBLE)


def of_secret(case: Case, own: Own, likelihood: str) -> Causes:
    """The secret, as far as the one at hand tells of it."""
    key = case.key
    if own.state == RIGHT:
        right = "the URL is signed with the secret at hand"
        if likelihood != POSSIBLE:
            right += ", so the server has another one"
        yield cause("wrong-secret", likelihood, right, key=key)
    elif own.state == WRONG:
        wrong = "the URL's signature is none of the secret at hand"
        yield cause(
            "wrong-secret", LIKELY if likelihood == POSSIBLE else likelihood, wrong, key=key
        )
    else:
        yield cause("wrong-secret", likelihood, key=key)
        yield cause("secret-white-space", likelihood, "it cannot be told from a wrong one")


def _of_methods(case: Case) -> Causes:
    signed, sent = case.signed.method, case.sent.method if case.sent else ""
    if case.method is not None and case.method != signed:  # The secret tells better.
        yield cause(
            "method-differs",
            LIKELY,
            f"{case.method} was said, and the URL's signature is right for {signed}",
            signed=signed or "",
            seen=case.method,
        )
        return
    yield cause(
        "method-differs",
        LIKELY if sent == "HEAD" else POSSIBLE,
        "a URL does not show for which one it was signed",
        signed=signed or "the one that was signed",
        seen=sent or "the one that is used",
    )
