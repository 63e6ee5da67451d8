"""The same signatures as botocore's, over random requests."""

from __future__ import annotations

import random

import differential
import pytest

COUNT = 2000


@pytest.mark.parametrize(
    "seed", [1, 2, random.SystemRandom().randrange(10**9)], ids=["1", "2", "new"]
)
def test_random_requests_are_signed_alike(seed: int) -> None:
    """Same canonical request, string to sign, signature and URL; one seed is new in every run."""
    forms = {"query": 0, "header": 0}
    for form, request in differential.requests(seed, COUNT):
        forms[form] += 1
        found = differential.difference(form, request)
        assert found is None, f"seed {seed}: {form} {request}\n{found}"
    assert min(forms.values()) > COUNT // 4


def test_botocore_signs_in_python() -> None:
    """awscrt is importable here, and botocore would sign with it unless it is told not to."""
    from importlib.util import find_spec

    from botocore import auth, compat

    assert find_spec("awscrt") is not None
    assert not compat.HAS_CRT
    assert auth.AUTH_TYPE_MAPS["s3v4-query"] is auth.S3SigV4QueryAuth
    assert auth.S3SigV4QueryAuth.__module__ == "botocore.auth"


def test_the_comparison_can_fail() -> None:
    """A request that is signed otherwise is reported, at its first checkpoint."""
    from dataclasses import replace

    form, request = next(r for r in differential.requests(1, 100) if r[0] == "query")
    assert differential.difference(form, request) is None
    twice = replace(request, url="https://h/k?a=2&a=1", service="s3")
    assert "canonical request" in str(differential.difference(form, twice))
