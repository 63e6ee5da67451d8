"""What a request means, worked out anew: nothing here comes from sigv4 but its tables of services.

Slow and plain, with urllib, after AWS's IAM user guide, "Create a canonical request". It is
asked of requests that were taken apart without a complaint, and itself complains of nothing.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from messages import Message

from sigv4._rules import COMMON, SERVICES, ServiceRules


class Meaning(NamedTuple):
    """The string to sign but for its digest, and the canonical request with each host."""

    algorithm: str
    amz_date: str
    scope: str
    requests: tuple[bytes, ...]


def meaning(message: Message) -> Meaning:
    """Of a request that is signed in its query or its Authorization header."""
    path, _, text = message.target.partition(b"?")
    items = [item.partition(b"=") for item in text.replace(b"+", b"%20").split(b"&") if item]
    pairs = [(unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in items]
    parameters = {name.decode("latin-1"): value.decode("latin-1") for name, value in pairs}
    in_query = "X-Amz-Signature" in parameters
    said = parameters if in_query else _authorization(message)
    scope = said["X-Amz-Credential"].rsplit("/", 3 if "ECDSA" in said["X-Amz-Algorithm"] else 4)
    rules = SERVICES.get(scope[-2], COMMON)
    appended = {b"X-Amz-Signature"} if in_query else set()
    if in_query and not rules.session_token_signed:
        appended.add(rules.session_token_parameter.encode())
    names = said["X-Amz-SignedHeaders"].encode()
    request = b"\n".join(
        [
            message.method,
            _path(path, rules),
            _query([pair for pair in pairs if pair[0] not in appended]),
            *[b"%s:%s" % (name, _value(message, name)) for name in names.split(b";")],
            b"",
            names,
            _payload(message, parameters if in_query else None, names, rules),
        ]
    )
    return Meaning(
        said["X-Amz-Algorithm"],
        said["X-Amz-Date"],
        "/".join(scope[1:]),
        tuple(_of_hosts(request, _value(message, b"host"))),
    )


def _authorization(message: Message) -> dict[str, str]:
    (value,) = message.values(b"authorization") or message.values(b":authorization")
    algorithm, _, rest = _folded(value).decode("latin-1").partition(" ")
    fields = dict(part.strip(" ").split("=", 1) for part in rest.split(","))
    said = {f"X-Amz-{name}": value for name, value in fields.items()}
    dates = message.values(b"x-amz-date")
    date = _folded(dates[0]).decode("latin-1") if dates else _from_date(message)
    return {**said, "X-Amz-Algorithm": algorithm, "X-Amz-Date": date}


def _from_date(message: Message) -> str:
    from email.utils import parsedate_to_datetime

    (value,) = message.values(b"date")
    return f"{parsedate_to_datetime(_folded(value).decode()):%Y%m%dT%H%M%SZ}"


def _path(path: bytes, rules: ServiceRules) -> bytes:
    if not rules.double_encode_path:
        segments = [unquote_to_bytes(segment) for segment in path.split(b"/")]
        return "/".join([quote(segment, safe="") for segment in segments]).encode()
    kept: list[bytes] = []
    for segment in path.split(b"/"):
        if segment == b"..":
            del kept[-1:]
        elif segment not in (b"", b"."):
            kept.append(segment)
    end = b"/" if kept and path.endswith(b"/") else b""
    return quote(b"/" + b"/".join(kept) + end, safe="/").encode()


def _query(pairs: list[tuple[bytes, bytes]]) -> bytes:
    encoded = sorted((quote(name, safe=""), quote(value, safe="")) for name, value in pairs)
    return "&".join([f"{name}={value}" for name, value in encoded]).encode()


def _value(message: Message, name: bytes) -> bytes:
    values = message.values(name)
    if name == b"host" and not values:
        values = message.values(b":authority")
    return b",".join([_folded(value) for value in values])


def _folded(value: bytes) -> bytes:
    return b" ".join([word for word in value.replace(b"\t", b" ").split(b" ") if word])


def _payload(
    message: Message, query: dict[str, str] | None, names: bytes, rules: ServiceRules
) -> bytes:
    if b"x-amz-content-sha256" in names.split(b";"):
        return _value(message, b"x-amz-content-sha256")
    if query is not None and "X-Amz-Content-Sha256" in query:
        return query["X-Amz-Content-Sha256"].encode()
    if query is not None and rules.unsigned_payload:
        return b"UNSIGNED-PAYLOAD"
    return sha256(message.body).hexdigest().encode()


def _of_hosts(request: bytes, host: bytes) -> list[bytes]:
    """The request as it came; with the host in lower case; and without the default port."""
    name, colon, port = host.lower().rpartition(b":")
    is_default = colon and port.lstrip(b"0") in (b"", b"80", b"443")
    bare = name if is_default else host.lower()
    lines = [b"\nhost:%s\n" % spelling for spelling in (host, host.lower(), bare)]
    return [request.replace(lines[0], line, 1) for line in lines]


def body_is(message: Message, payload: str) -> bool:
    """Whether the body is what the last line of the canonical request says, if it says it."""
    words = ("UNSIGNED-PAYLOAD", "STREAMING-")
    return payload.startswith(words) or payload == sha256(message.body).hexdigest()


def unsigned(message: Message, names: tuple[str, ...]) -> set[str]:
    """Headers that would say something to AWS and that the signature does not cover."""
    said = {name.lower().decode() for name, _ in message.headers}
    return {name for name in said.difference(names) if name.startswith("x-amz-")}


def repeated(message: Message) -> bool:
    """Whether a parameter that says something to AWS is there twice, in any spelling."""
    items = message.target.partition(b"?")[2].replace(b"+", b"%20").split(b"&")
    names = [unquote_to_bytes(item.partition(b"=")[0]) for item in items]
    said = [name for name in names if name.startswith(b"X-Amz-")]
    return len(set(said)) < len(said)
