"""`sigv4 endpoint`: what it prints."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "tuple[int, str, str]"]

ARN = "arn:aws:s3:us-west-2:123456789012:accesspoint/ap"
MULTI_REGION = "arn:aws:s3::123456789012:accesspoint/x.mrap"
DIRECTORY = "media--use1-az4--x-s3"


@pytest.mark.parametrize(
    ("target", "arguments", "url", "region", "name"),
    [
        pytest.param(
            "s3://media", (), "media.s3.us-east-1.amazonaws.com", "us-east-1", "s3", id="plain"
        ),
        pytest.param(
            "S3://media/",
            ("--region", "cn-north-1"),
            "media.s3.cn-north-1.amazonaws.com.cn",
            "cn-north-1",
            "s3",
            id="partition",
        ),
        pytest.param(
            "s3://media/k/e",
            (),
            "media.s3.us-east-1.amazonaws.com",
            "us-east-1",
            "s3",
            id="a key changes nothing",
        ),
        pytest.param(
            "s3://my.media", (), "s3.us-east-1.amazonaws.com/my.media", "us-east-1", "s3", id="dots"
        ),
        pytest.param(
            "s3://media",
            ("--path-style",),
            "s3.us-east-1.amazonaws.com/media",
            "us-east-1",
            "s3",
            id="path style",
        ),
        pytest.param(
            "s3://media",
            ("--addressing-style", "path", "--path-style"),
            "s3.us-east-1.amazonaws.com/media",
            "us-east-1",
            "s3",
            id="path, twice",
        ),
        pytest.param(
            "s3://media",
            ("--use-dualstack-endpoint", "--use-fips-endpoint"),
            "media.s3-fips.dualstack.us-east-1.amazonaws.com",
            "us-east-1",
            "s3",
            id="dual stack, FIPS",
        ),
        pytest.param(
            "s3://media",
            ("--use-accelerate-endpoint",),
            "media.s3-accelerate.amazonaws.com",
            "us-east-1",
            "s3",
            id="accelerate",
        ),
        pytest.param(
            "s3://media",
            ("--use-global-endpoint",),
            "media.s3.amazonaws.com",
            "us-east-1",
            "s3",
            id="global",
        ),
        pytest.param(
            "s3://media",
            ("--endpoint-url", "https://h:9/b", "--addressing-style", "virtual"),
            "media.h:9/b",
            "us-east-1",
            "s3",
            id="custom, virtual",
        ),
        pytest.param(
            f"s3://{ARN}",
            (),
            "ap-123456789012.s3-accesspoint.us-west-2.amazonaws.com",
            "us-west-2",
            "s3",
            id="access point",
        ),
        pytest.param(
            f"s3://{MULTI_REGION}",
            (),
            "x.mrap.accesspoint.s3-global.amazonaws.com",
            "*",
            "s3",
            id="Multi-Region",
        ),
        pytest.param(
            f"s3://{DIRECTORY}",
            (),
            f"{DIRECTORY}.s3express-use1-az4.us-east-1.amazonaws.com",
            "us-east-1",
            "s3express",
            id="directory",
        ),
        pytest.param(
            f"s3://{DIRECTORY}",
            ("--operation", "put_bucket_policy"),
            f"s3express-control.us-east-1.amazonaws.com/{DIRECTORY}",
            "us-east-1",
            "s3express",
            id="control",
        ),
        pytest.param("s3://", (), "s3.us-east-1.amazonaws.com", "us-east-1", "s3", id="no bucket"),
        pytest.param(
            "s3://",
            ("--operation", "ListDirectoryBuckets"),
            "s3express-control.us-east-1.amazonaws.com",
            "us-east-1",
            "s3express",
            id="no bucket, operation",
        ),
        pytest.param(
            "s3://media",
            ("--operation", "get_object"),
            "media.s3.us-east-1.amazonaws.com",
            "us-east-1",
            "s3",
            id="an object's operation without a key",
        ),
    ],
)
def test_endpoint(
    sigv4: Run, target: str, arguments: tuple[str, ...], url: str, region: str, name: str
) -> None:
    """It prints what was resolved, as text and as JSON."""
    status, out, err = sigv4("endpoint", target, *arguments)
    lines = out.splitlines()
    algorithm = "AWS4-ECDSA-P256-SHA256" if region == "*" else "AWS4-HMAC-SHA256"
    assert (status, err) == (0, "")
    assert lines[:4] == [
        f"url             https://{url}",
        f"signing region  {region}",
        f"signing name    {name}",
        f"algorithm       {algorithm}",
    ]
    found = json.loads(sigv4("endpoint", target, *arguments, "--json")[1])
    assert found["url"] == f"https://{url}"
    assert (found["signing_region"], found["signing_name"]) == (region, name)
    assert found["algorithm"] == algorithm
    assert found["session_auth"] is (name == "s3express" and "--operation" not in arguments)
    because = found["because"]
    assert because
    assert [line[16:] for line in lines[4 : 4 + len(because)]] == because
    assert lines[4].startswith("because  ")


def test_settings_and_their_sources(
    sigv4: Run, environment: pytest.MonkeyPatch, config: Callable[[str], Path]
) -> None:
    """Each setting is there with where it came from, and no credentials are asked for."""
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"):
        environment.delenv(variable)
    path = config("s3 =\n  addressing_style = path\n")
    environment.setenv("AWS_S3_USE_ARN_REGION", "false")
    status, out, _ = sigv4("endpoint", "s3://media", "--endpoint-url", "http://h")
    assert status == 0
    assert [line[16:] for line in out[out.index("settings") :].splitlines()] == [
        "endpoint_url = http://h (--endpoint-url)",
        f"addressing_style = path (s3.addressing_style of profile default in {path})",
        "use_arn_region = false (AWS_S3_USE_ARN_REGION)",
        "region = us-east-1 (the default on a custom endpoint)",
    ]
    found = json.loads(sigv4("endpoint", "s3://b-1", "--region", "x-1", "--json")[1])["settings"]
    assert found["region"] == {"value": "x-1", "source": "--region"}
    assert found["use_arn_region"] == {"value": False, "source": "AWS_S3_USE_ARN_REGION"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(("media",), "write s3://BUCKET", id="no address"),
        pytest.param(("https://h/",), "write s3://BUCKET", id="URL"),
        pytest.param(("s3:///k",), "names no bucket", id="no bucket"),
        pytest.param(("s3://a b",), "bucket: 'a b' is no bucket's name", id="bucket"),
        pytest.param(("s3://", "--operation", "get_object"), "s3://BUCKET/KEY", id="object"),
        pytest.param(("s3://b-1", "--operation", "list_buckets"), "s3:// alone", id="no object"),
        pytest.param(("s3://b-1", "--operation", "x"), "--operation: S3 has none", id="operation"),
        pytest.param(("s3://b-1", "--signing-time", "x"), "no option --signing-time", id="option"),
    ],
)
def test_endpoint_refused(sigv4: Run, arguments: tuple[str, ...], says: str) -> None:
    """What is no bucket is refused in words."""
    status, out, err = sigv4("endpoint", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert says in err
