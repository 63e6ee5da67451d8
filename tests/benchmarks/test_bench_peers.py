from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest
import targets

import sigv4

BENCHMARKS = Path(targets.__file__).parent

MISSING = [name for name in ("awscrt", "boto3", "minio", "obstore") if find_spec(name) is None]

CONTESTANTS = {
    "mint": "mint.contestants(peers.KEY, notes)",
    "plain": "presign.plain(notes)",
    "hard": "presign.hard(notes)",
    "keys": "[keys.contestants(key) for key in keys.KEYS.values()]",
    "post": "[post.contestants(name, notes) for name in post.CASES]",
    "headers": "[headers.contestants(name, notes) for name in headers.REQUESTS]",
    "derive": "derive.contestants(notes)",
    "startup": "startup.programs(notes)",
}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: the peers want an environment that is not the tests'."""
    environ = {**os.environ, "PYTHONPATH": str(BENCHMARKS)}
    return subprocess.run(
        [sys.executable, *arguments], env=environ, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(bool(MISSING), reason=f"the bench group is not installed: {MISSING}")
@pytest.mark.parametrize("name", CONTESTANTS)
def test_every_peer_signs_the_same(name: str) -> None:
    """Each signature is compared with ours before anything is timed, and all are here."""
    done = run(
        "-c",
        "import peers, mint, presign, keys, post, headers, derive, startup; notes = []; "
        f"{CONTESTANTS[name]}; print(*notes)",
    )
    assert done.returncode == 0, done.stderr
    assert "left out" not in done.stdout


def test_a_missing_peer_is_left_out_and_named() -> None:
    """The rest is measured without it."""
    done = run(
        "-c",
        "import sys; sys.modules['minio'] = None; import peers; notes = []; "
        "print(peers.ready(peers.KEY, notes, 'minio'), *notes)",
    )
    assert done.stdout.startswith("{} minio is left out: "), done.stderr


@pytest.fixture
def peers() -> ModuleType:
    """The module, without what it sets in the environment."""
    before = dict(os.environ)
    import peers

    os.environ.clear()
    os.environ.update(before)
    return peers


def test_another_signature_stops_the_run(peers: ModuleType) -> None:
    """Another key, another secret, another host, no signature: each is told from ours."""
    url = peers.url_of(peers.KEY)
    signed = sigv4.presign_url("GET", url, peers.CREDENTIALS, region=peers.REGION)
    peers.check("ours", signed, url)
    others = sigv4.Credentials(peers.ACCESS_KEY_ID, "another secret")
    for wrong in (
        sigv4.presign_url("GET", url, others, region=peers.REGION),
        sigv4.presign_url("GET", f"{url}x", peers.CREDENTIALS, region=peers.REGION),
        sigv4.presign_url("PUT", url, peers.CREDENTIALS, region=peers.REGION),
        signed.replace("https://", "http://"),
        f"{url}?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=abc&Expires=1",
    ):
        with pytest.raises(SystemExit, match="peer signs something else"):
            peers.check("peer", wrong, url)


@pytest.mark.parametrize("question", [*targets.QUESTIONS, "run"])
def test_each_file_runs_by_itself(question: str) -> None:
    """And says what it asks."""
    done = run(str(BENCHMARKS / f"{question}.py"), "--help")
    assert done.returncode == 0, done.stderr
    assert "--quick" in done.stdout
