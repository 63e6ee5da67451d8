"""The sets of vectors that the package carries, and the choice among their cases."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from importlib import resources

from .._checks import exact_str, shown, type_error
from ..errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    Case = dict[str, Any]

FORMAT_VERSION = "1"

# Files beside the sets that are no sets.
_SCHEMAS = frozenset({"schema.json", "protocol.json"})


def load_sets() -> dict[str, list[Case]]:
    """The cases of all sets, by the name of the set.

    From the installed package; in the source tree, the vectors are beside it.
    """
    package = resources.files(__package__.rpartition(".")[0])
    folder = package.joinpath("vectors")
    if not folder.joinpath("schema.json").is_file():
        with resources.as_file(package) as path:
            folder = path.parent / "vectors"
    sets = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".json") and file.name not in _SCHEMAS:
            content = json.loads(file.read_text(encoding="utf-8"))
            sets[content["set"]] = content["cases"]
    return sets


def choose(
    sets: dict[str, list[Case]],
    *,
    names: Iterable[str] = (),
    ids: Iterable[str] = (),
    flags: Iterable[str] = (),
    skip_flags: Iterable[str] = (),
) -> list[tuple[str, Case]]:
    """The cases, each with the name of its set, that every given list of patterns takes.

    A pattern is that of a shell: `query-*`. A list without one takes all; skip_flags leaves
    out. Raises InvalidValueError or InvalidTypeError for a pattern that fits nothing there is.
    """
    every = [(name, case) for name, cases in sets.items() for case in cases]
    all_flags = {flag for _, case in every for flag in case["flags"]}
    in_set = _one_of("set", names, sets)
    by_id = _one_of("id", ids, [case["id"] for _, case in every])
    by_flag = _one_of("flag", flags, all_flags)
    left_out = _one_of("skip_flag", skip_flags, all_flags)
    return [
        (name, case)
        for name, case in every
        if (in_set is None or in_set(name))
        and (by_id is None or by_id(case["id"]))
        and (by_flag is None or any(map(by_flag, case["flags"])))
        and not (left_out is not None and any(map(left_out, case["flags"])))
    ]


def _one_of(
    argument: str, patterns: Iterable[str], known: Iterable[str]
) -> Callable[[str], bool] | None:
    """Whether a name fits one of the patterns; None where there is no pattern."""
    if isinstance(patterns, str):
        patterns = (patterns,)
    if not hasattr(patterns, "__iter__"):
        raise type_error(argument, patterns, "patterns, each a str")
    given: Sequence[str] = [exact_str(argument, pattern) for pattern in patterns]
    names = list(known)
    for pattern in given:
        if not any(fnmatchcase(name, pattern) for name in names):
            short = len(names) <= 8
            raise InvalidValueError(
                argument,
                f"{shown(pattern)} fits none",
                f"there are {', '.join(sorted(names))}" if short else "see vectors/README.md",
            )
    if not given:
        return None
    return lambda name: any(fnmatchcase(name, pattern) for pattern in given)
