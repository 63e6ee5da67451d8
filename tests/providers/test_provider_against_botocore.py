"""The same environment and files give the same credentials and settings as botocore's session.

Where the meaning is meant to differ there is a test below with the reason.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from unittest import mock

import pytest
from botocore.configprovider import ConfiguredEndpointProvider
from botocore.exceptions import (
    ConfigParseError,
    InvalidConfigError,
    PartialCredentialsError,
    ProfileNotFound,
)
from botocore.session import Session
from hypothesis import given, settings
from hypothesis import strategies as st

from sigv4.errors import ConfigurationError, CredentialsNotFoundError, ProfileNotFoundError
from sigv4.providers import (
    SharedFiles,
    find_addressing_style,
    find_credentials,
    find_endpoint_url,
    find_region,
)

Write = Callable[..., dict[str, str]]

# No oracle goes to the network for credentials.
_QUIET = {"AWS_EC2_METADATA_DISABLED": "true", "BOTO_DISABLE_CRT": "true"}
_THEIR_ERRORS = (ConfigParseError, InvalidConfigError, PartialCredentialsError, ProfileNotFound)

Answer = dict[str, object]


def _answer(ask: Callable[[], object], errors: tuple[type[Exception], ...]) -> object:
    try:
        return ask()
    except errors:
        return "refused"


def _theirs(environ: dict[str, str], profile: str | None) -> Answer:
    def credentials() -> object:
        found = session.get_credentials()
        return found and (found.access_key, found.secret_key, found.token or None)

    def endpoint_url() -> object:
        scoped = session.get_scoped_config()
        if session.get_config_variable("ignore_configured_endpoint_urls"):
            return None
        return ConfiguredEndpointProvider(session.full_config, scoped, "s3").provide()

    asked: dict[str, Callable[[], object]] = {
        "credentials": credentials,
        "region": lambda: session.get_config_variable("region"),
        "endpoint_url": endpoint_url,
        "addressing_style": lambda: (session.get_config_variable("s3") or {}).get(
            "addressing_style"
        ),
    }
    with mock.patch.dict(os.environ, {**environ, **_QUIET}, clear=True):
        session = Session(profile=profile)
        return {name: _answer(ask, _THEIR_ERRORS) for name, ask in asked.items()}


def _ours(environ: dict[str, str], profile: str | None) -> Answer:
    def credentials() -> object:
        found = find_credentials(environ, profile)
        return (found.access_key_id, found.secret_access_key, found.session_token)

    def no_credentials() -> object:
        # None here, an error there, is one thing said in two ways.
        try:
            return credentials()
        except CredentialsNotFoundError as error:
            return None if str(error).startswith("no credentials") else "refused"

    def value(find: Callable[..., object]) -> Callable[[], object]:
        return lambda: getattr(find(environ, profile), "value", None)

    asked: dict[str, Callable[[], object]] = {
        "credentials": no_credentials,
        "region": value(find_region),
        "endpoint_url": value(find_endpoint_url),
        "addressing_style": value(find_addressing_style),
    }
    return {name: _answer(ask, (ConfigurationError,)) for name, ask in asked.items()}


_SETTINGS = {
    "keys": "aws_access_key_id = AKIA{0}\naws_secret_access_key = secret{0}\n",
    "id": "aws_access_key_id = AKIA{0}\n",
    "token": "aws_session_token = token{0}\n",
    "region": "region = region-{0}\n",
    "endpoint": "endpoint_url = http://endpoint-{0}\n",
    "ignore": "ignore_configured_endpoint_urls = true\n",
    "services": "services = s\n",
    "s3": "s3 =\n  addressing_style = path\n",
}
_WANTED = st.sets(st.sampled_from(sorted(_SETTINGS))).filter(lambda w: not {"keys", "id"} <= w)
_VARIABLES = {
    "AWS_PROFILE": ["a", "b", "default"],
    "AWS_SESSION_TOKEN": ["token"],
    "AWS_DEFAULT_REGION": ["region-e"],
    "AWS_ENDPOINT_URL": ["http://endpoint-e"],
    "AWS_ENDPOINT_URL_S3": ["http://endpoint-s3"],
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": ["true", "False", "x"],
}


def _file(headers: list[str]) -> st.SearchStrategy[str]:
    sections = st.dictionaries(st.sampled_from(headers), _WANTED, max_size=3)
    return sections.map(
        lambda found: "".join(
            f"[{header}]\n" + "".join(_SETTINGS[w].format(i) for w in sorted(wanted))
            for i, (header, wanted) in enumerate(found.items())
        )
    )


@settings(max_examples=60, deadline=None)
@given(
    credentials=_file(["default", "a", "b"]),
    config=_file(["default", "profile a", "profile b", "profile default"]),
    services=st.sampled_from(["", "[services s]\ns3 =\n  endpoint_url = http://services\n"]),
    variables=st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in _VARIABLES.items()}
    ),
    pair=st.sampled_from(
        [
            {},
            {"AWS_ACCESS_KEY_ID": "AKIAE", "AWS_SECRET_ACCESS_KEY": "e"},
            {"AWS_ACCESS_KEY_ID": "x"},
        ]
    ),
    profile=st.sampled_from([None, None, "a", "b", "default"]),
)
def test_same_as_botocore(
    credentials: str,
    config: str,
    services: str,
    variables: dict[str, str],
    pair: dict[str, str],
    profile: str | None,
) -> None:
    """Credentials, region, endpoint and addressing style, or that there are none, or an error."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {"HOME": folder, **variables, **pair}
        files = {"AWS_SHARED_CREDENTIALS_FILE": credentials, "AWS_CONFIG_FILE": config + services}
        for variable, text in files.items():
            environ[variable] = os.path.join(folder, variable)
            with open(environ[variable], "w", encoding="utf-8") as file:
                file.write(text)
        assert _ours(environ, profile) == _theirs(environ, profile)


