"""`explain_error`: why a server refused a presigned URL, and what to do."""

from __future__ import annotations

from .._canonical import ALGORITHM
from .._clock import SigningTime, utc
from .._encoding import encode_bytes
from .._headers import collect_headers
from .._inspect.facts import TOKENS, SignedFacts
from .._inspect.lenient import read_url
from .._inspect.url import inspect_url
from .._request import checked_method
from .answer import read_answer
from .case import Case
from .causes import CERTAIN, LIKELY, POSSIBLE, cause, hidden, ranked
from .comparison import compare, compare_strings
from .explanation import Explanation
from .of_answers import REFUSED, SIGNATURE_CODES, of_answer
from .of_requests import of_difference, of_unknown
from .of_urls import (
    ALTERED,
    of_findings,
    of_life,
    of_no_signature,
    of_redirect,
    of_secret,
    of_sent,
    to_check,
    view_of_sent,
)
from .signature import RIGHT, UNKNOWN, WRONG, check_signature

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from .._credentials import Credentials
    from .._headers import Headers
    from .._keys import SigningKey
    from .causes import Cause
    from .comparison import Line
    from .signature import Own
    from .view import View

_MOST_CAUSES = 50
# What is shorter may be a word by chance.
_LEAST_SECRET = 16


def explain_error(
    url: str,
    *,
    response: object = None,
    method: str | None = None,
    headers: Headers = (),
    credentials: Credentials | SigningKey | None = None,
    now: datetime | None = None,
) -> Explanation:
    """Why a server refused a presigned URL: the causes, most likely first, with what to do.

    url: as it was handed out; see `inspect_url`. response: the body of the server's answer, with
    the headers in front of it or without, or a response of httpx (of which also the request is
    looked at); None: there is none. method, headers: those that were signed, as they were given
    to the signer; a URL shows neither. credentials: with those of the URL's access key, its own
    signature is checked, too (of a set of regions with `cryptography`). now: an aware datetime to
    look at it from; None means now. Nothing is sent anywhere.

    Whatever the URL and the answer are is explained. Raises InvalidTypeError for what is no str
    and no answer, InvalidValueError for an empty URL, a method or a header that is none, a response
    that was not read, and a `now` without a time zone; ClockError.
    Source: AWS IAM user guide, "Troubleshoot Signature Version 4 signing"; Amazon S3 API
    reference, "Error responses".
    """
    read = read_url(url)
    epoch = SigningTime.of(now, "now").epoch
    answer = read_answer(response)
    case = Case(
        read,
        SignedFacts(read.value),
        inspect_url(url, now=utc(epoch)),
        method=None if method is None else checked_method(method),
        headers=collect_headers(headers),
        answer=answer,
        now=epoch,
    )
    own = check_signature(case, credentials)
    known = case if own.signed is None or own.state != RIGHT else case.known_as(own.signed)
    secrets = _secrets(case, credentials)
    causes = tuple([each.without(secrets) for each in ranked(_causes(known, own))[:_MOST_CAUSES]])
    return Explanation(
        hidden(case.inspection.url, secrets),
        causes,
        status=None if answer is None else answer.status,
        code=hidden(case.code, secrets),
        message="" if answer is None else hidden(answer.said, secrets),
        lines=tuple([line.without(secrets) for line in _lines(known)]),
        signature=own.state,
        signature_words=hidden(own.words, secrets),
        next_request=_next_request(known, own, causes),
    )


def _secrets(case: Case, credentials: Credentials | SigningKey | None) -> tuple[str, ...]:
    """What must not be shown, wherever a server or a URL has it."""
    values = [case.url.value(name) for name in ("X-Amz-Signature", *TOKENS)]
    values += [getattr(credentials, name, None) for name in ("secret_access_key", "session_token")]
    secrets = [value for value in values if value and len(value) >= _LEAST_SECRET]
    encoded = [encode_bytes(value.encode(errors="replace")) for value in secrets]
    return tuple(dict.fromkeys([*secrets, *encoded]))


def _causes(case: Case, own: Own) -> list[Cause]:
    """All that may be, in no order."""
    answer, seen = case.answer, case.seen
    found = [] if answer is None else list(of_answer(case, answer))
    ids = {each.id for each in found}
    if "another-answer" in ids:
        return found
    if case.is_unsigned:
        return _of_unsigned(case, found, ids)
    if "parameters-refused" in ids:
        found += of_findings(case, REFUSED)
    if own.cause is not None:
        found.append(own.cause)
    if not ids & _OF_NO_REFUSAL:
        found += of_redirect(case)
    if seen is not None:
        found += _of_both(case, seen)
        if all(each.likelihood == POSSIBLE for each in found):
            found += _where_all_is_equal(case, own, seen)
    elif own.cause is None and not ids & _OF_NO_REFUSAL:
        found += _where_nothing_is_shown(case, own, is_told=bool(ids) and not ids & _OF_NO_ANSWER)
    if any(each.id == "redirected" for each in found):
        return [each for each in found if each.id not in {"host-changed", "port-changed"}]
    return found


