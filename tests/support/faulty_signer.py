"""A signer of a few lines that speaks the protocol, with one fault that is switched on.

    python faulty_signer.py [FAULT]

It is written from the specification alone; only what must be refused it leaves to sigv4.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "vectors" / "adapters"))

import sigv4_signer
from loop import Answer, Question, body_of, serve

# Every fault that can be switched on, and what it is.
FAULTS = {
    "sorts-before-encoding": "parameters are sorted by their decoded names and values",
    "sorts-joined-strings": "parameters are sorted as name=value, not by name and then value",
    "sorts-not-at-all": "parameters stay in the order that they came",
    "plus-for-space": "a space in a query is encoded as a plus",
    "plus-kept": "a plus in a query is taken for one",
    "lower-case-escapes": "escapes are written with small letters",
    "tilde-encoded": "a tilde is encoded, as RFC 2396 had it",
    "query-slash-raw": "a slash in a query stays as it is",
    "query-not-decoded": "escapes in a query are encoded once more",
    "empty-values-dropped": "parameters without a value are left out",
    "credential-unencoded": "the slashes of the credential stay as they are",
    "first-of-a-name": "of parameters of one name the first is signed alone",
    "path-unencoded": "the path is signed decoded",
    "path-encoded-once": "the path is encoded once for every service",
    "path-encoded-twice": "the path is encoded twice for every service",
    "path-normalized": "dot segments and double slashes are removed for every service",
    "path-kept": "dot segments and double slashes are kept for every service",
    "path-collapsed-once": "a run of slashes loses every other one alone",
    "header-untrimmed": "spaces around a header's value are kept",
    "header-spaces-kept": "runs of spaces within a header's value are kept",
    "header-last-of-a-name": "of headers of one name the last is signed alone",
    "headers-unsorted": "headers are in the order that they came",
    "header-names-as-given": "the names of headers keep their capitals",
    "volatile-signed": "headers that hops rewrite are signed",
    "default-port-signed": "port 443 of https is kept",
    "port-dropped": "every port is left out",
    "host-case-kept": "the capitals of a host are kept",
    "token-forgotten": "the session token is neither signed nor sent",
    "token-after-signing": "the session token is always added after signing",
    "scope-date-wrong": "the date of the scope is a day late",
    "scope-region-wrong": "the region is always us-east-1",
    "algorithm-lower-case": "the algorithm is written with small letters",
    "expires-missing": "X-Amz-Expires is left out",
    "expires-always-an-hour": "X-Amz-Expires is always 3600",
    "signed-headers-missing": "X-Amz-SignedHeaders is always host",
    "payload-always-empty": "the payload line is always that of an empty body",
    "payload-always-unsigned": "the payload line is always UNSIGNED-PAYLOAD",
    "hash-header-missing": "x-amz-content-sha256 is neither signed nor sent",
    "secret-cut": "a secret is cut after 40 characters",
    "signature-upper-case": "the signature is written with capitals",
    "line-end-at-the-end": "the canonical request ends in a line feed",
    "refuses-nothing": "what must be refused is signed",
}
FAULT = sys.argv[1] if len(sys.argv) > 1 else ""

_VOLATILE = re.compile(
    "authorization|baggage|connection|expect|keep-alive|te|trailer|traceparent|tracestate"
    "|transfer-encoding|upgrade|user-agent|x-amzn-trace-id|(proxy|sec)-.*"
)
_EMPTY = hashlib.sha256(b"").hexdigest()
Context = dict[str, Any]


def _is(*faults: str) -> bool:
    return FAULT in faults


def _signed(question: Question) -> Answer:
    asked = _Asked(question)
    payload = _payload(question, asked.stated_hash(), presigned=asked.presigned)
    added = asked.headers_to_add(payload)
    lines, names = _headers([*asked.headers, *added], drop_volatile=not asked.presigned)
    query = _decoded(asked.url.query)
    if asked.presigned:
        query += asked.parameters("host" if _is("signed-headers-missing") else names)
    path = _path(asked.url.path, asked.rules, presigned=asked.presigned)
    canonical_query = _query(query)
    parts = [asked.method, path, canonical_query, *lines, "", names, payload]
    canonical = "\n".join([*parts, ""] if _is("line-end-at-the-end") else parts)
    to_sign, signature = asked.sign(canonical)
    answer: Answer = {
        "canonical_request": canonical,
        "string_to_sign": to_sign,
        "signature": signature,
    }
    if asked.presigned:
        sent = unquote(path) if asked.rules["double_encode_path"] else path
        after = asked.token_after_signing(lambda name, value: f"&{name}={quote(value, safe='')}")
        base = f"{asked.url.scheme.lower()}://{_host(asked.url)}{sent}"
        answer["url"] = f"{base}?{canonical_query}&X-Amz-Signature={signature}{after}"
    else:
        added += asked.token_after_signing(lambda name, value: [(name.lower(), value)]) or []
        fields = (f"Credential={asked.credential}", f"SignedHeaders={names}")
        authorization = f"{asked.algorithm} {', '.join(fields)}, Signature={signature}"
        added.append(("Authorization", authorization))
        if _host(asked.url) != asked.url.netloc:
            added.append(("host", _host(asked.url)))
    return {**answer, "headers": [list(pair) for pair in added]}


class _Asked:
    """What a question comes to before anything is signed."""

    def __init__(self, question: Question) -> None:
        request, self.context = question["request"], question["context"]
        self.rules: dict[str, Any] = self.context["rules"]
        self.presigned = question["operation"] == "presign"
        self.method: str = request["method"]
        self.url = urlsplit(request["url"])
        given = [(name, value) for name, value in request["headers"] if name.lower() != "host"]
        self.headers = [("host", _host(self.url)), *given]
        self.time = re.sub("[-:]", "", self.context["signing_time"])
        date = self.time[:8]
        date = str(int(date) + 1) if _is("scope-date-wrong") else date
        region = "us-east-1" if _is("scope-region-wrong") else self.context["region"]
        self.scope = f"{date}/{region}/{self.context['service']}/aws4_request"
        self.credential = f"{self.context['access_key_id']}/{self.scope}"
        name = "AWS4-HMAC-SHA256"
        self.algorithm = name.lower() if _is("algorithm-lower-case") else name
        self._token = "" if _is("token-forgotten") else self.context.get("session_token") or ""
        signed = self.rules["session_token_signed"] and not _is("token-after-signing")
        self._token_signed: bool = signed

    def stated_hash(self) -> str | None:
        """The payload line where the caller says it."""
        by_name = {name.lower(): value for name, value in self.headers}
        return self.context.get("payload_hash") or by_name.get("x-amz-content-sha256")

    def headers_to_add(self, payload: str) -> list[tuple[str, str]]:
        """Those that are signed."""
        added = []
        always = not self.presigned or self.rules["payload_hash_header_presigned"]
        sends_hash = self.rules["payload_hash_header"] and (always or payload != "UNSIGNED-PAYLOAD")
        given = {name.lower() for name, _ in self.headers}
        if sends_hash and "x-amz-content-sha256" not in given and not _is("hash-header-missing"):
            added.append(("x-amz-content-sha256", payload))
        if not self.presigned:
            added.append(("x-amz-date", self.time))
            if self._token and self._token_signed:
                added.append((self.rules["session_token_parameter"].lower(), self._token))
        return added

    def parameters(self, signed_headers: str) -> list[tuple[str, str]]:
        """Those that are signed."""
        found = [
            ("X-Amz-Algorithm", self.algorithm),
            ("X-Amz-Credential", self.credential),
            ("X-Amz-Date", self.time),
            ("X-Amz-SignedHeaders", signed_headers),
        ]
        if not _is("expires-missing"):
            seconds = 3600 if _is("expires-always-an-hour") else self.context["expires_in"]
            found.append(("X-Amz-Expires", str(seconds)))
        if self._token and self._token_signed:
            found.append((self.rules["session_token_parameter"], self._token))
        return found

    def token_after_signing(self, written: Callable[[str, str], Any]) -> Any:
        """A token that is not signed, as `written`; nothing where there is none."""
        if not self._token or self._token_signed:
            return ""
        return written(self.rules["session_token_parameter"], self._token)

    def sign(self, canonical: str) -> tuple[str, str]:
        """The string to sign and its signature."""
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        to_sign = f"{self.algorithm}\n{self.time}\n{self.scope}\n{digest}"
        secret = self.context["secret_access_key"]
        key = f"AWS4{secret[:40] if _is('secret-cut') else secret}".encode()
        for part in self.scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
        return to_sign, signature.upper() if _is("signature-upper-case") else signature


def _host(url: Any) -> str:
    name = url.netloc.rpartition("@")[2] if _is("host-case-kept") else url.hostname
    if _is("host-case-kept"):
        return str(name)
    host = name.encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    default = {"https": 443, "wss": 443, "http": 80, "ws": 80}[url.scheme]
    kept = url.port and (url.port != default or _is("default-port-signed"))
    return f"{host}:{url.port}" if kept and not _is("port-dropped") else str(host)


def _payload(question: Question, stated: str | None, *, presigned: bool) -> str:
    if _is("payload-always-unsigned"):
        return "UNSIGNED-PAYLOAD"
    if _is("payload-always-empty"):
        return _EMPTY
    rules = question["context"]["rules"]
    unsigned = rules["unsigned_payload"] if presigned else not rules["payload_signed"]
    if stated:
        return stated
    body = body_of(question["request"])
    return "UNSIGNED-PAYLOAD" if unsigned else hashlib.sha256(body).hexdigest()


def _headers(headers: list[tuple[str, str]], *, drop_volatile: bool) -> tuple[list[str], str]:
    values: dict[str, list[str]] = {}
    for given, value in headers:
        name = given if _is("header-names-as-given") else given.lower()
        if drop_volatile and _VOLATILE.fullmatch(name.lower()) and not _is("volatile-signed"):
            continue
        values.setdefault(name, []).append(_value(value))
    names = list(values) if _is("headers-unsorted") else sorted(values)
    cut = slice(-1, None) if _is("header-last-of-a-name") else slice(None)
    return [f"{name}:{','.join(values[name][cut])}" for name in names], ";".join(names)


def _value(value: str) -> str:
    value = value if _is("header-untrimmed") else value.strip(" ")
    return value if _is("header-spaces-kept") else re.sub("(?<=[^ ]) +(?=[^ ])", " ", value)


def _decoded(query: str) -> list[tuple[str, str]]:
    query = query if _is("plus-kept") else query.replace("+", "%20")
    query = query.replace("%", "%25") if _is("query-not-decoded") else query
    items = [item.partition("=") for item in query.split("&") if item]
    pairs = [(_raw(name), _raw(value)) for name, _, value in items]
    if _is("empty-values-dropped"):
        pairs = [pair for pair in pairs if pair[1]]
    if _is("first-of-a-name"):
        pairs = [p for at, p in enumerate(pairs) if p[0] not in [name for name, _ in pairs[:at]]]
    return pairs


def _raw(text: str) -> str:
    """Decoded, each byte that is no UTF-8 kept by Python's escape for it."""
    return unquote_to_bytes(text).decode("utf-8", "surrogateescape")


