"""The battery on each server: what it finds is what was recorded, and each fault is explained."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

import pytest
from radosgw_server import assume_role
from store import KINDS, Store, open_store, texts
from store_batteries import COLUMNS, SESSION, load, outcomes, send
from store_calls import xml

from sigv4.conformance.server import CASES

# Case → server → verdict and answer; recorded by store_batteries.py.
BATTERIES = load()
KNOWN = {case.id: case for case in CASES}
FAULTY = ("lax", "strict", "error")

# What else is known of these servers, from boto3's presigned URLs sent to them: a case, and where
# the verdict is another than "right".
FIGURES = [
    pytest.param("tampering/signature-digit-1", {}, id="another signature"),
    pytest.param("tampering/key", {}, id="another key"),
    pytest.param("tampering/method-put", {}, id="another method"),
    pytest.param("expiry/expired", {}, id="expired"),
    pytest.param("tampering/date", {}, id="another date"),
    pytest.param("tampering/signed-headers-fewer", {}, id="other signed headers"),
    pytest.param("tampering/host", {}, id="another host"),
    pytest.param("responses/added-content-type", {}, id="response-* added"),
    pytest.param("scope/region", {"radosgw": "lax", "rclone": "lax"}, id="another region"),
    pytest.param("scope/service", {"radosgw": "lax"}, id="another service"),
    pytest.param(
        "expiry/an-hour-ahead",
        {"radosgw": "lax", "swift": "lax", "rclone": "lax"},
        id="an hour ahead",
    ),
    pytest.param("expiry/life-over-a-week", {"rclone": "lax"}, id="604801 seconds"),
    pytest.param("headers/unsigned-meta", {"radosgw": "lax"}, id="unsigned x-amz-meta"),
    *[
        pytest.param(f"keys/{case}", {"rclone": "strict"}, id=case)
        for case in ("double-slash", "leading-slash", "dot-segment", "dot-dot-segment")
    ],
    *[
        pytest.param(f"keys/{case}", {}, id=case)
        for case in ("space", "plus", "tilde", "percent", "percent-2f", "nfc", "nfd", "tab")
    ],
    pytest.param("post/form", {"swift": "strict", "rclone": "strict"}, id="forms"),
    pytest.param("chunks/trailer", {"radosgw": "strict", "rclone": "error"}, id="signed trailers"),
    pytest.param("chunks/trailer-unsigned", {"radosgw": "strict"}, id="unsigned trailers"),
    pytest.param("chunks/data-second", {"rclone": "lax"}, id="rclone verifies no chunks"),
]

# Why, by server and by patterns of cases. All that these figures do not tell is explained here.
EXPLAINED: dict[str, dict[str, tuple[str, ...]]] = {
    "radosgw": {
        "it takes the scope as the request says it": ("scope/*", "post/scope-*", "chunks/region"),
        "it bounds no time ahead": ("expiry/*-ahead",),
        "it reads a life up to what is no digit": (
            *("expiry/life-fraction", "expiry/life-exponent", "expiry/life-unit"),
        ),
        "it needs no zone behind a date": ("expiry/date-no-zone", "post/expiration-without-zone"),
        "it asks for no signature on host and x-amz-*": (
            *("header/unsigned-*", "header/without-host"),
            *("headers/unsigned-*", "headers/without-host"),
        ),
        "it compares no hash with a body of no byte": ("header/body-empty",),
        "it takes the signature's name in any case": ("tampering/lower-case-x-amz-signature",),
        "it bounds no number of a part": ("multipart/number-*",),
        "it compares a list of types as a text": ("post/content-type-list",),
        "it passes a condition on a field that is not there": ("post/open-field-missing",),
        "it makes an empty object of a form without a file": ("post/no-file",),
        "it keeps the coding of the upload": ("chunks/encoding",),
        "it looks at no last chunk": (
            *("chunks/signature-last", "chunks/last-unsigned", "chunks/end-missing"),
        ),
        "it bounds no size of a chunk": ("chunks/small",),
        "it has no trailers": ("chunks/trailer", "chunks/trailer-unsigned"),
    },
    "swift": {
        "it bounds no time ahead": ("expiry/*-ahead",),
        "it asks for a signature on host and on some of x-amz-* alone": (
            *("header/without-host", "headers/without-host", "headers/unsigned-*"),
        ),
        "it answers ?tagging before it looks at the signature": (
            "tampering/parameter-more-tagging",
        ),
        "it takes a presigned URL whatever the Authorization header says": (
            "headers/authorization-as-well",
        ),
        "it has 1,000 parts unless it is told to have more": ("multipart/number-10000",),
        "it has no forms": ("post/form",),
        "it has no tokens, and looks at none": ("tokens/*",),
    },
    "rclone": {
        "it looks at the scope's service and end alone": ("scope/*", "chunks/region"),
        "it bounds no time ahead": ("expiry/*-ahead",),
        "it bounds no life, and reads what overflows": ("expiry/life-*",),
        "it trims the signature": ("tampering/signature-space-behind",),
        "it compares no body with its hash": ("header/body*", "header/hash-word"),
        "it refuses each unsigned x-amz-* header, the payload hash as well": (
            "headers/unsigned-payload-hash",
        ),
        "its keys are the paths of a file system": ("keys/*",),
        "it has no conditional reads of If-Match": ("basic/get-if-match-fails",),
        "it refuses the list of parts once one was sent again": ("multipart/replace",),
        "it has no copies of parts": ("multipart/copy-part",),
        "it bounds no size of a part": ("multipart/complete-small-parts",),
        "it has no forms": ("post/form",),
        "it takes chunks apart and verifies nothing of them": ("chunks/*",),
        "it has no tokens, and looks at none": ("tokens/*",),
    },
}
# A session of radosgw's STS meets the same, and one thing more.
EXPLAINED[SESSION] = {
    **EXPLAINED["radosgw"],
    "a session may not copy parts": ("multipart/copy-part",),
}


@pytest.fixture(scope="session")
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A server that has seen nothing else: radosgw 16 is not the same after some requests."""
    with open_store(request.param) as opened:
        yield opened


