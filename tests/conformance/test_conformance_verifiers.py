"""Verifiers: the unbroken one passes, and each planted fault is found, strict or lax."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faulty_verifier
import pytest

from sigv4.conformance._questions import VERIFIER, question
from sigv4.conformance._vectors import choose, load_sets
from sigv4.conformance.programs import (
    Limits,
    Report,
    check,
    check_verifier,
)

PROGRAM = Path(faulty_verifier.__file__)

Case = dict[str, Any]
Change = Callable[[Case], object]

# All that a verifier of one region's signatures can be asked; chunks are asked of signers alone.
VECTORS = [
    (name, case)
    for name, case in choose(load_sets(), skip_flags=["region-set", "post-*"])
    if case["kind"] in ("presign", "sign", "verify")
]
BY_ID = {case["id"]: case for _, case in VECTORS}


# Requests that must be refused, and that a verifier of the fault takes: a signed case, what the
# server is instead, and S3's code. The vectors' requests of that kind are not signed anew, so
# that even such a verifier refuses them, with another code.
REFUSED: dict[str, tuple[str, Change, str]] = {
    "eight-days": (
        "expires-other-ceiling",
        lambda context: context["rules"].update(max_expires_in=604800),
        "AuthorizationQueryParametersError",
    ),
    "other-key-id": (
        "doc-sign-get-object",
        lambda context: context["known"][0].update(access_key_id="AKIAOTHER"),
        "InvalidAccessKeyId",
    ),
    "other-host": (
        "doc-presign-get-object",
        lambda context: context.update(hosts=["example.com"]),
        "AccessDenied",
    ),
}

# The faults, each with a case that finds it.
FOUND_BY = {
    "accepts-all": "verify-presigned-expired",
    "expired-accepted": "verify-presigned-expired",
    "expires-a-minute-late": "verify-presigned-expired",
    "future-accepted": "verify-presigned-not-yet-valid",
    "skew-ignored": "verify-signed-skewed-late",
    "expires-unbounded": "eight-days",
    "region-any": "verify-presigned-server-region",
    "service-any": "verify-presigned-server-service",
    "terminator-any": "verify-presigned-terminator",
    "scope-date-any": "verify-presigned-scope-date",
    "algorithm-any": "verify-presigned-algorithm-other",
    "host-unsigned": "verify-presigned-signed-headers-no-host",
    "unsigned-headers": "verify-presigned-header-not-signed",
    "signature-prefix": "verify-presigned-signature-shorter",
    "signature-case": "verify-signed-signature-capitals",
    "signature-empty": "verify-presigned-no-signature-value",
    "method-ignored": "method-put",
    "path-decoded": "s3-path-escaped-slash",
    "path-normalized": "s3-path-dot-segments",
    "query-ignored": "query-slash",
    "duplicates-accepted": "verify-presigned-two-expires",
    "token-ignored": "verify-presigned-token-of-another",
    "body-ignored": "verify-signed-body-other",
    "key-id-any": "other-key-id",
    "two-mechanisms": "verify-presigned-two-mechanisms",
    "query-order": "query-order-sign",
    "plus-kept": "query-plus-sign",
    "query-undecoded": "query-lower-case-escapes-sign",
    "path-encoded-once": "common-path-space",
    "spaces-kept": "header-outer-spaces",
    "token-unknown": "token-s3",
    "key-id-cut": "access-key-id-with-slash",
    "content-type-needed": "doc-presign-get-object",
    "seven-days-refused": "expires-seven-days",
    "host-any": "other-host",
    "unsigned-payload": "verify-presigned-payload-unsigned",
    "codes-all-alike": "verify-presigned-no-date",
}

# Of these the signature does not fit any more, so that the request is refused all the same.
WRONG_CODE = {
    *("terminator-any", "scope-date-any", "algorithm-any", "host-unsigned", "codes-all-alike"),
}


def _refused(name: str) -> Case:
    source, change, code = REFUSED[name]
    asked: Case = json.loads(json.dumps(question(VERIFIER, BY_ID[source])))
    change(asked["context"])
    return {
        **{"id": name, "kind": "verify", "why": f"{name}.", "flags": []},
        **{part: asked[part] for part in ("received", "context")},
        "expected": {"accepted": False, "code": code},
    }


CASES = [*VECTORS, *[("refused", _refused(name)) for name in REFUSED]]


def _asked(*fault: str, cases: list[tuple[str, Case]] = CASES) -> Report:
    return check(VERIFIER, [sys.executable, str(PROGRAM), *fault], cases, {}, Limits())


def test_in_the_unbroken_verifier_nothing_is_found() -> None:
    """It takes every signed case of one region, and refuses what it must with S3's code."""
    report = _asked()
    assert [result for result in report.results if result.status != "pass"] == []
    assert report.as_expected
    assert len(report.results) > 350 + len(REFUSED)


@pytest.mark.parametrize("fault", FOUND_BY)
def test_a_planted_fault_is_found(fault: str) -> None:
    """By the case that is about it; and it is no crash."""
    name = FOUND_BY[fault]
    case = _refused(name) if name in REFUSED else BY_ID[name]
    twin = BY_ID[REFUSED[name][0] if name in REFUSED else case.get("twin", "doc-sign-get-object")]
    cases = [("case", case), ("twin", twin)]
    unbroken = _asked(cases=cases)
    assert unbroken.as_expected
    report = _asked(fault, cases=cases)
    assert not report.as_expected
    assert report.faults == ()
    found = report.results[0].difference
    assert found is not None
    assert found.checkpoint == ("code" if fault in WRONG_CODE else "verdict")


def test_every_fault_that_can_be_planted_is() -> None:
    """The table above is that of the faulty verifier."""
    assert FOUND_BY.keys() == faulty_verifier.FAULTS.keys()


def test_this_library_is_right(adapter: Callable[[str], list[str]]) -> None:
    """Every signed case is accepted, every fault refused, and every form judged as S3 does."""
    report = check_verifier(adapter("sigv4_verifier"))
    surprises = [result.id for result in report.results if not result.as_expected]
    assert (surprises, report.faults) == ([], ())
    assert report.counts["unsupported"] == 0
    assert report.counts["pass"] > 550
