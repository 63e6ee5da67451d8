"""The order in which credentials are looked for, and what is said where there are none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest

from sigv4.errors import (
    ConfigurationError,
    ConfigurationFileError,
    CredentialsNotFoundError,
    ProfileNotFoundError,
)
from sigv4.providers import SharedFiles, find_credentials

Write = Callable[..., dict[str, str]]

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT", "AWS_SECRET_ACCESS_KEY": SECRET}


def _pair(name: str) -> str:
    return f"aws_access_key_id = AKIA{name}\naws_secret_access_key = {SECRET}\n"


CREDENTIALS = f"[default]\n{_pair('CREDENTIALS')}[both]\n{_pair('BOTH')}aws_session_token = abc\n"
CONFIG = (
    f"[default]\n{_pair('CONFIG')}[profile other]\n{_pair('OTHER')}[profile both]\n{_pair('X')}"
)


@pytest.mark.parametrize(
    ("variables", "profile", "access_key_id"),
    [
        pytest.param(ENVIRONMENT, None, "AKIAENVIRONMENT", id="environment first"),
        pytest.param({}, None, "AKIACREDENTIALS", id="then the credentials file"),
        pytest.param(ENVIRONMENT, "other", "AKIAOTHER", id="an explicit profile before all"),
        pytest.param({"AWS_PROFILE": "other"}, None, "AKIAOTHER", id="AWS_PROFILE"),
        pytest.param({"AWS_PROFILE": "other"}, "both", "AKIABOTH", id="argument over AWS_PROFILE"),
        pytest.param(
            {**ENVIRONMENT, "AWS_PROFILE": "other"},
            None,
            "AKIAENVIRONMENT",
            id="keys over AWS_PROFILE",
        ),
        pytest.param({"AWS_DEFAULT_PROFILE": "other"}, None, "AKIAOTHER", id="older name"),
        pytest.param(
            {"AWS_ACCESS_KEY_ID": "", "AWS_PROFILE": ""},
            None,
            "AKIACREDENTIALS",
            id="set to nothing",
        ),
    ],
)
def test_order(
    write: Write, variables: dict[str, str], profile: str | None, access_key_id: str
) -> None:
    """The sources are asked in the AWS CLI's order."""
    environ = write(CREDENTIALS, CONFIG, **variables)
    assert find_credentials(environ, profile).access_key_id == access_key_id


def test_config_file_is_the_last(write: Write) -> None:
    """Where the credentials file has no keys, those of the config file are used."""
    assert find_credentials(write(None, CONFIG)).access_key_id == "AKIACONFIG"