def faults(server: str) -> set[str]:
    """The cases in which a server is at fault."""
    return {
        case
        for case, row in BATTERIES.items()
        if row[server][0] in FAULTY and KNOWN[case].kind == "conformance"
    }


def test_the_table_is_whole() -> None:
    """There is a verdict on each server for each case."""
    assert [*BATTERIES] == [*KNOWN]
    assert all(set(row) == set(COLUMNS) for row in BATTERIES.values())


@pytest.mark.parametrize("server", COLUMNS)
def test_each_fault_is_explained(server: str) -> None:
    """By one reason at least; and each reason explains one."""
    patterns = [pattern for each in EXPLAINED[server].values() for pattern in each]
    found = faults(server)
    unexplained = {
        case for case in found if not any(fnmatchcase(case, pattern) for pattern in patterns)
    }
    assert unexplained == set()
    assert [p for p in patterns if not any(fnmatchcase(case, p) for case in found)] == []


@pytest.mark.parametrize(("case", "others"), FIGURES)
def test_the_battery_finds_what_was_known(case: str, others: dict[str, str]) -> None:
    """Nothing is found to be otherwise than with boto3's URLs."""
    assert {name: BATTERIES[case][name][0] for name in KINDS} == {
        name: others.get(name, "right") for name in KINDS
    }


def test_the_battery(store: Store) -> None:
    """Each verdict and each answer is the recorded one, and nothing is left behind."""
    report = send(store)
    assert outcomes(report) == {case: row[store.name] for case, row in BATTERIES.items()}
    assert report.left == ()


@pytest.mark.servers("radosgw")
def test_the_battery_of_a_session(store: Store) -> None:
    """The same by temporary credentials, whose cases are then among them."""
    report = send(store, assume_role(store.server))
    assert outcomes(report) == {case: row[SESSION] for case, row in BATTERIES.items()}
    assert report.left == ()


@pytest.mark.servers("radosgw", "swift")
def test_a_bucket_with_versions(store: Store) -> None:
    """What deleted objects leave behind there is taken away as well, and nothing else is."""
    bucket = store.new_bucket()
    body = xml("VersioningConfiguration", "<Status>Enabled</Status>").encode()
    assert store.call("put_bucket_versioning", Bucket=bucket, body=body).status == 200
    store.put(bucket, "precious", b"first")
    assert store.call("delete_object", Bucket=bucket, Key="precious").status == 204
    before = store.call("list_object_versions", Bucket=bucket)
    assert len(texts(before, "VersionId")) == 2
    assert send(store, only=("basic", "multipart"), bucket=bucket).left == ()
    after = store.call("list_object_versions", Bucket=bucket)
    assert texts(after, "VersionId") == texts(before, "VersionId")
