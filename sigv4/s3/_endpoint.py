"""What an endpoint is, what it is resolved from, and the parts that hosts are made of."""

from __future__ import annotations

from .._canonical import ALGORITHM
from .._checks import (
    check_scope_part,
    exact_str,
    has_control_character,
    shown,
    type_error,
    utf8,
)
from .._encoding import sent_path
from .._frozen import Frozen
from .._rules import S3
from .._url import canonical_host
from ..errors import InvalidValueError
from .buckets import LONGEST_HOST, bucket_error, is_ipv4, is_label
from .partitions import Partition, known_partition, partition_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ADDRESSING_STYLES = ("auto", "virtual", "path")

# The pseudo region that asks for S3's global host. AWS's rules sign for us-east-1 there.
GLOBAL = "aws-global"
GLOBAL_SIGNS_FOR = "us-east-1"

# What never goes together, whatever the bucket is.
_CONTRADICTIONS = (
    ("use_accelerate_endpoint", "use_fips_endpoint", "transfer acceleration has no FIPS hosts"),
    ("use_accelerate_endpoint", "endpoint_url", "it chooses AWS's own hosts"),
    ("use_dualstack_endpoint", "endpoint_url", "it chooses among AWS's own hosts"),
    ("use_fips_endpoint", "endpoint_url", "it chooses among AWS's own hosts"),
)


class Endpoint(Frozen):
    """Where requests go and who signs them. Immutable.

    url: scheme, host and path, without a "/" at its end; the path of a key is appended
        after a "/".
    signing_region: the region of the credential scope; "*" where all regions are meant.
    signing_name: the service of the credential scope.
    algorithm: AWS4-HMAC-SHA256, or AWS4-ECDSA-P256-SHA256 where nothing else serves.
    session_auth: session credentials of CreateSession sign, and not the ordinary ones.
    because: a short sentence for each decision.
    """

    __slots__ = (
        "algorithm",
        "because",
        "session_auth",
        "signing_name",
        "signing_region",
        "url",
    )

    url: str
    signing_region: str
    signing_name: str
    algorithm: str
    session_auth: bool
    because: tuple[str, ...]

    def __init__(
        self,
        url: str,
        *,
        signing_region: str,
        signing_name: str,
        because: tuple[str, ...],
        algorithm: str = ALGORITHM,
        session_auth: bool = False,
    ) -> None:
        self._set(
            url=url,
            signing_region=signing_region,
            signing_name=signing_name,
            algorithm=algorithm,
            session_auth=session_auth,
            because=because,
        )

    @property
    def scheme(self) -> str:
        """The scheme: https or http."""
        return self.url.partition("://")[0]

    @property
    def host(self) -> str:
        """The host, with its port unless that is the scheme's own."""
        return self.url.partition("://")[2].partition("/")[0]

    @property
    def path(self) -> str:
        """What follows the host: "" or a path that begins with "/"."""
        _, slash, path = self.url.partition("://")[2].partition("/")
        return slash + path

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"Endpoint({given})"


class Base(Frozen):
    """A custom endpoint taken apart; path is "" or begins with "/" and has none at its end."""

    __slots__ = ("host", "is_address", "path", "scheme")

    scheme: str
    host: str
    path: str
    is_address: bool

    def __init__(self, endpoint_url: str) -> None:
        scheme, host, path = split_endpoint(endpoint_url)
        is_address = host.startswith("[") or is_ipv4(host.partition(":")[0])
        self._set(scheme=scheme, host=host, path=path[:-1], is_address=is_address)


class EndpointOptions(Frozen):
    """What a client is configured with, as far as it decides where requests go. Immutable.

    region: the client's region; it signs, unless an ARN names another one.
    endpoint_url: a custom endpoint, with its port and base path.
    addressing_style: "virtual" puts the bucket into the host; "path" puts it into the path;
        "auto" is virtual on AWS and, as in the AWS CLI, path on a custom endpoint.
    use_dualstack_endpoint: hosts that have IPv6 addresses too.
    use_fips_endpoint: hosts with FIPS 140 validated cryptography.
    use_accelerate_endpoint: transfer acceleration.
    use_global_endpoint: in us-east-1, the host without a region.
    use_arn_region: an ARN may name another region than the client's.
    s3_disable_multiregion_access_points: their ARNs are refused.
    s3_disable_express_session_auth: the ordinary credentials sign for directory buckets.

    Raises InvalidTypeError or InvalidValueError; also for what contradicts each other.
    """

    __slots__ = (
        "addressing_style",
        "base",
        "endpoint_url",
        "partition",
        "region",
        "s3_disable_express_session_auth",
        "s3_disable_multiregion_access_points",
        "use_accelerate_endpoint",
        "use_arn_region",
        "use_dualstack_endpoint",
        "use_fips_endpoint",
        "use_global_endpoint",
    )

    region: str
    endpoint_url: str | None
    addressing_style: str
    use_dualstack_endpoint: bool
    use_fips_endpoint: bool
    use_accelerate_endpoint: bool
    use_global_endpoint: bool
    use_arn_region: bool
    s3_disable_multiregion_access_points: bool
    s3_disable_express_session_auth: bool
    base: Base | None
    partition: Partition

    def __init__(
        self,
        *,
        region: str,
        endpoint_url: str | None = None,
        addressing_style: str = "auto",
        use_dualstack_endpoint: bool = False,
        use_fips_endpoint: bool = False,
        use_accelerate_endpoint: bool = False,
        use_global_endpoint: bool = False,
        use_arn_region: bool = True,
        s3_disable_multiregion_access_points: bool = False,
        s3_disable_express_session_auth: bool = False,
    ) -> None:
        region = check_scope_part("region", region)
        if endpoint_url is not None:
            endpoint_url = exact_str("endpoint_url", endpoint_url)
        flags = {
            "use_dualstack_endpoint": use_dualstack_endpoint,
            "use_fips_endpoint": use_fips_endpoint,
            "use_accelerate_endpoint": use_accelerate_endpoint,
            "use_global_endpoint": use_global_endpoint,
            "use_arn_region": use_arn_region,
            "s3_disable_multiregion_access_points": s3_disable_multiregion_access_points,
            "s3_disable_express_session_auth": s3_disable_express_session_auth,
        }
        for name, flag in flags.items():
            if not isinstance(flag, bool):
                raise type_error(name, flag, "True or False")
        self._set(
            region=region,
            endpoint_url=endpoint_url,
            addressing_style=_addressing_style(addressing_style),
            base=None if endpoint_url is None else Base(endpoint_url),
            partition=partition_of(region),
            **flags,
        )
        self._check_contradictions()

    def replace(self, **changes: Any) -> EndpointOptions:
        """The same options with some of them changed."""
        fields = {name: getattr(self, name) for name in _OPTIONS}
        unknown = sorted(changes.keys() - fields.keys())
        if unknown:
            raise InvalidValueError(
                "changes", f"{unknown[0]!a} is no option", f"the options are {', '.join(_OPTIONS)}"
            )
        return EndpointOptions(**{**fields, **changes})

    def _check_contradictions(self) -> None:
        for first, second, why in _CONTRADICTIONS:
            if getattr(self, first) and getattr(self, second):
                raise InvalidValueError(
                    first, f"it contradicts {second}: {why}", "leave one of the two out"
                )
        if self.use_fips_endpoint and self.partition.name == "aws-cn":
            raise InvalidValueError(
                "use_fips_endpoint",
                f"{shown(self.region)} is of the partition aws-cn, which has no FIPS hosts",
                "leave it out there",
            )


