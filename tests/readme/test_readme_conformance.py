"""The README's signer in JavaScript, asked as the README asks it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
SIGNER = re.search(r"^```javascript\n(// signer\.mjs\n.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMAND = re.compile(
    r"^```console\n\$ sigv4 (conformance [^\n]*node signer\.mjs)\n(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
@pytest.mark.parametrize(
    ("arguments", "shown"),
    [pytest.param(*found.groups(), id=found[1]) for found in COMMAND.finditer(README)],
)
def test_the_report_is_the_one_that_is_shown(arguments: str, shown: str, tmp_path: Path) -> None:
    """To the letter, but for spaces at the ends of lines."""
    assert SIGNER is not None
    (tmp_path / "signer.mjs").write_text(SIGNER[1], encoding="utf-8")
    done = subprocess.run(
        [Path(sys.executable).parent / "sigv4", *arguments.split()],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.stderr == ""
    assert [line.rstrip() for line in done.stdout.splitlines()] == shown.splitlines()
    assert done.returncode == ("FAIL" in shown)


def test_the_signer_and_its_reports_are_in_the_readme() -> None:
    """A right answer, and a wrong one."""
    assert SIGNER is not None
    assert len(COMMAND.findall(README)) == 2
