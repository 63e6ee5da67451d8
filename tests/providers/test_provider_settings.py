"""Region, endpoint, addressing style and flags: the order of precedence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sigv4.errors import ConfigurationError, ConfigurationFileError
from sigv4.providers import (
    Flag,
    Setting,
    find_addressing_style,
    find_endpoint_flags,
    find_endpoint_url,
    find_region,
)

Write = Callable[..., dict[str, str]]

CONFIG = """\
[default]
region = eu-west-1

[profile a]
region = eu-west-2
endpoint_url = http://profile
services = local
s3 =
    addressing_style = virtual

[profile b]
endpoint_url = http://profile
ignore_configured_endpoint_urls = True

[services local]
s3 =
  endpoint_url = http://services
sqs =
  endpoint_url = http://sqs
"""


def _value(setting: Setting | None) -> str | None:
    return None if setting is None else setting.value


@pytest.mark.parametrize(
    ("variables", "profile", "region"),
    [
        pytest.param({}, None, "eu-west-1", id="default profile"),
        pytest.param({}, "a", "eu-west-2", id="named profile"),
        pytest.param({"AWS_PROFILE": "a"}, None, "eu-west-2", id="AWS_PROFILE"),
        pytest.param({"AWS_DEFAULT_REGION": "x"}, "a", "x", id="environment over profile"),
        pytest.param({"AWS_REGION": "", "AWS_DEFAULT_REGION": "x"}, None, "x", id="nothing"),
        pytest.param({"AWS_REGION": "y", "AWS_DEFAULT_REGION": "x"}, None, "y", id="AWS_REGION"),
        pytest.param({}, "b", None, id="none"),
    ],
)
def test_region(
    write: Write, variables: dict[str, str], profile: str | None, region: str | None
) -> None:
    """AWS_REGION, AWS_DEFAULT_REGION, the profile's; no default."""
    assert _value(find_region(write(None, CONFIG, **variables), profile)) == region