_DERIVED = {"base", "partition"}
_OPTIONS = tuple(name for name in EndpointOptions.__slots__ if name not in _DERIVED)


def split_endpoint(endpoint_url: str) -> tuple[str, str, str]:
    """Scheme, host and base path (it ends in "/") of a custom endpoint.

    Raises InvalidTypeError or InvalidValueError for what cannot be one.
    """
    endpoint_url = exact_str("endpoint_url", endpoint_url)
    utf8("endpoint_url", endpoint_url)
    # With an "@" somewhere, what looks like something else may be a password.
    show = "@" not in endpoint_url
    scheme, separator, rest = endpoint_url.partition("://")
    scheme = scheme.lower()
    if not separator or scheme not in {"http", "https"}:
        value = shown(endpoint_url) if show else "it"
        raise _endpoint_error(
            f"{value} does not begin with http:// or https://", "write one of them in front"
        )
    if "?" in rest or "#" in rest:
        raise _endpoint_error("it has a query or a fragment", "end it after the path")
    if has_control_character(rest):
        raise _endpoint_error("it holds a control character or a line end", "take it out")
    authority, _, path = rest.partition("/")
    host = canonical_host(scheme, authority, "endpoint_url", show=show)
    path = _base_path(path, show=show)
    if any(segment in {".", ".."} for segment in path.split("/")):
        raise _endpoint_error("its path has a '.' or '..' segment", "resolve it")
    return scheme, host, path if path == "/" else f"{path}/"


def _base_path(path: str, *, show: bool) -> str:
    try:
        return sent_path(f"/{path.rstrip('/')}", S3, "endpoint_url")
    except InvalidValueError as error:
        problem = error if show else _endpoint_error("its path cannot be decoded", error.remedy)
    raise problem


def in_host(region: str, argument: str = "region") -> str:
    """A region as a label of a host of AWS; refuses what can be none.

    argument: where the region came from, for the error.
    """
    # Upper case would pass in a host, but not in the credential scope.
    if not is_label(region) or region != region.lower():
        raise InvalidValueError(
            argument,
            f"{shown(region)} is no region: it is no DNS label in lower case",
            "give a region such as eu-west-1",
        )
    if region.endswith("-global") and region != GLOBAL:
        raise InvalidValueError(
            argument, f"{shown(region)} stands for no one region", "give one such as us-east-1"
        )
    return region


def aws_host(service: str, region: str, options: EndpointOptions) -> str:
    """The host of a service in a checked region of the client's partition."""
    fips = "-fips" if options.use_fips_endpoint else ""
    dualstack = ".dualstack" if options.use_dualstack_endpoint else ""
    return f"{service}{fips}{dualstack}.{region}.{options.partition.dns_suffix}"


def in_front(name: str, host: str) -> str:
    """A host with a checked name in front of it, unless that makes it too long for one."""
    if len(name) + 1 + len(host.partition(":")[0]) > LONGEST_HOST:
        raise bucket_error(
            f"{shown(name)} makes the host longer than {LONGEST_HOST} characters",
            "use path style, or a shorter name",
        )
    return f"{name}.{host}"


def why_region(region: str, partition: Partition) -> str:
    """The sentence on a region's partition."""
    if known_partition(region) is None:
        return f"No partition knows the region {region}, so it counts as one of {partition.name}"
    return f"The region {region} is of the partition {partition.name}"


def _addressing_style(value: str) -> str:
    style = exact_str("addressing_style", value)
    if style not in ADDRESSING_STYLES:
        raise InvalidValueError(
            "addressing_style",
            f"{shown(style)} is no addressing style",
            "use auto, virtual or path",
        )
    return style


def _endpoint_error(problem: str, remedy: str) -> InvalidValueError:
    return InvalidValueError("endpoint_url", problem, remedy)
