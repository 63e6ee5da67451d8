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
from sigv4.conformance.programs import Limits, Report, check

PROGRAM = Path(faulty_verifier.__file__)

Case = dict[str, Any]
Change = Callable[[Case, Case], object]

SIGNED = [
    (name, case)
    for name, case in choose(load_sets(), skip_flags=["region-set", "post-*"])
    if case["kind"] in ("presign", "sign")
]
BY_ID = {case["id"]: case for _, case in SIGNED}


def _with_parameter(name: str, value: str) -> Change:
    """One parameter of the target with another value."""

    def change(request: Case, _: Case) -> None:
        before, mark, rest = request["target"].partition(f"{name}=")
        assert mark
        request["target"] = f"{before}{mark}{value}{''.join(rest.partition('&')[1:])}"

    return change


def _with_target(old: str, new: str) -> Change:
    def change(request: Case, _: Case) -> None:
        assert old in request["target"]
        request["target"] = request["target"].replace(old, new, 1)

    return change


def _with_authorization(old: str, new: str) -> Change:
    def change(request: Case, _: Case) -> None:
        for pair in request["headers"]:
            if pair[0] == "Authorization":
                assert old in pair[1]
                pair[1] = pair[1].replace(old, new, 1)

    return change


def _at(now: str) -> Change:
    return lambda _, context: context.update(now=now)


# Requests that must be refused: a signed case, one change, and S3's code. The clock of all
# cases stands at the second of the signing.
REFUSED: dict[str, tuple[str, Change, str]] = {
    "expired": ("doc-presign-get-object", _at("2013-05-25T00:00:00Z"), "AccessDenied"),
    "expired-long-ago": ("doc-presign-get-object", _at("2013-06-01T00:00:00Z"), "AccessDenied"),
    "not-yet": ("doc-presign-get-object", _at("2013-05-23T23:00:00Z"), "AccessDenied"),
    "skewed": ("doc-sign-get-object", _at("2013-05-24T00:16:00Z"), "RequestTimeTooSkewed"),
    "eight-days": (
        "expires-other-ceiling",
        lambda _, context: context["rules"].update(max_expires_in=604800),
        "AuthorizationQueryParametersError",
    ),
    "other-region": (
        "doc-presign-get-object",
        lambda _, context: context.update(regions=["eu-west-1"]),
        "AuthorizationQueryParametersError",
    ),
    "other-service": (
        "doc-sign-get-object",
        lambda _, context: context.update(services=["sts"]),
        "AuthorizationHeaderMalformed",
    ),
    "other-terminator": (
        "doc-presign-get-object",
        _with_target("aws4_request", "aws5_request"),
        "AuthorizationQueryParametersError",
    ),
    "other-scope-date": (
        "doc-sign-get-object",
        _with_authorization("20130524", "20130525"),
        "AuthorizationHeaderMalformed",
    ),
    "other-algorithm": (
        "doc-presign-get-object",
        _with_parameter("X-Amz-Algorithm", "AWS4-HMAC-SHA512"),
        "AuthorizationQueryParametersError",
    ),
    "host-not-signed": (
        "doc-presign-get-object",
        _with_parameter("X-Amz-SignedHeaders", "range"),
        "AccessDenied",
    ),
    "unsigned-header": (
        "doc-presign-get-object",
        lambda request, _: request["headers"].append(["x-amz-acl", "public-read"]),
        "AccessDenied",
    ),
    "signature-cut": (
        "doc-presign-get-object",
        lambda request, _: request.update(target=request["target"][:-1]),
        "SignatureDoesNotMatch",
    ),
    "signature-in-capitals": (
        "doc-presign-get-object",
        lambda request, _: request.update(
            target=request["target"][:-64] + request["target"][-64:].upper()
        ),
        "SignatureDoesNotMatch",
    ),
    "signature-empty": (
        "doc-presign-get-object",
        _with_parameter("X-Amz-Signature", ""),
        "AuthorizationQueryParametersError",
    ),
    "other-method": (
        "doc-presign-get-object",
        lambda request, _: request.update(method="DELETE"),
        "SignatureDoesNotMatch",
    ),
    "escaped-slash": (
        "s3-path-double-slash",
        _with_target("//", "/%2F"),
        "SignatureDoesNotMatch",
    ),
    "dot-segments": (
        "doc-presign-get-object",
        _with_target("/test.txt", "/a/../test.txt"),
        "SignatureDoesNotMatch",
    ),
    "unsigned-parameter": (
        "doc-presign-get-object",
        lambda request, _: request.update(target=f"{request['target']}&versionId=1"),
        "SignatureDoesNotMatch",
    ),
    "parameter-twice": (
        "doc-presign-get-object",
        _with_target("X-Amz-Expires=", "X-Amz-Expires=1&X-Amz-Expires="),
        "AuthorizationQueryParametersError",
    ),
    "no-token": (
        "doc-presign-get-object",
        lambda _, context: context["known"][0].update(session_token="token"),
        "InvalidAccessKeyId",
    ),
    "other-token": (
        "token-s3",
        lambda _, context: context["known"][0].update(session_token="token"),
        "InvalidToken",
    ),
    "other-body": (
        "doc-sign-put-object",
        lambda request, _: request.update(body={"text": "Welcome to Amazon S3!"}),
        "XAmzContentSHA256Mismatch",
    ),
    "other-key-id": (
        "doc-sign-get-object",
        lambda _, context: context["known"][0].update(access_key_id="AKIAOTHER"),
        "InvalidAccessKeyId",
    ),
    "other-host": (
        "doc-presign-get-object",
        lambda _, context: context.update(hosts=["example.com"]),
        "AccessDenied",
    ),
    "body-must-be-signed": (
        "doc-presign-get-object",
        lambda _, context: context.update(payload="required"),
        "AccessDenied",
    ),
    "two-mechanisms": (
        "doc-presign-get-object",
        lambda request, _: request["headers"].append(["Authorization", "AWS4-HMAC-SHA256 a"]),
        "InvalidArgument",
    ),
}

