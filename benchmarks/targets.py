"""What must be reached, as data: the ratios of the design's table, and how a run is judged.

All are ratios of two contestants in one run of one benchmark. No absolute time is asserted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

# A machine that is busy, or another processor, may miss a ratio by so much of it.
SLACK = 0.25


# The benchmarks, one file a question, in the order in which they are run and told.
QUESTIONS = (
    "mint",
    "keys",
    "presign",
    "post",
    "headers",
    "derive",
    "chunks",
    "verify",
    "startup",
    "command",
    "growth",
    "parallel",
    "redact",
)


class Target(NamedTuple):
    """One ratio: `ours` is at most, or `against` is at least, so many times the other.

    question, case: the benchmark's file and the part of it; what: as the table words it;
    bound: "at most" compares ours to it, "at least" how many times faster (or smaller)
    ours is than it.
    """

    what: str
    question: str
    case: str
    ours: str
    bound: str
    figure: float
    against: str

    def ratio(self, values: Mapping[str, float]) -> float | None:
        """The ratio of a run's values, in the sense of the bound; None where one is missing."""
        ours, other = values.get(self.ours), values.get(self.against)
        if ours is None or other is None:
            return None
        return ours / other if self.bound == "at most" else other / ours

    def reached(self, ratio: float, slack: float = 0.0) -> bool:
        """Whether a ratio is within the bound, or within so much of it."""
        if self.bound == "at most":
            return ratio <= self.figure * (1 + slack)
        return ratio >= self.figure * (1 - slack)


MINT = "mint(key), 27 ASCII characters"
ENCODED = "mint(key), a key to encode"
PLAIN = "presign_url, a plain S3 URL"
HARD = "presign_url, a hard one"
POST = "presigned POST"
START = "import and first URL"
COMMAND = "sigv4 presign as a command"
MILLION = "a million keys streamed"
VERIFY = "verify_request, a presigned GET"
CHUNKS = "a body signed in chunks of 64 KiB"
REDACT = "redact, a byte of 10 MB"

TARGETS = (
    Target(MINT, "mint", "a URL", "sigv4 mint(key)", "at most", 1.6, "floor"),
    Target(MINT, "mint", "a URL", "sigv4 mint(key)", "at least", 70, "boto3"),
    Target(MINT, "mint", "a URL", "sigv4 mint(key)", "at least", 7, "awscrt"),
    Target(MINT, "mint", "a URL", "sigv4 mint(key)", "at least", 4, "obstore"),
    Target(MINT, "mint", "a URL", "sigv4 mint(key)", "at least", 4, "obstore in bulk"),
    Target(ENCODED, "keys", "Latin with spaces", "sigv4 mint(key)", "at most", 2.8, "floor"),
    Target(ENCODED, "keys", "Japanese", "sigv4 mint(key)", "at most", 3.2, "floor"),
    Target(ENCODED, "keys", "1024 bytes", "sigv4 mint(key)", "at most", 10, "floor"),
    Target(PLAIN, "presign", "plain", "sigv4 presign_url", "at most", 5, "floor"),
    Target(PLAIN, "presign", "plain", "sigv4 presign_url", "at least", 20, "boto3"),
    Target(PLAIN, "presign", "plain", "sigv4 presign_url", "at least", 1, "awscrt"),
    Target(PLAIN, "presign", "plain", "sigv4 presign_url", "at least", 1, "obstore"),
    Target(HARD, "presign", "hard", "sigv4 presign_url", "at least", 4, "botocore"),
    Target(POST, "post", "a form", "sigv4 presign_post", "at least", 10, "boto3"),
    Target(START, "startup", "time beyond a bare interpreter", "sigv4", "at least", 30, "boto3"),
    Target(START, "startup", "memory beyond a bare interpreter", "sigv4", "at least", 12, "boto3"),
    Target(COMMAND, "command", "a command", "sigv4 presign", "at least", 8, "aws s3 presign"),
    # "In proportion" and "flat", as figures: the last keys cost what the first did, and a
    # million take the memory of a thousand.
    Target(
        MILLION,
        "growth",
        "time a key, in turns",
        "the last of 1,000,000 keys",
        "at most",
        1.2,
        "1,000 keys",
    ),
    Target(MILLION, "growth", "peak memory", "1,000,000 keys", "at most", 1.05, "1,000 keys"),
    # The floor: SHA-256 of the data, and the checksum alone.
    Target(VERIFY, "verify", "a GET", "sigv4 verify_request", "at most", 2.5, "sigv4 presign_url"),
    Target(CHUNKS, "chunks", "no checksum", "sigv4 ChunkSigner.wire", "at most", 1.25, "floor"),
    Target(CHUNKS, "chunks", "crc32", "sigv4 ChunkSigner.wire", "at most", 1.25, "floor"),
    Target(CHUNKS, "chunks", "crc64nvme", "sigv4 ChunkSigner.wire", "at most", 1.25, "floor"),
    Target(CHUNKS, "chunks", "sha256", "sigv4 ChunkSigner.wire", "at most", 1.25, "floor"),
    # "In linear time": a byte of a long text costs what a byte of a short one does.
    Target(REDACT, "redact", "a log", "10 MB", "at most", 1.3, "100 kB"),
    Target(REDACT, "redact", "presigned URLs", "10 MB", "at most", 1.3, "100 kB"),
    Target(REDACT, "redact", "escaped URLs", "10 MB", "at most", 1.3, "100 kB"),
    Target(REDACT, "redact", "base64 of URLs", "10 MB", "at most", 1.3, "100 kB"),
    Target(REDACT, "redact", "names without values", "10 MB", "at most", 1.3, "100 kB"),
)


class Verdict(NamedTuple):
    """A target and the ratio of a run; None where a contestant was not there."""

    target: Target
    ratio: float | None

    @property
    def text(self) -> str:
        """Reached, close (missed by no more than the slack), missed, or not measured."""
        if self.ratio is None:
            return "not measured"
        if self.target.reached(self.ratio):
            return "reached"
        return "close" if self.target.reached(self.ratio, SLACK) else "missed"

    @property
    def fails(self) -> bool:
        """Whether a check of the targets fails here."""
        return self.text in ("missed", "not measured")


def judge(results: Iterable[Mapping[str, Any]]) -> list[Verdict]:
    """Each target of the benchmarks that were run, with its ratio."""
    cases = {result["question"]: result["cases"] for result in results}
    return [
        Verdict(target, target.ratio(cases[target.question].get(target.case, {}).get("values", {})))
        for target in TARGETS
        if target.question in cases
    ]


def case_text(target: Target) -> str:
    """The case, where what is claimed has several; otherwise nothing."""
    cases = {other.case for other in TARGETS if other.what == target.what}
    return target.case if len(cases) > 1 else ""


def bound_text(target: Target) -> str:
    """The bound as the design writes it: `≤ 1.6 × floor`."""
    sign = "≤" if target.bound == "at most" else "≥"
    return f"{sign} {target.figure:g} × {target.against}"
