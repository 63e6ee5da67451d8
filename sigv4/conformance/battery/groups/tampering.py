"""A URL that was signed, and one thing in it that was changed afterwards."""

from __future__ import annotations

from functools import partial

from ..case import Case
from ..draft import Draft
from ..plays import accepts, refuses, unproven
from ..steps import (
    Step,
    append,
    digit,
    drop,
    drop_header,
    edit,
    header,
    items,
    method,
    path,
    prepend,
    rename,
    say,
    signature,
    twice,
)
from ..target import HERE
from .sources import CALCULATION, ERRORS, QUERY, RECORDED, UNKNOWN

# What is signed: a read with one parameter and one header of its own.
_DRAFT = Draft(
    query=(("response-cache-control", "no-cache"),), headers=(("If-None-Match", '"none"'),)
)
_DIFFERS = "403 SignatureDoesNotMatch"
_PARAMETERS = "400 AuthorizationQueryParametersError"
_CONTROL = "tampering/as-signed"


def _case(name: str, sends: str, *steps: Step, aws: str = _DIFFERS, source: str = QUERY) -> Case:
    return refuses(
        f"tampering/{name}", sends, _DRAFT, *steps, aws=aws, source=source, needs=(_CONTROL,)
    )


def _unknown(name: str, sends: str, *steps: Step) -> Case:
    return unproven(f"tampering/{name}", sends, _DRAFT, *steps, source=UNKNOWN, needs=(_CONTROL,))


def _put(name: str, sends: str, *steps: Step) -> Case:
    draft = Draft(method="PUT", key=f"tampering/{name}", body=b"what was signed")
    return refuses(
        f"tampering/{name}", sends, draft, *steps, source=CALCULATION, needs=("basic/put",)
    )


def _without(*names: str) -> Step:
    return items(lambda own: [item for item in own if item.partition("=")[0] not in names])


def _second(date: str) -> str:
    """The same minute, another second."""
    return f"{date[:13]}{'00' if date[13:15] != '00' else '01'}Z"


def _part(at: int, new: str, credential: str) -> str:
    parts = credential.split("%2F")
    parts[at] = new
    return "%2F".join(parts)


_REQUIRED = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
)

