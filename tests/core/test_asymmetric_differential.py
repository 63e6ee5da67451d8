"""Signatures for sets of regions, here and by awscrt, AWS's signer in C, over random requests."""

from __future__ import annotations

import random
from dataclasses import replace

import asymmetric_differential as differential
import pytest

from sigv4 import Credentials
from sigv4._asymmetric import public_key_of

COUNT = 700


@pytest.mark.parametrize(
    "seed", [1, 2, random.SystemRandom().randrange(10**9)], ids=["1", "2", "new"]
)
def test_each_takes_the_other_s_signatures(seed: int) -> None:
    """awscrt's verify over our string to sign, and ours by awscrt; one seed is new in every run."""
    forms = {"query": 0, "header": 0}
    for form, request in differential.asymmetric_requests(seed, COUNT):
        forms[form] += 1
        found = differential.difference(form, request)
        assert found is None, f"seed {seed}: {form} {request}\n{found}"
    assert min(forms.values()) > COUNT // 4


@pytest.mark.parametrize("form", ["query", "header"])
@pytest.mark.parametrize(
    "change",
    [
        {"region": "eu-west-1"},
        {"service": "iam"},
        {"secret_access_key": "other"},
        {"url": "https://h/other"},
        {"session_token": "other"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_comparison_can_fail(
    monkeypatch: pytest.MonkeyPatch, form: str, change: dict[str, str]
) -> None:
    """What awscrt signs otherwise is reported."""
    requests = differential.asymmetric_requests(1, 100)
    request = next(request for drawn, request in requests if drawn == form)
    assert differential.difference(form, request) is None
    theirs = differential.theirs
    monkeypatch.setattr(differential, "theirs", lambda f, r: theirs(f, replace(r, **change)))
    assert "we do not take awscrt's" in str(differential.difference(form, request))
    key = public_key_of(Credentials("other", "other"))
    assert not differential.awscrt_verifies(key, *differential.ours(form, request))
