"""Without `cryptography` all works but SigV4A, which says what to install."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import sigv4
from sigv4.errors import MissingDependencyError

SAID = "SigV4A needs cryptography: pip install 'sigv4-presign[sigv4a]'"
# Isolated and without site-packages, an interpreter has the standard library alone.
BARE = """
import sys
sys.path.insert(0, sys.argv[1])
import sigv4
from sigv4.errors import MissingDependencyError, SigV4Error
credentials = sigv4.Credentials("AKIAIOSFODNN7EXAMPLE", "secret")
assert "X-Amz-Signature" in sigv4.presign_url("GET", "https://h/", credentials, region="r")
assert "sigv4._asymmetric" not in sys.modules
try:
    CALL
except MissingDependencyError as error:
    assert isinstance(error, SigV4Error) and isinstance(error, ModuleNotFoundError)
    assert (error.name, error.extra) == ("cryptography", "sigv4a")
    print(error)
"""
CALLS = {
    "presign_url": 'sigv4.presign_url("GET", "https://h/", credentials, region_set="*")',
    "sign_headers": 'sigv4.sign_headers("GET", "https://h/", credentials, region_set="*", '
    'service="s3")',
    "Minter": 'sigv4.Minter("GET", "https://h/", credentials, region_set="*")',
    "S3": "from sigv4.s3 import S3; S3(credentials, region='us-east-1').presign_get("
    "'arn:aws:s3::123456789012:accesspoint/ab.mrap', 'k')",
    "public_key_of": "from sigv4._asymmetric import public_key_of; public_key_of('')",
}


@pytest.fixture
def alone(tmp_path: Path) -> str:
    """A folder with this package and no other: installed, it has cryptography beside it."""
    folder = tmp_path / "alone"
    folder.mkdir()
    folder.joinpath("sigv4").symlink_to(Path(sigv4.__file__).parent)
    return str(folder)


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_one_line_says_what_to_install(call: str, alone: str) -> None:
    """In an interpreter that has no cryptography, and an error of our own tree."""
    done = _run("-c", BARE.replace("CALL", call), alone)
    assert (done.stdout, done.stderr) == (f"{SAID}\n", "")


def test_the_command_says_it_too(alone: str) -> None:
    """As one line on standard error; something failed, and it was not called wrongly."""
    program = (
        "import os, sys; sys.path.insert(0, sys.argv.pop(1));"
        "os.environ.update(AWS_ACCESS_KEY_ID='AKIA', AWS_SECRET_ACCESS_KEY='s', AWS_REGION='r');"
        "from sigv4.cli import main; sys.exit(main())"
    )
    done = _run("-c", program, alone, "presign", "https://h/k", "--region-set", "*")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"sigv4: error: {SAID}\n")


def test_what_is_not_there_for_another_reason_is_not_said_to_be_missing(
    tmp_path: Path, alone: str
) -> None:
    """A cryptography that is there and lacks something is a fault of its own."""
    tmp_path.joinpath("cryptography.py").write_text("import no_such_module")
    done = _run(
        "-c",
        "import sys; sys.path[:0] = sys.argv[1:];"
        "from sigv4._asymmetric import public_key_of; public_key_of('')",
        str(tmp_path),
        alone,
    )
    assert done.returncode == 1
    assert done.stderr.endswith("ModuleNotFoundError: No module named 'no_such_module'\n")


def test_an_authentication_says_it_when_it_is_made(alone: str) -> None:
    """And not at the first request, when the program has long been running."""
    program = (
        "import sys; sys.path.insert(0, sys.argv.pop(1));"
        f"sys.path.append({str(Path(httpx.__file__).parent.parent)!r});"
        "sys.modules['cryptography'] = None;"
        "from sigv4 import Credentials; from sigv4.httpx import SigV4Auth;"
        "SigV4Auth(Credentials('AKIA', 's'), region_set='*', service='s3')"
    )
    done = _run("-c", program, alone)
    assert done.returncode == 1
    assert done.stderr.endswith(f"MissingDependencyError: {SAID}\n")


def test_the_error_can_be_sent_on() -> None:
    """As every error here, to another process too."""
    error = MissingDependencyError("SigV4A", "cryptography", "sigv4a")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.name) == (SAID, "cryptography")
