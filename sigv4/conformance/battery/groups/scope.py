"""Signatures that are right for another scope: region, service, date, key, or the way it is
written."""

from __future__ import annotations

from typing import Any

from ..case import Case
from ..draft import Draft
from ..plays import accepts, refuses
from ..target import HERE
from .sources import ELEMENTS, ERRORS, HEADER, QUERY

_QUERY = "400 AuthorizationQueryParametersError"
_HEADER = "400 AuthorizationHeaderMalformed"
_UNKNOWN_KEY = "403 InvalidAccessKeyId"
_DIFFERS = "403 SignatureDoesNotMatch"

# What is signed otherwise than it should be: name, words, how, what S3 says in the query and
# in the header, and where that is known from.
_FAULTS: tuple[tuple[str, str, dict[str, Any], str, str, str], ...] = (
    ("region", "another region", {"region": "mars-north-1"}, _QUERY, _HEADER, ERRORS),
    ("region-empty", "an empty region", {"region": ""}, _QUERY, _HEADER, ERRORS),
    ("service", "another service", {"service": "sqs"}, _QUERY, _HEADER, ERRORS),
    ("service-empty", "an empty service", {"service": ""}, _QUERY, _HEADER, ERRORS),
    ("service-in-capitals", "the service S3", {"service": "S3"}, _QUERY, _HEADER, ERRORS),
    ("terminator", "another terminator", {"terminator": "aws5_request"}, _QUERY, _HEADER, ERRORS),
    ("terminator-empty", "an empty terminator", {"terminator": ""}, _QUERY, _HEADER, ERRORS),
    ("yesterday", "the day before in the scope", {"scope_age": 1}, _QUERY, _HEADER, ERRORS),
    ("tomorrow", "the day after in the scope", {"scope_age": -1}, _QUERY, _HEADER, ERRORS),
    ("secret", "another secret", {"secret": "nobody's secret"}, _DIFFERS, _DIFFERS, ERRORS),
    (
        *("key-id", "an access key id that nobody has", {"access_key_id": "AKIASIGV4NOBODY"}),
        *(_UNKNOWN_KEY, _UNKNOWN_KEY, ERRORS),
    ),
    (
        *("key-of-other-day", "a signing key of another day"),
        *({"key_parts": ("20130524", "mars-north-1", "s3")}, _DIFFERS, _DIFFERS, ELEMENTS),
    ),
)

# Credentials that are written otherwise, and signed so.
_WRITTEN = (
    ("no-scope", "a credential that is the access key id alone", "AKIASIGV4NOBODY"),
    ("three-parts", "a scope of three parts", "AKIASIGV4NOBODY/20130524/s3/aws4_request"),
    ("no-slashes", "a credential without slashes", "AKIASIGV4NOBODY-20130524-mars-s3"),
    ("only-slashes", "a credential of slashes", "////"),
    ("date-no-date", "a scope with no date", "AKIASIGV4NOBODY/today/mars-north-1/s3/aws4_request"),
)


def _twice(
    name: str, sends: str, how: dict[str, Any], query: str, header: str, s: str
) -> list[Case]:
    return [
        refuses(
            f"scope/{name}",
            f"a URL signed for {sends}",
            Draft(**how),
            aws=query,
            source=s,
            needs=("basic/get",),
        ),
        refuses(
            f"scope/header-{name}",
            f"an Authorization header signed for {sends}",
            Draft(auth="header", **how),
            aws=header,
            source=s,
            needs=("header/get",),
        ),
    ]


CASES: tuple[Case, ...] = (
    *[case for fault in _FAULTS for case in _twice(*fault)],
    *[
        refuses(
            f"scope/{name}",
            sends,
            Draft(said={"X-Amz-Credential": credential}),
            aws=_QUERY,
            source=ERRORS,
            needs=("basic/get",),
        )
        for name, sends, credential in _WRITTEN
    ],
    *[
        refuses(
            f"scope/header-{name}",
            f"{sends}, in the header",
            Draft(auth="header", said={"Credential": credential}),
            aws=_HEADER,
            source=ERRORS,
            needs=("header/get",),
        )
        for name, sends, credential in _WRITTEN
    ],
    *[
        refuses(
            f"scope/put-{name}",
            f"PUT with a URL signed for {sends}",
            Draft(method="PUT", key=f"scope/put-{name}", body=b"for another scope", **how),
            aws=query,
            source=source,
            needs=("basic/put",),
        )
        for name, sends, how, query, _, source in _FAULTS
        if name in ("region", "service", "secret", "key-id")
    ],
    *[
        refuses(
            f"scope/list-{name}",
            f"a listing with a URL signed for {sends}",
            Draft(key=None, query=(("prefix", f"{HERE}/seed"),), **how),
            aws=query,
            source=source,
            needs=("basic/list",),
        )
        for name, sends, how, query, _, source in _FAULTS
        if name in ("region", "service", "secret", "key-id")
    ],
    refuses(
        "scope/algorithm",
        "a URL signed with the algorithm AWS4-HMAC-SHA512 in it",
        Draft(said={"X-Amz-Algorithm": "AWS4-HMAC-SHA512"}),
        aws=_QUERY,
        source=QUERY,
        needs=("basic/get",),
    ),
    refuses(
        "scope/header-algorithm",
        "an Authorization header with the algorithm AWS4-HMAC-SHA512",
        Draft(auth="header", said={"X-Amz-Algorithm": "AWS4-HMAC-SHA512"}),
        aws="400 InvalidRequest",
        source=HEADER,
        needs=("header/get",),
    ),
    refuses(
        "scope/algorithm-of-version-2",
        "a URL signed with the algorithm AWS4-HMAC-SHA1 in it",
        Draft(said={"X-Amz-Algorithm": "AWS4-HMAC-SHA1"}),
        aws=_QUERY,
        source=QUERY,
        needs=("basic/get",),
    ),
    accepts(
        "scope/yesterday-both",
        "a URL signed an hour before midnight of the day before, which lives for two days",
        Draft(age=25 * 3600, expires="172800"),
        source=QUERY,
        needs=("basic/get",),
    ),
)
