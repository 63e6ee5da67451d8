"""What a program is asked about a case, by the kind of the case. Nothing that is expected is
part of a question.

Source: vectors/README.md, "The protocol".
"""

from __future__ import annotations

from ._requests import arriving

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ._vectors import Case

PROTOCOL = 1

SIGNER, VERIFIER = "signer", "verifier"
SIDES = (SIGNER, VERIFIER)

# The kinds that are put to each side. A refused case is asked as the operation it names.
_SIGNED = ("presign", "sign", "presign-asymmetric", "sign-asymmetric")
_KINDS = {
    SIGNER: frozenset(
        {*_SIGNED, "signing-key", "key-pair", "refused", "chunks", "post", "post-policy"}
    ),
    VERIFIER: frozenset({*_SIGNED, "verify", "post-form"}),
}
_PARTS = ("request", "received", "form", "policy", "context")


def questions(side: str, chosen: Iterable[tuple[str, Case]]) -> list[tuple[str, Case, Case]]:
    """The chosen cases that this side can be asked about: set, case and question."""
    return [
        (name, case, question(side, case)) for name, case in chosen if case["kind"] in _KINDS[side]
    ]


def question(side: str, case: Case) -> dict[str, Any]:
    """The question about a case, as the program reads it."""
    asked = {"protocol": PROTOCOL, "id": case["id"], "operation": operation_of(side, case)}
    if side == VERIFIER and case["kind"] in _SIGNED:
        return {**asked, **arriving(case)}
    return {**asked, **{part: case[part] for part in _PARTS if part in case}}


def operation_of(side: str, case: Case) -> str:
    """What the program is asked to do."""
    kind: str = case["kind"]
    if side == VERIFIER and kind in _SIGNED:
        return "verify"
    if kind == "refused":
        operation: str = case["expected"]["operation"]
        return operation
    return kind
