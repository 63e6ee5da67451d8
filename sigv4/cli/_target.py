"""What a command signs: its arguments, the environment and the shared files put together."""

from __future__ import annotations

import os

from .._checks import check_scope_part, shown
from .._encoding import encode
from .._frozen import Frozen
from .._request import check_unsigned
from .._url import split_url
from ..errors import (
    ConfigurationError,
    InvalidInputError,
    InvalidValueError,
    ProfileNotFoundError,
)
from ..providers import (
    Setting,
    SharedFiles,
    find_addressing_style,
    find_credentials,
    find_endpoint_url,
    find_region,
)
from ..s3.addresses import S3Address, is_s3_address, key_path, parse_address
from ..s3.endpoints import bucket_url, is_aws_host, region_of_host, split_endpoint
from ._messages import UsageError, note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from .._credentials import Credentials

# With a custom endpoint most servers take any region, and this one is what they expect.
_CUSTOM_ENDPOINT_REGION = "us-east-1"

# Parameters of a request for one object: without a key they would sign one for the bucket.
_OF_AN_OBJECT = ("response-", "versionId", "partNumber", "uploadId")

# Parameters that signing adds, where an option says their value.
_SAID_BY = {
    "expires": "presign has --expires-in",
    "x-amz-date": "give --signing-time",
    "x-amz-expires": "presign has --expires-in",
}


class Target(Frozen):
    """Where a request goes and who signs it.

    `address` is that of an s3:// target, and `base` then the URL that a path is appended
    to; else `base` is the whole URL. `query` is appended behind all.
    """

    __slots__ = ("address", "base", "credentials", "query", "region", "service")

    address: S3Address | None
    base: str
    credentials: Credentials
    query: str
    region: str
    service: str

    def __init__(
        self,
        address: S3Address | None,
        base: str,
        query: str,
        *,
        credentials: Credentials,
        region: str,
        service: str,
    ) -> None:
        self._set(
            address=address,
            base=base,
            query=query,
            credentials=credentials,
            region=region,
            service=service,
        )

    def url_of(self, key: str, *, allow_dot_segments: bool) -> str:
        """The URL of a key in the bucket; raises InvalidValueError for a key that is none."""
        return f"{self.base}{key_path(key, allow_dot_segments=allow_dot_segments)}{self.query}"

    def url(self, method: str, *, allow_dot_segments: bool) -> str:
        """The URL of the target itself; raises UsageError where a key is missing."""
        if self.address is not None and self.address.key:
            return self.url_of(self.address.key, allow_dot_segments=allow_dot_segments)
        if self.address is not None:
            self._check_bucket_operation(self.address.bucket, method)
        return f"{self.base}{self.query}"

    def _check_bucket_operation(self, bucket: str, method: str) -> None:
        # An empty variable in `s3://bucket/$KEY` must not sign a listing, or the end of
        # the bucket: what is asked for must plainly be of the bucket, and only read.
        plainly = self.query and not any(
            name.startswith(_OF_AN_OBJECT) for name in self.query[1:].split("&")
        )
        if not (plainly and method in {"GET", "HEAD"}):
            raise UsageError(
                f"s3://{bucket}/ names a bucket and no key in it: write s3://{bucket}/KEY; to list "
                "the bucket, add --query-param list-type=2; for all else, give its https:// URL"
            )


def resolve(arguments: Namespace) -> Target:
    """The target of a command's arguments.

    Raises UsageError, InvalidInputError, or ConfigurationError for what is wrong with the
    environment or the shared files.
    """
    files = SharedFiles(os.environ)
    try:
        return _resolve(arguments, files)
    except ProfileNotFoundError as error:
        hint = files.hint_at(error.profile)
        if hint is None:
            raise
        problem = f"{error}; {hint}"
    raise ConfigurationError(problem)


