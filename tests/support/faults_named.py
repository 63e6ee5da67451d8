"""The table of faults, servers, and the causes that are named by what each server says.

A cell is the one cause that is named; or several, parted by " | ", where what the server says fits
each of them, in their order; or "among: " and a cause that stands in the list of what to check,
where the server says no more than that it refuses; or NOT_REFUSED, where it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sigv4.explain import explain_error

NOT_REFUSED = "taken"
AMONG = "among: "

_SECRET = "wrong-secret | secret-white-space | unknown-access-key"


def _row(radosgw: str, swift: str, rclone: str) -> dict[str, str]:
    return {"radosgw": radosgw, "swift": swift, "rclone": rclone}


def _shown_by_swift(cause: str, among: str = "") -> dict[str, str]:
    """Swift shows what it computed; the others say that they refuse."""
    listed = f"{AMONG}{among or cause}"
    return _row(listed, cause, listed)


NAMED: Mapping[str, Mapping[str, str]] = {
    #                                     radosgw            swift           rclone
    "content-type-differs": _shown_by_swift("content-type-differs"),
    "header-not-sent": _row(
        f"{AMONG}header-not-sent", f"{AMONG}header-not-sent", "header-not-sent | unsigned-header"
    ),
    "header-differs": _shown_by_swift("header-differs"),
    "unsigned-header": _row(NOT_REFUSED, "unsigned-header", "unsigned-header"),
    "host-changed": _shown_by_swift("host-changed"),
    "port-changed": _row(NOT_REFUSED, "port-changed", f"{AMONG}host-changed"),
    "path-prefix-stripped": _shown_by_swift("path-prefix-stripped", "path-differs"),
    "path-prefix-added": _shown_by_swift("path-prefix-added", "path-differs"),
    "encoded-once-more": _shown_by_swift("encoded-once-more", "path-differs"),
    "decoded-once": _shown_by_swift("decoded-once", "path-differs"),
    "plus-for-space": _shown_by_swift("plus-for-space", "path-differs"),
    # These servers decode and encode again, so it is no fault to them; there is no such object.
    "lower-case-escapes": _row(*["no-signature-fault"] * 3),
    "unreserved-escaped": _row(*[NOT_REFUSED] * 3),
    "dot-segments-resolved": _shown_by_swift("dot-segments-resolved", "dot-segments"),
    "slashes-collapsed": _shown_by_swift("slashes-collapsed", "double-slash"),
    "method-differs": _shown_by_swift("method-differs"),
    # No answer to HEAD has a body.
    "head-on-get": _row(*[f"{AMONG}method-differs"] * 3),
    "parameter-added": _shown_by_swift("parameter-added"),
    "parameter-dropped": _shown_by_swift("parameter-dropped"),
    "parameter-changed": _shown_by_swift("parameter-changed"),
    "parameters-reordered": _row(*[NOT_REFUSED] * 3),
    "wrong-region": _row(NOT_REFUSED, "wrong-region", NOT_REFUSED),
    "wrong-service": _row(f"{AMONG}wrong-service", "wrong-service", "wrong-service"),
    "wrong-secret": _row(f"{AMONG}wrong-secret", _SECRET, f"{AMONG}wrong-secret"),
    "secret-white-space": _row(f"{AMONG}secret-white-space", _SECRET, f"{AMONG}secret-white-space"),
    # Swift computes a signature with no secret where it knows no key.
    "unknown-access-key": _row(f"{AMONG}unknown-access-key", _SECRET, "unknown-access-key"),
    "token-missing": _shown_by_swift("token-missing", "parameter-dropped"),
    "token-altered": _shown_by_swift("token-altered"),
    "expired": _row(f"{AMONG}expired", "expired", "expired"),
    "not-yet-valid": _row(*[NOT_REFUSED] * 3),
    "expiry-too-long": _row(
        f"{AMONG}expiry-too-long", "expiry-too-long | parameters-refused", NOT_REFUSED
    ),
    "clock-skew": _row(*["clock-skew"] * 3),
    "payload-mismatch": _row("payload-mismatch", "payload-mismatch", f"{AMONG}payload-mismatch"),
    "two-mechanisms": _row("two-mechanisms", NOT_REFUSED, "two-mechanisms"),
    "no-such-key": _row(*["no-signature-fault"] * 3),
}


def check(fault: str, server: str, kept: Mapping[str, Any], *, by: Any = None) -> None:
    """Hold what is named to the table. by: the answer in another form than its body."""
    expected = NAMED[fault][server]
    assert (kept["status"] < 300) is (expected == NOT_REFUSED), kept
    found = explain_error(
        kept["url"],
        response=kept["body"] if by is None else by,
        method=kept["method"],
        headers=kept["headers"],
        now=datetime.fromisoformat(kept["at"].replace("Z", "+00:00")),
    )
    causes = [cause.id for cause in found.causes]
    if expected == NOT_REFUSED:
        return
    if expected.startswith(AMONG):
        assert expected.removeprefix(AMONG) in causes
        assert all(cause.likelihood != "certain" for cause in found.causes)
        assert found.next_request
    else:
        assert causes == expected.split(" | ")
