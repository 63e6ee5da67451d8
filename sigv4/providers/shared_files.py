"""The shared credentials and config files, and the profiles in them."""

from __future__ import annotations

import os

from .._checks import shown
from .._credentials import Credentials
from .._frozen import Frozen
from ..errors import (
    ConfigurationError,
    ConfigurationFileError,
    CredentialsNotFoundError,
    InvalidInputError,
    ProfileNotFoundError,
)
from ._ini import parse_shared_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._ini import Section

_PAIR = ("aws_access_key_id", "aws_secret_access_key")


class Profile(Frozen):
    """One profile: `settings` merged as the AWS CLI does, and each file's own section.

    A setting in the credentials file wins over the same one in the config file.
    """

    __slots__ = ("in_config", "in_credentials", "name", "settings")

    name: str
    in_config: Section
    in_credentials: Section
    settings: Section

    def __init__(self, name: str, in_config: Section, in_credentials: Section) -> None:
        self._set(
            name=name,
            in_config=in_config,
            in_credentials=in_credentials,
            settings={**in_config, **in_credentials},
        )

    def __repr__(self) -> str:
        return f"Profile({self.name!r}, …)"


class SharedFiles:
    """Both shared files, each read when it is first asked for, and once.

    environ: AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE say where they are if not in
    ~/.aws; AWS_PROFILE names the profile if nothing else does. A file that does not exist
    is an empty one. The methods raise ConfigurationFileError.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.credentials_path = self._path("AWS_SHARED_CREDENTIALS_FILE", "credentials")
        self.config_path = self._path("AWS_CONFIG_FILE", "config")
        self._config: dict[str, Section] | None = None
        self._profiles: dict[str, Profile] | None = None

    def chosen_profile(self, profile: str | None = None) -> Profile:
        """The profile of this name, else of AWS_PROFILE, else `default`.

        Only `default`, where nobody named it, may be missing. Raises ProfileNotFoundError.
        """
        name = self.profile_of_environment() if profile is None else profile
        profiles = self.profiles()
        if name is not None and name not in profiles:
            raise ProfileNotFoundError(
                name, sorted(profiles), (self.credentials_path, self.config_path)
            )
        return profiles.get(name or "default") or Profile("default", {}, {})

    def profile_of_environment(self) -> str | None:
        """The profile that the environment names, if it names one."""
        # AWS_DEFAULT_PROFILE is the older name, which the AWS CLI still reads.
        environ = self._environ
        return environ.get("AWS_PROFILE") or environ.get("AWS_DEFAULT_PROFILE") or None

    def hint_at(self, name: str) -> str | None:
        """For a profile that does not exist: the section that was meant to be it, if there is one.

        Only the config file has the word "profile" in its headers.
        """
        if name in self._config_sections():
            return f"{self.config_path} has [{name}], which is written [profile {name}] there"
        if name in _named({header: {} for header in self.profiles()}, "profile"):
            return f"{self.credentials_path} has [profile {name}], which is written [{name}] there"
        return None

    def path_of(self, profile: Profile, setting: str) -> str:
        """The file that a setting of a profile stands in."""
        return self.credentials_path if setting in profile.in_credentials else self.config_path

    def profiles(self) -> dict[str, Profile]:
        """All profiles of both files by name."""
        if self._profiles is None:
            self._profiles = self._merged()
        return self._profiles

    def _merged(self) -> dict[str, Profile]:
        config = _named(self._config_sections(), "profile")
        credentials = _read(self.credentials_path)
        return {
            name: Profile(name, config.get(name, {}), credentials.get(name, {}))
            for name in {**config, **credentials}
        }

    def services(self, name: str) -> Section | None:
        """The `[services NAME]` section of the config file."""
        return _named(self._config_sections(), "services").get(name)

    def _config_sections(self) -> dict[str, Section]:
        if self._config is None:
            self._config = _read(self.config_path)
        return self._config

    def _path(self, variable: str, name: str) -> str:
        path = self._environ.get(variable) or os.path.join("~", ".aws", name)
        home = self._environ.get("HOME")
        if home and os.name == "posix" and path.startswith("~/"):
            return os.path.join(home, path[2:])
        return os.path.expanduser(path)


def credentials_in(section: Section, profile: str, path: str) -> Credentials | None:
    """The key pair in a profile's section, or None where neither half of it is there.

    Raises CredentialsNotFoundError for half a pair, ConfigurationError for a value that
    can be none.
    """
    values = [section.get(name) for name in (*_PAIR, "aws_session_token")]
    access_key_id, secret, token = [v if isinstance(v, str) else "" for v in values]
    if not access_key_id and not secret:
        return None
    if not access_key_id or not secret:
        there, missing = _PAIR if access_key_id else _PAIR[::-1]
        raise CredentialsNotFoundError(
            f"{path}: profile {shown(profile)} has {there} and no {missing}: give both or neither"
        )
    try:
        return Credentials(access_key_id, secret, token)
    except InvalidInputError as error:
        problem = f"{error.problem}; {error.remedy}"
        problem = f"{path}: aws_{error.argument} of profile {shown(profile)}: {problem}"
    raise ConfigurationError(problem)


def _named(sections: dict[str, Section], kind: str) -> dict[str, Section]:
    """The sections `[kind NAME]` by name; a name with spaces stands in quotes.

    `[default]` is the profile `[profile default]`; of both, the later one holds.
    """
    named = {}
    for header, section in sections.items():
        if header == "default" and kind == "profile":
            named[header] = section
        elif header.startswith(kind):
            words = _words(header)
            if len(words) == 2 and words[0] == kind:
                named[words[1]] = section
    return named


def _words(header: str) -> list[str]:
    if not any(c in header for c in "'\"\\"):
        return header.split()
    from shlex import split

    try:
        return split(header)
    except ValueError:  # A quote that is not closed; the AWS CLI passes over such a section too.
        return []


def _read(path: str) -> dict[str, Section]:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise ConfigurationFileError(
            path, None, f"it cannot be read: {error.strerror or error}"
        ) from None
    except ValueError:  # A NUL, or a lone surrogate.
        raise ConfigurationFileError(shown(path), None, "that is no name of a file") from None
    try:
        # Editors on Windows put a byte order mark in front.
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    else:
        return parse_shared_file(text.replace("\r\n", "\n").replace("\r", "\n"), path)
    raise ConfigurationFileError(path, line, "it is not UTF-8")