def _encode(text: str, safe: str = "") -> str:
    encoded = quote(text.encode("utf-8", "surrogateescape"), safe=safe)
    if _is("lower-case-escapes"):
        encoded = re.sub("%..", lambda escape: escape[0].lower(), encoded)
    return encoded.replace("~", "%7E") if _is("tilde-encoded") else encoded


def _query(pairs: list[tuple[str, str]]) -> str:
    if _is("sorts-before-encoding"):
        pairs = sorted(pairs)
    safe = "/" if _is("query-slash-raw") else ""
    encoded = [
        (_encode(n), _encode(v, "/" if _is("credential-unencoded") and "dential" in n else safe))
        for n, v in pairs
    ]
    if _is("plus-for-space"):
        encoded = [(n.replace("%20", "+"), v.replace("%20", "+")) for n, v in encoded]
    if not _is("sorts-before-encoding", "sorts-joined-strings", "sorts-not-at-all"):
        encoded = sorted(encoded)
    joined = [f"{name}={value}" for name, value in encoded]
    return "&".join(sorted(joined) if _is("sorts-joined-strings") else joined)


def _path(path: str, rules: Context, *, presigned: bool) -> str:
    normalize = rules["normalize_path"] or _is("path-normalized")
    if normalize and not _is("path-kept"):
        path = _normalized(path)
    path = path or "/"
    if _is("path-unencoded"):
        return unquote(path)
    twice = rules["double_encode_path"] or _is("path-encoded-twice")
    if presigned or not twice:
        sent = "/".join(_encode(_raw(segment)) for segment in path.split("/"))
        if rules["normalize_path"]:  # What was escaped and no dot segment must not become one.
            dots = {".": "%2E", "..": "%2E%2E"}
            sent = "/".join(dots.get(segment, segment) for segment in sent.split("/"))
    else:
        sent = quote(path, safe="/!$&'()*+,;=:@~%")
    return _encode(sent, "/") if twice and not _is("path-encoded-once") else sent


def _normalized(path: str) -> str:
    if _is("path-collapsed-once"):
        path = path.replace("//", "/")
        kept = path.strip("/").split("/") if "//" in path else []
        if kept:
            return "/" + "/".join(kept)
    stack: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            stack = stack[:-1]
        elif segment not in ("", "."):
            stack.append(segment)
    return "/" + "/".join(stack) + ("/" if stack and path.endswith("/") else "")


def presign(question: Question) -> Answer:
    """The URL of a request that sigv4 does not refuse."""
    if not _is("refuses-nothing"):
        sigv4_signer.presign(question)
    return _signed(question)


def sign(question: Question) -> Answer:
    """The headers of a request that sigv4 does not refuse."""
    if not _is("refuses-nothing"):
        sigv4_signer.sign(question)
    return _signed(question)


if __name__ == "__main__":
    serve({"presign": presign, "sign": sign, "signing-key": sigv4_signer.signing_key})
