"""An operation, its parameters and an endpoint, put together as the request to sign."""

from __future__ import annotations

from .._checks import exact_str, shown
from .._encoding import encode, join_query
from .._headers import collect_headers
from ..errors import InvalidValueError
from ._endpoint import in_front
from .addresses import key_path
from .buckets import ARN_PREFIX, is_ipv4, is_label
from .endpoints import resolve_endpoint
from .operations import only_as_parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._headers import Headers
    from ._values import Value
    from .endpoints import Endpoint, EndpointOptions
    from .operations import Bound, Operation, Parameter


def take_apart(
    operation: Operation, parameters: Mapping[str, Value], *, needs_key: bool = True
) -> tuple[str | None, str | None, dict[str, Value]]:
    """The bucket, the key and the other parameters of an operation.

    Raises InvalidTypeError or InvalidValueError where Bucket or Key is missing or empty; an
    empty key would sign an operation on the bucket.
    """
    known = operation.names
    for name in parameters:
        if name not in known:
            raise operation.unknown(name, known)
    rest = dict(parameters)
    bucket = _required("Bucket", rest, operation) if operation.takes_bucket else None
    key = _required("Key", rest, operation) if operation.takes_key and needs_key else None
    return bucket, key, rest


def _required(name: str, parameters: dict[str, Value], operation: Operation) -> str:
    value = parameters.pop(name, None)
    if value is None:
        raise InvalidValueError(name, "it is missing", f"{operation.name} needs it")
    text = exact_str(name, value)
    if not text:
        raise InvalidValueError(name, "it is empty", f"{operation.name} needs it")
    return text


def endpoint_of(operation: Operation, bucket: str | None, options: EndpointOptions) -> Endpoint:
    """Where an operation's requests go; raises as `resolve_endpoint`."""
    traits = operation.traits
    if "in-path" in traits and not (bucket or "").startswith(ARN_PREFIX):
        options = options.replace(addressing_style="path", use_accelerate_endpoint=False)
    return resolve_endpoint(
        bucket,
        options,
        control="control" in traits,
        object_lambda="object-lambda" in traits,
        no_access_points="no-access-points" in traits,
        no_session_auth="no-session" in traits,
    )


def request_url(
    endpoint: Endpoint,
    operation: Operation,
    bound: Bound,
    key: str | None,
    *,
    allow_dot_segments: bool,
) -> str:
    """The URL to sign."""
    base = endpoint.url
    if operation.host_prefix is not None:
        base = _with_host_prefix(base, operation.host_prefix, bound.headers)
    if key is not None:
        base = f"{base}/{key_path(key, allow_dot_segments=allow_dot_segments)}"
    elif not operation.takes_bucket:
        base = f"{base}{operation.path}"
    if not bound.query:
        return base
    return f"{base}?{join_query([(encode(n, n), encode(n, v)) for n, v in bound.query])}"


def _with_host_prefix(base: str, parameter: Parameter, headers: Mapping[str, str]) -> str:
    """The URL with a parameter's value as the first label of its host."""
    label = headers[parameter.wire_name]
    if not is_label(label):
        raise InvalidValueError(
            parameter.name, f"{shown(label)} is no label of a host", "give it as Lambda got it"
        )
    scheme, separator, rest = base.partition("://")
    host = rest.partition("/")[0].partition(":")[0]
    if is_ipv4(host) or host.startswith("["):
        raise InvalidValueError(
            "endpoint_url",
            f"nothing can stand before an IP address, and {parameter.name} must",
            "give the endpoint by a name",
        )
    return f"{scheme}{separator}{in_front(label, rest)}"


def join_headers(bound: Mapping[str, str], further: Headers) -> dict[str, str]:
    """The headers of the parameters and further ones.

    Refuses one that is in both, and one that must be given as a parameter.
    """
    joined = collect_headers(bound)
    for name, value in collect_headers(further).items():
        if name in joined:
            raise InvalidValueError(
                "headers", f"{name} is what a parameter says already", "give one of them"
            )
        parameter = only_as_parameter(name)
        if parameter is not None:
            raise InvalidValueError(
                "headers",
                f"{name} is for operations that have the parameter {parameter}",
                "give it as that",
            )
        joined[name] = value
    return joined
