"""An answer beside what is expected: the first checkpoint at which they part.

The order is the protocol's: canonical request, string to sign, signature, URL and headers.
Where a program states no canonical request, what it emits stands for it: the URL and the
headers come first then, without the signature. Source: vectors/README.md, "How to use a case",
"Fields".
"""

from __future__ import annotations

from .._asymmetric import public_key_of, verifies
from .._credentials import Credentials
from ._compare_chunks import chunks_difference
from ._compare_forms import form_difference
from ._difference import Difference, lines_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._answers import Answer
    from ._vectors import Case

_IN_URL = "X-Amz-Signature="
_IN_HEADER = "Signature="


def signer_difference(case: Case, answer: Answer) -> Difference | None:
    """The first difference of what was signed; None where it is as it should be.

    answer: one that `problem_with` finds nothing in. Raises MissingDependencyError where a
    signature of SigV4A must be verified, and `cryptography` is not installed.
    """
    kind = case["kind"]
    if kind == "refused":
        return Difference(
            "refusal", f"an error: {case['expected']['argument']} is at fault", lines_of(answer)
        )
    if kind == "post":
        return form_difference(case, answer)
    if kind == "chunks":
        return _request(case, answer) or chunks_difference(case, answer)
    if kind in ("signing-key", "key-pair", "post-policy"):
        return _values(case, answer)
    return _request(case, answer)


def verdict_difference(case: Case, answer: Answer) -> Difference | None:
    """The first difference of a verdict. A case that has none was signed, and is accepted."""
    expected = case["expected"] if "accepted" in case["expected"] else {"accepted": True}
    if expected["accepted"] != answer["accepted"]:
        return Difference("verdict", _verdict(expected), _verdict(answer))
    for name in ("code", "status"):
        if name in expected and name in answer and expected[name] != answer[name]:
            return Difference(name, str(expected[name]), str(answer[name]))
    return None


def _verdict(verdict: dict[str, Any]) -> str:
    return "accepted" if verdict["accepted"] else f"refused: {verdict.get('code', 'no code')}"


def _values(case: Case, answer: Answer) -> Difference | None:
    for name, expected in case["expected"].items():
        if name in answer and answer[name] != expected:
            return Difference(name, lines_of(expected), lines_of(answer[name]))
    return None


def _request(case: Case, answer: Answer) -> Difference | None:
    expected = case["expected"]
    for name in ("canonical_request", "string_to_sign"):
        if name in answer and answer[name] != expected[name]:
            return Difference(name, expected[name], answer[name])
    signature, emitted = _signature(case, answer), _emitted(case, answer)
    if "canonical_request" in answer:
        return signature or emitted
    if emitted is not None and signature is None:
        note = "the signature is right: what is emitted is spelt otherwise"
        return Difference(emitted.checkpoint, emitted.expected, emitted.answered, note)
    return emitted or signature


def _signature(case: Case, answer: Answer) -> Difference | None:
    """The signature wherever it is stated."""
    expected = case["expected"]
    right = expected.get("signature") or "one that verifies with public_key"
    for name, signature in _stated_signatures(answer).items():
        if not _is_right(case, signature):
            note = "" if name == "signature" else f"in {name}"
            return Difference("signature", right, signature, note)
    return None


def _stated_signatures(answer: Answer) -> dict[str, str]:
    stated = {"signature": answer["signature"]} if "signature" in answer else {}
    if "url" in answer:
        stated["url"] = _cut(answer["url"], _IN_URL)[1]
    if "headers" in answer:
        authorization = [value for name, value in answer["headers"] if _is_authorization(name)]
        if authorization:
            stated["headers"] = _cut(authorization[0], _IN_HEADER)[1]
    return stated


def _is_right(case: Case, signature: str) -> bool:
    expected, context = case["expected"], case["context"]
    if "signature" in expected:
        return bool(signature == expected["signature"])
    # No two signatures of SigV4A are alike.
    credentials = Credentials(context["access_key_id"], context["secret_access_key"])
    return verifies(public_key_of(credentials), expected["string_to_sign"], signature)


def _emitted(case: Case, answer: Answer) -> Difference | None:
    """The URL and the headers, apart from the signature in them."""
    expected = case["expected"]
    if "url" in answer and "url" in expected:
        ours, theirs = _url_lines(expected["url"]), _url_lines(answer["url"])
        if ours != theirs:
            return Difference("url", ours, theirs)
    if "headers" in answer:
        given = {name.lower() for name, _ in case["request"]["headers"]} | {"host"}
        given -= {name.lower() for name, _ in expected["headers"]}
        ours = _header_lines(expected["headers"], given)
        theirs = _header_lines(answer["headers"], given)
        if ours != theirs:
            return Difference("headers", ours, theirs)
    return None


def _url_lines(url: str) -> str:
    """A URL a line for each parameter, in an order of its own: theirs means nothing."""
    before, signature, after = _cut(url, _IN_URL)
    base, mark, query = f"{before}{'…' if signature else ''}{after}".partition("?")
    return "\n".join([f"{base}{mark}", *sorted(query.split("&"))])


def _header_lines(headers: list[list[str]], given: set[str]) -> str:
    """Headers a line for each, without those of the request; their order, the case of their
    names and the space between the parts of Authorization mean nothing."""
    lines = []
    for name, value in headers:
        if _is_authorization(name):
            before, signature, after = _cut(value, _IN_HEADER)
            parts = f"{before}{'…' if signature else ''}{after}".split(",")
            lines.append(f"authorization: {', '.join(part.strip(' ') for part in parts)}")
        elif name.lower() not in given:
            lines.append(f"{name.lower()}: {value}")
    return "\n".join(sorted(lines))


def _is_authorization(name: str) -> bool:
    return name.lower() == "authorization"


def _cut(text: str, mark: str) -> tuple[str, str, str]:
    """A text around the signature that stands in it behind a mark."""
    before, found, rest = text.partition(mark)
    ends = [at for at in map(rest.find, "&,#") if at >= 0]
    end = min(ends, default=len(rest))
    return before + found, rest[:end], rest[end:]
