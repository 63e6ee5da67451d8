"""Signers: the unbroken one passes, and each planted fault is found, where it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import faulty_signer
import pytest

from sigv4.conformance.programs import Report, check_signer

PROGRAM = Path(faulty_signer.__file__)

# The fault, a case that finds it, and the checkpoint at which it shows.
FOUND_BY = {
    "sorts-before-encoding": ("query-order-encoded", "canonical_request"),
    "sorts-joined-strings": ("query-order-prefix-name", "canonical_request"),
    "sorts-not-at-all": ("doc-presign-get-object", "canonical_request"),
    "plus-for-space": ("query-content-disposition", "canonical_request"),
    "plus-kept": ("query-plus", "canonical_request"),
    "lower-case-escapes": ("s3-path-space", "canonical_request"),
    "tilde-encoded": ("query-unreserved", "canonical_request"),
    "query-slash-raw": ("query-slash", "canonical_request"),
    "query-not-decoded": ("query-percent", "canonical_request"),
    "empty-values-dropped": ("query-no-value", "canonical_request"),
    "credential-unencoded": ("doc-presign-get-object", "canonical_request"),
    "first-of-a-name": ("query-duplicate-names", "canonical_request"),
    "path-unencoded": ("s3-path-utf8", "canonical_request"),
    "path-encoded-once": ("common-path-space", "canonical_request"),
    "path-encoded-twice": ("s3-path-space", "canonical_request"),
    "path-normalized": ("s3-path-dot-segments", "canonical_request"),
    "path-kept": ("common-path-dot-segments", "canonical_request"),
    "path-collapsed-once": ("common-path-slash-runs", "canonical_request"),
    "header-untrimmed": ("header-outer-spaces", "canonical_request"),
    "header-spaces-kept": ("header-inner-spaces", "canonical_request"),
    "header-last-of-a-name": ("header-repeated", "canonical_request"),
    "headers-unsorted": ("header-order", "canonical_request"),
    "header-names-as-given": ("header-name-case", "canonical_request"),
    "volatile-signed": ("header-user-agent-left-out", "canonical_request"),
    "default-port-signed": ("host-https-443", "canonical_request"),
    "port-dropped": ("host-other-port", "canonical_request"),
    "host-case-kept": ("host-capitals", "canonical_request"),
    "token-forgotten": ("token-s3", "canonical_request"),
    "token-after-signing": ("token-s3", "canonical_request"),
    "scope-date-wrong": ("doc-sign-get-object", "string_to_sign"),
    "scope-region-wrong": ("scope-region-and-service", "canonical_request"),
    "algorithm-lower-case": ("doc-sign-get-object", "string_to_sign"),
    "expires-missing": ("doc-presign-get-object", "canonical_request"),
    "expires-always-an-hour": ("expires-one-second", "canonical_request"),
    "signed-headers-missing": ("header-order", "canonical_request"),
    "payload-always-empty": ("doc-presign-get-object", "canonical_request"),
    "payload-always-unsigned": ("payload-common-body", "canonical_request"),
    "hash-header-missing": ("doc-sign-get-object", "canonical_request"),
    "secret-cut": ("secret-longer-than-block", "signature"),
    "signature-upper-case": ("doc-presign-get-object", "signature"),
    "line-end-at-the-end": ("doc-presign-get-object", "canonical_request"),
    "refuses-nothing": ("refused-fragment", "refusal"),
}


def _asked(*fault: str) -> Report:
    return check_signer(
        [sys.executable, str(PROGRAM), *fault],
        sets=["aws-suite", "documentation", "edge-cases"],
        skip_flags=["post-*"],
    )


def test_in_the_unbroken_signer_nothing_is_found() -> None:
    """It is written from the specification alone, and passes every case of one region."""
    report = _asked()
    assert report.as_expected
    assert report.faults == ()
    assert report.counts == {"pass": len(report.results), "fail": 0, "error": 0, "unsupported": 0}
    assert len(report.results) > 300


@pytest.mark.parametrize("fault", FOUND_BY)
def test_a_planted_fault_is_found(fault: str) -> None:
    """By the case that is about it, at the checkpoint where it begins; and it is no crash."""
    case, checkpoint = FOUND_BY[fault]
    report = _asked(fault)
    failed = {result.id: result for result in report.results if result.status == "fail"}
    assert not report.as_expected
    assert report.faults == ()
    found = failed[case].difference
    assert found is not None
    assert found.checkpoint == checkpoint
    assert found.expected != found.answered


def test_every_fault_that_can_be_planted_is() -> None:
    """The table above is that of the faulty signer."""
    assert FOUND_BY.keys() == faulty_signer.FAULTS.keys()


def test_this_library_passes_all_that_it_can_be_asked(
    adapter: Callable[[str], list[str]],
) -> None:
    """Through its public names; SigV4A's private key is none of them."""
    report = check_signer(adapter("sigv4_signer"))
    assert report.as_expected
    unsupported = {result.kind for result in report.results if result.status == "unsupported"}
    assert unsupported == {"key-pair"}
