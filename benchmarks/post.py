"""What does one more form for an upload by POST cost?"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import peers
from report import Result, finish, options, timed
from timing import Loop, each

import sigv4
from sigv4.s3 import S3

# Pictures of up to 5 MB, under names that their users give them.
KEY = "uploads/${filename}"
FIELDS = {"acl": "private", "success_action_status": "201"}
CONDITIONS: tuple[Any, ...] = (
    ["starts-with", "$Content-Type", "image/"],
    ["content-length-range", 1, 5_000_000],
)

# What is asked of each form: the same, as a program does; and a field that no form had before.
CASES: dict[str, Callable[[int], dict[str, str]]] = {
    "a form": lambda _: FIELDS,
    "a form with a field of its own": lambda n: {**FIELDS, "x-amz-meta-number": str(n)},
}


def contestants(name: str, notes: list[str]) -> dict[str, Loop]:
    """`presign_post`, and boto3's client."""
    s3, numbers, fields_of = S3(peers.CREDENTIALS, region=peers.REGION), count(), CASES[name]

    def ours(key: str) -> dict[str, str]:
        return s3.presign_post(
            peers.BUCKET,
            key,
            conditions=CONDITIONS,
            fields=fields_of(next(numbers)),
            expires_in=peers.EXPIRES_IN,
        ).fields

    check("sigv4", ours(KEY))
    loops = {"sigv4 presign_post": each(ours, KEY)}
    client = with_boto3(notes)
    if client is None:
        return loops

    # boto3 makes no condition for a field, and adds to the list that it is given.
    def theirs(key: str) -> dict[str, str]:
        fields = fields_of(next(numbers))
        conditions = [*({name: value} for name, value in fields.items()), *CONDITIONS]
        form: dict[str, Any] = client.generate_presigned_post(
            peers.BUCKET, key, fields, conditions, peers.EXPIRES_IN
        )
        signed: dict[str, str] = form["fields"]
        return signed

    check("boto3", theirs(KEY))
    return {**loops, "boto3": each(theirs, KEY)}


def with_boto3(notes: list[str]) -> Any:
    """boto3's client, signing in Python; None where it is not installed."""
    try:
        import boto3
        from botocore.config import Config
    except ImportError as error:
        notes.append(f"boto3 is left out: {error}.")
        return None
    if peers.BOTO3_SIGNS not in notes:
        notes.append(peers.BOTO3_SIGNS)
    return boto3.client(
        "s3",
        region_name=peers.REGION,
        aws_access_key_id=peers.ACCESS_KEY_ID,
        aws_secret_access_key=peers.SECRET_ACCESS_KEY,
        config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}),
    )


def check(name: str, fields: Mapping[str, str]) -> None:
    """Fail unless a form is signed as ours is, and asks the same in whatever order."""
    key = sigv4.SigningKey.derive(
        peers.CREDENTIALS, date=fields["x-amz-date"][:8], region=peers.REGION, service="s3"
    )
    said = json.loads(b64decode(fields["policy"]))["conditions"]
    exactly = {field for condition in said if isinstance(condition, dict) for field in condition}
    unsaid = fields.keys() - exactly - {"key", "policy", "x-amz-signature"}
    asked = [*CONDITIONS, ["starts-with", "$key", "uploads/"], {"bucket": peers.BUCKET}]
    signed = key.sign(fields["policy"]) == fields["x-amz-signature"]
    if unsaid or not signed or any(condition not in said for condition in asked):
        raise SystemExit(f"{name} signs something else:\n{fields}")


def run(quick: bool = False) -> Result:
    """Time each case."""
    result = Result("post", "One more form for an upload by POST")
    rounds = 100 if quick else 1500
    cases = {name: contestants(name, result.notes) for name in CASES}
    result.cases = timed("µs a form", cases, rounds)
    return result


if __name__ == "__main__":
    chosen = options(__doc__)
    finish(run(chosen.quick), chosen)
