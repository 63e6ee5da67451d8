"""The vectors of SigV4A: the texts are compared, and the signatures verified by `cryptography`."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

import sigv4
from sigv4._asymmetric import derive_scalar, public_key_of, verifies

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
Case = dict[str, Any]
CASES: list[Case] = json.loads((VECTORS / "aws-suite-v4a.json").read_text(encoding="utf-8"))[
    "cases"
]


def _of_kind(*kinds: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "case", [pytest.param(case, id=case["id"]) for case in CASES if case["kind"] in kinds]
    )


def _credentials_of(context: dict[str, Any]) -> sigv4.Credentials:
    return sigv4.Credentials(
        context["access_key_id"], context["secret_access_key"], context.get("session_token")
    )


def _options_of(context: dict[str, Any]) -> dict[str, Any]:
    # datetime.fromisoformat() knows "Z" from Python 3.11 on.
    return {
        "region_set": context["region_set"],
        "service": context["service"],
        "signing_time": datetime.fromisoformat(context["signing_time"].replace("Z", "+00:00")),
        "rules": sigv4.ServiceRules(**context["rules"]),
    }


def _published_key(case: Case) -> ec.EllipticCurvePublicKey:
    x, y = (int(case["expected"]["public_key"][axis], 16) for axis in "xy")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def _assert_signed(case: Case, signature: str) -> None:
    """A signature is one of the published key over the published string to sign."""
    _published_key(case).verify(
        bytes.fromhex(signature), case["expected"]["string_to_sign"].encode(), ec.ECDSA(SHA256())
    )


@_of_kind("presign-asymmetric")
def test_a_presigned_url_passes_every_checkpoint(case: Case) -> None:
    """Canonical request and string to sign are AWS's, and the signature verifies."""
    request, context, expected = case["request"], case["context"], case["expected"]
    signed = sigv4.presign(
        request["method"],
        request["url"],
        _credentials_of(context),
        headers=[tuple(pair) for pair in request["headers"]],
        expires_in=context["expires_in"],
        payload_hash=context.get("payload_hash"),
        **_options_of(context),
    )
    assert signed.canonical_request == expected["canonical_request"]
    assert signed.string_to_sign == expected["string_to_sign"]
    before, _, rest = signed.url.partition("&X-Amz-Signature=")
    signature, _, _ = rest.partition("&")
    _assert_signed(case, signature)
    assert signed.url.replace(signature, expected["signatures"][0]) == expected["url"]
    assert before.count("X-Amz-Region-Set=") == 1


@_of_kind("sign-asymmetric")
def test_signed_headers_pass_every_checkpoint(case: Case) -> None:
    """The string to sign of AWS's canonical request is AWS's, and ours verifies over it."""
    request, context, expected = case["request"], case["context"], case["expected"]
    options = _options_of(context)
    rules = options.pop("rules")
    assert (
        sigv4.string_to_sign(expected["canonical_request"], **options)
        == (expected["string_to_sign"])
    )
    body = request.get("body", {"text": ""})
    added = sigv4.sign_headers(
        request["method"],
        request["url"],
        _credentials_of(context),
        headers=[tuple(pair) for pair in request["headers"]],
        body=base64.b64decode(body["base64"]) if "base64" in body else body["text"].encode(),
        rules=rules,
        **options,
    )
    start, _, signature = added["Authorization"].rpartition("Signature=")
    _assert_signed(case, signature)
    shown = {**added, "Authorization": f"{start}Signature={expected['signatures'][0]}"}
    assert shown == dict(expected["headers"])


@_of_kind("presign-asymmetric", "sign-asymmetric")
def test_both_of_aws_s_signatures_verify(case: Case) -> None:
    """With the key that is derived here, which is AWS's; and not over another text."""
    key = public_key_of(_credentials_of(case["context"]))
    assert key.public_numbers() == _published_key(case).public_numbers()
    to_sign, signatures = case["expected"]["string_to_sign"], case["expected"]["signatures"]
    assert len(set(signatures)) == 2
    for signature in signatures:
        assert verifies(key, to_sign, signature)
        assert not verifies(key, f"{to_sign} ", signature)
        with pytest.raises(InvalidSignature):
            _assert_signed({"expected": {**case["expected"], "string_to_sign": "x"}}, signature)


@_of_kind("key-pair")
def test_a_key_pair_is_that_of_the_vector(case: Case) -> None:
    """The private number, and the public point, from the credentials alone."""
    context, expected = case["context"], case["expected"]
    scalar = derive_scalar(context["access_key_id"], context["secret_access_key"])
    assert f"{scalar:064x}" == expected["private_key"]
    key = public_key_of(_credentials_of(context))
    assert key.public_numbers() == _published_key(case).public_numbers()
