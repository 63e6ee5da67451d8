"""Headers of the answer that a URL asks for."""

from __future__ import annotations

from ..case import Case
from ..draft import Draft
from ..plays import accepts, answers_with, refuses, unproven
from ..steps import append, drop, say
from .sources import ERRORS, UNKNOWN, operation

_SOURCE = operation("GetObject")
_GET = ("basic/get",)

_OVERRIDES = (
    ("content-type", "text/x-override"),
    ("content-language", "mi"),
    ("expires", "Thu, 01 Jan 2099 00:00:00 GMT"),
    ("cache-control", "no-store, max-age=0"),
    ("content-disposition", 'attachment; filename="a b.txt"'),
    ("content-encoding", "x-override"),
)

CASES: tuple[Case, ...] = (
    *[
        accepts(
            f"responses/{name}",
            f"response-{name}",
            Draft(query=((f"response-{name}", value),)),
            source=_SOURCE,
            aws="200, with that header",
            shows=answers_with(name, value),
            needs=_GET,
        )
        for name, value in _OVERRIDES
    ],
    *[
        accepts(
            f"responses/header-{name}",
            f"response-{name} in a request that is signed in its header",
            Draft(query=((f"response-{name}", value),), auth="header"),
            source=_SOURCE,
            aws="200, with that header",
            shows=answers_with(name, value),
            needs=("header/get", f"responses/{name}"),
        )
        for name, value in _OVERRIDES[:2]
    ],
    accepts(
        "responses/all",
        "all six of them",
        Draft(query=tuple([(f"response-{name}", value) for name, value in _OVERRIDES])),
        source=_SOURCE,
        aws="200, with those headers",
        shows=answers_with(*_OVERRIDES[4]),
        needs=("responses/content-disposition",),
    ),
    accepts(
        "responses/encoded-filename",
        "a file's name outside ASCII, as RFC 5987 writes it",
        Draft(
            query=(("response-content-disposition", "attachment; filename*=UTF-8''caf%C3%A9.txt"),)
        ),
        source=_SOURCE,
        aws="200, with that header",
        shows=answers_with("content-disposition", "attachment; filename*=UTF-8''caf%C3%A9.txt"),
        needs=("responses/content-disposition",),
    ),
    accepts(
        "responses/head",
        "HEAD with response-content-type",
        Draft(method="HEAD", query=(("response-content-type", "text/x-override"),)),
        source=operation("HeadObject"),
        aws="200, with that header",
        shows=answers_with("content-type", "text/x-override"),
        needs=("basic/head",),
    ),
    *[
        refuses(
            f"responses/{fault}-{name}",
            f"{words} response-{name}",
            Draft(query=((f"response-{name}", value),)),
            step(f"response-{name}"),
            source=_SOURCE,
            needs=(f"responses/{name}",),
        )
        for name, value in _OVERRIDES
        for fault, words, step in (
            ("changed", "another", lambda name: say(name, "x")),
            ("dropped", "without its signed", drop),
        )
    ],
    *[
        refuses(
            f"responses/added-{name}",
            f"an unsigned response-{name}",
            Draft(),
            append(f"response-{name}=x"),
            source=_SOURCE,
            needs=_GET,
        )
        for name, _ in _OVERRIDES
    ],
    refuses(
        "responses/anonymous",
        "response-content-type without a signature",
        Draft(query=(("response-content-type", "text/html"),), auth="none"),
        aws="400 InvalidRequest, or 403",
        source=ERRORS,
        needs=_GET,
    ),
    unproven(
        "responses/line-end",
        "response-content-type with a line end and another header in it",
        Draft(query=(("response-content-type", "text/plain\r\nx-injected: yes"),)),
        source=UNKNOWN,
        needs=_GET,
    ),
)