@pytest.mark.parametrize(
    ("variables", "profile", "endpoint_url"),
    [
        pytest.param({}, None, None, id="none"),
        pytest.param({}, "a", "http://services", id="services section over profile"),
        pytest.param({"AWS_ENDPOINT_URL": "http://all"}, "a", "http://all", id="environment"),
        pytest.param(
            {"AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_S3": "http://s3"},
            "a",
            "http://s3",
            id="S3's own over all services'",
        ),
        pytest.param({}, "b", None, id="profile ignores"),
        pytest.param({"AWS_ENDPOINT_URL": "http://all"}, "b", None, id="… the environment too"),
        pytest.param(
            {"AWS_ENDPOINT_URL": "http://all", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE"},
            "a",
            None,
            id="environment ignores",
        ),
        pytest.param(
            {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"},
            "b",
            "http://profile",
            id="environment over profile",
        ),
    ],
)
def test_endpoint_url(
    write: Write, variables: dict[str, str], profile: str | None, endpoint_url: str | None
) -> None:
    """The environment before the files, S3's own before that of all services."""
    assert _value(find_endpoint_url(write(None, CONFIG, **variables), profile)) == endpoint_url


def test_addressing_style(write: Write) -> None:
    """It comes from the profile's nested settings of S3."""
    environ = write("[c]\ns3 =\n  addressing_style = path\n", CONFIG)
    assert _value(find_addressing_style(environ, "a")) == "virtual"
    assert _value(find_addressing_style(environ, "c")) == "path"
    assert _value(find_addressing_style(environ, "b")) is None


def test_credentials_file_wins(write: Write) -> None:
    """A setting that both files have is the credentials file's, as in the AWS CLI."""
    environ = write("[a]\nregion = from-credentials\n", CONFIG)
    assert _value(find_region(environ, "a")) == "from-credentials"


def test_source(write: Write) -> None:
    """A setting says where it came from."""
    environ = write(None, CONFIG)
    found = find_region(environ)
    assert repr(found) == (
        f"Setting('eu-west-1', 'region of profile default in {environ['AWS_CONFIG_FILE']}')"
    )
    assert find_region({"AWS_REGION": "x"}) is not None


def test_source_is_the_file_that_has_it(write: Write) -> None:
    """Of two files, the one that the value stands in is named."""
    section = "region = x\nendpoint_url = http://h\ns3 =\n  addressing_style = path\n"
    environ = write(f"[default]\n{section}[a]\nservices = local\n", CONFIG)
    credentials, config = [
        environ[name] for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE")
    ]
    for find in (find_region, find_endpoint_url, find_addressing_style):
        found = find(environ)
        assert found is not None
        assert found.source.endswith(f" of profile default in {credentials}")
    services = find_endpoint_url(environ, "a")
    assert services is not None
    assert services.source == f"services 'local' of profile a in {config}"
    environ = write("[default]\ns3 = x\nregion =\n  a = b\n", CONFIG)
    for find in (find_region, find_addressing_style):
        with pytest.raises(ConfigurationFileError) as caught:
            find(environ)
        assert caught.value.path == credentials


@pytest.mark.parametrize(
    ("config", "says"),
    [
        pytest.param("[default]\nservices = x\n", "no section", id="no such services"),
        pytest.param("[default]\nservices = default\n", "no section", id="default is a profile"),
        pytest.param("[default]\nservices = x\n[services x]\ns3 = y\n", "indent", id="not nested"),
        pytest.param("[default]\nendpoint_url =\n  a = b\n", "no single value", id="nested"),
    ],
)
def test_endpoint_refused(write: Write, config: str, says: str) -> None:
    """A setting of the wrong form is an error and not passed over."""
    with pytest.raises(ConfigurationFileError, match=says):
        find_endpoint_url(write(None, config))


def test_addressing_style_refused(write: Write) -> None:
    """… and so is an s3 that has a value of its own."""
    with pytest.raises(ConfigurationFileError, match="indent"):
        find_addressing_style(write(None, "[default]\ns3 = path\n"))


FLAGS = """\
[default]
use_fips_endpoint = True
s3_use_arn_region = false
s3_us_east_1_regional_endpoint = legacy

[profile nested]
use_dualstack_endpoint = false
s3 =
  use_dualstack_endpoint = true
  use_accelerate_endpoint = TRUE
  use_arn_region = false
  us_east_1_regional_endpoint = regional
  s3_disable_multiregion_access_points = true

[profile both]
use_dualstack_endpoint = true
s3_use_arn_region = true
s3_disable_multiregion_access_points = false
s3 =
  use_dualstack_endpoint = false
  use_arn_region = false
  s3_disable_multiregion_access_points = true

[profile none]
use_accelerate_endpoint = true
"""


@pytest.mark.parametrize(
    ("variables", "profile", "expected"),
    [
        pytest.param(
            {},
            None,
            {"use_fips_endpoint": True, "use_arn_region": False, "use_global_endpoint": True},
            id="profile",
        ),
        pytest.param(
            {},
            "nested",
            {
                "use_dualstack_endpoint": True,
                "use_accelerate_endpoint": True,
                "use_arn_region": False,
                "use_global_endpoint": False,
                "s3_disable_multiregion_access_points": True,
            },
            id="under s3",
        ),
        pytest.param(
            {},
            "both",
            {
                "use_dualstack_endpoint": True,
                "use_arn_region": True,
                "s3_disable_multiregion_access_points": False,
            },
            id="profile over s3",
        ),
        pytest.param({}, "none", {}, id="a name that is read under s3 alone"),
        pytest.param(
            {
                "AWS_USE_DUALSTACK_ENDPOINT": "true",
                "AWS_USE_FIPS_ENDPOINT": "FALSE",
                "AWS_S3_USE_ARN_REGION": "true",
                "AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS": "true",
                "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH": "true",
                "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "regional",
            },
            None,
            {
                "use_dualstack_endpoint": True,
                "use_fips_endpoint": False,
                "use_arn_region": True,
                "s3_disable_multiregion_access_points": True,
                "s3_disable_express_session_auth": True,
                "use_global_endpoint": False,
            },
            id="environment over profile",
        ),
        pytest.param(
            {"AWS_USE_DUALSTACK_ENDPOINT": "false"},
            "nested",
            {
                "use_dualstack_endpoint": True,
                "use_accelerate_endpoint": True,
                "use_arn_region": False,
                "use_global_endpoint": False,
                "s3_disable_multiregion_access_points": True,
            },
            id="dual stack under s3 over all",
        ),
        pytest.param({"AWS_USE_FIPS_ENDPOINT": ""}, "none", {}, id="set to nothing"),
    ],
)
def test_endpoint_flags(
    write: Write, variables: dict[str, str], profile: str | None, expected: dict[str, bool]
) -> None:
    """Each flag has its own places; what is set nowhere is not there."""
    found = find_endpoint_flags(write(None, FLAGS, **variables), profile)
    assert {name: flag.value for name, flag in found.items()} == expected


def test_source_of_a_flag(write: Write) -> None:
    """A flag says where it came from, and of two places the one that counted."""
    environ = write("[both]\nuse_fips_endpoint = true\n", FLAGS, AWS_S3_USE_ARN_REGION="false")
    credentials, config = [
        environ[name] for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE")
    ]
    found = find_endpoint_flags(environ, "both")
    assert {name: flag.source for name, flag in found.items()} == {
        "use_fips_endpoint": f"use_fips_endpoint of profile both in {credentials}",
        "use_dualstack_endpoint": f"use_dualstack_endpoint of profile both in {config}",
        "use_arn_region": "AWS_S3_USE_ARN_REGION",
        "s3_disable_multiregion_access_points": (
            f"s3_disable_multiregion_access_points of profile both in {config}"
        ),
    }
    nested = find_endpoint_flags(environ, "nested")["use_dualstack_endpoint"]
    assert nested.source == f"s3.use_dualstack_endpoint of profile nested in {config}"
    assert repr(Flag(True, "x")) == "Flag(True, 'x')"


@pytest.mark.parametrize(
    ("config", "variables", "says"),
    [
        pytest.param(
            "",
            {"AWS_USE_FIPS_ENDPOINT": "yes"},
            r"use_fips_endpoint \(AWS_USE_FIPS_ENDPOINT\): 'yes' is neither true nor false",
            id="variable",
        ),
        pytest.param(
            "[default]\nuse_dualstack_endpoint = 1\n",
            {},
            r"\(use_dualstack_endpoint of profile default in .*\): '1' is neither true nor false",
            id="profile",
        ),
        pytest.param(
            "[default]\ns3 =\n  use_accelerate_endpoint = on\n",
            {},
            r"\(s3\.use_accelerate_endpoint of profile default in .*\): 'on' is neither true",
            id="under s3",
        ),
        pytest.param(
            "[default]\ns3 =\n  use_dualstack_endpoint = on\n",
            {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
            r"\(s3\.use_dualstack_endpoint of profile default in .*\): 'on' is neither true",
            id="dual stack under s3",
        ),
        pytest.param(
            "",
            {"AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "true"},
            r"use_global_endpoint \(AWS_S3_US_EAST_1_REGIONAL_ENDPOINT\): 'true' is neither "
            "legacy nor regional; write one of them",
            id="legacy or regional",
        ),
    ],
)
def test_endpoint_flag_refused(
    write: Write, config: str, variables: dict[str, str], says: str
) -> None:
    """A value that is neither one nor the other is an error that names its source."""
    with pytest.raises(ConfigurationError, match=says):
        find_endpoint_flags(write(None, config, **variables))


@pytest.mark.parametrize(
    "config", ["[default]\ns3 = true\n", "[default]\nuse_fips_endpoint =\n  a = b\n"]
)
def test_endpoint_flags_of_the_wrong_form(write: Write, config: str) -> None:
    """… and so is a table where a value belongs, or the other way round."""
    with pytest.raises(ConfigurationFileError, match=r"indent|no single value"):
        find_endpoint_flags(write(None, config))