CASES: tuple[Case, ...] = (
    accepts(
        _CONTROL,
        "GET with a signed parameter and a signed header, as it was signed",
        _DRAFT,
        source=QUERY,
    ),
    # The signature.
    *[
        _case(f"signature-digit-{at + 1}", f"digit {at + 1} of the signature is another", digit(at))
        for at in (0, 1, 15, 31, 32, 47, 62, 63)
    ],
    _case("signature-short", "the signature without its last digit", signature(lambda s: s[:-1])),
    _case("signature-half", "half of the signature", signature(lambda s: s[:32])),
    _case("signature-one-digit", "the first digit of the signature", signature(lambda s: s[:1])),
    _case("signature-long", "the signature with a digit more", signature(lambda s: f"{s}0")),
    _case("signature-twice", "the signature, and behind it again", signature(lambda s: s + s)),
    _case("signature-empty", "an empty signature", signature(lambda _: "")),
    _case("signature-zeros", "64 zeros for a signature", signature(lambda _: "0" * 64)),
    _case("signature-reversed", "the signature from its end", signature(lambda s: s[::-1])),
    _case(
        "signature-space-behind",
        "the signature with a space behind it",
        signature(lambda s: f"{s}%20"),
    ),
    _case(
        "signature-in-capitals",
        "the signature with its letters as capitals",
        signature(str.upper),
    ),
    # The key, the bucket, the method, the host.
    _case("key", "another key", path("seed", "other")),
    _case("key-in-capitals", "the key in capitals", path("seed", "SEED")),
    _case("key-longer", "a key that begins with the one that was signed", path("seed", "seeds")),
    _case("key-with-slash", "the key with a slash behind it", path("seed", "seed/")),
    _case("key-slashes", "a slash in front of the key doubled", path("/seed", "//seed")),
    _case(
        "key-dot-segment",
        "a path that leads to the key by a dot segment",
        path("/seed", "/x/../seed"),
    ),
    _case("key-encoded-twice", "the key encoded twice", path("seed", "%2573eed")),
    *[
        refuses(
            f"tampering/method-{name.lower()}",
            f"{name} with a URL for GET",
            _DRAFT,
            method(name),
            source=CALCULATION,
            needs=(_CONTROL,),
        )
        for name in ("HEAD", "PUT", "POST", "DELETE")
    ],
    refuses(
        "tampering/method-get-for-put",
        "GET with a URL for PUT",
        Draft(method="PUT"),
        method("GET"),
        source=CALCULATION,
        needs=("basic/put", "basic/get"),
    ),
    refuses(
        "tampering/method-get-for-head",
        "GET with a URL for HEAD",
        Draft(method="HEAD"),
        method("GET"),
        source=CALCULATION,
        needs=("basic/head", "basic/get"),
    ),
    refuses(
        "tampering/method-delete-for-put",
        "DELETE with a URL for PUT",
        Draft(method="PUT"),
        method("DELETE"),
        source=CALCULATION,
        needs=("basic/put", "basic/delete"),
    ),
    _case("host", "another Host", header("Host", "sigv4-conformance.invalid"), source=CALCULATION),
    _case(
        "host-port", "the Host with another port", header("Host", "127.0.0.1:1"), source=CALCULATION
    ),
    # Each parameter of the signature.
    *[
        _case(
            f"without-{name.lower()}",
            f"no {name}",
            drop(name),
            aws=_PARAMETERS if name != "X-Amz-Algorithm" else "400 or 403",
        )
        for name in _REQUIRED
    ],
    _case(
        "without-all",
        "none of the signature's parameters",
        _without(*_REQUIRED),
        aws="403 AccessDenied",
    ),
    *[
        _case(
            f"lower-case-{name.lower()}",
            f"{name} in lower case",
            rename(name, name.lower()),
            aws=f"{_PARAMETERS}, or 403",
        )
        for name in ("X-Amz-Expires", "X-Amz-Signature")
    ],
    _case("expires-longer", "a longer X-Amz-Expires", say("X-Amz-Expires", "604800")),
    _case("expires-shorter", "a shorter X-Amz-Expires", say("X-Amz-Expires", "599")),
    _case("expires-leading-zero", "X-Amz-Expires with a zero", say("X-Amz-Expires", "0600")),
    _case(
        "expires-words",
        "X-Amz-Expires that is no number",
        say("X-Amz-Expires", "soon"),
        aws=_PARAMETERS,
    ),
    _case("date", "X-Amz-Date of the same day, another second", edit("X-Amz-Date", _second)),
    _case(
        "date-other-day",
        "X-Amz-Date of another day than the scope's",
        edit("X-Amz-Date", lambda date: f"20130524{date[8:]}"),
        aws=_PARAMETERS,
        source=ERRORS,
    ),
    _case(
        "algorithm", "another algorithm", say("X-Amz-Algorithm", "AWS4-HMAC-SHA1"), aws=_PARAMETERS
    ),
    _case("algorithm-empty", "an empty algorithm", say("X-Amz-Algorithm", ""), aws=_PARAMETERS),
    _case("algorithm-none", "the algorithm none", say("X-Amz-Algorithm", "none"), aws=_PARAMETERS),
    _case(
        "algorithm-lower-case",
        "the algorithm in lower case",
        edit("X-Amz-Algorithm", str.lower),
        aws=_PARAMETERS,
    ),
    # The scope, changed and not signed so.
    _case(
        "credential-key-id",
        "another access key id",
        edit("X-Amz-Credential", lambda c: f"AKIASIGV4NOBODY%2F{c.partition('%2F')[2]}"),
        aws="403 InvalidAccessKeyId",
        source=ERRORS,
    ),
    *[
        _case(
            f"credential-{name}",
            f"another {name} in the scope",
            edit("X-Amz-Credential", partial(_part, at, new)),
            aws=f"{_PARAMETERS}, or {_DIFFERS}",
            source=ERRORS,
        )
        for name, at, new in (
            ("date", -4, "20130524"),
            ("region", -3, "mars-north-1"),
            ("service", -2, "sqs"),
            ("terminator", -1, "aws5_request"),
        )
    ],
    _case("credential-empty", "an empty credential", say("X-Amz-Credential", ""), aws=_PARAMETERS),
    # The list of signed headers.
    _case("signed-headers-empty", "no signed headers", say("X-Amz-SignedHeaders", "")),
    _case("signed-headers-fewer", "one signed header less", say("X-Amz-SignedHeaders", "host")),
    _case(
        "signed-headers-without-host",
        "signed headers without host",
        say("X-Amz-SignedHeaders", "if-none-match"),
    ),
    _case(
        "signed-headers-more",
        "one signed header more",
        say("X-Amz-SignedHeaders", "host%3Bif-none-match%3Bx-amz-a"),
    ),
    _case(
        "signed-headers-order",
        "the signed headers in another order",
        say("X-Amz-SignedHeaders", "if-none-match%3Bhost"),
    ),
    _case("header-changed", "a signed header with another value", header("If-None-Match", '"x"')),
    _case(
        "header-dropped",
        "a signed header that is not sent",
        drop_header("If-None-Match"),
        source=RECORDED,
    ),
    # Other parameters.
    _case("parameter-changed", "another value", say("response-cache-control", "no-store")),
    _case("parameter-dropped", "a parameter less", drop("response-cache-control")),
    _case("parameter-emptied", "a parameter without its value", say("response-cache-control", "")),
    _case(
        "parameter-value-prefix",
        "the beginning of a parameter's value",
        say("response-cache-control", "no"),
    ),
    *[
        _case(f"parameter-more-{name}", f"{item} behind the signature", append(item))
        for name, item in (
            ("response", "response-content-type=text%2Fhtml"),
            ("acl", "acl"),
            ("tagging", "tagging="),
            ("uploads", "uploads"),
            ("version", "versionId=null"),
            ("part", "partNumber=1"),
            ("unknown", "nobody-knows=this"),
            ("x-amz", "x-amz-acl=public-read"),
            ("x-id", "x-id=GetObject"),
        )
    ],
    _case(
        "parameter-more-first",
        "a parameter in front of all",
        prepend("response-content-type=text%2Fhtml"),
    ),
    _unknown(
        "parameter-again",
        "a signed parameter once more, with another value",
        twice("response-cache-control", "no-store"),
    ),
    _unknown(
        "parameter-again-first",
        "another value in front of a signed parameter",
        twice("response-cache-control", "no-store", first=True),
    ),
    *[
        _unknown(
            f"second-{name.lower()}{'-first' if first else ''}",
            f"another {name} {'in front' if first else 'behind'}",
            twice(name, value, first=first),
        )
        for name, value in (
            ("X-Amz-Date", "20130524T000000Z"),
            ("X-Amz-Expires", "604800"),
            ("X-Amz-Signature", "0" * 64),
        )
        for first in (False, True)
    ],
    # Uploads and listings.
    _put("put-key", "PUT to another key", path("put-key", "put-other")),
    _put("put-signature", "PUT with another signature", digit(40)),
    _put("put-parameter-more", "PUT with a parameter more", append("x-amz-acl=private")),
    _put("put-expires", "PUT with a longer life", say("X-Amz-Expires", "86400")),
    *[
        refuses(
            f"tampering/list-{name}",
            f"a listing with {sends}",
            Draft(key=None, query=(("max-keys", "1"), ("prefix", f"{HERE}/seed"))),
            step,
            source=CALCULATION,
            needs=("basic/list",),
        )
        for name, sends, step in (
            ("prefix", "another prefix", say("prefix", "sigv4-conformance")),
            ("without-prefix", "no prefix", drop("prefix")),
            ("more-keys", "another max-keys", say("max-keys", "1000")),
            ("marker", "a marker that was not signed", append("marker=a")),
            ("versions", "?versions that was not signed", append("versions")),
        )
    ],
)
