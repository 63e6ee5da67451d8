"""The protocol: its schema, its page, and what is really said are one."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ask_peers
import jsonschema
import pytest

from sigv4.conformance._answers import problem_with
from sigv4.conformance._questions import PROTOCOL, SIDES, questions
from sigv4.conformance._vectors import choose, load_sets

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "vectors"
SCHEMA = json.loads((VECTORS / "protocol.json").read_text(encoding="utf-8"))
README = (VECTORS / "README.md").read_text(encoding="utf-8")
PAGE = README.partition("### The protocol")[2].partition("## Fields")[0]
FIELDS = README.partition("## Fields")[2].partition("## Flags")[0]
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
ALL = choose(load_sets())

Line = dict[str, Any]


def _part(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({**SCHEMA, "oneOf": [{"$ref": f"#/$defs/{name}"}]})


@pytest.mark.parametrize("side", SIDES)
def test_every_question_is_one(side: str) -> None:
    """As the schema has it, and as `json` writes it: a line each."""
    asked = [question for _, _, question in questions(side, ALL)]
    assert len(asked) > 300
    validator = _part("question")
    for question in asked:
        validator.validate(question)
        assert "\n" not in json.dumps(question)


@pytest.mark.parametrize("side", SIDES)
def test_nothing_expected_is_told(side: str) -> None:
    """No signature, text or verdict of a case is part of the question to a signer, and to a
    verifier no more than what arrives."""
    for _, case, question in questions(side, ALL):
        told = {"protocol", "id", "operation", "context"}
        assert question.keys() <= told | {"request", "received", "form", "policy"}
        text = json.dumps(question)
        for name in ("canonical_request", "string_to_sign", "signing_key", "private_key"):
            if name in case["expected"]:
                assert json.dumps(case["expected"][name]) not in text
        if side == "signer" and "signature" in case["expected"]:
            assert case["expected"]["signature"] not in text


def test_every_case_is_put_to_somebody() -> None:
    """A kind that no side is asked about would be a case that nobody ever sees."""
    asked = {case["id"] for side in SIDES for _, case, _ in questions(side, ALL)}
    assert {case["id"] for _, case in ALL} == asked


def test_the_version_is_that_of_the_page_and_of_the_schema() -> None:
    """One number, in three places."""
    assert SCHEMA["$defs"]["question"]["properties"]["protocol"]["const"] == PROTOCOL
    assert f"This is version {PROTOCOL} of the protocol." in PAGE
    assert f'{{"protocol": {PROTOCOL}, ' in PAGE


def test_the_schema_is_valid() -> None:
    """The schema is one of draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def _named(schema: object) -> set[str]:
    """The names of all properties within a schema."""
    if isinstance(schema, list):
        return set().union(*map(_named, schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", {})).union(*map(_named, schema.values()))


def test_every_field_and_operation_is_on_the_page() -> None:
    """For who reads no schema."""
    fields = _named(SCHEMA["$defs"]) - {"x", "y"}
    operations = SCHEMA["$defs"]["question"]["properties"]["operation"]["enum"]
    assert {name for name in (*fields, *operations) if f"`{name}`" not in PAGE + FIELDS} == set()


OPERATIONS = (
    *("presign", "sign", "signing-key", "key-pair", "chunks", "post", "post-policy", "verify"),
)
# An answer, and whether it is one to each of these operations.
ANSWERS = [
    pytest.param({"signature": "a"}, {"presign", "sign", "chunks", "post-policy"}, id="signature"),
    pytest.param({"url": "a"}, {"presign"}, id="url"),
    pytest.param({"headers": [["a", "b"]]}, {"sign", "chunks"}, id="headers"),
    pytest.param({"url": "a", "headers": []}, {"presign"}, id="url and no headers"),
    pytest.param({"headers": {"a": "b"}}, set(), id="headers as an object"),
    pytest.param({"headers": [["a"]]}, set(), id="no pair"),
    pytest.param({"headers": [["a", 5]]}, set(), id="no text in a pair"),
    pytest.param({"canonical_request": "a"}, set(), id="no signature"),
    pytest.param({"signing_key": "a"}, {"signing-key"}, id="signing key"),
    pytest.param({"private_key": "a"}, {"key-pair"}, id="private key"),
    pytest.param({"public_key": {"x": "a", "y": "b"}}, {"key-pair"}, id="public key"),
    pytest.param({"public_key": {"x": "a"}}, set(), id="half a point"),
    pytest.param({"public_key": {"x": "a", "y": 5}}, set(), id="a point of numbers"),
    pytest.param({"accepted": True}, {"verify"}, id="accepted"),
    pytest.param({"accepted": False, "code": "a", "status": 403}, {"verify"}, id="refused"),
    pytest.param({"accepted": 1}, set(), id="one is not true"),
    pytest.param({"accepted": True, "status": True}, set(), id="true is no status"),
    pytest.param({"error": "a"}, set(OPERATIONS), id="error"),
    pytest.param({"error": "a", "url": "a"}, set(), id="error and more"),
    pytest.param({"error": None}, set(), id="error without text"),
    pytest.param({"unsupported": "a"}, set(OPERATIONS), id="unsupported"),
    pytest.param({"fields": [["a", "b"]]}, {"post"}, id="fields"),
    pytest.param({"policy": "a"}, set(), id="a policy alone"),
    pytest.param(
        {"signature": "a", "chunks": [{"size": 5}], "trailer": {"signature": "b"}},
        {"chunks"},
        id="chunks",
    ),
    pytest.param({"signature": "a", "chunks": [{"length": 5}]}, set(), id="unknown in a chunk"),
    pytest.param({"signature": "a", "chunks": [{"size": "5"}]}, set(), id="a size of text"),
    pytest.param({"signature": "a", "chunks": {}}, set(), id="chunks as an object"),
    pytest.param({"signature": "a", "trailer": []}, set(), id="trailer as a list"),
    pytest.param({"signature": "a", "content_length": "5"}, set(), id="a length of text"),
    pytest.param({}, set(), id="nothing"),
    pytest.param({"signature": "a", "other": "b"}, set(), id="unknown field"),
]


@pytest.mark.parametrize(("answer", "operations"), ANSWERS)
def test_the_schema_and_the_program_agree_on_answers(answer: Line, operations: set[str]) -> None:
    """What the one takes for an answer to an operation, the other does."""
    line = {"id": "a", **answer}
    for operation in OPERATIONS:
        taken = problem_with(operation, line) is None
        assert taken == (operation in operations)
        instead = answer.keys() & {"error", "unsupported"}
        name = next(iter(instead)) if instead else operation.replace("-", "_")
        assert _part(f"{name}_answer").is_valid(line) == taken
    assert _part("answer").is_valid(line) == bool(operations)


@pytest.mark.parametrize("name", ["sigv4_signer", "botocore_signer", "awscrt_signer"])
def test_what_an_adapter_answers_is_valid(adapter: Callable[[str], list[str]], name: str) -> None:
    """Line by line, by the schema."""
    chosen = questions("signer", ALL)[::5]
    lines = "".join(f"{json.dumps(question)}\n" for _, _, question in chosen)
    done = subprocess.run(
        adapter(name), input=lines, capture_output=True, check=True, text=True, timeout=60
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [question["id"] for _, _, question in chosen]
    validator = _part("answer")
    for answer in answers:
        validator.validate(answer)


def test_every_set_is_found() -> None:
    """In the tree beside the package, installed within it; a schema is no set."""
    files = {path.stem for path in VECTORS.glob("*.json")}
    assert load_sets().keys() == files - {"schema", "protocol"}


def _expected(name: str) -> dict[str, str]:
    path = VECTORS / "adapters" / "expected" / f"{name}.txt"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line]
    return dict(line.split("  # ", 1) for line in lines if not line.startswith("#"))


@pytest.mark.parametrize("name", ask_peers.ALL)
def test_the_table_of_other_signers_is_that_of_their_files(name: str) -> None:
    """Row by row: the reasons, and in how many cases each."""
    table = README.partition("<!-- peers")[2].partition("<!-- end of peers")[0]
    header = re.search(r"^\| what differs.*$", table, re.MULTILINE)
    assert header is not None
    column = [cell.strip() for cell in header[0].split("|")].index(name)
    rows = [line.split("|") for line in table.partition(header[0])[2].splitlines()[2:]]
    counts = {row[1].strip(): int(row[column].strip() or 0) for row in rows if len(row) > column}
    reasons = list(_expected(name).values())
    assert {reason: n for reason, n in counts.items() if n} == {
        reason: reasons.count(reason) for reason in reasons
    }
