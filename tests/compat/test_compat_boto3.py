"""boto3's shape: the same URLs as boto3, and each departure with its reason."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
from boto3_oracle import ACCESS_KEY_ID, SECRET_ACCESS_KEY, Boto3, Seen
from botocore import UNSIGNED
from botocore.config import Config as BotocoreConfig
from operations_differential import by_boto3, by_us, random_call

from sigv4.compat import boto3
from sigv4.errors import (
    CredentialsNotFoundError,
    InvalidTypeError,
    InvalidValueError,
)
from sigv4.s3.operations import operation_names

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=timezone.utc)
KEYS = {"aws_access_key_id": ACCESS_KEY_ID, "aws_secret_access_key": SECRET_ACCESS_KEY}
CAT = {"Bucket": "media", "Key": "cat.jpg"}


def _client(**arguments: Any) -> boto3.Client:
    return boto3.client("s3", **{"region_name": "eu-west-1", **KEYS, **arguments})


def _url(client: boto3.Client, name: str = "get_object", **more: Any) -> str:
    params = more.pop("Params", CAT)
    return client.generate_presigned_url(name, params, signing_time=NOW, **more)


@pytest.mark.filterwarnings("ignore::sigv4.errors.UnnormalizedKeyWarning")
@pytest.mark.parametrize("name", operation_names())
def test_every_operation_is_signed_as_boto3_signs_it(name: str) -> None:
    """Same host, path, query parameters, signed headers and signature, over random parameters.

    `make operations-differential` does so with many more.
    """
    for seed in range(3):
        call = random_call(random.Random(f"{seed} {name}"), name)
        assert by_us(call) == by_boto3(call)


def _by_botocore(params: dict[str, Any], name: str = "get_object", **options: Any) -> Seen:
    more = {name: options.pop(name) for name in ("ExpiresIn", "HttpMethod") if name in options}
    return Seen.of(Boto3(**options).generate(name, params, NOW, **more))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param({}, {}, id="default, virtual"),
        pytest.param({"region_name": "us-east-1"}, {"region": "us-east-1"}, id="us-east-1"),
        pytest.param(
            {"config": boto3.Config(s3={"addressing_style": "path"})},
            {"addressing_style": "path"},
            id="path style",
        ),
        pytest.param(
            {"config": BotocoreConfig(s3={"addressing_style": "path"})},
            {"addressing_style": "path"},
            id="a Config of botocore's own",
        ),
        pytest.param(
            {"endpoint_url": "http://localhost:9000/base"},
            {"endpoint_url": "http://localhost:9000/base", "addressing_style": "auto"},
            id="a custom endpoint is path style",
        ),
        pytest.param(
            {
                "endpoint_url": "http://store.example",
                "config": boto3.Config(s3={"addressing_style": "virtual"}),
            },
            {"endpoint_url": "http://store.example", "addressing_style": "virtual"},
            id="a custom endpoint, virtual",
        ),
        pytest.param({"aws_session_token": "t+/="}, {"session_token": "t+/="}, id="a token"),
        pytest.param({"verify": False}, {}, id="verify decides nothing"),
        pytest.param(
            {"config": boto3.Config(retries={"max_attempts": 1}, connect_timeout=2)},
            {},
            id="settings about sending decide nothing",
        ),
        pytest.param(
            {"config": boto3.Config(region_name="us-west-2"), "region_name": None},
            {"region": "us-west-2"},
            id="the region of Config",
        ),
    ],
)
def test_a_client_is_configured_as_boto3s(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Arguments and `Config` mean what they mean there."""
    assert Seen.of(_url(_client(**ours))) == _by_botocore(CAT, **theirs)


def test_the_location_is_asked_for_in_path_style() -> None:
    """As in boto3: the host of another region's bucket would refuse the signature."""
    assert Seen.of(
        _url(_client(), "get_bucket_location", Params={"Bucket": "media"})
    ) == _by_botocore({"Bucket": "media"}, "get_bucket_location")


def test_an_access_point_is_signed_in_its_own_region() -> None:
    """An ARN's region goes before the client's."""
    params = {"Bucket": "arn:aws:s3:us-west-2:123456789012:accesspoint:my-ap", "Key": "k"}
    assert Seen.of(_url(_client(), Params=params)) == _by_botocore(params)


def test_defaults_are_boto3s() -> None:
    """An hour, the operation's method, no parameters."""
    seen = dict(Seen.of(_url(_client())).parameters)
    assert seen["X-Amz-Expires"] == "3600"
    assert Seen.of(_url(_client(), "list_buckets", Params=None)) == _by_botocore({}, "list_buckets")
    assert Seen.of(_url(_client(), HttpMethod="HEAD")) == _by_botocore(CAT, HttpMethod="HEAD")


def test_positional_arguments_stand_where_boto3_has_them() -> None:
    """`client(service, region, …)` and `generate_presigned_url(method, params, life, method)`."""
    client = boto3.client("s3", "eu-west-1", None, True, None, None, ACCESS_KEY_ID, "secret", "tok")
    seen = Seen.of(client.generate_presigned_url("get_object", CAT, 60, "HEAD"))
    assert dict(seen.parameters)["X-Amz-Security-Token"] == "tok"
    assert dict(seen.parameters)["X-Amz-Expires"] == "60"


