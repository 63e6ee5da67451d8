"""The sets are what their sources make of them, and the sources are AWS's figures."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "vectors"
SUITE = ROOT.parent / "shared" / "aws-signing-test-suite"
TEXTS = ("canonical-request", "string-to-sign", "signed-request")


def _run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The vectors, to be tampered with."""
    ignored = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(VECTORS, tmp_path / "vectors", ignore=ignored))


def test_the_sets_are_what_the_sources_make() -> None:
    """`build.py --check` finds no difference."""
    result = _run(VECTORS / "build.py", "--check")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_a_set_that_was_edited_is_named(copy: Path) -> None:
    """`--check` fails, names the file and writes nothing; building it anew repairs it."""
    path = copy / "edge-cases.json"
    right = path.read_bytes()
    path.write_bytes(right.replace(b'"case_count": ', b'"case_count": 1', 1))
    edited = path.read_bytes()
    result = _run(copy / "build.py", "--check")
    assert result.returncode == 1
    assert result.stderr.startswith("vectors/edge-cases.json differs")
    assert path.read_bytes() == edited
    assert _run(copy / "build.py").returncode == 0
    assert path.read_bytes() == right


@pytest.mark.parametrize(
    ("source", "before", "after", "named"),
    [
        pytest.param("aws-suite.json", "/example/.. ", "/example/. ", "suite-sign-", id="suite"),
        pytest.param(
            "aws-suite-v4a.json", "/example/.. ", "/example/. ", "suite-v4a-sign-", id="v4a"
        ),
        pytest.param(
            "aws-suite-v4a.json",
            '"signature": "304',
            '"signature": "305',
            "suite-v4a-sign-",
            id="v4a-signature",
        ),
        pytest.param(
            "aws-suite-v4a.json", '"X": "b6', '"X": "b7', "suite-v4a-sign-", id="public-key"
        ),
        pytest.param(
            "aws-key-pairs.json", '"7fd3', '"8fd3', "suite-v4a-key-pair", id="private-key"
        ),
        pytest.param("documentation.json", '"aeeed9', '"beeed9', "doc-presign-", id="figure"),
        pytest.param("documentation.json", '"c4afb1', '"d4afb1', "doc-signing-key", id="key"),
        pytest.param("streaming.json", '"ad80c7', '"bd80c7', "doc-chunks:", id="chunk"),
        pytest.param("streaming.json", '"d81f82', '"e81f82', "doc-chunks-trailer:", id="trailer"),
        pytest.param("streaming.json", '"sOO8/Q', '"sOO9/Q', "doc-chunks-trailer:", id="value"),
        pytest.param(
            "edge-cases/paths.json", '"url": "/?list-type=2"', '"url": "/"', "s3-path-", id="fed"
        ),
        pytest.param(
            "edge-cases/refused.json",
            '"expires_in": 0',
            '"expires_in": 1',
            "refused-",
            id="refusal",
        ),
    ],
)
def test_a_vector_that_is_not_agreed_on_stops_the_build(
    copy: Path, source: str, before: str, after: str, named: str
) -> None:
    """A wrong figure, a wrong request or a refusal that does not happen: the case is named."""
    path = copy / "sources" / source
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    result = _run(copy / "build.py", "--check")
    assert result.returncode == 1
    assert result.stderr.startswith(named)


# Skipped in an ordinary checkout: the suite itself is not part of the repository.
@pytest.mark.skipif(not SUITE.is_dir(), reason="AWS's suite is not beside the checkout")
@pytest.mark.parametrize(
    ("part", "file", "others"),
    [
        pytest.param("v4", "aws-suite.json", {"context.json"}, id="v4"),
        pytest.param("v4a", "aws-suite-v4a.json", {"context.json", "public-key.json"}, id="v4a"),
    ],
)
def test_the_source_transcribes_the_suite_exactly(
    tmp_path: Path, part: str, file: str, others: set[str]
) -> None:
    """Every text of AWS's is in the source, byte for byte, and the importer writes that source."""
    source = VECTORS / "sources" / file
    cases: list[dict[str, Any]] = json.loads(source.read_text(encoding="utf-8"))["cases"]
    folders = [path.parent for path in (SUITE / part).glob("*/query-signature.txt")]
    assert [case["name"] for case in cases] == sorted(folder.name for folder in folders)
    assert len(cases) == 38
    for case in cases:
        folder = SUITE / part / case["name"]
        texts = {"request.txt": "\n".join(case["request"])}
        for form in ("header", "query"):
            texts[f"{form}-signature.txt"] = case[form]["signature"]
            for text in TEXTS:
                lines = case[form][text.replace("-", "_")]
                texts[f"{form}-{text}.txt"] = "\n".join(lines)
        assert {name: (folder / name).read_bytes().decode() for name in texts} == texts
        assert json.loads((folder / "context.json").read_text(encoding="utf-8")) == case["context"]
        if "public-key.json" in others:
            key = (folder / "public-key.json").read_text(encoding="utf-8")
            assert json.loads(key) == case["public_key"]
        # A folder of v4a has two files that belong to no form.
        strays = {"canonical-request.txt", "string-to-sign.txt"}
        assert {path.name for path in folder.iterdir()} - strays == {*texts, *others}

    again = tmp_path / "aws-suite.json"
    result = _run(VECTORS / "import_aws_suite.py", SUITE / part, "--output", again)
    assert (result.returncode, result.stderr) == (0, "")
    assert again.read_bytes() == source.read_bytes()