def test_token_and_expiration(write: Write) -> None:
    """A token comes from where its keys came from; the environment may say when it ends."""
    assert find_credentials(write(CREDENTIALS, CONFIG), "both").session_token == "abc"
    found = find_credentials(
        write(
            **ENVIRONMENT,
            AWS_SESSION_TOKEN="token",
            AWS_CREDENTIAL_EXPIRATION="2030-01-01T00:00:00Z",
        )
    )
    assert found.session_token == "token"
    assert found.expiration == datetime(2030, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize("expiration", ["2019-01-01T00:00:00Z", "soon"])
@pytest.mark.parametrize("token", [{}, {"AWS_SESSION_TOKEN": ""}], ids=["none", "empty"])
def test_permanent_keys_have_no_end(write: Write, token: dict[str, str], expiration: str) -> None:
    """Without a token, what says when credentials end was left there by others."""
    environ = write(**ENVIRONMENT, **token, AWS_CREDENTIAL_EXPIRATION=expiration)
    assert find_credentials(environ).expiration is None


def test_home_is_where_the_files_are(tmp_path: Path) -> None:
    """Without variables the files are those in ~/.aws."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(CREDENTIALS, encoding="utf-8")
    environ = {"HOME": str(tmp_path)}
    assert find_credentials(environ).access_key_id == "AKIACREDENTIALS"
    environ["AWS_SHARED_CREDENTIALS_FILE"] = "~/elsewhere"
    assert SharedFiles(environ).credentials_path == str(tmp_path / "elsewhere")


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    """A file that an editor on Windows wrote is read."""
    path = tmp_path / "credentials"
    path.write_bytes(b"\xef\xbb\xbf" + CREDENTIALS.replace("\n", "\r\n").encode())
    environ = {"HOME": str(tmp_path), "AWS_SHARED_CREDENTIALS_FILE": str(path)}
    assert find_credentials(environ, "both").session_token == "abc"


def test_line_ends_of_old(tmp_path: Path) -> None:
    """A carriage return alone ends a line, too."""
    path = tmp_path / "credentials"
    path.write_bytes(CREDENTIALS.replace("\n", "\r").encode())
    environ = {"HOME": str(tmp_path), "AWS_SHARED_CREDENTIALS_FILE": str(path)}
    assert find_credentials(environ, "both").session_token == "abc"


def test_quoted_profile_name(write: Write) -> None:
    """A profile's name with a space stands in quotes in the config file."""
    config = f"[profile 'a b']\n{_pair('QUOTED')}[profile 'open]\n{_pair('X')}[profile]\n"
    assert find_credentials(write(None, config), "a b").access_key_id == "AKIAQUOTED"


@pytest.mark.parametrize(
    ("variables", "credentials", "says"),
    [
        pytest.param(
            {"AWS_ACCESS_KEY_ID": "AKIA"},
            None,
            "AWS_ACCESS_KEY_ID is set in the environment and AWS_SECRET_ACCESS_KEY is not",
            id="environment, no secret",
        ),
        pytest.param(
            {"AWS_SECRET_ACCESS_KEY": SECRET},
            CREDENTIALS,
            "AWS_SECRET_ACCESS_KEY is set in the environment and AWS_ACCESS_KEY_ID is not",
            id="environment, no id",
        ),
        pytest.param(
            {},
            "[default]\naws_access_key_id = AKIA\n",
            "profile 'default' has aws_access_key_id and no aws_secret_access_key",
            id="file, no secret",
        ),
        pytest.param(
            {},
            f"[default]\naws_secret_access_key = {SECRET}\naws_access_key_id =\n",
            "profile 'default' has aws_secret_access_key and no aws_access_key_id",
            id="file, empty id",
        ),
        pytest.param({}, None, "AWS_ACCESS_KEY_ID is not set, and profile 'default'", id="nothing"),
        pytest.param(
            {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://h"},
            None,
            "container credentials are not supported yet",
            id="container",
        ),
        pytest.param(
            {"AWS_WEB_IDENTITY_TOKEN_FILE": "f"}, CREDENTIALS, "web identity", id="web identity"
        ),
    ],
)
def test_not_found(
    write: Write, variables: dict[str, str], credentials: str | None, says: str
) -> None:
    """Half a pair, and none, are errors that say where and what to do; none shows the secret."""
    with pytest.raises(CredentialsNotFoundError, match=says) as caught:
        find_credentials(write(credentials, **variables))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("setting", "says", "keys_first"),
    [
        pytest.param("role_arn = arn:aws:iam::1:role/r", "assumes a role", False, id="role"),
        pytest.param("web_identity_token_file = f", "web identity", False, id="web identity"),
        pytest.param("sso_account_id = 1", "Identity Center", False, id="SSO"),
        pytest.param("sso_role_name = r", "Identity Center", False, id="SSO role"),
        pytest.param("sso_session = s", "Identity Center", True, id="SSO session alone"),
        pytest.param("sso_start_url = u", "Identity Center", True, id="SSO start alone"),
        pytest.param("source_profile = p", "another profile", True, id="source profile alone"),
        pytest.param("login_session = s", "aws login", True, id="login"),
        pytest.param("credential_process = /bin/x", "runs a program", True, id="process"),
    ],
)
def test_not_supported_yet(write: Write, setting: str, says: str, keys_first: bool) -> None:
    """A profile that gets its credentials from elsewhere says so; it never signs as another.

    The place of each in the order is the AWS CLI's: after or before the keys of the
    credentials file.
    """
    config = f"[profile p]\n{setting}\n"
    with pytest.raises(CredentialsNotFoundError, match=says):
        find_credentials(write(None, config), "p")
    environ = write(f"[p]\n{_pair('P')}", config)
    if keys_first:
        assert find_credentials(environ, "p").access_key_id == "AKIAP"
    else:
        with pytest.raises(CredentialsNotFoundError, match=says):
            find_credentials(environ, "p")


def test_the_way_out_of_what_is_not_supported_yet(write: Write) -> None:
    """The message has the command that puts keys into the environment, where they are read.

    Not where a profile is asked for by argument, which passes the environment over.
    """
    environ = write(None, "[profile p]\nrole_arn = r\n")
    command = (
        r'with eval "\$\(aws configure export-credentials --profile p --format env\)" '
        r"\(AWS CLI version 2\)"
    )
    with pytest.raises(CredentialsNotFoundError, match=f"{command}$"):
        find_credentials({**environ, "AWS_PROFILE": "p"})
    with pytest.raises(CredentialsNotFoundError, match=f"{command}, then leave the profile out$"):
        find_credentials(environ, "p")


def test_a_command_to_paste_is_safe_to_paste(write: Write) -> None:
    """A profile's name is quoted for the shell that the command is meant for."""
    environ = write(None, "[profile 'x; touch PWNED']\nrole_arn = r\n")
    with pytest.raises(CredentialsNotFoundError, match="--profile 'x; touch PWNED' --format env"):
        find_credentials(environ, "x; touch PWNED")


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"], ids=["NUL", "surrogate"])
def test_a_path_that_is_none(name: str) -> None:
    """What no file can be called is an error of the tree, too."""
    with pytest.raises(ConfigurationFileError, match="that is no name of a file"):
        find_credentials({"AWS_SHARED_CREDENTIALS_FILE": name})


@pytest.mark.parametrize(
    ("variables", "profile"),
    [
        pytest.param({}, "nope", id="argument"),
        pytest.param({}, "", id="empty argument"),
        pytest.param({"AWS_PROFILE": "nope"}, None, id="AWS_PROFILE"),
        pytest.param({**ENVIRONMENT, "AWS_PROFILE": "nope"}, None, id="beside keys"),
    ],
)
def test_unknown_profile(write: Write, variables: dict[str, str], profile: str | None) -> None:
    """A profile that does not exist is an error that says which do."""
    with pytest.raises(ProfileNotFoundError) as caught:
        find_credentials(write(CREDENTIALS, CONFIG, **variables), profile)
    assert caught.value.available == ("both", "default", "other")


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        pytest.param(b"[default]\nx\n", 2, "neither", id="malformed"),
        pytest.param(b"[default]\nx = \xff\n", 2, "not UTF-8", id="not UTF-8"),
        pytest.param(None, None, "cannot be read", id="a directory"),
    ],
)
def test_unreadable_file(tmp_path: Path, data: bytes | None, line: int | None, says: str) -> None:
    """A file that cannot be read or parsed is an error with its path and, if known, the line."""
    path = tmp_path / "credentials"
    path.mkdir() if data is None else path.write_bytes(data)
    with pytest.raises(ConfigurationFileError, match=says) as caught:
        find_credentials({"HOME": str(tmp_path), "AWS_SHARED_CREDENTIALS_FILE": str(path)})
    assert (caught.value.path, caught.value.line) == (str(path), line)


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"AWS_SECRET_ACCESS_KEY": f"{SECRET}\n"}, "AWS_SECRET_ACCESS_KEY: there is white space"),
        ({"AWS_ACCESS_KEY_ID": " AKIA"}, "AWS_ACCESS_KEY_ID: it holds white space"),
        ({"AWS_SESSION_TOKEN": "a\x1bb"}, "AWS_SESSION_TOKEN: it holds a control character"),
        ({"AWS_SECRET_ACCESS_KEY": f"{SECRET}\nx"}, "AWS_SECRET_ACCESS_KEY: it holds a control"),
        ({"AWS_ACCESS_KEY_ID": '"AKIA"'}, "AWS_ACCESS_KEY_ID: it stands in quotes; take them off"),
        ({"AWS_SECRET_ACCESS_KEY": f"'{SECRET}'"}, "AWS_SECRET_ACCESS_KEY: it stands in quotes"),
        ({"AWS_SESSION_TOKEN": '"t"'}, "AWS_SESSION_TOKEN: it stands in quotes"),
        (
            {"AWS_SESSION_TOKEN": "t", "AWS_CREDENTIAL_EXPIRATION": "soon"},
            "AWS_CREDENTIAL_EXPIRATION: 'soon' is no time",
        ),
    ],
)
def test_malformed_values(write: Write, variables: dict[str, str], says: str) -> None:
    """A value that can be no credential is named by its variable, and a secret is not shown."""
    with pytest.raises(ConfigurationError, match=says) as caught:
        find_credentials(write(**{**ENVIRONMENT, **variables}))
    assert SECRET not in str(caught.value)
    assert caught.value.__context__ is None or SECRET not in str(caught.value.__context__)


@pytest.mark.parametrize("secret", ["'", "'a", "a'", "\"a'", "a'b", "a b", "ñ", "=#;%"])
def test_a_secret_may_hold_anything_else(write: Write, secret: str) -> None:
    """Other servers than AWS's issue what they like."""
    environ = write(**{**ENVIRONMENT, "AWS_SECRET_ACCESS_KEY": secret})
    assert find_credentials(environ).secret_access_key == secret


def test_malformed_value_in_a_file(write: Write) -> None:
    """… and in a file by the file and the profile."""
    with pytest.raises(ConfigurationError, match="aws_access_key_id of profile 'default'"):
        find_credentials(write(f"[default]\n{_pair('A B')}"))
    with pytest.raises(ConfigurationError, match=r"aws_secret_access_key of .*: it stands"):
        find_credentials(write(f"[default]\n{_pair('A')}".replace(SECRET, f"'{SECRET}'")))


def test_reprs_hold_no_secret(write: Write) -> None:
    """What passes secrets on does not show them."""
    profile = SharedFiles(write(CREDENTIALS)).chosen_profile("both")
    assert repr(profile) == "Profile('both', …)"
