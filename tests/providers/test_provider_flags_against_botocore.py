"""The same environment and files give S3's endpoint the same flags as in botocore's client.

Where the meaning is meant to differ there is a test below with the reason.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from unittest import mock

import pytest
from botocore.exceptions import BotoCoreError
from botocore.loaders import create_loader
from botocore.session import Session
from hypothesis import given, settings
from hypothesis import strategies as st

from sigv4.errors import ConfigurationError
from sigv4.providers import find_endpoint_flags

Write = Callable[..., dict[str, str]]

# It keeps what it has read: the description of S3 takes longer than all else here.
_LOADER = create_loader()

# No oracle goes to the network, and creating a client takes credentials and a region.
_QUIET = {
    "AWS_EC2_METADATA_DISABLED": "true",
    "BOTO_DISABLE_CRT": "true",
    "AWS_ACCESS_KEY_ID": "AKIA",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
}

# What the rules for endpoints call each flag, and what it is where nobody set it.
_BUILTINS = {
    "use_dualstack_endpoint": ("AWS::UseDualStack", False),
    "use_fips_endpoint": ("AWS::UseFIPS", False),
    "use_accelerate_endpoint": ("AWS::S3::Accelerate", False),
    "use_global_endpoint": ("AWS::S3::UseGlobalEndpoint", True),
    "use_arn_region": ("AWS::S3::UseArnRegion", True),
    "s3_disable_multiregion_access_points": ("AWS::S3::DisableMultiRegionAccessPoints", False),
    "s3_disable_express_session_auth": ("AWS::S3::DisableS3ExpressSessionAuth", False),
}


def _theirs(environ: dict[str, str], profile: str | None) -> dict[str, bool] | str:
    with mock.patch.dict(os.environ, {**environ, **_QUIET}, clear=True):
        try:
            session = Session(profile=profile)
            session.register_component("data_loader", _LOADER)
            client = session.create_client("s3")
        except BotoCoreError:
            return "refused"
        builtins = client._ruleset_resolver._builtins
    return {name: builtins[builtin] for name, (builtin, _) in _BUILTINS.items()}


def _ours(environ: dict[str, str], profile: str | None) -> dict[str, bool] | str:
    try:
        found = find_endpoint_flags(environ, profile)
    except ConfigurationError:
        return "refused"
    assert found.keys() <= _BUILTINS.keys()
    return {
        name: found[name].value if name in found else default
        for name, (_, default) in _BUILTINS.items()
    }


_BOOLEANS = st.sampled_from(["true", "false", "True", "False"])
_REGIONAL = st.sampled_from(["legacy", "regional"])
_VARIABLES = {
    "AWS_USE_DUALSTACK_ENDPOINT": _BOOLEANS,
    "AWS_USE_FIPS_ENDPOINT": _BOOLEANS,
    "AWS_S3_USE_ARN_REGION": _BOOLEANS,
    "AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS": _BOOLEANS,
    "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH": _BOOLEANS,
    "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": _REGIONAL,
}
_TOP = {
    "use_dualstack_endpoint": _BOOLEANS,
    "use_fips_endpoint": _BOOLEANS,
    "s3_use_arn_region": _BOOLEANS,
    "s3_disable_express_session_auth": _BOOLEANS,
    "s3_us_east_1_regional_endpoint": _REGIONAL,
}
_NESTED = {
    "use_dualstack_endpoint": _BOOLEANS,
    "use_accelerate_endpoint": _BOOLEANS,
    "use_arn_region": _BOOLEANS,
    "s3_disable_multiregion_access_points": _BOOLEANS,
    "us_east_1_regional_endpoint": _REGIONAL,
    # Nobody reads these here.
    "use_fips_endpoint": _BOOLEANS,
    "s3_disable_express_session_auth": _BOOLEANS,
}


def _section(header: str) -> st.SearchStrategy[str]:
    def text(found: tuple[dict[str, str], dict[str, str]]) -> str:
        lines = [f"[{header}]", *[f"{name} = {value}" for name, value in found[0].items()]]
        if found[1]:
            lines += ["s3 =", *[f"  {name} = {value}" for name, value in found[1].items()]]
        return "".join([f"{line}\n" for line in lines])

    return st.tuples(
        st.fixed_dictionaries({}, optional=_TOP), st.fixed_dictionaries({}, optional=_NESTED)
    ).map(text)


@settings(max_examples=60, deadline=None)
@given(
    credentials=st.one_of(st.just(""), _section("a")),
    config=st.tuples(_section("default"), _section("profile a")),
    variables=st.fixed_dictionaries({}, optional=_VARIABLES),
    profile=st.sampled_from([None, "a"]),
)
def test_same_flags_as_botocore(
    credentials: str, config: tuple[str, str], variables: dict[str, str], profile: str | None
) -> None:
    """All flags, from wherever botocore's client takes them."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {"HOME": folder, **variables}
        files = {"AWS_SHARED_CREDENTIALS_FILE": credentials, "AWS_CONFIG_FILE": "".join(config)}
        for variable, text in files.items():
            environ[variable] = os.path.join(folder, variable)
            with open(environ[variable], "w", encoding="utf-8") as file:
                file.write(text)
        assert _ours(environ, profile) == _theirs(environ, profile)


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
        ("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
        ("AWS_S3_USE_ARN_REGION", "use_arn_region"),
        ("AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS", "s3_disable_multiregion_access_points"),
    ],
)
def test_departure_neither_true_nor_false(write: Write, variable: str, name: str) -> None:
    """A "yes" is refused; botocore takes all that is not "true" for false."""
    environ = write(**{variable: "yes"})
    assert _ours(environ, None) == "refused"
    theirs = _theirs(environ, None)
    assert isinstance(theirs, dict)
    assert theirs[name] is False


def test_departure_multiregion_setting_of_the_profile(write: Write) -> None:
    """The SDKs' reference guide has this setting in the profile itself, where botocore does not."""
    environ = write(None, "[default]\ns3_disable_multiregion_access_points = true\n")
    ours, theirs = _ours(environ, None), _theirs(environ, None)
    assert isinstance(ours, dict)
    assert isinstance(theirs, dict)
    name = "s3_disable_multiregion_access_points"
    assert (ours[name], theirs[name]) == (True, False)


def test_departure_empty_variables(write: Write) -> None:
    """A variable set to nothing is not set; for botocore it is false."""
    environ = write(None, "[default]\nuse_fips_endpoint = true\n", AWS_USE_FIPS_ENDPOINT="")
    ours, theirs = _ours(environ, None), _theirs(environ, None)
    assert isinstance(ours, dict)
    assert isinstance(theirs, dict)
    assert (ours["use_fips_endpoint"], theirs["use_fips_endpoint"]) == (True, False)
