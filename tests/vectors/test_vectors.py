"""The vectors, walked through the public names: one checkpoint after the other."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import warnings
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from builder.verdicts import judge

import sigv4
from sigv4.s3 import S3

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
Case = dict[str, Any]

SETS: dict[str, dict[str, Any]] = {
    name: json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    for name in (
        "aws-suite",
        "aws-suite-v4a",
        "documentation",
        "edge-cases",
        "post-forms",
        "verify",
        "streaming",
    )
}
CASES: list[Case] = [case for content in SETS.values() for case in content["cases"]]
SCHEMA = json.loads((VECTORS / "schema.json").read_text(encoding="utf-8"))
README = (VECTORS / "README.md").read_text(encoding="utf-8")
FLAGS = {flag["const"]: flag["description"] for flag in SCHEMA["$defs"]["flag"]["oneOf"]}


def _of_kind(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "case", [pytest.param(case, id=case["id"]) for case in CASES if case["kind"] == kind]
    )


def _credentials_of(context: dict[str, Any]) -> sigv4.Credentials:
    return sigv4.Credentials(
        context["access_key_id"], context["secret_access_key"], context.get("session_token")
    )


def _options_of(context: dict[str, Any]) -> dict[str, Any]:
    # datetime.fromisoformat() knows "Z" from Python 3.11 on.
    return {
        "region": context["region"],
        "service": context["service"],
        "signing_time": datetime.fromisoformat(context["signing_time"].replace("Z", "+00:00")),
        "payload_hash": context.get("payload_hash"),
        "rules": sigv4.ServiceRules(**context["rules"]),
    }


def _headers_of(request: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request["headers"]]


def _body_of(request: dict[str, Any]) -> bytes:
    body = request.get("body", {"text": ""})
    return base64.b64decode(body["base64"]) if "base64" in body else body["text"].encode()


def _assert_signature(case: Case) -> None:
    """The second and the third checkpoint, from the first by the public functions."""
    context, expected = case["context"], case["expected"]
    options = _options_of(context)
    scope = {name: context[name] for name in ("region", "service")}
    to_sign = sigv4.string_to_sign(
        expected["canonical_request"], signing_time=options["signing_time"], **scope
    )
    assert to_sign == expected["string_to_sign"]
    date = context["signing_time"][:10].replace("-", "")
    key = sigv4.derive_signing_key(context["secret_access_key"], date=date, **scope)
    assert hmac.new(key, to_sign.encode(), "sha256").hexdigest() == expected["signature"]


@_of_kind("presign")
def test_a_presigned_url_passes_every_checkpoint(case: Case) -> None:
    """Canonical request, string to sign, signature, URL and headers are those of the vector."""
    request, context, expected = case["request"], case["context"], case["expected"]
    arguments = (request["method"], request["url"], _credentials_of(context))
    options = {
        **_options_of(context),
        "headers": _headers_of(request),
        "expires_in": context["expires_in"],
    }
    signed = sigv4.presign(*arguments, **options)
    assert signed.canonical_request == expected["canonical_request"]
    assert signed.string_to_sign == expected["string_to_sign"]
    _assert_signature(case)
    assert signed.url == expected["url"]
    assert sigv4.presign_url(*arguments, **options) == expected["url"]
    given = {name.lower() for name, _ in request["headers"]}
    added = [[name, value] for name, value in signed.headers.items() if name not in given]
    assert added == expected["headers"]


@_of_kind("presign")
def test_the_url_that_is_emitted_has_the_canonical_request_that_was_signed(case: Case) -> None:
    """What was emitted, read as any request, is what was signed."""
    request, context, expected = case["request"], case["context"], case["expected"]
    # A token that is added after signing is the end of the URL, behind the signature.
    url, signature, _ = expected["url"].partition(f"&X-Amz-Signature={expected['signature']}")
    canonical = sigv4.canonical_request(
        request["method"],
        url + signature,
        headers=[*_headers_of(request), *map(tuple, expected["headers"])],
        payload_hash=expected["canonical_request"].rpartition("\n")[2],
        rules=sigv4.ServiceRules(**context["rules"]),
    )
    assert canonical == expected["canonical_request"]


@_of_kind("sign")
def test_signed_headers_pass_every_checkpoint(case: Case) -> None:
    """Canonical request, string to sign, signature and added headers are those of the vector."""
    request, context, expected = case["request"], case["context"], case["expected"]
    options, headers, body = _options_of(context), _headers_of(request), _body_of(request)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        added = sigv4.sign_headers(
            request["method"],
            request["url"],
            _credentials_of(context),
            headers=headers,
            body=b"" if options["payload_hash"] else body,
            **options,
        )
    authorization = re.fullmatch(
        "AWS4-HMAC-SHA256 Credential=(.+), SignedHeaders=(.+), Signature=([0-9a-f]{64})",
        added["Authorization"],
    )
    assert authorization is not None
    names = authorization[2].split(";")
    stated = options["payload_hash"] or added.get("x-amz-content-sha256")
    canonical = sigv4.canonical_request(
        request["method"],
        request["url"],
        headers=[pair for pair in [*headers, *added.items()] if pair[0].lower() in names],
        payload_hash=stated or hashlib.sha256(body).hexdigest(),
        rules=options["rules"],
    )
    assert canonical == expected["canonical_request"]
    _assert_signature(case)
    assert authorization[3] == expected["signature"]
    assert added == dict(expected["headers"])
    kinds = [warning.category for warning in caught]
    left_out = "volatile-header" in case["flags"]
    assert kinds == ([sigv4.UnsignedHeadersWarning] if left_out else [])


def _derive(case: Case) -> str:
    context = case["context"]
    names = ("secret_access_key", "date", "region", "service")
    secret, date, region, service = (context[name] for name in names)
    return sigv4.derive_signing_key(secret, date=date, region=region, service=service).hex()


@_of_kind("signing-key")
def test_a_signing_key_is_that_of_the_vector(case: Case) -> None:
    """The key of a day, region and service."""
    assert _derive(case) == case["expected"]["signing_key"]


def _perform(case: Case) -> object:
    """What a refused case asks for."""
    operation, context = case["expected"]["operation"], case["context"]
    if operation == "signing-key":
        return _derive(case)
    request = case["request"]
    arguments = (request["method"], request["url"], _credentials_of(context))
    options = {**_options_of(context), "headers": _headers_of(request)}
    if operation == "sign":
        return sigv4.sign_headers(*arguments, **options, body=_body_of(request))
    return sigv4.presign(*arguments, **options, expires_in=context["expires_in"])


@_of_kind("refused")
def test_what_must_be_refused_is_refused_by_the_name_of_its_argument(case: Case) -> None:
    """The error names the one argument that is at fault."""
    with pytest.raises(sigv4.SigV4Error) as caught:
        _perform(case)
    assert isinstance(caught.value, sigv4.InvalidInputError)
    assert caught.value.argument == case["expected"]["argument"]


def _signed(case: Case, policy: str) -> tuple[str, str]:
    """A policy's base64 and the signature over it, by the public functions."""
    context = case["context"]
    date = context["signing_time"][:10].replace("-", "")
    scope = {name: context[name] for name in ("region", "service")}
    key = sigv4.SigningKey.derive(_credentials_of(context), date=date, **scope)
    to_sign = base64.b64encode(policy.encode()).decode()
    return to_sign, key.sign(to_sign)


