"""The battery against a server that is ours: the unbroken one has no fault, and each planted one is
found by the case that is about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from faulty_server import BUCKET, FaultyServer, faulty_server
from s3_server import CREDENTIALS, REGION
from server_faults import FAULTS, NONE, SESSION, Fault

from sigv4 import Credentials
from sigv4.conformance.server import CASES, Report, check_server

# The fault, a case that finds it, and the verdict.
FOUND_BY = {
    "no-expiry": ("expiry/expired", "lax"),
    "from-the-future": ("expiry/an-hour-ahead", "lax"),
    "no-longest-life": ("expiry/life-over-a-week", "lax"),
    "no-clock-skew": ("expiry/header-20-minutes-old", "lax"),
    "no-scope-region": ("scope/region", "lax"),
    "no-scope-service": ("scope/header-service", "lax"),
    "any-access-key": ("scope/key-id", "lax"),
    "any-token": ("tokens/of-nobody", "lax"),
    "tokens-of-nobody": ("tokens/of-nobody-appended", "lax"),
    "anonymous": ("basic/anonymous", "lax"),
    "signature-by-prefix": ("tampering/signature-one-digit", "lax"),
    "signature-by-its-half": ("tampering/signature-digit-64", "lax"),
    "signature-without-case": ("tampering/signature-in-capitals", "lax"),
    "signature-cut-to-length": ("tampering/signature-long", "lax"),
    "signatures-unchecked": ("header/signature-digit-1", "lax"),
    "method-unsigned": ("tampering/method-delete", "lax"),
    "host-unsigned": ("tampering/host", "lax"),
    "parameters-behind-signature-unsigned": ("tampering/parameter-more-unknown", "lax"),
    "responses-unsigned": ("responses/added-content-type", "lax"),
    "signed-headers-need-not-be-there": ("headers/not-sent", "lax"),
    "unsigned-amz-headers": ("headers/unsigned-meta", "lax"),
    "header-values-without-case": ("headers/case-of-value", "lax"),
    "path-decoded": ("keys/space", "strict"),
    "path-collapsed": ("keys/double-slash", "strict"),
    "path-decoded-twice": ("keys/percent-2f", "strict"),
    "query-not-sorted": ("wire/reversed", "strict"),
    "plus-is-no-space": ("wire/plus-for-space", "strict"),
    "payload-hash-unchecked": ("header/body", "lax"),
    "refusal-with-object": ("tampering/signature-digit-1", "lax"),
    "writes-before-it-verifies": ("tampering/put-signature", "lax"),
    "keys-without-case": ("keys/two-cases", "error"),
    "keys-normalised": ("keys/two-normal-forms", "error"),
    "keys-trimmed": ("keys/list-spaces", "error"),
    "overrides-ignored": ("responses/content-type", "error"),
    "head-fails": ("basic/head", "error"),
    "policy-never-ends": ("post/expired", "lax"),
    "policy-conditions-unchecked": ("post/key", "lax"),
    "policy-sizes-unchecked": ("post/too-large", "lax"),
}


@contextmanager
def asked(
    fault: Fault = NONE, *only: str, credentials: Credentials = CREDENTIALS
) -> Iterator[tuple[Report, FaultyServer]]:
    """What the battery says of a server with a fault, and the server."""
    with faulty_server(fault) as (server, url):
        report = check_server(
            credentials,
            BUCKET,
            region=REGION,
            endpoint_url=url,
            addressing_style="path",
            only=only,
        )
        assert server.crashes == []
        yield report, server


@pytest.mark.parametrize(
    ("credentials", "untested"),
    [pytest.param(CREDENTIALS, 20, id="key pair"), pytest.param(SESSION, 0, id="session")],
)
def test_in_the_unbroken_server_nothing_is_found(credentials: Credentials, untested: int) -> None:
    """Every case is right, or for information; without a session its cases are not tested."""
    with asked(credentials=credentials) as (report, server):
        assert [result.case.id for result in report.results if result.is_fault] == []
        assert [result.case.id for result in report.results] == [case.id for case in CASES]
        assert report.counts["untested"] == untested
        assert report.as_expected
        assert report.left == ()
        assert server.store.objects == {}
        assert server.store.uploads == {}


@pytest.mark.parametrize("fault", FOUND_BY)
def test_a_planted_fault_is_found(fault: str) -> None:
    """By the case that is about it."""
    case, verdict = FOUND_BY[fault]
    with asked(FAULTS[fault], case) as (report, _):
        found = {result.case.id: result.verdict for result in report.results if result.is_fault}
        assert found[case] == verdict
        assert not report.as_expected


def test_every_fault_that_can_be_planted_is() -> None:
    """The table above is that of the server."""
    assert FOUND_BY.keys() == FAULTS.keys()


def test_what_was_overwritten_is_put_right() -> None:
    """A server that obeys a tampered request spoils no other case."""
    with asked(FAULTS["method-unsigned"], "tampering") as (report, _):
        found = {result.case.id for result in report.results if result.is_fault}
        assert "tampering/method-delete" in found
        assert all(case.startswith("tampering/method-") for case in found)
