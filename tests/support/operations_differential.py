"""Every operation of the S3 API with random parameters, presigned here and by boto3.

    python tests/support/operations_differential.py --count 500 --seed 20261122

compares the origin, the path, the query parameters, the signed headers and the signature of
`count` random calls of each operation, and exits with 1 where one differs.
"""

from __future__ import annotations

import argparse
import random
import string
import sys
import warnings
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from hashlib import md5
from typing import Any
from urllib.parse import quote

from boto3_oracle import ACCESS_KEY_ID, SECRET_ACCESS_KEY, Boto3, Seen, smallest
from botocore.model import OperationModel

from sigv4.compat import boto3
from sigv4.errors import UnnormalizedKeyWarning
from sigv4.s3.operations import Operation, Parameter, operation

_REGIONS = ("eu-west-1", "us-east-1", "us-west-2", "cn-north-1", "us-gov-west-1", "xx-new-7")
_TOKENS = (None, "FwoGZXIvYXdzEXAMPLE/token+with=signs")
_BUCKETS = ("media", "a-bucket-0", "with.dots.in-it", "My_Legacy.Bucket", "123", "xn--x", "b" * 63)
_WORDS = ("ETag", "Checksum", "ObjectSize", "StorageClass", "RestoreStatus")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

_VISIBLE = string.ascii_letters + string.digits + string.punctuation
_TEXT = _VISIBLE + "  %+/~é日本😀\u0301\u00a0"
# Tabs and other white space that boto3 folds in a header are refused here.
_IN_HEADER = _VISIBLE + "   é日"


@dataclass(frozen=True)
class Call:
    """One call of `generate_presigned_url`."""

    name: str
    params: dict[str, Any]
    expires_in: int
    method: str | None
    region: str
    token: str | None
    now: datetime


def random_call(rng: random.Random, name: str) -> Call:
    """A call of an operation with some of its parameters, and all that it needs."""
    found = operation(name)
    params: dict[str, Any] = {}
    if found.takes_bucket:
        params["Bucket"] = rng.choice(_BUCKETS)
    if found.takes_key:
        params["Key"] = _key(rng)
    share = rng.choice((0.0, 0.1, 0.3, 0.9))
    for parameter in found.parameters.values():
        if parameter.required or rng.random() < share:
            params[parameter.name] = _value(rng, parameter)
    _with_customer_keys(rng, found, params)
    if "ClientToken" in found.parameters:
        params["ClientToken"] = _value(rng, found.parameters["ClientToken"])
    return Call(
        name,
        params,
        expires_in=rng.choice((1, 60, 3600, 604800, rng.randint(1, 604800))),
        method=rng.choice((None, None, None, "HEAD", "GET")),
        region=rng.choice(_REGIONS),
        token=rng.choice(_TOKENS),
        now=_time(rng),
    )


def _key(rng: random.Random) -> str:
    while True:
        key = _string(rng, _TEXT + "\t\n\x7f", 1, 40)
        if not {".", ".."} & set(key.split("/")):
            return key


def _string(rng: random.Random, alphabet: str, shortest: int, longest: int) -> str:
    return "".join(rng.choices(alphabet, k=rng.randint(shortest, longest)))


def _time(rng: random.Random) -> datetime:
    return _EPOCH + timedelta(seconds=rng.randint(0, 4_000_000_000))


def _value(rng: random.Random, parameter: Parameter) -> Any:
    if parameter.wire_name == "x-amz-request-route":
        return _string(rng, string.ascii_lowercase + string.digits, 1, 20)
    if parameter.kind == "text":
        alphabet = _IN_HEADER if parameter.where == "header" else _TEXT + "\t\n"
        text = _string(rng, alphabet, 1 if parameter.required else 0, 20)
        return text if text.strip() or not parameter.required else "x"
    return _VALUES[parameter.kind](rng)


def _id(rng: random.Random) -> str:
    return _string(rng, _VISIBLE, 1, 30)


def _copy_source(rng: random.Random) -> Any:
    bucket, key = rng.choice(_BUCKETS), _key(rng)
    if rng.random() < 0.5:
        version = rng.choice(("", "?versionId=3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY"))
        return f"{bucket}/{key}{version}"
    source = {"Bucket": bucket, "Key": key}
    return source if rng.random() < 0.5 else {**source, "VersionId": "3_L4kqtJlcpXroDTDmJ"}


