"""A second derivation of every signature: slow, plain, and written from the specification.

It shares nothing with sigv4 and takes its encoding from urllib.parse. It checks nothing:
the cases that must be refused never come here.
Source: AWS IAM user guide, "Create a signed AWS API request"; Amazon S3 API reference,
"Authenticating requests: using query parameters" and "… the Authorization header".
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from . import asymmetric
from .outcome import Signed, amz_date, body_of
from .tables import Case, operation_of

_DEFAULT_PORTS = {"https": 443, "http": 80, "wss": 443, "ws": 80}
# RFC 3986, section 3.3: what may stand raw in a path, beside letters, digits and "-._~".
_RAW_IN_PATH = "/!$&'()*+,;=:@"
_VOLATILE = re.compile(
    "authorization|baggage|connection|expect|keep-alive|te|trailer|traceparent|tracestate"
    "|transfer-encoding|upgrade|user-agent|x-amzn-trace-id|(proxy|sec)-.*"
)


def signing_key(secret_access_key: str, date: str, region: str, service: str) -> bytes:
    """HMAC over date, region, service and "aws4_request", each keyed with the one before."""
    key = f"AWS4{secret_access_key}".encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def sign(case: Case) -> Signed:
    """The canonical request, string to sign and, for one region, the signature of a case."""
    request, context = case["request"], case["context"]
    rules, url = context["rules"], urlsplit(request["url"])
    presigned = operation_of(case) == "presign"
    time = amz_date(context["signing_time"])
    region, regions = context.get("region"), context.get("region_set")
    algorithm = "AWS4-HMAC-SHA256" if regions is None else asymmetric.ALGORITHM
    places = [time[:8], *([] if region is None else [region]), context["service"], "aws4_request"]
    scope = "/".join(places)

    headers = _headers(request, keep_volatile=presigned)
    payload_hash = _payload_hash(case, headers)
    headers["host"] = _host(request["url"])
    if _sends_payload_hash(case, payload_hash):
        headers["x-amz-content-sha256"] = payload_hash
    token = context.get("session_token") if rules["session_token_signed"] else None
    if not presigned:
        headers["x-amz-date"] = time
        if regions is not None:
            headers["x-amz-region-set"] = regions
        if token:
            headers[rules["session_token_parameter"].lower()] = token
    names = ";".join(sorted(headers))

    pairs = _pairs(url.query)
    if presigned:
        pairs += [
            ("X-Amz-Algorithm", algorithm),
            ("X-Amz-Credential", _encode(f"{context['access_key_id']}/{scope}".encode())),
            ("X-Amz-Date", time),
            ("X-Amz-Expires", str(context["expires_in"])),
            ("X-Amz-SignedHeaders", _encode(names.encode())),
        ]
        if regions is not None:
            pairs.append(("X-Amz-Region-Set", _encode(regions.encode())))
        if token:
            pairs.append((rules["session_token_parameter"], _encode(token.encode())))
    canonical_request = "\n".join(
        [
            request["method"],
            _path(url.path, rules, respell=presigned),
            "&".join("=".join(pair) for pair in sorted(pairs)),
            *(f"{name}:{headers[name]}" for name in sorted(headers)),
            "",
            names,
            payload_hash,
        ]
    )
    digest = hashlib.sha256(canonical_request.encode()).hexdigest()
    string_to_sign = "\n".join([algorithm, time, scope, digest])
    if region is None:
        return Signed(canonical_request, string_to_sign, "")  # No two are alike: they are verified.
    key = signing_key(context["secret_access_key"], time[:8], region, context["service"])
    signature = hmac.new(key, string_to_sign.encode(), "sha256").hexdigest()
    return Signed(canonical_request, string_to_sign, signature)


def _encode(data: bytes) -> str:
    return quote(data, safe="")


def _respell(text: str) -> str:
    return _encode(unquote_to_bytes(text))


def _pairs(query: str) -> list[tuple[str, str]]:
    items = [item.replace("+", " ").partition("=") for item in query.split("&") if item]
    return [(_respell(name), _respell(value)) for name, _, value in items]


def _path(path: str, rules: dict[str, Any], *, respell: bool) -> str:
    if rules["normalize_path"]:
        path = _normalize(path)
    path = path or "/"
    if not rules["double_encode_path"]:
        return "/".join(map(_respell, path.split("/")))
    if respell:  # A presigned URL is emitted with its path in one spelling …
        sent = "/".join(map(_respell, path.split("/")))
        # … in which an escaped dot segment stays escaped, or it would be one.
        if rules["normalize_path"]:
            dots = {".": "%2E", "..": "%2E%2E"}
            sent = "/".join(dots.get(segment, segment) for segment in sent.split("/"))
    else:  # … and a request that is signed in its header goes out as it was given.
        sent = quote(path, safe=f"{_RAW_IN_PATH}%")
    return quote(sent, safe="/")


def _normalize(path: str) -> str:
    path = re.sub("/+", "/", path)
    kept: list[str] = []
    for segment in path.strip("/").split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    normal = "/" + "/".join(kept)
    return normal + "/" if path.endswith("/") and normal != "/" else normal


def _headers(request: dict[str, Any], *, keep_volatile: bool) -> dict[str, str]:
    values: dict[str, list[str]] = {}
    for name, value in request["headers"]:
        if keep_volatile or not _VOLATILE.fullmatch(name.lower()):
            trimmed = re.sub(" +", " ", value).strip(" ")
            values.setdefault(name.lower(), []).append(trimmed)
    return {name: ",".join(parts) for name, parts in values.items()}


def _host(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{parts.port}"


def _payload_hash(case: Case, headers: dict[str, str]) -> str:
    context = case["context"]
    rules = context["rules"]
    stated: str | None = context.get("payload_hash") or headers.get("x-amz-content-sha256")
    if stated:
        return stated
    presigned = operation_of(case) == "presign"
    unsigned = rules["unsigned_payload"] if presigned else not rules["payload_signed"]
    return "UNSIGNED-PAYLOAD" if unsigned else hashlib.sha256(body_of(case["request"])).hexdigest()


def _sends_payload_hash(case: Case, payload_hash: str) -> bool:
    rules = case["context"]["rules"]
    if operation_of(case) == "sign" or rules["payload_hash_header_presigned"]:
        return bool(rules["payload_hash_header"])
    return bool(rules["payload_hash_header"]) and payload_hash != "UNSIGNED-PAYLOAD"
