"""Requests that are signed in their Authorization header."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from ..case import Case
from ..draft import Draft
from ..plays import accepts, refuses, unproven
from ..steps import (
    Step,
    append,
    body,
    drop_header,
    edit_header,
    header,
    method,
    other_digit,
    path,
    say,
)
from ..target import HERE
from .sources import CALCULATION, ERRORS, HEADER, UNKNOWN, operation

_GET = Draft(auth="header")
_BODY = b"signed in the header"
_MALFORMED = "400 AuthorizationHeaderMalformed"
_OF_NOBODY = (
    "AWS4-HMAC-SHA256 Credential=AKIASIGV4NOBODY/20130524/mars-north-1/s3/aws4_request, "
    "SignedHeaders=host, Signature=0"
)
_EMPTY_HASH = sha256(b"").hexdigest()


def _put(name: str, **how: Any) -> Draft:
    return Draft(method="PUT", key=f"header/{name}", body=_BODY, auth="header", **how)


def _authorization(old: str, new: str) -> Step:
    return edit_header("Authorization", lambda text: text.replace(old, new))


def _field(name: str, new: str | None) -> Step:
    """A field of the Authorization header with another value, or without it."""

    def change(text: str) -> str:
        algorithm, _, rest = text.partition(" ")
        fields = dict([field.split("=", 1) for field in rest.split(", ")])
        if new is None:
            del fields[name]
        else:
            fields[name] = new
        return f"{algorithm} {', '.join([f'{n}={v}' for n, v in fields.items()])}"

    return edit_header("Authorization", change)


def _digit(at: int) -> Step:
    def change(text: str) -> str:
        start, found, signature = text.rpartition("Signature=")
        return f"{start}{found}{other_digit(signature, at)}"

    return edit_header("Authorization", change)


def _refuses(
    name: str,
    sends: str,
    draft: Draft,
    *steps: Step,
    aws: str = "403 SignatureDoesNotMatch",
    source: str = CALCULATION,
) -> Case:
    needs = ("header/put",) if draft.method == "PUT" else ("header/get",)
    return refuses(f"header/{name}", sends, draft, *steps, aws=aws, source=source, needs=needs)


CASES: tuple[Case, ...] = (
    accepts("header/get", "GET of an object", _GET, source=HEADER),
    accepts("header/put", "PUT with the body's hash", _put("put"), source=HEADER),
    accepts(
        "header/put-empty",
        "PUT of an object without a byte",
        Draft(method="PUT", key="header/empty", body=b"", auth="header"),
        source=HEADER,
        needs=("header/put",),
    ),
    accepts(
        "header/put-unsigned-payload",
        "PUT with UNSIGNED-PAYLOAD",
        _put("unsigned", payload="UNSIGNED-PAYLOAD"),
        source=HEADER,
        needs=("header/put",),
    ),
    accepts(
        "header/put-metadata",
        "PUT with signed x-amz-meta headers",
        _put("metadata", headers=(("x-amz-meta-a", "1"), ("x-amz-meta-b", "2  3"))),
        source=HEADER,
        needs=("header/put",),
    ),
    accepts(
        "header/put-hard-key",
        "PUT of a hard key",
        Draft(method="PUT", key="header/a b+c%20\u00e9", body=_BODY, auth="header"),
        source=CALCULATION,
        needs=("header/put",),
    ),
    accepts(
        "header/head",
        "HEAD of an object",
        Draft(method="HEAD", auth="header"),
        source=HEADER,
    ),
    accepts(
        "header/list",
        "a listing under a prefix",
        Draft(key=None, query=(("list-type", "2"), ("prefix", f"{HERE}/seed")), auth="header"),
        source=HEADER,
    ),
    accepts(
        "header/list-hard-prefix",
        "a listing under a prefix of signs that must be encoded",
        Draft(key=None, query=(("prefix", f"{HERE}/ +&=%/?\u00e9"),), auth="header"),
        source=CALCULATION,
        needs=("header/list",),
    ),
    accepts(
        "header/delete",
        "DELETE of an object that is not there",
        Draft(method="DELETE", key="header/missing", auth="header"),
        source=operation("DeleteObject"),
        aws="204",
    ),
    accepts(
        "header/range",
        "GET with an unsigned Range",
        Draft(auth="header", unsigned=(("Range", "bytes=0-999"),)),
        source=HEADER,
        needs=("header/get",),
    ),
    accepts(
        "header/commas-without-spaces",
        "an Authorization header without the spaces behind its commas",
        _GET,
        _authorization(", ", ","),
        source=HEADER,
        needs=("header/get",),
    ),
    # The signature.
    *[
        _refuses(
            f"signature-digit-{at + 1}",
            f"digit {at + 1} of the signature is another",
            _GET,
            _digit(at),
        )
        for at in (0, 31, 63)
    ],
    _refuses(
        "signature-short",
        "the signature without its last digit",
        _GET,
        edit_header("Authorization", lambda a: a[:-1]),
    ),
    _refuses(
        "signature-half",
        "half of the signature",
        _GET,
        edit_header("Authorization", lambda a: a[:-32]),
    ),
    _refuses(
        "signature-long",
        "the signature with a digit more",
        _GET,
        edit_header("Authorization", lambda a: f"{a}0"),
    ),
    _refuses(
        "signature-empty",
        "an empty signature",
        _GET,
        edit_header("Authorization", lambda a: a[:-64]),
    ),
    _refuses("put-signature", "PUT with another signature", _put("put-signature"), _digit(40)),
    # What is signed.
    *[
        _refuses(f"method-{name.lower()}", f"{name} with a signature for GET", _GET, method(name))
        for name in ("PUT", "DELETE")
    ],
    _refuses("key", "another key", _GET, path("seed", "other")),
    _refuses("put-key", "PUT to another key", _put("put-key"), path("put-key", "put-other")),
    _refuses("query", "a parameter that was not signed", _GET, append("response-content-type=a")),
    refuses(
        "header/list-prefix",
        "a listing with another prefix",
        Draft(key=None, query=(("prefix", f"{HERE}/seed"),), auth="header"),
        say("prefix", "sigv4-conformance"),
        source=CALCULATION,
        needs=("header/list",),
    ),
    _refuses("host", "another Host", _GET, header("Host", "sigv4-conformance.invalid")),
    _refuses(
        "date",
        "another x-amz-date",
        _GET,
        edit_header("x-amz-date", lambda d: f"{d[:13]}{'00' if d[13:15] != '00' else '01'}Z"),
    ),
    _refuses(
        "meta-changed",
        "a signed header with another value",
        _put("meta", headers=(("x-amz-meta-a", "1"),)),
        header("x-amz-meta-a", "2"),
    ),
    _refuses(
        "meta-dropped",
        "a signed header that is not sent",
        _put("meta-dropped", headers=(("x-amz-meta-a", "1"),)),
        drop_header("x-amz-meta-a"),
    ),
    _refuses(
        "unsigned-meta",
        "PUT with an x-amz-meta header that was not signed",
        _put("unsigned-meta", unsigned=(("x-amz-meta-a", "1"),)),
        aws="403 AccessDenied, There were headers present in the request which were not signed",
    ),
    _refuses(
        "unsigned-acl",
        "PUT with an x-amz-acl that was not signed",
        _put("unsigned-acl", unsigned=(("x-amz-acl", "private"),)),
        aws="403 AccessDenied, There were headers present in the request which were not signed",
    ),
    _refuses(
        "without-host",
        "a signature without host",
        Draft(auth="header", names="x-amz-content-sha256;x-amz-date"),
    ),
    unproven(
        "header/unsigned-hash",
        "an x-amz-content-sha256 that was not signed",
        Draft(auth="header", names="host;x-amz-date"),
        source=UNKNOWN,
        needs=("header/get",),
    ),
    unproven(
        "header/unsigned-date",
        "an x-amz-date that was not signed",
        Draft(auth="header", names="host;x-amz-content-sha256"),
        source=UNKNOWN,
        needs=("header/get",),
    ),
    # The body and its hash.
    _refuses(
        "body",
        "PUT with another body than was signed",
        _put("body"),
        body(b"SIGNED IN THE HEADER"),
        aws="400 XAmzContentSHA256Mismatch",
        source=ERRORS,
    ),
    _refuses(
        "body-longer",
        "PUT with a longer body",
        _put("body-longer"),
        body(_BODY + b"!"),
        aws="400 XAmzContentSHA256Mismatch",
        source=ERRORS,
    ),
    _refuses(
        "body-empty",
        "PUT without the body that was signed",
        _put("body-empty"),
        body(b""),
        aws="400 XAmzContentSHA256Mismatch",
        source=ERRORS,
    ),
    _refuses(
        "body-for-empty",
        "PUT of a body with the hash of none",
        _put("body-for-empty", payload=_EMPTY_HASH),
        aws="400 XAmzContentSHA256Mismatch",
        source=ERRORS,
    ),
    _refuses(
        "hash-changed",
        "PUT with another body and its hash, signed for the first",
        _put("hash-changed"),
        body(b"another"),
        header("x-amz-content-sha256", sha256(b"another").hexdigest()),
    ),
    _refuses(
        "hash-to-unsigned",
        "PUT whose hash became UNSIGNED-PAYLOAD after signing",
        _put("hash-to-unsigned"),
        header("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
    ),
    _refuses(
        "hash-missing",
        "PUT without x-amz-content-sha256",
        _put("hash-missing", said={"x-amz-content-sha256": None}),
        aws="400 InvalidRequest",
        source=HEADER,
    ),
    _refuses(
        "hash-dropped",
        "PUT whose signed x-amz-content-sha256 is not sent",
        _put("hash-dropped"),
        drop_header("x-amz-content-sha256"),
    ),
    _refuses(
        "hash-word",
        "PUT with a hash that is neither one nor a known word",
        _put("hash-word", payload="SIGNED-SOMEHOW"),
        aws="400 InvalidArgument or InvalidRequest",
        source=HEADER,
    ),
    # The Authorization header itself.
    *[
        _refuses(
            f"without-{name.lower()}",
            f"no {name} in the Authorization header",
            _GET,
            _field(name, None),
            aws=_MALFORMED,
            source=HEADER,
        )
        for name in ("Credential", "SignedHeaders", "Signature")
    ],
    *[
        _refuses(
            f"empty-{name.lower()}",
            f"an empty {name}",
            _GET,
            _field(name, ""),
            aws=_MALFORMED,
            source=HEADER,
        )
        for name in ("Credential", "SignedHeaders")
    ],
    _refuses(
        "fewer-names",
        "one signed header less in the list",
        _GET,
        _field("SignedHeaders", "host;x-amz-date"),
    ),
    _refuses(
        "algorithm",
        "another algorithm in the header",
        _GET,
        _authorization("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
        aws="400 InvalidRequest",
        source=HEADER,
    ),
    _refuses(
        "no-algorithm",
        "no algorithm in the header",
        _GET,
        _authorization("AWS4-HMAC-SHA256 ", ""),
        aws="400 InvalidArgument",
        source=HEADER,
    ),
    _refuses(
        "empty",
        "an empty Authorization header",
        _GET,
        header("Authorization", ""),
        aws="400 or 403",
        source=HEADER,
    ),
    _refuses(
        "basic",
        "an Authorization header of HTTP's Basic",
        _GET,
        header("Authorization", "Basic bm9ib2R5Om5vdGhpbmc="),
        aws="400 InvalidArgument",
        source=HEADER,
    ),
    _refuses(
        "version-2",
        "a signature of version 2 that is wrong",
        _GET,
        header("Authorization", "AWS AKIASIGV4NOBODY:bm9ib2R5IGtub3dzIHRoaXM="),
        aws="403 InvalidAccessKeyId",
        source=ERRORS,
    ),
    _refuses(
        "date-missing",
        "no date at all",
        Draft(auth="header", said={"x-amz-date": None}),
        aws="403 AccessDenied",
        source=HEADER,
    ),
    _refuses(
        "date-dropped",
        "an x-amz-date that is not sent",
        _GET,
        drop_header("x-amz-date"),
        aws="403 AccessDenied",
        source=HEADER,
    ),
    _refuses(
        "date-malformed",
        "an x-amz-date that is none",
        Draft(auth="header", said={"x-amz-date": "today"}),
        aws="403 AccessDenied",
        source=HEADER,
    ),
    _refuses(
        "query-as-well",
        "an Authorization header, and parameters of a presigned URL",
        _GET,
        append("X-Amz-Algorithm=AWS4-HMAC-SHA256"),
        append("X-Amz-Signature=0"),
        aws="400 InvalidArgument, Only one auth mechanism allowed",
        source=ERRORS,
    ),
    unproven(
        "header/two",
        "two Authorization headers, the second of nobody",
        Draft(auth="header", unsigned=(("Authorization", _OF_NOBODY),)),
        source=UNKNOWN,
        needs=("header/get",),
    ),
)