def _metadata(rng: random.Random) -> dict[str, str]:
    names = {_string(rng, string.ascii_lowercase + "-_0", 1, 8) for _ in range(rng.randint(0, 3))}
    return {
        rng.choice((name, name.title())): _string(rng, _VISIBLE + "  ", 0, 20) for name in names
    }


def _date(rng: random.Random) -> Any:
    time = _time(rng)
    shifted = time.astimezone(timezone(timedelta(minutes=rng.randint(-800, 800))))
    return rng.choice((time, shifted, int(time.timestamp())))


_VALUES: dict[str, Callable[[random.Random], Any]] = {
    "int": lambda rng: rng.choice((1, 1000, rng.randint(1, 10**12))),
    "bool": lambda rng: rng.random() < 0.5,
    "http-date": _date,
    "iso-date": _date,
    "list": lambda rng: rng.sample(_WORDS, rng.randint(1, 3)),
    "map": _metadata,
    "copy-source": _copy_source,
    "encoded-path": lambda rng: quote(f"{rng.choice(_BUCKETS)}/{_key(rng)}"),
    "header-text": lambda rng: _string(rng, _TEXT, 0, 30),
    "id": _id,
    "sse-key": lambda rng: rng.choice((rng.randbytes(32), _string(rng, _VISIBLE, 32, 32))),
}


# boto3 encodes a raw key and adds its MD5, and forgets these two operations.
_ENCODED_KEYS_ONLY = frozenset({"GetObjectAttributes", "ListParts"})


def _with_customer_keys(rng: random.Random, found: Operation, params: dict[str, Any]) -> None:
    """A key comes with its algorithm, which is added here where boto3 forgets it, and with its
    MD5 or without."""
    for prefix in ("SSECustomer", "CopySourceSSECustomer"):
        if f"{prefix}Key" not in found.parameters:
            continue
        for name in (f"{prefix}Algorithm", f"{prefix}KeyMD5"):
            params.pop(name, None)
        if f"{prefix}Key" in params:
            params[f"{prefix}Algorithm"] = "AES256"
            if found.name in _ENCODED_KEYS_ONLY or rng.random() < 0.3:
                key = rng.randbytes(32)
                params[f"{prefix}Key"] = b64encode(key).decode()
                params[f"{prefix}KeyMD5"] = b64encode(md5(key).digest()).decode()


@cache
def _theirs(region: str, token: str | None) -> Boto3:
    return Boto3(region=region, session_token=token)


@cache
def _ours(region: str, token: str | None) -> boto3.Client:
    return boto3.client(
        "s3",
        region_name=region,
        aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY,
        aws_session_token=token,
        config=boto3.Config(signature_version="s3v4", s3={"addressing_style": "virtual"}),
    )


def by_boto3(call: Call) -> Seen:
    """What boto3 presigns; where it fails over a body that the operation needs, without it."""
    oracle = _theirs(call.region, call.token)
    model = oracle.model(call.name)
    body = _needed_body(model)
    if body:
        url = oracle.generate_without_body(
            call.name, call.params, body, call.now, call.expires_in, call.method
        )
    else:
        url = oracle.generate(
            oracle.method_name(call.name),
            call.params,
            call.now,
            ExpiresIn=call.expires_in,
            HttpMethod=call.method,
        )
    return Seen.of(url)


def _needed_body(model: OperationModel) -> Mapping[str, Any]:
    shape = model.input_shape
    if shape is None:
        return {}
    return {
        name: smallest(member)
        for name, member in shape.members.items()
        if name in shape.required_members and "location" not in member.serialization
    }


def by_us(call: Call) -> Seen:
    """What the package presigns for the same call."""
    return Seen.of(
        _ours(call.region, call.token).generate_presigned_url(
            call.name,
            call.params,
            call.expires_in,
            call.method,
            signing_time=call.now,
        )
    )


def main() -> int:
    """Compare; print the counts and the first differences."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=20261122)
    arguments = parser.parse_args()
    names = _theirs("eu-west-1", None).operation_names
    # Keys that are not in normal form C are signed as they are, here and there.
    warnings.simplefilter("ignore", UnnormalizedKeyWarning)
    different = compared = 0
    for name in names:
        rng = random.Random(f"{arguments.seed} {name}")
        for _ in range(arguments.count):
            call = random_call(rng, name)
            ours, theirs = by_us(call), by_boto3(call)
            compared += 1
            if ours != theirs:
                different += 1
                if different <= 5:
                    print(call, ours, theirs, sep="\n  ")
    print(f"{len(names)} operations, {compared} calls, {different} differences")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
