"""`Run`: the battery sent to one bucket, from the first look at it to the last thing taken away."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from ..._clock import SigningTime
from ...errors import AnswerError, SigV4Error
from .._deadline import Deadline
from . import answers
from .case import ERROR, RIGHT, UNTESTED, Case, Result, Seen, said
from .draft import Draft
from .groups.tokens import GIVEN
from .stage import SEED, Stage
from .wire import NoAnswerError, Wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .message import Message
    from .target import Target
    from .wire import Reply

# Long after an interrupt nobody waits any more.
_CLEAN_UP_SECONDS = 60.0
# A clock that differs by less than this spoils no case.
_CLOCKS_AGREE = 20


class CannotStartError(SigV4Error):
    """The bucket is not one that the battery can be sent to; the message says why."""


class Run:
    """One run. timeout: seconds for a request; time_limit: for all of them.

    notes: what whoever reads the results should know of the server. left: what `clean_up`
    could not take away, in words.
    """

    def __init__(self, target: Target, *, timeout: float, time_limit: float) -> None:
        self.target = target
        self.left: list[str] = []
        self.notes: list[str] = []
        self._wire = Wire(scheme=target.scheme, host=target.host, port=target.port, timeout=timeout)
        self._deadline = Deadline(time_limit)
        self._stage = Stage(target, self._send)
        self._began = False
        self._verdicts: dict[str, str] = {}

    def start(self, *, allow_non_empty: bool = False) -> None:
        """Look at the bucket, and write the object that most cases read. Raises
        CannotStartError; what was written until then `clean_up` takes away."""
        try:
            reply = self._first_listing()
            found = answers.keys(reply.body)
            self._compare_clocks(reply)
            if found and not allow_non_empty:
                raise CannotStartError(
                    f"the bucket {self.target.bucket} is not empty; take one that is, or pass "
                    "allow_non_empty=True"
                )
            self._began = True
            wrote = self._stage.write("seed", SEED)
            if wrote.status >= 300:
                raise CannotStartError(f"it takes no object: {said(wrote)}")
            if self._stage.read("seed") != SEED:
                raise CannotStartError("an object that was written cannot be read")
        except (NoAnswerError, AnswerError) as error:
            problem = str(error)
        else:
            return
        raise CannotStartError(f"{self.target.scheme}://{self.target.authority}: {problem}")

    def results(self, cases: Sequence[Case]) -> Iterator[Result]:
        """Send each case, and judge."""
        for case in cases:
            yield self.result(case)

    def result(self, case: Case) -> Result:
        """Send one case, and judge it; those that it needs must have been sent before."""
        lacking = [name for name in case.needs if not self._is_right(name)]
        if lacking:
            seen = Seen(accepted=None, problem=f"needs {lacking[0]}")
            verdict = UNTESTED
        elif self._deadline.is_over:
            seen = Seen(accepted=None, problem="the time is over")
            verdict = ERROR
        else:
            seen = self._played(case)
            verdict = case.verdict(seen)
        self._verdicts[case.id] = verdict
        return Result(case=case, verdict=verdict, seen=seen)

    def clean_up(self) -> None:
        """Take away what the run wrote; nothing is asked of a server that was sent nothing."""
        self._deadline = Deadline(_CLEAN_UP_SECONDS)
        if self._began:
            self.left = self._stage.clean_up()

    def _send(self, message: Message) -> Reply:
        if self._deadline.is_over:
            raise NoAnswerError("the time is over")
        return self._wire.send(message)

    def _is_right(self, name: str) -> bool:
        if name == GIVEN:
            return self.target.credentials.session_token is not None
        return self._verdicts.get(name) == RIGHT

    def _played(self, case: Case) -> Seen:
        try:
            return case.play(self._stage)
        except (NoAnswerError, AnswerError) as error:
            return Seen(accepted=None, problem=str(error))

    def _first_listing(self) -> Reply:
        """What is in the bucket, by the form of signature that the server takes."""
        draft = Draft(key=None, query=(("list-type", "2"), ("max-keys", "1")))
        for auth in ("query", "header"):
            self._stage.auth = auth
            reply = self._stage.ask(draft)
            if reply.status == 200:
                return reply
        raise CannotStartError(f"it does not list the bucket: {said(reply)}")

    def _compare_clocks(self, reply: Reply) -> None:
        try:
            theirs = parsedate_to_datetime(reply.headers.get("date", "")).timestamp()
        except (TypeError, ValueError, OverflowError):
            return
        apart = round(theirs - SigningTime.now().epoch)
        if abs(apart) > _CLOCKS_AGREE:
            self.notes.append(
                f"the server's clock is {abs(apart)} s {'ahead' if apart > 0 else 'behind'}: "
                "cases of expiry may come out otherwise"
            )