@pytest.mark.parametrize(
    "date",
    [
        pytest.param(datetime(2020, 1, 2, 3, 4, 5, tzinfo=timezone.utc), id="aware"),
        pytest.param(datetime(2020, 1, 2, 3, 4, 5), id="naive is local"),
        pytest.param(1577934245, id="an int of seconds"),
        pytest.param(1577934245.0, id="a float of seconds"),
        pytest.param("2020-01-02T03:04:05Z", id="ISO 8601"),
        pytest.param("Thu, 02 Jan 2020 03:04:05 GMT", id="HTTP's form"),
        pytest.param("2020-01-02T03:04:05+02:00", id="ISO 8601 with an offset"),
    ],
)
def test_dates_are_read_as_boto3_reads_them(date: Any) -> None:
    """A date may be a datetime, seconds since 1970, or text."""
    params = {**CAT, "ResponseExpires": date, "IfModifiedSince": date}
    assert Seen.of(_url(_client(), Params=params)) == _by_botocore(params)


def test_a_client_token_is_made_up_where_boto3_makes_one_up() -> None:
    """RenameObject has one, and each URL a new one."""
    params = {**CAT, "RenameSource": "old.jpg"}
    urls = {_url(_client(), "rename_object", Params=params) for _ in range(2)}
    assert len(urls) == 2
    assert all("x-amz-client-token" in url for url in urls)


def test_credentials_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without arguments, and only when they are needed; then they are kept."""
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    client = boto3.client("s3")
    with pytest.raises(CredentialsNotFoundError, match="AWS_ACCESS_KEY_ID"):
        _url(client)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)
    url = _url(client)
    assert Seen.of(url) == _by_botocore(CAT)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert _url(client) == url


def test_a_session_hands_on_what_it_has(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Its keys, its region and its profile; an argument of `client` goes before them."""
    keys = (ACCESS_KEY_ID, SECRET_ACCESS_KEY)
    session = boto3.Session(*keys, region_name="us-west-2")
    assert Seen.of(_url(session.client("s3"))) == _by_botocore(CAT, region="us-west-2")
    assert Seen.of(_url(session.client("s3", "eu-west-1"))) == _by_botocore(CAT)
    files = tmp_path / "credentials"
    files.write_text(
        f"[there]\naws_access_key_id={keys[0]}\naws_secret_access_key={keys[1]}\nregion=eu-west-1\n"
    )
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(files))
    of_profile = boto3.Session(profile_name="there").client("s3")
    assert Seen.of(_url(of_profile)) == _by_botocore(CAT)


