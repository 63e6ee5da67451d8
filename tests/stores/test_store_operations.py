"""Every operation of S3's API by presigned URL, on every server: what it has works, and where it
has it not, it says so after having taken the signature."""

from __future__ import annotations

import pytest
from store import KINDS, REFUSALS, Store
from store_answers import load
from store_calls import CALLS
from store_scene import Scene

# Operation → server → what it answers, and what to a forged signature; recorded by
# store_answers.py. "works" is what it says. A bare "200" or "204" is a server that does not know
# the operation and took it for another one, on the bucket or the object itself, or that takes a
# setting and does not keep it.
ANSWERS = load()
FORGED = ("403 AccessDenied", "403 SignatureDoesNotMatch", "403")

# Signed for another service than s3, as S3 has it, and so rightly refused by a server that has
# only s3. radosgw reads the service from the URL, whatever it is.
OTHER_SERVICES = {
    "list_directory_buckets": "s3express",
    "write_get_object_response": "s3-object-lambda",
}
ONLY_S3 = ("rclone", "swift")


def test_the_table_is_whole() -> None:
    """There is a call and an answer of each server for each of the 116 operations."""
    assert len(ANSWERS) == 116
    assert [*ANSWERS] == [*CALLS]
    assert all(set(row) == set(KINDS) for row in ANSWERS.values())


@pytest.mark.parametrize("operation", CALLS)
def test_each_signature_is_verified_somewhere(operation: str) -> None:
    """At least one server takes the signature of each operation and refuses a forged one: most
    decide that they lack an operation before they look at the signature."""
    row = ANSWERS[operation].values()
    assert any(forged in FORGED and answer != forged for answer, forged in row)


@pytest.mark.parametrize("operation", CALLS)
def test_operation(store: Store, operation: str) -> None:
    """The signature is accepted, a forged one is not, and the operation does what it says where
    the server has it."""
    outcome = Scene(store, operation).play()
    refused = outcome.answer == "403" or outcome.answer.partition(" ")[2] in REFUSALS
    assert refused is (operation in OTHER_SERVICES and store.name in ONLY_S3)
    answer, forged = ANSWERS[operation][store.name]
    assert (outcome.answer, outcome.forged) == (answer, forged)


@pytest.mark.parametrize(("operation", "service"), OTHER_SERVICES.items())
def test_other_services(store: Store, operation: str, service: str) -> None:
    """The operations that are refused for their service are signed for that service."""
    request = store.presign(operation, **CALLS[operation].parameters)
    assert f"%2F{service}%2Faws4_request&" in request.url
