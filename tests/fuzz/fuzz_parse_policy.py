"""`parse_policy` and `verdict`, of any text: S3's words for what is wrong, or rules that hold.

The first byte says whether the rest is the policy's document, or base64 of one; the second is
the size of the file.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode

from reference_policy import keeps

from sigv4._policy import LENGTH_RANGE, Condition, Refusal, verdict
from sigv4._policy_document import Policy, parse_policy

_SIGNED = (
    ("x-amz-algorithm", "AWS4-HMAC-SHA256"),
    ("x-amz-credential", "AKIDEXAMPLE/20240229/eu-central-2/s3/aws4_request"),
    ("x-amz-date", "20240229T120000Z"),
)
_ALL = [["eq", f"${name}", value] for name, value in _SIGNED]

_CONDITIONS = (
    [{"bucket": "media"}, ["starts-with", "$key", "up/"], *_ALL],
    [{"bucket": "media"}, ["eq", "$key", "k"], ["content-length-range", 1, 10], *_ALL],
    [["starts-with", "$Content-Type", "image/"], ["content-length-range", "1", "x"]],
    [["eq", "$bucket", "media"], ["EQ", "key", ""], {"x-amz-meta-ä": "\n"}, *_ALL],
    [["starts-with", "$bucket", ""], []],
)
_DOCUMENTS = tuple(
    json.dumps({"expiration": expiration, "conditions": conditions}).encode()
    for conditions in _CONDITIONS
    for expiration in ("2024-02-29T13:00:00Z", "2024-02-30T12:00:00.000Z")
)
SEEDS = (
    *[b"\0\4" + document for document in _DOCUMENTS],
    *[b"\1\4" + b64encode(document) for document in _DOCUMENTS[:2]],
    b"\0\4" + _DOCUMENTS[0].replace(b'{"bucket"', b'{"acl": "private", "acl"'),
    b"\0\4" + _DOCUMENTS[0].replace(b"{", b'{"conditions": [], ', 1),
    b"\0\0" + b"[" * 2000,
    b"\0\0" + b'{"conditions":[["content-length-range",%s,1]]}' % (b"9" * 600),
)


def TestOneInput(data: bytes) -> None:
    """One policy, and a form that is made for it."""
    document, size = data[2:], (data[1:2] or b"\0")[0]
    encoded = document.decode("latin-1") if data[:1] > b"\0" else b64encode(document).decode()
    policy = parse_policy(encoded)
    if isinstance(policy, Refusal):
        assert (policy.status, policy.code) == (400, "InvalidPolicyDocument")
        assert policy.message.startswith("Invalid Policy: ")
        return
    raw = b64decode(encoded, validate=True)
    assert set(json.loads(raw)) == {"expiration", "conditions"}
    assert repr(policy)
    _check_written(policy)
    _check_verdict(policy, raw, size)


def _check_written(policy: Policy) -> None:
    """What is understood of a document is a document that is understood so."""
    conditions = [condition.as_list() for condition in policy.conditions]
    expiration = policy.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    document = json.dumps({"expiration": expiration, "conditions": conditions})
    if len(document) > 12000:
        return
    again = parse_policy(b64encode(document.encode()).decode())
    assert isinstance(again, Policy)
    assert again.conditions == policy.conditions
    assert again.expires_epoch == policy.expires_epoch


def _check_verdict(policy: Policy, document: bytes, size: int) -> None:
    fields = {"key": "k", **dict(_SIGNED), "policy": "p", "x-amz-signature": "s"}
    for condition in policy.conditions:
        if condition.operator != LENGTH_RANGE and condition.field not in ("bucket", "file"):
            fields[condition.field] = condition.value
    refusal = verdict(policy.conditions, fields, bucket="media", size=size, filename=None)
    if refusal is None or refusal.code in ("AccessDenied", "EntityTooLarge", "EntityTooSmall"):
        kept = keeps(document, fields, "media", size)
        assert kept == (refusal is None), (refusal, fields)
    assert all(repr(condition) and hash(condition) for condition in policy.conditions)
    assert refusal is None or isinstance(refusal.condition, Condition | None)
