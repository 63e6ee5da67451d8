"""`generate_presigned_post`: the same form as boto3's, byte for byte."""

from __future__ import annotations

import random
import string
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from boto3_oracle import ACCESS_KEY_ID, SECRET_ACCESS_KEY, Boto3

from sigv4.compat import boto3
from sigv4.errors import InvalidValueError

_TEXT = string.ascii_letters + string.digits + string.punctuation + "  é日😀"
_FIELDS = (
    "acl",
    "Content-Type",
    "success_action_status",
    "success_action_redirect",
    "x-amz-meta-a",
    "X-Amz-Server-Side-Encryption",
    "Cache-Control",
    "tagging",
    "x-ignore-note",
)


def _text(rng: random.Random, shortest: int = 0) -> str:
    return "".join(rng.choices(_TEXT, k=rng.randint(shortest, 20)))


def _conditions(rng: random.Random, fields: dict[str, str], bucket: str) -> list[Any]:
    """Of each kind and spelling, in any order; boto3 makes none for a field, nor asks for one."""
    made: list[Any] = []
    for name, value in fields.items():
        spelt = rng.choice((name, name.upper(), name.lower()))
        forms = ({name: value}, ["eq", f"${spelt}", value], ("EQ", f"${spelt}", value), None)
        chosen = rng.choice(forms)
        made += [] if chosen is None else [chosen]
    least = rng.randint(0, 1000)
    most = least + rng.choice((0, 1, rng.randint(2, 10**12)))
    others: tuple[Any, ...] = (
        ["starts-with", "$Content-Language", _text(rng)],
        ["Starts-With", "$x-amz-meta-b", ""],
        ["starts-with", "$key", ""],
        {"x-amz-meta-c": _text(rng)},
        {"bucket": bucket},
        ["content-length-range", least, most],
        ["content-length-range", str(least), str(most)],
    )
    made += rng.sample(others, rng.randint(0, len(others)))
    rng.shuffle(made)
    return made


@pytest.mark.parametrize("token", [None, "token/with+signs="], ids=["", "token"])
@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1", "cn-north-1"])
@pytest.mark.parametrize(
    ("bucket", "style"),
    [("media", "virtual"), ("media", "path"), ("my.media", "virtual")],
    ids=lambda value: value,
)
def test_the_form_is_boto3s(bucket: str, style: str, region: str, token: str | None) -> None:
    """URL, fields in their order, policy and signature, over random fields and conditions."""
    oracle = Boto3(region=region, session_token=token, addressing_style=style)
    client = boto3.client(
        "s3",
        region,
        aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY,
        aws_session_token=token,
        config=boto3.Config(s3={"addressing_style": style}),
    )
    rng = random.Random(f"{bucket} {style} {region} {token}")
    for _ in range(120):
        fields = {name: _text(rng) for name in rng.sample(_FIELDS, rng.randint(0, 4))}
        key = _text(rng, 1) + rng.choice(("", "${filename}", "${filename}.bak", "a${filename}"))
        arguments: dict[str, Any] = {}
        if fields or rng.random() < 0.5:
            arguments["Fields"] = fields or rng.choice((None, {}))
        if rng.random() < 0.8:
            arguments["Conditions"] = _conditions(rng, fields, bucket) or None
        if rng.random() < 0.8:
            arguments["ExpiresIn"] = rng.choice((1, 604800, rng.randint(1, 604800)))
        given = deepcopy(arguments)
        now = datetime(2024, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=rng.randint(0, 10**8))
        ours = client.generate_presigned_post(bucket, key, **arguments, signing_time=now)
        assert arguments == given
        theirs = oracle.post(bucket, key, now, **arguments)
        assert ours == theirs
        assert list(ours["fields"]) == list(theirs["fields"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param({"ExpiresIn": 0}, "ExpiresIn", id="no time"),
        pytest.param({"Conditions": [["is", "$acl", "x"]]}, "Conditions", id="no condition"),
        pytest.param({"Fields": {"policy": "x"}}, "Fields", id="a field that is added"),
        pytest.param({"Key": ""}, "Key", id="no key"),
        pytest.param({"Bucket": "a/b"}, "Bucket", id="no bucket"),
    ],
)
def test_what_boto3_signs_and_s3_refuses(arguments: dict[str, Any], says: str) -> None:
    """Is refused here, in the words of boto3's arguments."""
    client = boto3.client(
        "s3", "eu-west-1", aws_access_key_id="AKIA", aws_secret_access_key="secret"
    )
    with pytest.raises(InvalidValueError) as caught:
        client.generate_presigned_post(**{"Bucket": "media", "Key": "k", **arguments})
    assert caught.value.argument == says