def test_flags_come_from_the_environment_and_config_goes_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As with boto3; what `Config` says is not looked for."""
    monkeypatch.setenv("AWS_USE_DUALSTACK_ENDPOINT", "true")
    assert "//media.s3.dualstack.eu-west-1.amazonaws.com/" in _url(_client())
    config = boto3.Config(use_dualstack_endpoint=False)
    assert "//media.s3.eu-west-1.amazonaws.com/" in _url(_client(config=config))


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        pytest.param(
            lambda: _client().get_object(Bucket="b", Key="k"),
            AttributeError,
            "sends nothing",
            id="a call that would send",
        ),
        pytest.param(
            lambda: boto3.client("dynamodb", "eu-west-1"),
            InvalidValueError,
            "presign_url or sigv4.sign_headers",
            id="another service",
        ),
        pytest.param(
            lambda: boto3.resource("s3"), InvalidValueError, "use client", id="a resource"
        ),
        pytest.param(
            lambda: boto3.Session().resource("s3"), AttributeError, "client", id="its resource"
        ),
        pytest.param(
            lambda: _client(use_ssl=False), InvalidValueError, "http:// in front", id="use_ssl"
        ),
        pytest.param(
            lambda: boto3.Config(signature_versoin="s3v4"),
            InvalidValueError,
            "is no setting",
            id="a misspelled setting",
        ),
        pytest.param(
            lambda: _client(config=boto3.Config(s3={"adressing_style": "path"})),
            InvalidValueError,
            "has no setting",
            id="a misspelled setting of s3",
        ),
        pytest.param(
            lambda: _client(config=boto3.Config(s3="path")),
            InvalidTypeError,
            "a dict as its s3",
            id="s3 that is no dict",
        ),
        pytest.param(
            lambda: _client(config=boto3.Config(signature_version="s3")),
            InvalidValueError,
            "Signature Version 4",
            id="SigV2 asked for",
        ),
        pytest.param(
            lambda: _client(config=BotocoreConfig(signature_version=UNSIGNED)),
            InvalidValueError,
            "Signature Version 4",
            id="no signature asked for",
        ),
        pytest.param(
            lambda: _client(config=boto3.Config(s3={"us_east_1_regional_endpoint": "global"})),
            InvalidValueError,
            "regional",
            id="us_east_1_regional_endpoint",
        ),
        pytest.param(
            lambda: boto3.client("s3", "eu-west-1", aws_access_key_id="AKIA"),
            CredentialsNotFoundError,
            "come together",
            id="half a pair",
        ),
        pytest.param(
            lambda: _url(_client(), "get_objekt"), InvalidValueError, "get_object", id="method"
        ),
        pytest.param(
            lambda: _url(_client(), Params={**CAT, "headers": {}}),
            InvalidValueError,
            "no such parameter",
            id="an argument of presign is no parameter",
        ),
        pytest.param(
            lambda: _url(_client(), Params={**CAT, "method": "DELETE"}),
            InvalidValueError,
            "no such parameter",
            id="nor is another",
        ),
        pytest.param(
            lambda: _url(_client(), Params={**CAT, "ResponseExpires": "soon"}),
            InvalidValueError,
            "no time with a zone",
            id="a text that is no date",
        ),
        pytest.param(
            lambda: _url(_client(), Params={**CAT, "ResponseExpires": 10**30}),
            InvalidValueError,
            "out of range",
            id="a number that is no date",
        ),
        pytest.param(
            lambda: _url(_client(), Params={**CAT, "ResponseExpires": True}),
            InvalidTypeError,
            "seconds since 1970",
            id="a bool that is no date",
        ),
        pytest.param(
            lambda: _url(_client(), Params="Bucket"),
            InvalidTypeError,
            "a dict of the parameters",
            id="no mapping",
        ),
    ],
)
def test_what_there_is_not_says_so(
    call: Callable[[], object], error: type[Exception], says: str
) -> None:
    """An error names what is not here and what there is in its place."""
    with pytest.raises(error, match=says):
        call()


def test_no_error_shows_a_customer_key() -> None:
    """Not even one that is too long."""
    params = {**CAT, "SSECustomerKey": "hunter2" * 9, "SSECustomerAlgorithm": "AES256"}
    with pytest.raises(InvalidValueError) as caught:
        _url(_client(), Params=params)
    assert "hunter2" not in str(caught.value)


def test_an_empty_key_is_not_replaced_by_the_environments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A secret that is missing must not sign as somebody else."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOFTHEHOST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    with pytest.raises(InvalidValueError, match="access_key_id"):
        _client(aws_access_key_id="", aws_secret_access_key="")


def test_configured_endpoints_can_be_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """`ignore_configured_endpoint_urls` of `Config` goes before the environment's."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://store.example")
    assert "//store.example/media/" in _url(_client())
    config = boto3.Config(ignore_configured_endpoint_urls=True)
    assert "//media.s3.eu-west-1.amazonaws.com/" in _url(_client(config=config))
    monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
    config = boto3.Config(ignore_configured_endpoint_urls=False)
    assert "//store.example/media/" in _url(_client(config=config))


def test_credentials_that_have_ended_are_looked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A program that lives longer than its credentials goes on with the new ones."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIAOLD")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "t")
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2024-05-06T08:00:00Z")
    client = boto3.client("s3", "eu-west-1")
    assert "ASIAOLD" in _url(client)  # It is signed for a time before their end.
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIANEW")
    monkeypatch.delenv("AWS_CREDENTIAL_EXPIRATION")
    assert "ASIANEW" in _url(client)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        pytest.param(
            lambda: _client(config={"s3": {"addressing_style": "path"}}), "a Config", id="a dict"
        ),
        pytest.param(
            lambda: _client(config=boto3.Config(inject_host_prefix=False)),
            "inject_host_prefix=False is not followed",
            id="a host without its prefix",
        ),
        pytest.param(
            lambda: _client(config=boto3.Config(signature_version=["x"])),
            "Signature Version 4",
            id="a list for a version",
        ),
        pytest.param(
            lambda: _client(config=boto3.Config(s3={"us_east_1_regional_endpoint": ["x"]})),
            "regional",
            id="a list for an endpoint",
        ),
        pytest.param(lambda: _url(_client(), Params=[([], 1)]), "Params", id="a list for a name"),
        pytest.param(
            lambda: _url(
                _client(),
                Params={**CAT, "ResponseExpires": f"Thu, 01 Dec 1994 16:00:00 +{'9' * 22}"},
            ),
            "no time with a zone",
            id="a zone out of range",
        ),
        pytest.param(
            lambda: _url(_client(), Params={**CAT, "ResponseExpires": datetime.min}),
            "out of range",
            id="a date out of range",
        ),
        pytest.param(
            lambda: boto3.Session(botocore_session=object()), "no botocore", id="botocore's session"
        ),
    ],
)
def test_what_cannot_be_followed_is_refused(call: Callable[[], object], says: str) -> None:
    """In words, and nothing is passed over in silence that decides about a URL."""
    with pytest.raises((InvalidTypeError, InvalidValueError), match=says):
        call()


def test_a_customer_key_is_in_no_exception() -> None:
    """Not in one that Python chains, either."""
    params = {**CAT, "SSECustomerKey": f"hunter2{chr(0xD800)}", "SSECustomerAlgorithm": "AES256"}
    with pytest.raises(InvalidValueError) as caught:
        _url(_client(), Params=params)
    assert caught.value.__context__ is None
    assert "hunter2" not in str(caught.value)
