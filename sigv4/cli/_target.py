"""What a command without an operation signs: the address or the URL, and who signs for it."""

from __future__ import annotations

import os

from .._checks import shown
from .._encoding import encode
from .._frozen import Frozen
from .._request import check_unsigned
from .._url import split_url
from ..errors import InvalidValueError
from ..providers import SharedFiles
from ._messages import UsageError, note
from ._settings import credentials_for, endpoint_options_given, find_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

    from .._credentials import Credentials
    from .._rules import ServiceRules
    from ..s3.addresses import S3Address
    from ..s3.endpoints import Endpoint
    from ._settings import Settings

EXPIRES_IN = 3600

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
    to; else `base` is the whole URL. `query` is appended behind all. `rules` are None where
    they are those of the service. `place` is the region or the region set, as an argument of
    the signers.
    """

    __slots__ = (
        "address",
        "base",
        "credentials",
        "place",
        "query",
        "rules",
        "service",
    )

    address: S3Address | None
    base: str
    credentials: Credentials
    place: dict[str, Any]
    query: str
    rules: ServiceRules | None
    service: str

    def __init__(
        self,
        address: S3Address | None,
        base: str,
        query: str,
        *,
        credentials: Credentials,
        place: dict[str, Any],
        service: str,
        rules: ServiceRules | None = None,
    ) -> None:
        self._set(
            address=address,
            base=base,
            query=query,
            credentials=credentials,
            place=place,
            service=service,
            rules=rules,
        )

    @property
    def region(self) -> str | None:
        """The region; None where a set of them signs."""
        return self.place.get("region")

    def lifetime(self, given: int | None) -> int:
        """How long a URL lives, in seconds; given: what somebody said."""
        if given is not None:
            return given
        return EXPIRES_IN if self.rules is None else min(EXPIRES_IN, self.rules.max_expires_in)

    def url_of(self, key: str, *, allow_dot_segments: bool) -> str:
        """The URL of a key in the bucket; raises InvalidValueError for a key that is none."""
        from ..s3.addresses import key_path, warn_of_unnormalized

        path = key_path(key, allow_dot_segments=allow_dot_segments)
        warn_of_unnormalized(key)
        return f"{self.base}{path}{self.query}"

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
                "the bucket, add --operation list_objects_v2; 'sigv4 operations' tells of others"
            )


def is_address(target: str) -> bool:
    """Whether a target is meant as `s3://…`; told here, since a URL needs nothing of S3's."""
    return target[:5].lower() == "s3://"


def resolve(arguments: Namespace) -> Target:
    """The target of a command's arguments.

    Raises UsageError, InvalidInputError, or ConfigurationError for what is wrong with the
    environment or the shared files.
    """
    files = SharedFiles(os.environ)
    if is_address(arguments.target):
        return _of_address(arguments, files)
    _check_url(arguments)
    place = _place(arguments, files)
    return Target(
        None,
        arguments.target,
        _query(arguments.target, arguments.query_params),
        credentials=credentials_for(arguments, files),
        place=place,
        service="s3" if arguments.service is None else arguments.service,
    )


def _of_address(arguments: Namespace, files: SharedFiles) -> Target:
    from ..s3._signers import check_session, place_of, rules_for
    from ..s3.addresses import parse_address

    address = parse_address(arguments.target)
    check_for_address(arguments)
    settings = find_settings(arguments, files, endpoint=True)
    endpoint = _endpoint(address, settings)
    base = f"{endpoint.url}/"
    query = _query(base, arguments.query_params)
    credentials = credentials_for(arguments, files)
    check_session(endpoint, credentials)
    return Target(
        address,
        base,
        query,
        credentials=credentials,
        place=place_of(endpoint),
        service=endpoint.signing_name,
        rules=rules_for(endpoint),
    )


def _endpoint(address: S3Address, settings: Settings) -> Endpoint:
    from ..s3.endpoints import EndpointOptions, resolve_endpoint

    return settings.blamed(
        lambda: resolve_endpoint(address.bucket, EndpointOptions(**settings.values))
    )


def _place(arguments: Namespace, files: SharedFiles) -> dict[str, Any]:
    """What a URL is signed for: the regions of the command line, or one region."""
    if arguments.region_set is None:
        return {"region": find_settings(arguments, files, endpoint=False).region}
    if arguments.region is not None:
        raise UsageError("--region and --region-set contradict each other: give one")
    return {"region_set": arguments.region_set}


def check_for_address(arguments: Namespace) -> None:
    """Refuse what does not go with an s3:// address."""
    if arguments.region_set is not None:
        raise UsageError(
            "--region-set is for URLs; the ARN of a Multi-Region Access Point gives its own"
        )
    if arguments.service not in {None, "s3"}:
        raise UsageError(f"s3:// addresses are of the service s3, not {shown(arguments.service)}")


def _check_url(arguments: Namespace) -> None:
    if "://" not in arguments.target:
        word = arguments.target.partition("=")[0]  # What follows may be a secret.
        raise UsageError(f"{shown(word)} is no URL: write s3://bucket/key or https://host/path")
    for option in endpoint_options_given(arguments):
        raise UsageError(f"{option} is for s3:// addresses; a URL names its host and path")


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


def note_contradictions(url: str, region: str | None, service: str | None) -> None:
    """Say where a host of AWS names another region, or is not S3's though no service was given.

    region: None for a set of them, or "*". service: the one that was given; None means S3.
    """
    host = split_url(url)[0].host.partition(":")[0]
    # No host of AWS has fewer labels, and what it imports for those takes its time.
    if host.count(".") < 2:
        return
    from ..s3.partitions import is_aws_host, region_of_host

    if not is_aws_host(host):
        return
    of_host = region_of_host(host)
    if None not in {of_host, region} and of_host != region:
        note(f"the host is in {of_host}, and the signature is for {region}; see --region")
    if region not in {None, "*"} and ".accesspoint.s3-global." in host:
        note(f"the host is of all regions, and the signature is for {region}; see --region-set")
    if service is None and not any(label.startswith("s3") for label in host.split(".")):
        note(f"the signature is for the service s3, and {shown(host)} is not S3's; see --service")
