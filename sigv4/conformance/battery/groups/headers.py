"""Headers that are signed, those that need not be, and the x-amz-* ones that have to be."""

from __future__ import annotations

from base64 import b64encode

from ..case import Case
from ..draft import Draft
from ..message import Pairs
from ..plays import accepts, refuses, unproven
from ..stage import SEED
from ..steps import Step, drop_header, edit_header, header, headers
from ..target import BUCKET, HERE
from .sources import CALCULATION, CANONICAL, ERRORS, RECORDED, RFC_HTTP, UNKNOWN

_META = (("x-amz-meta-note", "signed"),)
_PUT = ("basic/put",)
_GET = ("basic/get",)
_NOT_SIGNED = "403 AccessDenied, There were headers present in the request which were not signed"
_BODY = b"with headers"


def _put(name: str, signed: Pairs = (), unsigned: Pairs = ()) -> Draft:
    return Draft(method="PUT", key=f"headers/{name}", body=_BODY, headers=signed, unsigned=unsigned)


def _takes(name: str, sends: str, signed: Pairs, *steps: Step, source: str = CANONICAL) -> Case:
    return accepts(f"headers/{name}", sends, _put(name, signed), *steps, source=source, needs=_PUT)


def _refuses(name: str, sends: str, signed: Pairs, *steps: Step, source: str = CALCULATION) -> Case:
    return refuses(
        f"headers/{name}",
        sends,
        _put(name, signed),
        *steps,
        source=source,
        needs=("headers/signed",),
    )


# Headers of x-amz-* that nobody signed, on an upload: none of them would do harm.
_UNSIGNED = (
    ("meta", "x-amz-meta-note", "unsigned"),
    ("acl", "x-amz-acl", "private"),
    ("storage-class", "x-amz-storage-class", "STANDARD"),
    ("tagging", "x-amz-tagging", "a=b"),
    ("redirect", "x-amz-website-redirect-location", "/elsewhere"),
    ("encryption", "x-amz-server-side-encryption", "AES256"),
    ("date", "x-amz-date", "20130524T000000Z"),
    ("request-payer", "x-amz-request-payer", "requester"),
    ("unknown", "x-amz-nobody-knows-this", "1"),
)

# Headers that a presigned request may carry unsigned.
_FREE = (
    ("content-type", "Content-Type", "text/plain"),
    ("cache-control", "Cache-Control", "no-cache"),
    ("content-disposition", "Content-Disposition", "inline"),
    ("user-agent", "User-Agent", "somebody's browser/1.0"),
    ("accept", "Accept", "*/*"),
    ("referer", "Referer", "https://example.com/"),
    ("origin", "Origin", "https://example.com"),
    ("cookie", "Cookie", "a=b; c=d"),
    ("forwarded", "X-Forwarded-For", "192.0.2.1"),
)