def test_departure_aws_region(write: Write) -> None:
    """botocore reads AWS_DEFAULT_REGION only; all newer tools of AWS read AWS_REGION first."""
    environ = write(AWS_REGION="x", AWS_DEFAULT_REGION="y")
    assert (_ours(environ, None)["region"], _theirs(environ, None)["region"]) == ("x", "y")


def test_departure_empty_variables(write: Write) -> None:
    """A variable set to nothing is not set; botocore looks for the profile called ''."""
    environ = write("[default]\nregion = x\n", AWS_PROFILE="")
    assert (_ours(environ, None)["region"], _theirs(environ, None)["region"]) == ("x", "refused")


def test_departure_half_a_pair_without_its_id(write: Write) -> None:
    """botocore passes over a secret without an id, and signs with the next source's keys."""
    environ = write(
        "[default]\naws_access_key_id = AKIA\naws_secret_access_key = s\n",
        AWS_SECRET_ACCESS_KEY="x",
    )
    assert _ours(environ, None)["credentials"] == "refused"
    assert _theirs(environ, None)["credentials"] == ("AKIA", "s", None)


def test_departure_two_names_of_a_profile(write: Write) -> None:
    """AWS_PROFILE, the documented name, goes before AWS_DEFAULT_PROFILE, not after it."""
    environ = write("[a]\nregion = x\n[b]\nregion = y\n", AWS_PROFILE="a", AWS_DEFAULT_PROFILE="b")
    assert (_ours(environ, None)["region"], _theirs(environ, None)["region"]) == ("x", "y")


def test_departure_profile_is_a_word(write: Write) -> None:
    """`[profiles a]` is no profile; botocore takes any header that begins with "profile"."""
    environ = write(None, "[profiles a]\nregion = x\n")
    with pytest.raises(ProfileNotFoundError):
        SharedFiles(environ).chosen_profile("a")
    assert _theirs(environ, "a")["region"] == "x"


def test_departure_older_token_variable(write: Write) -> None:
    """AWS_SECURITY_TOKEN went out of use in 2014 and is not read; botocore reads it first."""
    environ = write(AWS_ACCESS_KEY_ID="AKIA", AWS_SECRET_ACCESS_KEY="s", AWS_SECURITY_TOKEN="old")
    assert _ours(environ, None)["credentials"] == ("AKIA", "s", None)
    assert _theirs(environ, None)["credentials"] == ("AKIA", "s", "old")
