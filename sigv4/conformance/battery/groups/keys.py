"""Keys of any characters, byte for byte: written, read and listed."""

from __future__ import annotations

from functools import partial

from .. import answers
from ..case import Case, Play, Seen
from ..draft import Draft
from ..plays import accepts, look, refuses
from ..stage import Stage
from ..target import HERE
from .sources import CALCULATION, ERRORS, KEYS, operation

# All behind the run's own prefix and a slash.
HARD = {
    "space": "a b",
    "spaces": " a  b ",
    "plus": "a+b",
    "tilde": "~a~",
    "percent": "100%",
    "percent-2f": "a%2Fb",
    "percent-2f-lower": "a%2fb",
    "percent-escapes": "a%zz%20",
    "nfc": "caf\u00e9",
    "nfd": "cafe\u0301",
    "japanese": "\u65e5\u672c\u8a9e/\u30ad\u30fc",
    "emoji": "\U0001f600",
    "arabic": "\u0645\u0644\u0641",
    "unseen-spaces": "\u2003\u200b\ufb00",
    "quotes": 'it\'s "so"',
    "ampersand": "a&b=c;d,e",
    "question-mark": "a?b",
    "hash": "a#b",
    "brackets": "[a]{b}(c)",
    "angle-brackets": "<a>&lt;b",
    "other-signs": "!*'$@:|^`",
    "backslash": "a\\b",
    "dots": ".a/..b/c.",
    "three-dots": "a/.../b",
    "double-slash": "a//b",
    "double-slash-first": "//a",
    "leading-slash": "/a",
    "trailing-slash": "a/",
    "dot-segment": "a/./b",
    "dot-dot-segment": "a/../b",
    "subresource": "a?acl",
    "signature": "a?X-Amz-Signature=b",
    "capitals": "ABC/abc",
    "underscores": "-_.~0",
    "tab": "a\tb",
    "segment-of-200": "x" * 200,
}


def _name(case: str) -> str:
    # A folder for each: a server that resolves dot segments stays inside it.
    return f"keys/{case}/{HARD[case]}"


def _round_trip(case: str, stage: Stage) -> Seen:
    key, body = _name(case), f"content of {case}".encode()
    draft = Draft(method="PUT", key=key, body=body)
    reply = stage.send(draft.signed(stage.target))
    if reply.status >= 300:
        return look(reply)
    read = stage.send(Draft(key=key).signed(stage.target))
    if read.status >= 300:
        return look(read)
    return look(read, (), "" if read.body == body else "it reads as something else")


def _listed(case: str, stage: Stage) -> Seen:
    key = stage.target.key(_name(case))
    query = (("encoding-type", "url"), ("list-type", "2"), ("prefix", f"{HERE}/keys/{case}/"))
    reply = stage.send(Draft(key=None, query=query).signed(stage.target))
    if reply.status >= 300:
        return look(reply)
    found = answers.keys(reply.body)
    shown = ", ".join(ascii(k.removeprefix(f"{stage.target.prefix}/keys/"))[:80] for k in found[:2])
    return look(reply, (), "" if found == [key] else f"it lists {shown or 'nothing'}")


def _length(missing: int, stage: Stage) -> Seen:
    """A key of 1,024 bytes, and `missing` more."""
    start = "keys/long/"
    key = start + "x" * (1024 + missing - len(stage.target.key(start)))
    reply = stage.send(Draft(method="PUT", key=key, body=b"long").signed(stage.target))
    problem = "" if reply.status >= 300 or stage.read(key) == b"long" else "it is not there"
    return look(reply, (), problem)


def _two(first: str, second: str, stage: Stage) -> Seen:
    """Two keys that look alike are two objects."""
    names = [f"keys/two/{first}", f"keys/two/{second}"]
    for name in names:
        reply = stage.send(Draft(method="PUT", key=name, body=name.encode()).signed(stage.target))
        if reply.status >= 300:
            return look(reply)
    same = [stage.read(name) == name.encode() for name in names]
    return look(reply, (), "" if all(same) else "they are one object")


def _case(name: str, sends: str, aws: str, source: str, play: Play, *needs: str) -> Case:
    return Case(
        id=f"keys/{name}",
        sends=sends,
        accepts=True,
        aws=aws,
        source=source,
        play=play,
        needs=needs,
    )


CASES: tuple[Case, ...] = (
    *[
        _case(
            case,
            f"PUT and GET of a key that ends in {HARD[case][:20]!a}",
            "200, with what was written",
            CALCULATION,
            partial(_round_trip, case),
            "basic/put",
        )
        for case in HARD
    ],
    *[
        _case(
            f"list-{case}",
            f"a listing of the key that ends in {HARD[case][:20]!a}",
            "200, with the key, byte for byte",
            operation("ListObjectsV2"),
            partial(_listed, case),
            f"keys/{case}",
            "basic/list",
        )
        for case in HARD
    ],
    *[
        _case(
            f"two-{name}",
            f"two keys that differ {words}",
            "two objects",
            KEYS,
            partial(_two, first, second),
            "basic/put",
        )
        for name, words, first, second in (
            ("cases", "in their case", "Key", "key"),
            ("normal-forms", "in their normal form of Unicode", "\u00e9", "e\u0301"),
            ("escapes", "in a space and %20", "a b", "a%20b"),
            ("plus", "in a space and a plus", "c d", "c+d"),
            ("slashes", "in a slash and %2F", "e-f", "e%2Ff"),
        )
    ],
    _case("longest", "PUT and GET of a key of 1,024 bytes", "200", KEYS, partial(_length, 0)),
    Case(
        id="keys/too-long",
        sends="PUT of a key of 1,025 bytes",
        accepts=False,
        aws="400 KeyTooLongError",
        source=ERRORS,
        play=partial(_length, 1),
        needs=("keys/longest",),
    ),
    accepts(
        "keys/plus-in-a-prefix",
        "a listing under a prefix with a plus and a space",
        Draft(key=None, query=(("list-type", "2"), ("prefix", f"{HERE}/keys/a+b c/"))),
        source=CALCULATION,
        needs=("basic/list",),
    ),
    refuses(
        "keys/signed-encoded-twice",
        "GET of a key with a space, whose path was signed encoded twice",
        Draft(path=f"{HERE}/keys/space/a%20b", signed_path=f"{HERE}/keys/space/a%2520b"),
        source=CALCULATION,
        needs=("keys/space",),
    ),
    refuses(
        "keys/signed-raw",
        "GET of a key with a space, whose path was signed without encoding",
        Draft(path=f"{HERE}/keys/space/a%20b", signed_path=f"{HERE}/keys/space/a b"),
        source=CALCULATION,
        needs=("keys/space",),
    ),
    refuses(
        "keys/signed-normalised",
        "GET of a key with a double slash, whose path was signed with a single one",
        Draft(path=f"{HERE}/keys/double-slash/a//b", signed_path=f"{HERE}/keys/double-slash/a/b"),
        source=CALCULATION,
        needs=("keys/double-slash",),
    ),
    refuses(
        "keys/signed-lower-case",
        "GET of a key with an accent, whose path was signed with escapes in lower case",
        Draft(path=f"{HERE}/keys/nfc/caf%C3%A9", signed_path=f"{HERE}/keys/nfc/caf%c3%a9"),
        source=CALCULATION,
        needs=("keys/nfc",),
    ),
)
