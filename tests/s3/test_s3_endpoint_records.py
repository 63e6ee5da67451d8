"""Endpoints and their options as records, and what an endpoint says of itself."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from endpoint_names import (
    ACCELERATE,
    ADDRESS,
    ALIAS,
    CUSTOM,
    DIRECTORY,
    MULTI_REGION,
    PATH,
    POINT,
    VIRTUAL,
    options_for,
)

from sigv4.errors import InvalidValueError
from sigv4.s3.endpoints import Endpoint, EndpointOptions, resolve_endpoint


def test_replace() -> None:
    """Options are changed in a copy, which is checked as well; the original stays."""
    options = options_for(**CUSTOM)
    changed = options.replace(region="eu-west-1", endpoint_url=None)
    assert resolve_endpoint("media", changed).host == "media.s3.eu-west-1.amazonaws.com"
    assert resolve_endpoint("media", options).url == "https://storage.example.com/media"
    with pytest.raises(InvalidValueError, match=r"'nope' is no option.*region"):
        options.replace(nope=True)
    with pytest.raises(InvalidValueError, match="contradicts endpoint_url"):
        options.replace(use_fips_endpoint=True)


@pytest.mark.parametrize(
    "record", [options_for(**CUSTOM), resolve_endpoint("media", options_for())], ids=type
)
def test_records(record: EndpointOptions | Endpoint) -> None:
    """Options and endpoints are immutable, and can be copied and pickled."""
    for again in (copy.copy(record), pickle.loads(pickle.dumps(record))):
        assert type(again) is type(record)
        assert _public(again) == _public(record)
    with pytest.raises(AttributeError, match="immutable"):
        record.url = ""


def _public(record: EndpointOptions | Endpoint) -> dict[str, object]:
    made = {"base", "partition"}
    return {name: getattr(record, name) for name in record.__slots__ if name not in made}


def test_parts_of_an_endpoint() -> None:
    """Scheme, host and path are parts of the URL; its repr says all."""
    endpoint = resolve_endpoint("media", options_for(endpoint_url="http://h:81/base/"))
    assert (endpoint.scheme, endpoint.host, endpoint.path) == ("http", "h:81", "/base/media")
    endpoint = resolve_endpoint("media", options_for())
    assert (endpoint.scheme, endpoint.path) == ("https", "")
    assert "url='https://media.s3.us-west-2.amazonaws.com'" in repr(endpoint)


@pytest.mark.parametrize(
    ("bucket", "options", "says"),
    [
        pytest.param(
            "media",
            {},
            ["partition aws", "region us-west-2", "Virtual-hosted", "s3 signs for us-west-2"],
            id="bucket",
        ),
        pytest.param("media", {"region": "xx-new-7"}, ["No partition knows"], id="unknown region"),
        pytest.param("my.media", {}, ["certificate"], id="dots"),
        pytest.param("My", {}, ["not DNS-compatible"], id="legacy"),
        pytest.param("media", PATH, ["as asked for"], id="path"),
        pytest.param(
            "media", CUSTOM, ["custom endpoint's", "by default on a custom endpoint"], id="custom"
        ),
        pytest.param("media", {**ADDRESS, **VIRTUAL}, ["IP address"], id="address"),
        pytest.param("media", ACCELERATE, ["acceleration"], id="accelerate"),
        pytest.param(
            "media", {"region": "aws-global"}, ["global one", "s3 signs for us-east-1"], id="global"
        ),
        pytest.param(None, {}, ["no bucket"], id="no bucket"),
        pytest.param(
            POINT,
            {"region": "eu-west-1"},
            ["an access point", "s3 signs for us-west-2, the ARN's region"],
            id="ARN",
        ),
        pytest.param(
            MULTI_REGION,
            CUSTOM,
            ["Multi-Region", "not the custom endpoint's", "ECDSA"],
            id="MRAP",
        ),
        pytest.param(ALIAS, CUSTOM, ["not the custom endpoint's"], id="alias"),
        pytest.param(DIRECTORY, {}, ["zone", "CreateSession"], id="directory"),
    ],
)
def test_because(bucket: str | None, options: dict[str, Any], says: list[str]) -> None:
    """An endpoint says why it is what it is, a sentence for each decision."""
    because = resolve_endpoint(bucket, options_for(**options)).because
    assert len(because) >= 3
    assert all(sentence[0].isupper() or sentence.startswith("s3") for sentence in because)
    for words in says:
        assert any(words in sentence for sentence in because)
