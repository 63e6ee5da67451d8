"""What does the first URL of a fresh process cost, in time and in memory?

The processes are started with `-I -S` and told where their packages are. What counts is
what they take beyond an interpreter that does nothing; both are measured from outside.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import peers
from report import Case, Result, finish, options
from timing import PRINT_PEAK, fresh, output, processes

BARE = "import sys; sys.path[:0] = sys.argv[1:]"
BARE_NAME = "bare interpreter"

# OpenSSL's library, which every SHA-256 of Python's comes from at this speed.
WITH_HASHLIB = f"{BARE}\nimport hashlib"
HASHLIB = "hashlib alone"

OURS = f"""{BARE}
from sigv4 import Credentials, presign_url
credentials = Credentials({peers.ACCESS_KEY_ID!r}, {peers.SECRET_ACCESS_KEY!r})
print(presign_url("GET", {peers.url_of(peers.KEY)!r}, credentials, region={peers.REGION!r}))
"""

# awscrt is on the path for other benchmarks. boto3 would import it and not use it.
BOTO3 = f"""{BARE}
sys.modules["awscrt"] = None
import boto3
from botocore.config import Config
client = boto3.client(
    "s3",
    region_name={peers.REGION!r},
    aws_access_key_id={peers.ACCESS_KEY_ID!r},
    aws_secret_access_key={peers.SECRET_ACCESS_KEY!r},
    config=Config(signature_version="s3v4", s3={{"addressing_style": "virtual"}}),
)
print(client.generate_presigned_url(
    "get_object", {{"Bucket": {peers.BUCKET!r}, "Key": {peers.KEY!r}}}, {peers.EXPIRES_IN}
))
"""


def home(package: str) -> str:
    """The directory that a package is imported from; ImportError where there is none."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ImportError(f"No module named {package!r}")
    return str(Path(spec.origin).parents[1])


def programs(notes: list[str]) -> dict[str, tuple[str, str]]:
    """Name, program and its path; the signers print the same URL."""
    found = {BARE_NAME: (BARE, ""), HASHLIB: (WITH_HASHLIB, ""), "sigv4": (OURS, home("sigv4"))}
    try:
        found["boto3"] = (BOTO3, home("boto3"))
        notes.append("boto3 without awscrt, which it would import: it is not on its path.")
    except ImportError as error:
        notes.append(f"boto3 is left out: {error}.")
    for name, (program, path) in found.items():
        if name not in (BARE_NAME, HASHLIB):
            url = output(fresh(program, [path])).strip()
            peers.check(name, url, peers.url_of(peers.KEY))
    return found


def beyond(values: dict[str, float]) -> dict[str, float]:
    """What each takes more than the bare interpreter."""
    bare = values[BARE_NAME]
    return {name: value - bare for name, value in values.items() if name != BARE_NAME}


def peak(program: str, path: str, rounds: int) -> float:
    """The least megabytes that a process had at its peak."""
    command = fresh(program + PRINT_PEAK, [path])
    return min(int(output(command).split()[-1]) for _ in range(rounds)) / 1024


def run(quick: bool = False) -> Result:
    """Start them in turn."""
    result = Result("startup", "Import and first URL, in a fresh process")
    rounds, weighed = (6, 2) if quick else (40, 5)
    found = programs(result.notes)
    commands = {name: fresh(program, [path]) for name, (program, path) in found.items()}
    took = processes(commands, rounds=rounds)
    had = {name: peak(program, path, weighed) for name, (program, path) in found.items()}
    result.cases["time"] = Case("ms", took, rounds)
    result.cases["time beyond a bare interpreter"] = Case("ms", beyond(took), rounds)
    result.cases["memory"] = Case("MB", had, weighed)
    result.cases["memory beyond a bare interpreter"] = Case("MB", beyond(had), weighed)
    return result


if __name__ == "__main__":
    chosen = options(__doc__)
    finish(run(chosen.quick), chosen)
