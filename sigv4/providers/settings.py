"""Region, endpoint, addressing style and flags, in the AWS CLI's order of precedence.

The environment comes before the shared files, what is said of one service before what
is said of all. Source: AWS SDKs and tools reference guide, "AWS Region",
"Service-specific endpoints", "Dual-stack and FIPS endpoints", "Amazon S3 access points",
"Amazon S3 Multi-Region Access Points" and "S3 Express One Zone session authentication";
AWS CLI user guide, "AWS CLI S3 configuration"; and botocore.
"""

from __future__ import annotations

from .._checks import shown
from .._frozen import Frozen
from ..errors import ConfigurationError, ConfigurationFileError
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


class Flag(Frozen):
    """A setting that is on or off, and the `source` it came from."""

    __slots__ = ("source", "value")

    value: bool
    source: str

    def __init__(self, value: bool, source: str) -> None:
        self._set(value=value, source=source)

    def __repr__(self) -> str:
        return f"Flag({self.value!r}, {self.source!r})"


# Where each flag is looked for: a variable, a setting of the profile, and one that is nested
# there under `s3 =`. All in this order; None where there is none.
_FLAGS = {
    "use_dualstack_endpoint": ("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", None),
    "use_fips_endpoint": ("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", None),
    "use_accelerate_endpoint": (None, None, "use_accelerate_endpoint"),
    "use_global_endpoint": (
        "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT",
        "s3_us_east_1_regional_endpoint",
        "us_east_1_regional_endpoint",
    ),
    "use_arn_region": ("AWS_S3_USE_ARN_REGION", "s3_use_arn_region", "use_arn_region"),
    "s3_disable_multiregion_access_points": (
        "AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS",
        "s3_disable_multiregion_access_points",
        "s3_disable_multiregion_access_points",
    ),
    "s3_disable_express_session_auth": (
        "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH",
        "s3_disable_express_session_auth",
        None,
    ),
}

_WORDS = {"true": True, "false": False}

# The one that is no flag there: whether us-east-1 has the host without a region.
_WORDS_OF_GLOBAL = {"legacy": True, "regional": False}


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
    return _nested(files, files.chosen_profile(profile), "addressing_style")


def find_endpoint_flags(
    environ: Mapping[str, str], profile: str | None = None, *, files: SharedFiles | None = None
) -> dict[str, Flag]:
    """The flags of S3's endpoint that are set somewhere, by their names in `S3`.

    Each from its variable, from the chosen profile, or from `s3 =` there. A
    `use_dualstack_endpoint` that is true under `s3 =` comes before all others. The setting
    us_east_1_regional_endpoint is found as `use_global_endpoint`: legacy means true.

    Raises ProfileNotFoundError, ConfigurationFileError, or ConfigurationError for a value
    that is neither true nor false.
    """
    files = SharedFiles(environ) if files is None else files
    chosen = files.chosen_profile(profile)
    flags = {}
    for name, (variable, top, nested) in _FLAGS.items():
        found = (
            (_variable(environ, variable) if variable else None)
            or (_text(files, chosen, top) if top else None)
            or (_nested(files, chosen, nested) if nested else None)
        )
        if found is not None:
            flags[name] = _flag(name, found)
    for_s3 = _nested(files, chosen, "use_dualstack_endpoint")
    if for_s3 is not None:
        flag = _flag("use_dualstack_endpoint", for_s3)
        if flag.value or "use_dualstack_endpoint" not in flags:
            flags["use_dualstack_endpoint"] = flag
    return flags


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


def _flag(name: str, setting: Setting) -> Flag:
    words = _WORDS_OF_GLOBAL if name == "use_global_endpoint" else _WORDS
    value = words.get(setting.value.lower())
    if value is None:
        either, other = words
        raise ConfigurationError(
            f"{name} ({setting.source}): {shown(setting.value)} is neither {either} nor {other}; "
            "write one of them, or take it out"
        )
    return Flag(value, setting.source)


def _nested(files: SharedFiles, profile: Profile, name: str) -> Setting | None:
    """A setting under `s3 =` of a profile."""
    path = files.path_of(profile, "s3")
    section = profile.settings.get("s3", {})
    if isinstance(section, str):
        raise _not_nested(path, f"s3 of profile {shown(profile.name)}")
    return _setting(section.get(name), f"s3.{name}", profile, path)


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
