"""The chunks of a body that a program signed beside those that are expected.

Each signature is part of what the next one signs, so the first that differs is where the fault
is. Source: vectors/README.md, "Fields".
"""

from __future__ import annotations

from ._difference import Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._answers import Answer
    from ._vectors import Case


def chunks_difference(case: Case, answer: Answer) -> Difference | None:
    """The first difference behind the headers; what the program does not state is passed over."""
    expected = case["expected"]
    if "chunks" in answer:
        found = _first(expected["chunks"], answer["chunks"])
        if found is not None:
            return found
    if "trailer" in answer and "trailer" in expected:
        found = _texts("trailer", expected["trailer"], answer["trailer"])
        if found is not None:
            return found
    for name in ("content_length", "wire_sha256"):
        if name in answer and answer[name] != expected[name]:
            return Difference(name, str(expected[name]), str(answer[name]))
    return None


def _first(ours: list[Any], theirs: list[Any]) -> Difference | None:
    sizes, stated = [[chunk.get("size") for chunk in chunks] for chunks in (ours, theirs)]
    if len(sizes) != len(stated) or any(
        s not in (None, o) for o, s in zip(sizes, stated, strict=True)
    ):
        return Difference("chunk sizes", _shown(sizes), _shown(stated))
    for number, (chunk, other) in enumerate(zip(ours, theirs, strict=True), 1):
        found = _texts(f"chunk {number}", chunk, other)
        if found is not None:
            return found
    return None


def _shown(sizes: list[Any]) -> str:
    return "\n".join("not stated" if size is None else str(size) for size in sizes)


def _texts(what: str, ours: dict[str, str], theirs: dict[str, str]) -> Difference | None:
    for name in ("string_to_sign", "signature"):
        if name in theirs and theirs[name] != ours.get(name, ""):
            text = name.replace("_", " ")
            return Difference(f"{what}: {text}", ours.get(name, ""), theirs[name])
    return None