CASES: tuple[Case, ...] = (
    _takes("signed", "PUT with a signed x-amz-meta-note", _META),
    _takes("several", "PUT with several signed headers", (*_META, ("Content-Type", "text/plain"))),
    _takes(
        "names-in-capitals",
        "signed headers whose names are sent in capitals",
        _META,
        headers(lambda pair: (pair[0].upper(), pair[1])),
        source=f"{RFC_HTTP}, section 5.1",
    ),
    _takes(
        "order",
        "signed headers sent in another order",
        (*_META, ("Content-Type", "text/plain")),
        drop_header("Content-Type"),
        header("Content-Type", "text/plain"),
    ),
    _takes(
        "spaces-around",
        "a signed header with spaces around its value",
        _META,
        edit_header("x-amz-meta-note", lambda value: f"  {value}  "),
    ),
    _takes(
        "spaces-inside", "a value with three spaces, signed as one", (("x-amz-meta-note", "a   b"),)
    ),
    _takes("empty", "a signed header that is empty", (("x-amz-meta-note", ""),)),
    _takes(
        "semicolon", "a value with semicolons and equals signs", (("x-amz-meta-note", "a;b=c"),)
    ),
    _takes("colon", "a value with colons", (("x-amz-meta-note", "a:b: c"),)),
    _takes("quotes", "a value in quotes", (("x-amz-meta-note", '"a, b"'),)),
    unproven(
        "headers/repeated",
        "a header sent twice, signed as one with a comma",
        _put("repeated", (("x-amz-meta-note", "a"), ("x-amz-meta-note", "b"))),
        source=UNKNOWN,
        aws="the specification joins the values; S3 is not known",
        needs=_PUT,
    ),
    unproven(
        "headers/tab",
        "a value with a tab in it, signed as it is",
        _put("tab", (("x-amz-meta-note", "a\tb"),)),
        source=UNKNOWN,
        needs=_PUT,
    ),
    unproven(
        "headers/names-listed-in-capitals",
        "signed headers that are listed in capitals, and signed so",
        Draft(names="Host"),
        source=UNKNOWN,
        needs=_GET,
    ),
    unproven(
        "headers/names-unsorted",
        "signed headers that are listed, and signed, out of order",
        Draft(headers=(("Range", "bytes=0-999"),), names="range;host"),
        source=UNKNOWN,
        needs=_GET,
    ),
    refuses(
        "headers/without-host",
        "a URL that was signed without host",
        Draft(headers=(("Range", "bytes=0-999"),), names="range"),
        aws="403 or 400: host must be signed",
        source=CALCULATION,
        needs=_GET,
    ),
    refuses(
        "headers/none",
        "a URL that was signed without any header",
        Draft(names=""),
        aws="400 AuthorizationQueryParametersError",
        source=CALCULATION,
        needs=_GET,
    ),
    refuses(
        "headers/not-sent",
        "a URL whose signed headers name one that was never sent",
        Draft(names="host;x-amz-meta-note"),
        source=RECORDED,
        needs=_GET,
    ),
    _refuses(
        "changed", "a signed header with another value", _META, header("x-amz-meta-note", "x")
    ),
    _refuses(
        "case-of-value",
        "a signed header with its value in capitals",
        _META,
        header("x-amz-meta-note", "SIGNED"),
    ),
    _refuses(
        "value-longer",
        "a signed header with more behind its value",
        _META,
        header("x-amz-meta-note", "signed, and more"),
    ),
    _refuses("dropped", "a signed header that is not sent", _META, drop_header("x-amz-meta-note")),
    _refuses("emptied", "a signed header that is sent empty", _META, header("x-amz-meta-note", "")),
    _refuses(
        "content-type-changed",
        "a signed Content-Type with another value",
        (("Content-Type", "text/plain"),),
        header("Content-Type", "text/html"),
    ),
    _refuses(
        "content-type-dropped",
        "a signed Content-Type that is not sent",
        (("Content-Type", "text/plain"),),
        drop_header("Content-Type"),
    ),
    _refuses(
        "content-type-longer",
        "a signed Content-Type with a charset more",
        (("Content-Type", "text/plain"),),
        header("Content-Type", "text/plain; charset=utf-8"),
    ),
    _refuses(
        "acl-changed",
        "a signed x-amz-acl with another value",
        (("x-amz-acl", "private"),),
        header("x-amz-acl", "bucket-owner-read"),
    ),
    refuses(
        "headers/copy-source-changed",
        "a copy with another source than was signed",
        Draft(
            method="PUT",
            key="headers/copy",
            headers=(("x-amz-copy-source", f"/{BUCKET}/{HERE}/nobody"),),
        ),
        edit_header("x-amz-copy-source", lambda value: value.replace("nobody", "seed")),
        source=CALCULATION,
        needs=("basic/copy",),
    ),
    # x-amz-* headers that are not signed.
    *[
        refuses(
            f"headers/unsigned-{name}",
            f"PUT with an unsigned {of}",
            _put(f"unsigned-{name}", (), ((of, value),)),
            aws=_NOT_SIGNED,
            source=RECORDED,
            needs=_PUT,
        )
        for name, of, value in _UNSIGNED
    ],
    refuses(
        "headers/unsigned-copy-source",
        "PUT with an unsigned x-amz-copy-source",
        Draft(
            method="PUT",
            key="headers/unsigned-copy",
            unsigned=(("x-amz-copy-source", f"/{BUCKET}/{HERE}/seed"),),
        ),
        aws=_NOT_SIGNED,
        source=RECORDED,
        needs=("basic/copy",),
    ),
    refuses(
        "headers/unsigned-customer-key",
        "PUT with unsigned headers of an encryption key",
        _put(
            "unsigned-customer-key",
            (),
            (
                ("x-amz-server-side-encryption-customer-algorithm", "AES256"),
                ("x-amz-server-side-encryption-customer-key", b64encode(b"k" * 32).decode()),
                ("x-amz-server-side-encryption-customer-key-MD5", "AQNcTrbZ0qvw16SZFNGKUw=="),
            ),
        ),
        aws=_NOT_SIGNED,
        source=RECORDED,
        needs=_PUT,
    ),
    *[
        refuses(
            f"headers/unsigned-{name}-on-get",
            f"GET with an unsigned {of}",
            Draft(unsigned=((of, value),)),
            aws=_NOT_SIGNED,
            source=RECORDED,
            needs=_GET,
        )
        for name, of, value in (
            ("meta", "x-amz-meta-note", "unsigned"),
            ("owner", "x-amz-expected-bucket-owner", "123456789012"),
            ("capitals", "X-AMZ-META-NOTE", "unsigned"),
        )
    ],
    refuses(
        "headers/unsigned-token",
        "GET with an unsigned x-amz-security-token",
        Draft(unsigned=(("x-amz-security-token", "nobody-s"),)),
        aws=_NOT_SIGNED,
        source=RECORDED,
        needs=_GET,
    ),
    accepts(
        "headers/unsigned-payload-hash",
        "PUT with an unsigned x-amz-content-sha256 that says UNSIGNED-PAYLOAD",
        _put("unsigned-payload-hash", (), (("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),)),
        source=RECORDED,
        needs=_PUT,
    ),
    # Other headers need no signature.
    *[
        accepts(
            f"headers/free-{name}",
            f"PUT with an unsigned {of}",
            _put(f"free-{name}", (), ((of, value),)),
            source=RECORDED if name == "content-type" else CALCULATION,
            needs=_PUT,
        )
        for name, of, value in _FREE
    ],
    unproven(
        "headers/two-hosts",
        "GET with a second Host that was not signed",
        Draft(unsigned=(("Host", "sigv4-conformance.invalid"),)),
        source=UNKNOWN,
        aws="not known; HTTP wants 400",
        needs=_GET,
    ),
    refuses(
        "headers/signed-range-changed",
        "GET with a signed Range that asks for more",
        Draft(headers=(("Range", "bytes=0-0"),)),
        header("Range", f"bytes=0-{len(SEED) - 1}"),
        source=CALCULATION,
        needs=("basic/get-range-signed",),
    ),
    refuses(
        "headers/authorization-as-well",
        "GET with a presigned URL and an Authorization header as well",
        Draft(unsigned=(("Authorization", "AWS AKIASIGV4NOBODY:bm9ib2R5"),)),
        aws="400 InvalidArgument, Only one auth mechanism allowed",
        source=ERRORS,
        needs=_GET,
    ),
)