def _resolve(arguments: Namespace, files: SharedFiles) -> Target:
    service = "s3" if arguments.service is None else arguments.service
    address = parse_address(arguments.target) if is_s3_address(arguments.target) else None
    _check_combination(arguments, address, service)
    settings = _settings(arguments, files, endpoint=address is not None)
    try:
        region = _region(settings)
        base = arguments.target if address is None else _bucket_url(address, region, settings)
    except InvalidInputError as error:
        problem = _with_source(error, settings)
    else:
        return Target(
            address,
            base,
            _query(base, arguments.query_params),
            credentials=find_credentials(os.environ, arguments.profile, files=files),
            region=region,
            service=service,
        )
    raise problem


def _check_combination(arguments: Namespace, address: S3Address | None, service: str) -> None:
    if address is not None:
        if service != "s3":
            raise UsageError(f"s3:// addresses are of the service s3, not {shown(service)}")
        return
    if "://" not in arguments.target:
        word = arguments.target.partition("=")[0]  # What follows may be a secret.
        raise UsageError(f"{shown(word)} is no URL: write s3://bucket/key or https://host/path")
    for given, option in (
        (arguments.endpoint_url is not None, "--endpoint-url"),
        (arguments.path_style, "--path-style"),
    ):
        if given:
            raise UsageError(f"{option} is for s3:// addresses; a URL names its host and path")


def _settings(arguments: Namespace, files: SharedFiles, *, endpoint: bool) -> dict[str, Setting]:
    """The settings by their argument's name; those of the command line have no source."""
    given = {"region": arguments.region}
    find = {"region": find_region}
    if endpoint:
        given["endpoint_url"] = arguments.endpoint_url
        given["addressing_style"] = "path" if arguments.path_style else None
        find["endpoint_url"] = find_endpoint_url
        find["addressing_style"] = find_addressing_style
    settings = {}
    for name, value in given.items():
        found = (
            find[name](os.environ, arguments.profile, files=files)
            if value is None
            else Setting(value, "")
        )
        if found is not None:
            settings[name] = found
    return settings


def _region(settings: dict[str, Setting]) -> str:
    if "region" in settings:
        region = settings["region"].value
        check_scope_part("region", region)
        return region
    if "endpoint_url" in settings and not is_aws_host(
        split_endpoint(settings["endpoint_url"].value)[1]
    ):
        return _CUSTOM_ENDPOINT_REGION
    raise ConfigurationError(
        "no region: give --region, set AWS_REGION, or put a region into the profile"
    )


def _bucket_url(address: S3Address, region: str, settings: dict[str, Setting]) -> str:
    endpoint_url = settings.get("endpoint_url")
    style = settings.get("addressing_style")
    return bucket_url(
        address.bucket,
        region=region,
        endpoint_url=None if endpoint_url is None else endpoint_url.value,
        addressing_style="auto" if style is None else style.value,
    )


def _with_source(error: InvalidInputError, settings: dict[str, Setting]) -> Exception:
    """The error of a value; where it came from outside the command line, with its source."""
    setting = settings.get(error.argument)
    if setting is None or not setting.source:
        return error
    return ConfigurationError(
        f"{error.argument} ({setting.source}): {error.problem}; {error.remedy}"
    )


def _query(base: str, params: list[tuple[str, str]]) -> str:
    """The parameters, encoded, as they are appended to a URL."""
    if not params:
        return ""
    pairs = [(encode("--query-param", n), encode("--query-param", v)) for n, v in params]
    for name, value in pairs:
        try:
            check_unsigned("--query-param", [(name, value)])
        except InvalidValueError:
            remedy = _SAID_BY.get(name.lower(), "leave it out")
            raise UsageError(f"--query-param: {name} is added in signing; {remedy}") from None
    query = "&".join([f"{name}={value}" for name, value in pairs])
    return f"{'&' if '?' in base else '?'}{query}"


def note_contradictions(target: Target, service: str | None) -> None:
    """Say where a host of AWS names another region, or is not S3's though no service was given."""
    region = target.region
    host = split_url(target.base)[0].host.partition(":")[0]
    if not is_aws_host(host):
        return
    of_host = region_of_host(host)
    if of_host is not None and of_host != region:
        note(f"the host is in {of_host}, and the signature is for {region}; see --region")
    if service is None and not any(label.startswith("s3") for label in host.split(".")):
        note(f"the signature is for the service s3, and {shown(host)} is not S3's; see --service")
