"""What a run found: one result for each case, and what is wrong with the program as such."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._difference import Difference

PASS, FAIL, ERROR, UNSUPPORTED = STATUSES = ("pass", "fail", "error", "unsupported")

# How the message of a case begins that the program had no chance to answer.
NOT_ASKED = "not asked"


@dataclass(frozen=True)
class Result:
    """What became of one case.

    status: "pass"; "fail", of which `difference` or `message` says how; "error", where there
    is no answer that can be judged; or "unsupported". expected_failure: the reason in the file
    of expected failures, None where the case is not in it.
    """

    id: str
    set: str
    kind: str
    why: str
    status: str
    difference: Difference | None = None
    message: str = ""
    expected_failure: str | None = None

    @property
    def failed(self) -> bool:
        """Whether it failed, expected or not."""
        return self.status in (FAIL, ERROR)

    @property
    def as_expected(self) -> bool:
        """Whether it passed, or failed as was said. What is said to fail and passes is a
        surprise, too: the file is out of date."""
        if self.status == UNSUPPORTED:
            return True
        return self.failed == (self.expected_failure is not None)


@dataclass(frozen=True)
class Report:
    """A run: which side was asked, by which command, the results in the order of the vectors.

    faults: what the program did against the protocol; stderr: what it wrote to its standard
    error, shortened.
    """

    side: str
    command: tuple[str, ...]
    results: tuple[Result, ...]
    faults: tuple[str, ...] = ()
    stderr: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many cases have each status."""
        counted = Counter(result.status for result in self.results)
        return {status: counted[status] for status in STATUSES}

    @property
    def as_expected(self) -> bool:
        """Whether there is nothing to complain of: no fault, no surprise, and something right."""
        return (
            not self.faults
            and self.counts[PASS] > 0
            and all(result.as_expected for result in self.results)
        )