# The faults by the one case that finds each; of those that refuse what is right, a vector.
FOUND_BY = {
    "accepts-all": "expired",
    "expired-accepted": "expired",
    "expires-a-minute-late": "expired",
    "future-accepted": "not-yet",
    "skew-ignored": "skewed",
    "expires-unbounded": "eight-days",
    "region-any": "other-region",
    "service-any": "other-service",
    "terminator-any": "other-terminator",
    "scope-date-any": "other-scope-date",
    "algorithm-any": "other-algorithm",
    "host-unsigned": "host-not-signed",
    "unsigned-headers": "unsigned-header",
    "signature-prefix": "signature-cut",
    "signature-case": "signature-in-capitals",
    "signature-empty": "signature-empty",
    "method-ignored": "other-method",
    "path-decoded": "escaped-slash",
    "path-normalized": "dot-segments",
    "query-ignored": "unsigned-parameter",
    "duplicates-accepted": "parameter-twice",
    "token-ignored": "other-token",
    "body-ignored": "other-body",
    "key-id-any": "other-key-id",
    "two-mechanisms": "two-mechanisms",
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
    "unsigned-payload": "body-must-be-signed",
    "codes-all-alike": "signature-cut",
}

# Of these the signature does not fit any more, so that the request is refused all the same.
WRONG_CODE = {
    *("terminator-any", "scope-date-any", "algorithm-any", "host-unsigned", "codes-all-alike"),
}


def _refused(name: str) -> Case:
    source, change, code = REFUSED[name]
    asked: Case = json.loads(json.dumps(question(VERIFIER, BY_ID[source])))
    change(asked["received"], asked["context"])
    return {
        **{"id": name, "kind": "verify", "why": f"{name}.", "flags": []},
        **{part: asked[part] for part in ("received", "context")},
        "expected": {"accepted": False, "code": code},
    }


CASES = [*SIGNED, *[("refused", _refused(name)) for name in REFUSED]]


def _asked(*fault: str, cases: list[tuple[str, Case]] = CASES) -> Report:
    return check(VERIFIER, [sys.executable, str(PROGRAM), *fault], cases, {}, Limits())


def test_in_the_unbroken_verifier_nothing_is_found() -> None:
    """It takes every signed case of one region, and refuses each change with S3's code."""
    report = _asked()
    assert [result for result in report.results if result.status != "pass"] == []
    assert report.as_expected
    assert len(report.results) > 250 + len(REFUSED) - 1


@pytest.mark.parametrize("fault", FOUND_BY)
def test_a_planted_fault_is_found(fault: str) -> None:
    """By the case that is about it; and it is no crash."""
    name = FOUND_BY[fault]
    case = ("refused", _refused(name)) if name in REFUSED else ("signed", BY_ID[name])
    twin = ("signed", BY_ID[REFUSED[name][0] if name in REFUSED else "doc-sign-get-object"])
    unbroken = _asked(cases=[case, twin])
    assert unbroken.as_expected
    report = _asked(fault, cases=[case, twin])
    assert not report.as_expected
    assert report.faults == ()
    found = report.results[0].difference
    assert found is not None
    assert found.checkpoint == ("code" if fault in WRONG_CODE else "verdict")


def test_every_fault_that_can_be_planted_is() -> None:
    """The table above is that of the faulty verifier."""
    assert FOUND_BY.keys() == faulty_verifier.FAULTS.keys()
