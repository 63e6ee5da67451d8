"""`Case`: one thing that a server is asked, and what S3 makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .stage import Stage
    from .wire import Reply

# Sends what a case sends, and tells what came of it.
Play = Callable[["Stage"], "Seen"]

# What a server did.
RIGHT = "right"  # as S3 does
LAX = "lax"  # it took what S3 refuses
STRICT = "strict"  # it refused what S3 takes
ERROR = "error"  # no answer, a status of 5xx, or something else than was asked for
UNTESTED = "untested"  # something that the case needs did not work, and so it would show nothing
# What it did in a case that is for information.
ACCEPTED = "accepted"
REFUSED = "refused"

FAULTS = frozenset({LAX, STRICT, ERROR})

CONFORMANCE = "conformance"
INFORMATION = "information"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What came of a case. accepted: None where nothing can be said; problem: what is wrong with
    an answer that took the request, or why there is none; answer: status and code."""

    accepted: bool | None
    answer: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case of the battery.

    id: group and name. sends: what, in words. accepts: whether S3 takes it; aws: what it
    answers. source: where that is known from. kind: CONFORMANCE, or INFORMATION where what S3 does
    is not known for sure, and no answer is a fault. needs: the ids of cases without which this
    one shows nothing. play: sends it.
    """

    id: str
    sends: str
    accepts: bool
    aws: str
    source: str
    play: Play = field(repr=False)
    kind: str = CONFORMANCE
    needs: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """What stands before the slash."""
        return self.id.partition("/")[0]

    def verdict(self, seen: Seen) -> str:
        """The judgement of what a server did."""
        if seen.accepted is None:
            return ERROR
        if self.kind == INFORMATION:
            return ACCEPTED if seen.accepted else REFUSED
        if not self.accepts:
            return LAX if seen.accepted else RIGHT
        if not seen.accepted:
            return STRICT
        return ERROR if seen.problem else RIGHT


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a server did in a case."""

    case: Case
    verdict: str
    seen: Seen

    @property
    def is_fault(self) -> bool:
        """Whether the server is at fault; never where the case is for information."""
        return self.case.kind == CONFORMANCE and self.verdict in FAULTS


def said(reply: Reply) -> str:
    """A reply's status and S3's error code."""
    from .answers import error_code

    code = error_code(reply.body) if reply.status >= 300 else ""
    return f"{reply.status} {code}".strip()
