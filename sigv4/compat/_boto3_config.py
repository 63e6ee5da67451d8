"""What decides about a URL, put together as boto3 does: arguments, `Config`, environment, files.

Source: botocore's documentation, `Config`; boto3's, "Configuration", whose order of precedence
this is.
"""

from __future__ import annotations

from .._checks import shown, type_error
from ..errors import ConfigurationError, InvalidValueError
from ..providers import (
    SharedFiles,
    find_addressing_style,
    find_endpoint_flags,
    find_endpoint_url,
    find_region,
)
from ..s3.endpoints import region_by_default

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_VERSION_4 = frozenset({None, "v4", "s3v4"})

# Settings of `Config` about sending and receiving, of which a presigned URL knows nothing.
_ABOUT_SENDING = frozenset(
    {
        *("account_id_endpoint_mode", "auth_scheme_preference", "client_cert"),
        *("client_context_params", "connect_timeout", "defaults_mode"),
        *("disable_request_compression", "endpoint_discovery_enabled", "max_pool_connections"),
        *("parameter_validation", "proxies", "proxies_config", "read_timeout"),
        *("request_checksum_calculation", "request_min_compression_size_bytes"),
        *("response_checksum_validation", "retries", "sigv4a_signing_region_set"),
        *("tcp_keepalive", "user_agent", "user_agent_appid", "user_agent_extra"),
    }
)
_CONFIG = (
    *("region_name", "signature_version", "s3", "s3_disable_express_session_auth"),
    *("use_dualstack_endpoint", "use_fips_endpoint", "ignore_configured_endpoint_urls"),
    "inject_host_prefix",
)

# us_east_1_regional_endpoint, as use_global_endpoint.
_GLOBAL = {"legacy": True, "regional": False}

# Settings under `s3`, and the argument of `S3` that each is; None: about sending.
_CONFIG_S3 = {
    "addressing_style": "addressing_style",
    "payload_signing_enabled": None,
    "s3_disable_multiregion_access_points": "s3_disable_multiregion_access_points",
    "us_east_1_regional_endpoint": "use_global_endpoint",
    "use_accelerate_endpoint": "use_accelerate_endpoint",
    "use_arn_region": "use_arn_region",
    "use_dualstack_endpoint": "use_dualstack_endpoint",
}


class Config:
    """botocore's `Config`, of which what decides about a URL is used: region_name,
    signature_version, use_dualstack_endpoint, use_fips_endpoint,
    s3_disable_express_session_auth and s3. Settings about sending are taken and ignored.

    Raises InvalidValueError for a setting that botocore has not.
    """

    def __init__(self, **settings: Any) -> None:
        for name in settings:
            if name not in _CONFIG and name not in _ABOUT_SENDING:
                raise InvalidValueError(
                    "config",
                    f"{shown(name)} is no setting",
                    f"what decides about a URL is {', '.join(_CONFIG)}",
                )
        for name in _CONFIG:
            setattr(self, name, settings.get(name))


def s3_arguments(
    config: Any,
    *,
    region_name: str | None,
    endpoint_url: str | None,
    environ: Mapping[str, str],
    files: SharedFiles,
    profile: str | None,
) -> dict[str, Any]:
    """The arguments of `S3` beside the credentials.

    config: this module's `Config`, or botocore's. Raises InvalidTypeError or InvalidValueError
    for what it has and cannot be followed, ConfigurationError where no region is known.
    """
    _check_config(config)
    arguments = _of_config_s3(getattr(config, "s3", None))
    for name in ("use_dualstack_endpoint", "use_fips_endpoint", "s3_disable_express_session_auth"):
        value = getattr(config, name, None)
        if value is not None:
            arguments[name] = value

    def found(find: Any) -> str | None:
        setting = find(environ, profile, files=files)
        return None if setting is None else setting.value

    ignored = getattr(config, "ignore_configured_endpoint_urls", None)
    if ignored is not None:
        environ = {**environ, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": str(bool(ignored)).lower()}
    endpoint_url = endpoint_url or found(find_endpoint_url)
    region = region_name or getattr(config, "region_name", None) or found(find_region)
    region = region or region_by_default(endpoint_url)
    if region is None:
        raise ConfigurationError(
            "no region: give region_name, set AWS_REGION, or put one into the profile"
        )
    style = found(find_addressing_style)
    flags = find_endpoint_flags(environ, profile, files=files)
    return {
        **({} if style is None else {"addressing_style": style}),
        **{name: flag.value for name, flag in flags.items()},
        **arguments,
        "region": region,
        "endpoint_url": endpoint_url,
    }


def _check_config(config: Any) -> None:
    if config is not None and not hasattr(config, "signature_version"):
        raise type_error("config", config, "a Config")
    if getattr(config, "inject_host_prefix", None) is False:
        raise InvalidValueError(
            "config", "inject_host_prefix=False is not followed here", "leave it out"
        )
    version = getattr(config, "signature_version", None)
    if not (version is None or isinstance(version, str)) or version not in _VERSION_4:
        raise InvalidValueError(
            "config",
            f"signature_version {shown(version)} is not made here",
            "leave it out: every URL is of Signature Version 4 ('s3v4')",
        )


def _of_config_s3(given: Any) -> dict[str, Any]:
    """The arguments that `Config(s3={…})` stands for."""
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise type_error("config", given, "a dict as its s3")
    unknown = sorted(str(name) for name in given if name not in _CONFIG_S3)
    if unknown:
        raise InvalidValueError(
            "config", f"s3 has no setting {shown(unknown[0])}", f"it has {', '.join(_CONFIG_S3)}"
        )
    arguments = {}
    for name, value in given.items():
        argument = _CONFIG_S3[name]
        if argument is not None and value is not None:
            arguments[argument] = value
    legacy = arguments.get("use_global_endpoint")
    if legacy is not None:
        if not isinstance(legacy, str) or legacy not in _GLOBAL:
            raise InvalidValueError(
                "config",
                f"us_east_1_regional_endpoint {shown(legacy)} is none",
                "write 'regional' or 'legacy'",
            )
        arguments["use_global_endpoint"] = _GLOBAL[legacy]
    return arguments
