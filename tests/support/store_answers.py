"""Record what the servers answer to each of S3's operations: python tests/support/store_answers.py

Writes tests/stores/answers.json, which the tests then hold the servers to. Names of servers as
arguments record those only.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from store import KINDS, open_store
from store_calls import CALLS
from store_scene import Scene

ANSWERS = Path(__file__).parents[1] / "stores" / "answers.json"


def load() -> dict[str, dict[str, list[str]]]:
    """Operation → server → its answer, and its answer to a forged signature."""
    answers: dict[str, dict[str, list[str]]] = json.loads(ANSWERS.read_text("utf-8"))
    return answers


def main(names: list[str]) -> None:
    """Ask, and write."""
    answers = load() if ANSWERS.exists() else {}
    for name in names or KINDS:
        with open_store(name) as store:
            for operation in CALLS:
                outcome = Scene(store, operation).play()
                row = answers.setdefault(operation, {})
                row[name] = [outcome.answer, outcome.forged]
    rows = [f"  {json.dumps(name)}: {json.dumps(answers[name])}" for name in CALLS]
    ANSWERS.write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
