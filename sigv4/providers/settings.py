"""Region, endpoint and addressing style, in the AWS CLI's order of precedence.

The environment comes before the shared files, what is said of one service before what
is said of all. Source: AWS SDKs and tools reference guide, "AWS Region" and
"Service-specific endpoints".
"""

from __future__ import annotations

from .._checks import shown
from .._frozen import Frozen
from ..errors import ConfigurationFileError
from .shared_files import SharedFiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .shared_files import Profile


class Setting(Frozen):
    """A value, and the `source` it came from, in words for a message."""

    __slots__ = ("source", "value")

    value: str
    source: str

    def __init__(self, value: str, source: str) -> None:
        self._set(value=value, source=source)

    def __repr__(self) -> str:
        return f"Setting({self.value!r}, {self.source!r})"


def find_region(
    environ: Mapping[str, str], profile: str | None = None, *, files: SharedFiles | None = None
) -> Setting | None:
    """AWS_REGION, AWS_DEFAULT_REGION, or the region of the chosen profile.

    Raises ProfileNotFoundError or ConfigurationFileError.
    """
    found = _variable(environ, "AWS_REGION", "AWS_DEFAULT_REGION")
    if found is not None:
        return found
    files = SharedFiles(environ) if files is None else files
    return _text(files, files.chosen_profile(profile), "region")


def find_endpoint_url(
    environ: Mapping[str, str], profile: str | None = None, *, files: SharedFiles | None = None
) -> Setting | None:
    """S3's custom endpoint, if one is set.

    AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, then of the chosen profile `endpoint_url` under
    `s3 =` in the `[services …]` section that it names, and its own `endpoint_url`; none of
    them where AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, or the profile, says to ignore them.

    Raises ProfileNotFoundError or ConfigurationFileError.
    """
    files = SharedFiles(environ) if files is None else files
    chosen = files.chosen_profile(profile)
    ignore = _variable(environ, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") or _text(
        files, chosen, "ignore_configured_endpoint_urls"
    )
    if ignore is not None and ignore.value.lower() == "true":
        return None
    return (
        _variable(environ, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
        or _service_endpoint(files, chosen)
        or _text(files, chosen, "endpoint_url")
    )


def find_addressing_style(
    environ: Mapping[str, str], profile: str | None = None, *, files: SharedFiles | None = None
) -> Setting | None:
    """`addressing_style` under `s3 =` of the chosen profile.

    Raises ProfileNotFoundError or ConfigurationFileError.
    """
    files = SharedFiles(environ) if files is None else files
    chosen = files.chosen_profile(profile)
    path = files.path_of(chosen, "s3")
    section = chosen.settings.get("s3", {})
    if isinstance(section, str):
        raise _not_nested(path, f"s3 of profile {shown(chosen.name)}")
    return _setting(section.get("addressing_style"), "s3.addressing_style", chosen, path)


def _service_endpoint(files: SharedFiles, profile: Profile) -> Setting | None:
    name = profile.settings.get("services")
    if name is None:
        return None
    section = files.services(name) if isinstance(name, str) else None
    if section is None:
        raise ConfigurationFileError(
            files.config_path,
            None,
            f"profile {shown(profile.name)} names the services {shown(name)}, "
            "and no section [services …] has that name",
        )
    nested = section.get("s3", {})
    if isinstance(nested, str):
        raise _not_nested(files.config_path, f"s3 of [services {shown(name)[1:-1]}]")
    what = f"services {shown(name)}"
    return _setting(nested.get("endpoint_url"), what, profile, files.config_path)


def _not_nested(path: str, what: str) -> ConfigurationFileError:
    return ConfigurationFileError(
        path, None, f"{what} has a value; indent its settings below 's3 ='"
    )


def _variable(environ: Mapping[str, str], *names: str) -> Setting | None:
    """The first variable that is set to something."""
    for name in names:
        value = environ.get(name)
        if value:
            return Setting(value, name)
    return None


def _text(files: SharedFiles, profile: Profile, name: str) -> Setting | None:
    path = files.path_of(profile, name)
    value = profile.settings.get(name)
    if value is not None and not isinstance(value, str):
        raise ConfigurationFileError(
            path, None, f"{name} of profile {shown(profile.name)} is no single value"
        )
    return _setting(value, name, profile, path)


def _setting(value: str | None, what: str, profile: Profile, path: str) -> Setting | None:
    if not value:
        return None
    return Setting(value, f"{what} of profile {profile.name} in {path}")
