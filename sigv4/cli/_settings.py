"""What a command goes by: its arguments, the environment and the shared files put together."""

from __future__ import annotations

import os

from .._checks import check_scope_part
from .._frozen import Frozen
from ..errors import (
    ConfigurationError,
    InvalidInputError,
    InvalidValueError,
    ProfileNotFoundError,
)
from ..providers import (
    find_addressing_style,
    find_credentials,
    find_endpoint_flags,
    find_endpoint_url,
    find_region,
)
from ._messages import UsageError, in_options, option_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from .._credentials import Credentials
    from ..providers import SharedFiles

    _T = TypeVar("_T")

FLAGS = (
    "use_dualstack_endpoint",
    "use_fips_endpoint",
    "use_accelerate_endpoint",
    "use_global_endpoint",
    "use_arn_region",
    "s3_disable_multiregion_access_points",
    "s3_disable_express_session_auth",
)

# How the library begins what it says of two options that do not go together.
_CONTRADICTS = "it contradicts "


class Settings(Frozen):
    """The settings of a command by their names in `S3`, and where each came from.

    sources: in words for a message; what the command line gave has none.
    """

    __slots__ = ("sources", "values")

    values: Mapping[str, Any]
    sources: Mapping[str, str]

    def __init__(self, values: Mapping[str, Any], sources: Mapping[str, str]) -> None:
        self._set(values=values, sources=sources)

    @property
    def region(self) -> str:
        """The region."""
        region: str = self.values["region"]
        return region

    def blamed(self, make: Callable[[], _T]) -> _T:
        """What a call returns. An error in a value from outside names where that came from."""
        try:
            return make()
        except InvalidInputError as error:
            problem = self.blame(error)
        raise problem

    def blame(self, error: InvalidInputError) -> Exception:
        """The error of a value; where it came from outside the command line, with its source."""
        problem = error.problem
        if problem.startswith(_CONTRADICTS):
            other, colon, why = problem.removeprefix(_CONTRADICTS).partition(":")
            problem = f"{_CONTRADICTS}{self._named(other)}{colon}{why}"
        if self.sources.get(error.argument):
            return ConfigurationError(
                f"{self._named(error.argument)}: {problem}; {in_options(error.remedy)}"
            )
        if problem == error.problem:
            return error
        return InvalidValueError(error.argument, problem, error.remedy)

    def _named(self, name: str) -> str:
        source = self.sources.get(name)
        return f"{name} ({source})" if source else option_of(name)


def find_settings(arguments: Namespace, files: SharedFiles, *, endpoint: bool) -> Settings:
    """The settings for a command; `endpoint`: also those of where an s3:// address is.

    Raises UsageError, InvalidInputError, or ConfigurationError for what is wrong with the
    environment or the shared files.
    """
    return _with_hint(files, lambda: _find(arguments, files, endpoint=endpoint))


def credentials_for(arguments: Namespace, files: SharedFiles) -> Credentials:
    """The credentials that sign; raises ConfigurationError."""
    return _with_hint(files, lambda: find_credentials(os.environ, arguments.profile, files=files))


def endpoint_options_given(arguments: Namespace) -> list[str]:
    """The options of the endpoint that were given, as they are written."""
    names = ("endpoint_url", "addressing_style", *FLAGS)
    given = [option_of(name) for name in names if getattr(arguments, name) is not None]
    return [*given, "--path-style"] if arguments.path_style else given


def _with_hint(files: SharedFiles, make: Callable[[], _T]) -> _T:
    try:
        return make()
    except ProfileNotFoundError as error:
        hint = files.hint_at(error.profile)
        if hint is None:
            raise
        problem = f"{error}; {hint}"
    raise ConfigurationError(problem)


def _find(arguments: Namespace, files: SharedFiles, *, endpoint: bool) -> Settings:
    given: dict[str, Any] = {"region": arguments.region}
    if endpoint:
        given["endpoint_url"] = arguments.endpoint_url
        given["addressing_style"] = _addressing_style(arguments)
        given.update({name: getattr(arguments, name) for name in FLAGS})
    values = {name: value for name, value in given.items() if value is not None}
    sources: dict[str, str] = {}
    find = {
        "region": find_region,
        "endpoint_url": find_endpoint_url,
        "addressing_style": find_addressing_style,
    }
    for name in [n for n in find if n in given and n not in values]:
        setting = find[name](os.environ, arguments.profile, files=files)
        if setting is not None:
            values[name], sources[name] = setting.value, setting.source
    if endpoint:
        flags = find_endpoint_flags(os.environ, arguments.profile, files=files)
        for name in [n for n in flags if n not in values]:
            values[name], sources[name] = flags[name].value, flags[name].source
    region = Settings(values, sources).blamed(lambda: _region(values))
    return Settings({**values, "region": region}, sources)


def _addressing_style(arguments: Namespace) -> str | None:
    style: str | None = arguments.addressing_style
    if not arguments.path_style:
        return style
    if style not in {None, "path"}:
        raise UsageError("--path-style and --addressing-style contradict each other: give one")
    return "path"


def _region(values: Mapping[str, Any]) -> str:
    """The region; on a custom endpoint there is one where nobody gave it."""
    if "region" in values:
        return check_scope_part("region", values["region"])
    if "endpoint_url" in values:
        from ..s3.endpoints import region_by_default

        region = region_by_default(values["endpoint_url"])
        if region is not None:
            return region
    raise ConfigurationError(
        "no region: give --region, set AWS_REGION, or put a region into the profile"
    )