@_of_kind("post")
def test_a_form_is_that_of_the_vector(case: Case) -> None:
    """Policy, string to sign, signature and fields."""
    context, form, expected = case["context"], case["form"], case["expected"]
    time = datetime.fromisoformat(context["signing_time"].replace("Z", "+00:00"))
    post = S3(_credentials_of(context), region=context["region"]).presign_post(
        form["bucket"],
        form["key"],
        conditions=form["conditions"],
        fields=[(name, value) for name, value in form["fields"]],
        expires_in=context["expires_in"],
        signing_time=time,
    )
    assert json.loads(post.policy) == json.loads(expected["policy"])
    assert post.policy == expected["policy"]
    signed = _signed(case, expected["policy"])
    assert signed == (expected["string_to_sign"], expected["signature"])
    assert [[name, value] for name, value in post.fields.items()] == expected["fields"]
    assert post.fields["x-amz-signature"] == expected["signature"]


@_of_kind("post-policy")
def test_a_policy_s_signature_is_that_of_the_vector(case: Case) -> None:
    """It is signed as it stands."""
    expected = case["expected"]
    assert _signed(case, case["policy"]) == (expected["string_to_sign"], expected["signature"])


@_of_kind("post-form")
def test_a_form_is_judged_as_the_vector_says(case: Case) -> None:
    """Accepted, or refused with S3's status and code."""
    refusal, expected = judge(case["form"], case["context"]), case["expected"]
    assert (refusal is None) == expected["accepted"], refusal
    if refusal is not None:
        assert (refusal.status, refusal.code) == (expected["status"], expected["code"])


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("aws-suite", {"presign": 38, "sign": 38}),
        ("aws-suite-v4a", {"presign-asymmetric": 38, "sign-asymmetric": 38, "key-pair": 1}),
        (
            "documentation",
            {"presign": 1, "sign": 6, "signing-key": 1, "post-policy": 1, "post-form": 1},
        ),
        ("edge-cases", {"presign": 147, "sign": 31, "signing-key": 3, "refused": 70}),
        ("post-forms", {"post": 18, "post-form": 110}),
        ("verify", {"verify": 126}),
        ("streaming", {"chunks": 17}),
    ],
)
def test_a_set_holds_all_its_cases(name: str, counts: dict[str, int]) -> None:
    """A set that was emptied or cut fails, and the README's figure is the truth."""
    content = SETS[name]
    assert Counter(case["kind"] for case in content["cases"]) == counts
    assert content["case_count"] == sum(counts.values())
    assert content["set"] == name
    assert f"| `{name}.json` | {content['case_count']} |" in README


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_valid(name: str) -> None:
    """Every file is what the schema says."""
    jsonschema.Draft202012Validator(SCHEMA).validate(SETS[name])


