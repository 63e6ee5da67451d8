"""`verify_post`, of any form: refused, or a form that keeps the policy that was signed.

    !!{"expiration": …, "conditions": […]}

    key: up/cat.png
    x-amz-credential: …

The first byte says how much of what signs the form is added, the second is the file's size.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

from reference_policy import fields_of, keeps
from signed_requests import KEYS, NOW, PLAIN, SECRET, SESSION, TOKEN

from sigv4 import SigningKey
from sigv4._policy_document import Policy, parse_policy
from sigv4.s3 import S3
from sigv4.verify import (
    PolicyConditionError,
    PolicySizeError,
    RefusedError,
    SignatureDiffersError,
    Verified,
    verify_post,
)

# Bits of the first byte: the policy is added in base64, and its signature; the text is no UTF-8,
# or what servers make of such; the file's name is another.
_POLICY, _SIGNATURE, _LATIN, _NAME, _NO_NAME = 1, 2, 4, 8, 16
_NAMES = {0: "cat.png", _NAME: "C:\\a/b\\ü${filename}", _NO_NAME: None, _NAME | _NO_NAME: ""}
_KEYS_OF_THE_DAY = {
    name: SigningKey.derive(keys, date="20240229", region="eu-central-2", service="s3")
    for name, keys in KEYS.items()
}


def _seed(mode: int, **form: Any) -> bytes:
    keys = form.pop("keys", PLAIN)
    s3 = S3(keys, region="eu-central-2")
    fields = dict(s3.presign_post("media", "up/${filename}", signing_time=NOW, **form).fields)
    policy, signature = fields.pop("policy"), fields.pop("x-amz-signature")
    if not mode & _POLICY:
        fields["policy"] = policy
    if not mode & _SIGNATURE:
        fields["x-amz-signature"] = signature
    lines = [f"{name}: {value}" for name, value in fields.items()]
    return bytes([mode, 9]) + b64decode(policy) + b"\n\n" + "\n".join(lines).encode()


_TYPED = {
    "fields": {"Content-Type": "image/png,image/gif", "acl": "private", "x-amz-meta-a": "b"},
    "conditions": [
        ["content-length-range", 1, 10],
        ["starts-with", "$Content-Type", "image/"],
        ["starts-with", "$x-amz-meta-a", ""],
    ],
}
_FORMS = tuple(
    _seed(mode, **form)
    for mode in (0, 3, 3 | _NAME, 3 | _NO_NAME)
    for form in ({}, {"keys": SESSION}, _TYPED, {"fields": {"x-amz-meta-ä": "${filename}"}})
)
SEEDS = (
    *_FORMS,
    *[form.replace(b"T13:", b"T11:") for form in _FORMS],
    *[b"%s\n%s" % (form, form.rpartition(b"\n")[2]) for form in _FORMS],
    *[form.replace(b"\nkey", b"\nkey: up/x\nkey") for form in _FORMS],
    *[form.replace(b"\nx-amz-d", b"\nFile: x\nx-amz-d") for form in _FORMS],
)


def TestOneInput(data: bytes) -> None:
    """One form, as it is sent to the bucket."""
    mode, size = data[0] if data else 0, (data[1:2] or b"\0")[0]
    document, _, text = data[2:].partition(b"\n\n")
    lines = text.decode("latin-1" if mode & _LATIN else "utf-8", "surrogateescape").split("\n")
    parts = [line.partition(":") for line in lines]
    pairs = [(name, value.removeprefix(" ")) for name, _, value in parts]
    if mode & _POLICY:
        pairs.insert(0, ("policy", b64encode(document).decode()))
    if mode & _SIGNATURE:
        pairs.insert(0, ("x-amz-signature", _signature(pairs)))
    _check(pairs, size, _NAMES[mode & (_NAME | _NO_NAME)])


def _signature(pairs: list[tuple[str, str]]) -> str:
    """What the signer whom the form names would have signed, be it a document of ours or not."""
    fields = {name.lower(): value for name, value in reversed(pairs)}
    name = fields.get("x-amz-credential", "").rsplit("/", 4)[0]
    key = _KEYS_OF_THE_DAY.get(name, _KEYS_OF_THE_DAY[PLAIN.access_key_id])
    policy = fields.get("policy", "")
    return key.sign(policy if policy.isascii() else "")


def _check(pairs: list[tuple[str, str]], size: int, filename: str | None) -> None:
    fields = fields_of(pairs, filename)
    verified, refused = _outcome(pairs, size, filename)
    if refused is not None:
        _check_told(refused, pairs)
        if isinstance(refused, (PolicyConditionError, PolicySizeError)):
            assert not keeps(b64decode(fields["policy"]), fields, "media", size), str(refused)
    if verified is not None:
        assert verified.fields == fields
        assert not _doubled(pairs)
        assert fields["x-amz-signature"] == _signature(pairs)
        assert keeps(b64decode(fields["policy"], validate=True), fields, "media", size)
        policy = parse_policy(fields["policy"])
        assert isinstance(policy, Policy)
        assert NOW < verified.expires_at <= min(policy.expires_at, NOW + timedelta(days=8))
        token = fields.get("x-amz-security-token", fields.get("x-amz-s3session-token"))
        assert token == KEYS[verified.access_key_id].session_token


def _doubled(pairs: list[tuple[str, str]]) -> bool:
    """Whether a field in front of the file decides something and is there twice."""
    names = [name.lower() for name, _ in pairs]
    names = names[: names.index("file")] if "file" in names else names
    said = [name for name in names if name in ("key", "bucket", "policy") or _is_of_aws(name)]
    return len(set(said)) < len(said)


def _is_of_aws(name: str) -> bool:
    return name.startswith("x-amz-") and not name.startswith("x-amz-meta-")


def _outcome(
    pairs: list[tuple[str, str]], size: int, filename: str | None
) -> tuple[Verified | None, RefusedError | None]:
    try:
        verified = verify_post(
            pairs,
            credentials=KEYS.get,
            region="eu-central-2",
            service="s3",
            bucket="media",
            size=size,
            filename=filename,
            now=NOW,
        )
    except RefusedError as refused:
        return None, refused
    return verified, None


def _check_told(refused: RefusedError, pairs: list[tuple[str, str]]) -> None:
    """What is told of a refusal: no secret, and no signature that somebody does not have."""
    document = refused.to_xml(details=True)
    assert ElementTree.fromstring(document).findtext("Code") == refused.code
    assert refused.__context__ is None
    told = f"{refused}{document.decode()}"
    given = "".join(value for _, value in pairs)
    assert SECRET not in told
    assert TOKEN not in told or TOKEN in given
    if type(refused) is SignatureDiffersError:
        right = _signature(pairs)
        assert right not in told or right in given
