"""A verifier of a few lines that speaks the protocol, with one fault that is switched on.

    python faulty_verifier.py [FAULT]

It is written from the specification alone, and knows one region's signatures.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "vectors" / "adapters"))

from loop import Answer, Question, UnsupportedError, body_of, serve

# Every fault that can be switched on. What it takes that it must not, or refuses that it must take.
FAULTS = {
    "accepts-all": "nothing is looked at",
    "expired-accepted": "the end of a presigned URL is not looked at",
    "expires-a-minute-late": "a presigned URL lives a minute longer",
    "future-accepted": "the beginning of a presigned URL is not looked at",
    "skew-ignored": "the time of a request that is signed in its header is not looked at",
    "expires-unbounded": "a presigned URL may live for longer than seven days",
    "region-any": "a scope of any region is taken",
    "service-any": "a scope of any service is taken",
    "terminator-any": "a scope may end in anything",
    "scope-date-any": "the date of the scope need not be that of the request",
    "algorithm-any": "the algorithm is not looked at",
    "host-unsigned": "the host need not be signed",
    "unsigned-headers": "x-amz-* headers need not be signed",
    "signature-prefix": "the beginning of the signature is enough",
    "signature-case": "a signature in capitals is taken",
    "signature-empty": "an empty signature is taken",
    "method-ignored": "a signature for GET is taken for any method",
    "path-decoded": "the path is compared decoded",
    "path-normalized": "dot segments and double slashes are removed for every service",
    "query-ignored": "parameters beside those of the signature are not signed",
    "duplicates-accepted": "a signature's parameter may come twice; the last counts",
    "token-ignored": "the token is not compared with the key's",
    "body-ignored": "the body is not compared with its hash",
    "key-id-any": "the access key id is not looked at",
    "two-mechanisms": "a signature in the query is enough, whatever Authorization says",
    "query-order": "parameters must come sorted",
    "plus-kept": "a plus in a query is taken for one",
    "query-undecoded": "escapes in a query are signed as they came",
    "path-encoded-once": "the path is encoded once for every service",
    "spaces-kept": "spaces in a header's value are signed as they came",
    "token-unknown": "a request with a session token is refused",
    "key-id-cut": "an access key id ends at its first slash",
    "content-type-needed": "a Content-Type must be signed",
    "seven-days-refused": "a URL that lives seven days is refused",
    "host-any": "a signature for any host is taken",
    "unsigned-payload": "a body need not be signed, whatever the server wants",
    "codes-all-alike": "every refusal is AccessDenied",
}
FAULT = sys.argv[1] if len(sys.argv) > 1 else ""

_HEX = re.compile("[0-9a-f]{64}")
_DATE = re.compile("[0-9]{8}T[0-9]{6}Z")
_TOKEN = re.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+")
# What a URI is made of, with whole escapes.
_TARGET = re.compile("/(?:[!$&-\\]^-~]|%[0-9A-Fa-f]{2})*")
_PARAMETERS = ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature")
_QUERY, _HEADER = "AuthorizationQueryParametersError", "AuthorizationHeaderMalformed"
Pairs = list[tuple[str, str]]


class RefusedError(Exception):
    """The request is refused, with this code."""


def _is(*faults: str) -> bool:
    return FAULT in faults


def verify(question: Question) -> Answer:
    """The verdict on a request that arrived."""
    if "AWS4-ECDSA-P256-SHA256" in str(question["received"]):
        raise UnsupportedError("it knows one region's signatures")
    if _is("accepts-all"):
        return {"accepted": True}
    try:
        _Arrived(question).check()
    except RefusedError as refused:
        code = "AccessDenied" if _is("codes-all-alike") else str(refused)
        return {"accepted": False, "code": code}
    return {"accepted": True}


def _refuse_if(condition: object, code: str) -> None:
    if condition:
        raise RefusedError(code)


class _Arrived:
    """A request, taken apart."""

    def __init__(self, question: Question) -> None:
        self.request, self.context = question["received"], question["context"]
        self.rules: dict[str, Any] = self.context["rules"]
        target = self.request["target"]
        _refuse_if(not _TARGET.fullmatch(target), "InvalidRequest")
        _refuse_if(not _TOKEN.fullmatch(self.request["method"]), "InvalidRequest")
        self.path, _, query = target.partition("?")
        self.pairs = _pairs(query)
        self.headers: dict[str, list[str]] = {}
        for name, value in self.request["headers"]:
            _refuse_if("\n" in value, "InvalidRequest")
            self.headers.setdefault(name.lower(), []).append(value)
        _refuse_if(len(self.headers.get("host", [])) != 1, "InvalidRequest")
        names = [name for name, _ in self.pairs]
        self.presigned = any(f"X-Amz-{part}" in names for part in _PARAMETERS)
        self.malformed = _QUERY if self.presigned else _HEADER
        self.signed = self._from_query() if self.presigned else self._from_header()

    def _from_query(self) -> dict[str, str]:
        if not _is("two-mechanisms"):
            version_2 = any(name == "AWSAccessKeyId" for name, _ in self.pairs)
            _refuse_if("authorization" in self.headers or version_2, "InvalidArgument")
        found: dict[str, str] = {}
        for name, value in self.pairs:
            own = name.startswith("X-Amz-")
            _refuse_if(own and name in found and not _is("duplicates-accepted"), _QUERY)
            found[name] = _raw(value)
        for part in _PARAMETERS:
            may_be_empty = part == "Signature" and _is("signature-empty")
            stated = found.get(f"X-Amz-{part}")
            _refuse_if(stated is None or not (stated or may_be_empty), _QUERY)
        token = found.get(self.rules["session_token_parameter"], "")
        return {part: found[f"X-Amz-{part}"] for part in _PARAMETERS} | {"Token": token}

    def _from_header(self) -> dict[str, str]:
        _refuse_if("authorization" not in self.headers, "AccessDenied")
        _refuse_if(len(self.headers["authorization"]) > 1, _HEADER)
        algorithm, _, rest = self.headers["authorization"][0].partition(" ")
        _refuse_if(not algorithm.startswith("AWS4-"), "InvalidRequest")
        parts = [field.strip().partition("=")[::2] for field in rest.split(",")]
        names = sorted(name for name, _ in parts)
        _refuse_if(names != ["Credential", "Signature", "SignedHeaders"], _HEADER)
        fields = dict(parts)
        parameter = self.rules["session_token_parameter"].lower()
        token = self.headers.get(parameter, [""])[0]
        date = ",".join(self.headers.get("x-amz-date", []))
        return {**fields, "Algorithm": algorithm, "Date": date, "Token": token}

    def check(self) -> None:
        """Refuse what is not signed by the one key, for this server and for now."""
        signed, malformed = self.signed, self.malformed
        right = signed["Algorithm"] == "AWS4-HMAC-SHA256"
        _refuse_if(not right and not _is("algorithm-any"), malformed)
        key_id, *scope = signed["Credential"].rsplit("/", 4)
        key_id = key_id.partition("/")[0] if _is("key-id-cut") else key_id
        _refuse_if(len(scope) != 4 or not re.fullmatch(r"\S+", key_id), malformed)
        _refuse_if(not _DATE.fullmatch(signed["Date"]), malformed)
        date, region, service, terminator = scope
        _refuse_if(date != signed["Date"][:8] and not _is("scope-date-any"), malformed)
        _refuse_if(region not in self.context["regions"] and not _is("region-any"), malformed)
        _refuse_if(service not in self.context["services"] and not _is("service-any"), malformed)
        _refuse_if(terminator != "aws4_request" and not _is("terminator-any"), malformed)
        self._check_time()
        self._check_headers()
        known = {key["access_key_id"]: key for key in self.context["known"]}
        if _is("key-id-any"):
            known.setdefault(key_id, self.context["known"][0])
        _refuse_if(key_id not in known, "InvalidAccessKeyId")
        self._check_token(known[key_id].get("session_token", ""))
        self._check_signature("/".join(scope), known[key_id]["secret_access_key"])
        self._check_body()

    def _check_time(self) -> None:
        now = datetime.strptime(self.context["now"], "%Y-%m-%dT%H:%M:%SZ")
        try:
            at = datetime.strptime(self.signed["Date"], "%Y%m%dT%H%M%SZ")
        except ValueError:
            raise RefusedError(self.malformed) from None
        skew = timedelta(minutes=15)
        if not self.presigned:
            _refuse_if(abs(now - at) > skew and not _is("skew-ignored"), "RequestTimeTooSkewed")
            return
        text = self.signed["Expires"]
        _refuse_if(not re.fullmatch("[0-9]{1,9}", text), _QUERY)
        most = 604799 if _is("seven-days-refused") else self.rules["max_expires_in"]
        _refuse_if(int(text) < 1, _QUERY)
        _refuse_if(int(text) > most and not _is("expires-unbounded"), _QUERY)
        late = 60 if _is("expires-a-minute-late") else 0
        ended = now >= at + timedelta(seconds=int(text) + late)
        _refuse_if(ended and not _is("expired-accepted"), "AccessDenied")
        _refuse_if(at > now + skew and not _is("future-accepted"), "AccessDenied")

    def _check_headers(self) -> None:
        names = self.signed["SignedHeaders"].split(";")
        _refuse_if(names != sorted({name.lower() for name in names}), self.malformed)
        if not _is("host-unsigned"):
            _refuse_if("host" not in names, "AccessDenied")
        if _is("content-type-needed"):
            _refuse_if("content-type" not in names, "AccessDenied")
        unsigned = {name for name in self.headers if name.startswith("x-amz-")} - {*names}
        if self.presigned:
            unsigned.discard("x-amz-content-sha256")
        if not self.rules["session_token_signed"]:
            unsigned.discard(self.rules["session_token_parameter"].lower())
        _refuse_if(unsigned and not _is("unsigned-headers"), "AccessDenied")
        _refuse_if(not {*names} <= self.headers.keys(), "SignatureDoesNotMatch")
        if not _is("host-any"):
            _refuse_if(self.headers["host"][0] not in self.context["hosts"], "AccessDenied")
        self._check_hash()

    def _check_hash(self) -> None:
        """Refuse a payload hash that is none, or that is missing; and none at all, if need be."""
        stated = self.headers.get("x-amz-content-sha256", [""])[0]
        if self.rules["payload_hash_header"] and not self.presigned:
            _refuse_if(not stated, "InvalidRequest")
        words = ("UNSIGNED-PAYLOAD", "STREAMING-")
        is_one = _HEX.fullmatch(stated) or stated.startswith(words)
        _refuse_if(stated and not is_one, "InvalidRequest")
        if self.context["payload"] == "required" and not _is("unsigned-payload"):
            _refuse_if(self._payload() == "UNSIGNED-PAYLOAD", "AccessDenied")

    def _check_token(self, known: str) -> None:
        _refuse_if(_is("token-unknown") and self.signed["Token"], "InvalidToken")
        if not _is("token-ignored") and self.signed["Token"] != known:
            raise RefusedError("InvalidAccessKeyId" if not self.signed["Token"] else "InvalidToken")

    def _check_signature(self, scope: str, secret: str) -> None:
        lines = [
            "GET" if _is("method-ignored") and self.presigned else self.request["method"],
            self._canonical_path(),
            self._canonical_query(),
            *(f"{n}:{self._value(n)}" for n in self.signed["SignedHeaders"].split(";")),
            "",
            self.signed["SignedHeaders"],
            self._payload(),
        ]
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        text = "\n".join([self.signed["Algorithm"], self.signed["Date"], scope, digest])
        key = f"AWS4{secret}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        right = hmac.digest(key, text.encode(), "sha256").hex()
        given = self.signed["Signature"]
        given = given.lower() if _is("signature-case") else given
        matches = given == right
        matches |= _is("signature-prefix") and right.startswith(given) and len(given) >= 32
        matches |= _is("signature-empty") and not given
        _refuse_if(not matches, "SignatureDoesNotMatch")

    def _canonical_path(self) -> str:
        path, rules = self.path, self.rules
        if rules["normalize_path"] or _is("path-normalized"):
            kept: list[str] = []
            for segment in path.split("/"):
                if segment == "..":
                    kept = kept[:-1]
                elif segment not in ("", "."):
                    kept.append(segment)
            path = "/" + "/".join(kept) + ("/" if kept and path.endswith("/") else "")
        if _is("path-decoded"):
            return quote(unquote_to_bytes(path), safe="/")
        if not rules["double_encode_path"] or _is("path-encoded-once"):
            return "/".join(_respelt(segment) for segment in path.split("/"))
        return quote(path, safe="/")

    def _canonical_query(self) -> str:
        token = self.rules["session_token_parameter"]
        kept = [pair for pair in self.pairs if pair[0] != "X-Amz-Signature"]
        if not self.rules["session_token_signed"]:
            kept = [pair for pair in kept if pair[0] != token]
        if _is("query-ignored"):
            kept = [pair for pair in kept if pair[0].startswith("X-Amz-")]
        if _is("duplicates-accepted"):
            last = dict(pair for pair in kept if pair[0].startswith("X-Amz-"))
            kept = [p for p in kept if not p[0].startswith("X-Amz-")] + list(last.items())
        ordered = kept if _is("query-order") else sorted(kept)
        return "&".join("=".join(pair) for pair in ordered)

    def _value(self, name: str) -> str:
        values = self.headers[name]
        if not _is("spaces-kept"):
            values = [re.sub("[ \t]+", " ", value).strip(" ") for value in values]
        return ",".join(values)

    def _payload(self) -> str:
        stated = self.headers.get("x-amz-content-sha256", [None])[0]
        if stated and "x-amz-content-sha256" in self.signed["SignedHeaders"].split(";"):
            return stated
        unsigned = self.rules["unsigned_payload" if self.presigned else "payload_signed"]
        if unsigned == self.presigned:
            return "UNSIGNED-PAYLOAD"
        return hashlib.sha256(body_of(self.request)).hexdigest()

    def _check_body(self) -> None:
        stated = self._payload()
        if "body" in self.request and _HEX.fullmatch(stated) and not _is("body-ignored"):
            actual = hashlib.sha256(body_of(self.request)).hexdigest()
            _refuse_if(actual != stated, "XAmzContentSHA256Mismatch")


def _pairs(query: str) -> Pairs:
    text = query if _is("plus-kept") else query.replace("+", "%20")
    items = [item.partition("=") for item in text.split("&") if item]
    respelt = str if _is("query-undecoded") else _respelt
    return [(respelt(name), respelt(value)) for name, _, value in items]


def _respelt(text: str) -> str:
    return quote(unquote_to_bytes(text), safe="")


def _raw(text: str) -> str:
    return unquote_to_bytes(text).decode("utf-8", "surrogateescape")


if __name__ == "__main__":
    serve({"verify": verify})
