"""How a case is played: send one signed request, and see what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .case import INFORMATION, Case, Seen, said
from .draft import Draft
from .stage import SAFE, SEED
from .steps import Step

if TYPE_CHECKING:
    from .message import Message
    from .stage import Stage
    from .wire import Reply

# What is wrong with an answer that took the request; "" where nothing is.
Shows = Callable[["Stage", "Reply"], str]

_NOT_IMPLEMENTED = 501
_LEAST_SERVER_ERROR = 500


@dataclass(frozen=True, kw_only=True)
class Request:
    """A draft, signed, changed by the steps, and sent.

    accepts: whether S3 takes it. statuses: those with which it is taken; none: all below 300.
    shows: what is looked at in the answer, or afterwards.
    """

    draft: Draft
    steps: tuple[Step, ...]
    accepts: bool
    statuses: tuple[int, ...]
    shows: Shows | None

    def __call__(self, stage: Stage) -> Seen:
        """Play it."""
        message = self.draft.signed(stage.target)
        for step in self.steps:
            message = step(message)
        reply = stage.send(message)
        taken = is_taken(reply, self.statuses)
        if taken is None:
            return Seen(accepted=None, answer=said(reply), problem="a server error")
        if not taken and self.statuses and reply.status < 300:
            return Seen(accepted=True, answer=said(reply), problem="another status")
        if not taken:
            return self._refused(stage, reply, message)
        if not self.accepts and message.method not in SAFE:
            _changed(stage, message)  # The next cases want to find the object as it was.
        problem = self.shows(stage, reply) if self.shows is not None and self.accepts else ""
        return Seen(accepted=True, answer=said(reply), problem=problem)

    def _refused(self, stage: Stage, reply: Reply, message: Message) -> Seen:
        """A refusal that is none: the object is in the answer, or was written or deleted."""
        problem = ""
        if SEED in reply.body:
            problem = "it sent the object with its refusal"
        elif not self.accepts and message.method not in SAFE:
            problem = _changed(stage, message)
        return Seen(accepted=bool(problem), answer=said(reply), problem=problem)


def _changed(stage: Stage, message: Message) -> str:
    """What became of the object of a request that was refused."""
    target = stage.target
    key = unquote(message.path.removeprefix(f"{target.base}/{target.prefix}/"))
    if key == message.path:  # of the bucket
        return ""
    there = stage.read(key)
    if key != "seed":
        return "" if there is None else "it wrote the object in spite of its refusal"
    if there == SEED:
        return ""
    stage.write("seed", SEED)
    return "the object is another one, or gone, in spite of the refusal"


def look(reply: Reply, statuses: tuple[int, ...] = (), problem: str = "") -> Seen:
    """What came of a request whose answer was looked at already."""
    taken = is_taken(reply, statuses)
    if taken is None:
        problem = "a server error"
    return Seen(accepted=taken, answer=said(reply), problem=problem if taken is not False else "")


def is_taken(reply: Reply, statuses: tuple[int, ...] = ()) -> bool | None:
    """Whether an answer is one to a request that was taken; None for a server's failure.

    501 is a refusal: the server has no such thing.
    """
    if reply.status >= _LEAST_SERVER_ERROR and reply.status != _NOT_IMPLEMENTED:
        return None
    return reply.status in statuses if statuses else reply.status < 300


def accepts(
    name: str,
    sends: str,
    draft: Draft,
    *steps: Step,
    source: str,
    aws: str = "200",
    statuses: tuple[int, ...] = (),
    shows: Shows | None = None,
    needs: tuple[str, ...] = (),
) -> Case:
    """A case that S3 takes."""
    if shows is None:
        shows = _shown_by(draft)
    play = Request(draft=draft, steps=steps, accepts=True, statuses=statuses, shows=shows)
    return Case(id=name, sends=sends, accepts=True, aws=aws, source=source, play=play, needs=needs)


def refuses(
    name: str,
    sends: str,
    draft: Draft,
    *steps: Step,
    source: str,
    aws: str = "403 SignatureDoesNotMatch",
    needs: tuple[str, ...] = (),
) -> Case:
    """A case that S3 refuses."""
    play = Request(draft=draft, steps=steps, accepts=False, statuses=(), shows=None)
    return Case(id=name, sends=sends, accepts=False, aws=aws, source=source, play=play, needs=needs)


def unproven(
    name: str,
    sends: str,
    draft: Draft,
    *steps: Step,
    source: str,
    aws: str = "not known",
    needs: tuple[str, ...] = (),
) -> Case:
    """A case for information: what S3 does is not known for sure."""
    play = Request(draft=draft, steps=steps, accepts=True, statuses=(), shows=None)
    return Case(
        id=name,
        sends=sends,
        accepts=True,
        aws=aws,
        source=source,
        play=play,
        needs=needs,
        kind=INFORMATION,
    )


def _shown_by(draft: Draft) -> Shows | None:
    """What is to be seen of an ordinary read or write."""
    if draft.method == "GET" and draft.key == "seed":
        return holds(SEED)
    if draft.method == "PUT" and draft.key is not None and draft.body is not None:
        return written(draft.key, draft.body)
    return None


def holds(body: bytes) -> Shows:
    """The answer is this body."""
    return lambda _, reply: "" if reply.body == body else "the answer is not the object"


def written(key: str, body: bytes) -> Shows:
    """The object is there."""
    return lambda stage, _: "" if stage.read(key) == body else "what was written is not there"


def answers_with(name: str, value: str) -> Shows:
    """The answer has a header."""

    def shows(_: Stage, reply: Reply) -> str:
        found = reply.headers.get(name)
        return "" if found == value else f"{name} is {found!a} and not {value!a}"

    return shows