def _of_both(case: Case, seen: View) -> list[Cause]:
    """What differs between what was signed and what the server saw."""
    found, signed = _of_scope(case), case.signed
    if any(each.id == "wrong-service" for each in found):
        # What follows from another service is no cause of its own.
        signed = case.signed_as_for(case.server_scope[2], seen)
    return [*found, *of_difference(signed, seen)]


def _of_unsigned(case: Case, found: list[Cause], ids: set[str]) -> list[Cause]:
    if ids & (_OF_NO_REFUSAL | {"form-policy"}):
        return found
    return [*of_no_signature(case), *[each for each in found if each.id not in _OF_WHO_SIGNED]]


_OF_WHO_SIGNED = frozenset(
    {"permission", "parameter-dropped", "token-missing", "unknown-access-key"}
)
_OF_NO_ANSWER = frozenset({"not-from-s3", "answer-unread"})
_OF_NO_REFUSAL = frozenset({"accepted", "no-signature-fault", "another-region"})


def _where_all_is_equal(case: Case, own: Own, seen: View) -> list[Cause]:
    """The server computed another signature of the same request: that is, with another key."""
    unknown = list(of_unknown(case.signed, seen))
    if own.state == WRONG:  # With every method.
        unknown = [each for each in unknown if each.id != "method-differs"]
    altered = list(of_findings(case, ALTERED))
    is_sure = own.state != UNKNOWN and not unknown
    if own.state == RIGHT:
        altered = []
    secret = of_secret(case, own, CERTAIN if is_sure else LIKELY)
    # Some servers compute with an empty secret where they know no key.
    no_key = cause("unknown-access-key", POSSIBLE, key=case.key)
    return [*unknown, *altered, *secret, no_key]


def _where_nothing_is_shown(case: Case, own: Own, *, is_told: bool) -> list[Cause]:
    """What the client sent tells, or else a list of what to check."""
    found: list[Cause] = []
    if case.sent is not None and not is_told:
        found += of_sent(case, case.sent)
        view = view_of_sent(case, case.sent)
        if view is not None:
            found += of_difference(case.signed, view)
    if is_told or any(each.likelihood == CERTAIN for each in found):
        return found
    if case.code not in SIGNATURE_CODES:
        found += of_life(case)
    return [*found, *of_findings(case), *to_check(case, own)]


def _of_scope(case: Case) -> list[Cause]:
    """What the server's string to sign says of the scope."""
    own, seen = tuple(case.facts.scope.split("/")), case.server_scope
    if own == seen or len(own) != 4 or not seen:
        return []
    evidence = f"signed: {case.facts.scope}; the server's: {'/'.join(seen)}"
    found = []
    if own[1] != seen[1]:
        found.append(cause("wrong-region", CERTAIN, evidence, signed=own[1], seen=seen[1]))
    if own[2] != seen[2]:
        found.append(cause("wrong-service", CERTAIN, evidence, signed=own[2], seen=seen[2]))
    if own[0] != seen[0]:
        found.append(cause("clock-skew", LIKELY, evidence))
    return found


def _lines(case: Case) -> tuple[Line, ...]:
    if case.seen is None or case.answer is None or case.is_unsigned:
        return ()
    date = case.url.value("X-Amz-Date") or ""
    facts = (case.facts.algorithm or ALGORITHM, date, case.facts.scope)
    strings = compare_strings(facts, case.answer.string_to_sign)
    return (*compare(case.signed, case.seen), *strings)


def _next_request(case: Case, own: Own, causes: tuple[Cause, ...]) -> str:
    """Which request would tell more."""
    if causes and (causes[0].likelihood == CERTAIN or causes[0].id in _OF_NO_REFUSAL):
        return ""
    answer = case.answer
    if answer is None or answer.problem:
        return _TO_GET_AN_ANSWER
    if case.seen is None and case.code in {*SIGNATURE_CODES, "AccessDenied"}:
        return _TO_NARROW_DOWN
    if own.state == UNKNOWN:
        return _TO_CHECK_THE_SECRET
    return ""


_TO_GET_AN_ANSWER = (
    "send a GET with this URL (an answer to HEAD has no document), as "
    "curl -sS --path-as-is --globoff URL -o answer.xml, and give its answer with "
    "--response answer.xml; a GET on a URL for another method is refused, too, and shows what the "
    "server computed"
)
_TO_NARROW_DOWN = (
    "this server does not show what it computed: sign a GET of an object that is there with the "
    "same key, for the same host and region, and no header, and send it with curl; if it is taken, "
    "key, secret, region and host are right, and the method, a header or the path is not"
)
_TO_CHECK_THE_SECRET = (
    "nothing needs to be sent: with the secret at hand (AWS_ACCESS_KEY_ID and "
    "AWS_SECRET_ACCESS_KEY, or a profile; credentials=) the signature itself is checked"
)
