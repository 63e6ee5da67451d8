"""Causes by what differs between the request that was signed and the one that the server saw."""

from __future__ import annotations

from itertools import islice

from .._inspect.facts import TOKENS
from ..redact import redact
from .causes import CERTAIN, LIKELY, POSSIBLE, cause, is_masked
from .spelling import of_path, respelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .causes import Cause
    from .view import Pairs, View

    Causes = Iterator[Cause]

# Differences that are told. A server may echo a megabyte of parameters, and a URL name as many
# headers.
_MOST = 20


def of_difference(signed: View, seen: View) -> Causes:
    """A cause for each part that differs; nothing where none does."""
    yield from _of_method(signed, seen)
    yield from _of_path(signed.path, seen.path)
    yield from _of_query(signed.query, seen.query)
    yield from _of_host(signed.headers.get("host"), seen.headers.get("host"))
    yield from islice(_of_headers(signed, seen), _MOST)
    yield from _of_payload(signed, seen)


def _both(signed: object, seen: object) -> str:
    return f"signed: {signed}; the server saw: {seen}"


def _of_method(signed: View, seen: View) -> Causes:
    if signed.method is not None and signed.method != seen.method:
        yield cause(
            "method-differs",
            CERTAIN,
            _both(signed.method, seen.method),
            signed=signed.method,
            seen=str(seen.method),
        )


def _of_path(signed: str, seen: str) -> Causes:
    if signed != seen:
        longer, shorter = sorted((signed, seen), key=len, reverse=True)
        prefix = longer.removesuffix(shorter)
        yield cause(of_path(signed, seen), CERTAIN, _both(signed, seen), part="path", prefix=prefix)


def _of_query(signed: Pairs, seen: Pairs) -> Causes:
    """Parameters by their names: what is gone, what came, what has another value."""
    if sorted(signed) == sorted(seen):
        if signed != seen:
            yield cause("parameters-reordered", CERTAIN, _order(signed, seen))
        return
    yield from _of_repeated(signed, seen)
    in_seen, in_signed = set(seen), set(signed)
    left = [pair for pair in signed if pair not in in_seen]
    values = dict([pair for pair in seen if pair not in in_signed])
    for name, value in left[:_MOST]:
        other = name if name in values else _name_respelled(name, values)
        if not other:
            known = "token-missing" if name in TOKENS else "parameter-dropped"
            yield cause(known, CERTAIN, f"{name} was signed, and the server saw none", name=name)
        elif other == name:
            given = values.pop(name)
            if not is_masked(value):
                yield _of_value(name, value, given)
        else:
            values.pop(other)
            yield cause(respelled(name, other), CERTAIN, _both(name, other), part="query")
    for name in list(values)[:_MOST]:
        yield cause(
            *("parameter-added", CERTAIN, f"the server saw {name}, which was not signed"), name=name
        )


def _name_respelled(name: str, others: dict[str, str]) -> str:
    return next((other for other in list(others)[:_MOST] if respelled(name, other)), "")


def _order(signed: Pairs, seen: Pairs) -> str:
    first = next(pair for pair, other in zip(seen, signed, strict=True) if pair != other)
    return f"{first[0]} stands elsewhere in the server's canonical request"


def _of_repeated(signed: Pairs, seen: Pairs) -> Causes:
    before, after = _counts(signed), _counts(seen)
    for pair, count in list(after.items())[:_MOST]:
        others = before.get(pair, 0)
        if others and count != others:
            known = "parameter-repeated" if count > others else "parameter-dropped"
            counts = f"signed {others} times, seen {count} times"
            yield cause(known, CERTAIN, counts, name=pair[0])


def _counts(pairs: Pairs) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for pair in pairs:
        counts[pair] = counts.get(pair, 0) + 1
    return counts


def _of_value(name: str, signed: str, seen: str) -> Cause:
    if name in TOKENS:
        lengths = f"of length {len(signed)} as signed, {len(seen)} as the server saw it"
        if respelled(signed, seen):
            lengths += "; it is the same text, encoded otherwise"
        return cause("token-altered", CERTAIN, f"{name} differs: {lengths}")
    known = respelled(signed, seen)
    if known in {"", "case-changed"}:
        return cause(
            *("parameter-changed", CERTAIN, _both(f"{name}={signed}", f"{name}={seen}")), name=name
        )
    return cause(known, CERTAIN, _both(f"{name}={signed}", f"{name}={seen}"), part="query")


def _of_headers(signed: View, seen: View) -> Causes:
    for name, value in signed.headers.items():
        given = seen.headers.get(name)
        if name == "host":
            continue
        if not given and (value or value is None):
            yield cause(
                "header-not-sent",
                CERTAIN if value else LIKELY,
                f"{name} is among the signed headers, and the server saw none",
                name=name,
            )
        elif value is not None and value != given:
            known = "content-type-differs" if name == "content-type" else "header-differs"
            evidence = _both(_safe(name, value), _safe(name, given or ""))
            yield cause(known, CERTAIN, evidence, name=name, signed=value)


def _safe(name: str, value: str) -> str:
    """A header's value, unless its name tells that it is a secret (a customer's key)."""
    return value if redact(f"{name}: {value}") == f"{name}: {value}" else "(it is not shown)"


def _of_host(signed: str | None, seen: str | None) -> Causes:
    if signed == seen or signed is None:
        return
    same = (seen or "").rpartition(":")[0] or seen
    known = "port-changed" if signed.partition(":")[0] == same else "host-changed"
    if seen is not None and signed.rpartition(":")[0] in {seen, same}:
        known = "port-changed"
    yield cause(known, CERTAIN, _both(signed, seen or "no host"), seen=seen or "another host")


def _of_payload(signed: View, seen: View) -> Causes:
    if signed.payload_hash is not None and signed.payload_hash != seen.payload_hash:
        yield cause("payload-mismatch", CERTAIN, _both(signed.payload_hash, seen.payload_hash))


_OF_BODIES = frozenset({"content-type", "content-length", "content-md5", "content-encoding"})


def of_unknown(signed: View, seen: View) -> Causes:
    """What may differ where all that is known is equal: what a URL does not say."""
    names = [n for n, value in signed.headers.items() if value is None and seen.headers.get(n)]
    for name in names[:_MOST]:
        known = "content-type-differs" if name == "content-type" else "header-differs"
        yield cause(
            known,
            LIKELY,
            f"the server saw {name}: {seen.headers[name]}; what was signed is not said "
            "(--header, or headers=)",
            name=name,
            signed="what was signed",
        )
    if signed.method is None:
        # Most URLs are made for one of them, and one for a GET signs nothing of a body.
        is_usual = seen.method == "PUT" or (
            seen.method == "GET" and _OF_BODIES.isdisjoint(signed.headers)
        )
        yield cause(
            "method-differs",
            POSSIBLE if is_usual else LIKELY,
            f"the server saw {seen.method}; what was signed is not said (--method, or method=)",
            signed="the one that was signed",
            seen=str(seen.method),
        )