def test_the_schema_is_valid() -> None:
    """The schema is one of draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("where", ["request", "context", "expected", "provenance", "rules", None])
@pytest.mark.parametrize("kind", ["presign", "sign", "presign-asymmetric", "sign-asymmetric"])
def test_the_schema_is_strict(kind: str, where: str | None) -> None:
    """A field that the format does not know is refused, wherever it stands."""
    suite = "aws-suite-v4a" if kind.endswith("-asymmetric") else "aws-suite"
    content = json.loads(json.dumps(SETS[suite]))
    content["cases"] = [case for case in content["cases"] if case["kind"] == kind][:1]
    case = content["cases"][0]
    part = case["context"]["rules"] if where == "rules" else case[where] if where else case
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert validator.is_valid(content)
    part["unknown"] = ""
    assert not validator.is_valid(content)


@pytest.mark.parametrize("where", ["received", "context", "expected", "provenance", "rules", None])
def test_the_schema_is_strict_about_what_is_verified(where: str | None) -> None:
    """A field that the format does not know is refused."""
    content = json.loads(json.dumps(SETS["verify"]))
    case = content["cases"][0]
    content["cases"] = [case]
    part = case["context"]["rules"] if where == "rules" else case[where] if where else case
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert validator.is_valid(content)
    part["unknown"] = ""
    assert not validator.is_valid(content)


@pytest.mark.parametrize("where", ["form", "context", "expected", "policy", "file", None])
@pytest.mark.parametrize("kind", ["post", "post-policy", "post-form"])
def test_the_schema_is_strict_about_forms(kind: str, where: str | None) -> None:
    """A field that the format does not know is refused, and so is one that is missing."""
    content = json.loads(json.dumps(SETS["post-forms"]))
    case = json.loads(json.dumps(next(c for c in CASES if c["kind"] == kind)))
    content["cases"] = [case]
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert validator.is_valid(content)
    part = case.get("form", {}).get("file") if where == "file" else case.get(where, case)
    if isinstance(part, dict):
        part["unknown"] = ""
        assert not validator.is_valid(content)
        del part["unknown"]
        assert validator.is_valid(content)
    if where in case:
        del case[where]
        assert not validator.is_valid(content)


def test_ids_are_unique() -> None:
    """An id names one case among all sets."""
    assert [
        case for case, count in Counter(case["id"] for case in CASES).items() if count > 1
    ] == []


def test_flags_are_explained_and_used() -> None:
    """Every flag that is used is explained in the schema and, alike, in the README."""
    assert {flag for case in CASES for flag in case["flags"]} == FLAGS.keys()
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (.+) \|$", README.partition("## Flags")[2], re.M)
    assert dict(rows[: len(FLAGS)]) == FLAGS


def _fields(schema: dict[str, Any]) -> set[str]:
    """The names of all properties within a schema."""
    named = set(schema.get("properties", {}))
    children = [child for child in schema.values() if isinstance(child, (dict, list))]
    for child in children:
        for part in child.values() if isinstance(child, dict) else child:
            named |= _fields(part) if isinstance(part, dict) else set()
    return named


def test_every_field_is_in_the_readme() -> None:
    """A field of the format is defined for who reads no schema."""
    top, defined = set(SCHEMA["properties"]), set()
    for definition in SCHEMA["$defs"].values():
        defined |= _fields(definition)
    assert {name for name in top | defined if f"`{name}`" not in README} == {"text", "base64"}
    assert '{"text": …}' in README
    assert '{"base64": …}' in README


def test_the_rules_of_each_service_are_the_table_s() -> None:
    """For every service there is a case with the very rules that its name stands for."""
    cases = [c for c in SETS["edge-cases"]["cases"] if c["kind"] in ("presign", "sign")]
    ruled = {c["context"]["service"]: set[bool]() for c in cases}
    for case in cases:
        service = case["context"]["service"]
        rules = sigv4.ServiceRules(**case["context"]["rules"])
        ruled[service].add(rules == sigv4.ServiceRules.of(service))
    assert {service for service, found in ruled.items() if True not in found} == set()


def test_no_answer_is_this_project_s_alone() -> None:
    """Every case has a voucher, and says what was done where it is not the plain one."""
    for case in CASES:
        provenance = case["provenance"]
        vouched = provenance["checked_by"]
        form = case["kind"] == "post-form"
        if not form:
            refused = case["kind"] == "refused" or "twin" in case
            assert (vouched == "rule") == refused, case["id"]
            assert vouched != "radosgw", case["id"]
        assert (vouched == "published") == (provenance["source"] != "sigv4"), case["id"]
        assert ("note" in provenance) == (
            vouched in ("botocore-equivalent", "second-derivation") or (form and vouched == "rule")
        ), case["id"]
