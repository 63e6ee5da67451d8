"""A program of somebody else's, run on pipes: bounded in time and output, ended with all that
it started.

It may answer line by line or after its input has ended; it may also do anything else. It
leads a session of its own: Ctrl-C is for this process to handle, and one signal ends the
program with its children. One that made a session for itself is out of reach; if it holds the
pipes, that is noticed, and they are closed.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic, sleep

from ..errors import SigV4Error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_PIECE = 1 << 16
# How often to see whether the program lives while nothing comes, and how long what it leaves
# behind has to end by itself; in seconds.
_TICK = 0.1
_LINGER = 0.5
# What is kept of the beginning and of the end of its standard error, in bytes.
_KEPT = 2048


@dataclass(frozen=True)
class Limits:
    """silence: how long the program may neither read nor answer; total: how long all may take,
    both in seconds. line, output: the longest line and all that it may write, in bytes."""

    silence: float = 10.0
    total: float = 300.0
    line: int = 1 << 20
    output: int = 1 << 26


@dataclass
class Ending:
    """How a run ended. stopped: why it was ended from here; None if it ended by itself. status:
    as `Popen.returncode`. left_behind: whether processes that it started outlived it."""

    stopped: str | None = None
    status: int = 0
    left_behind: bool = False
    stderr: bytes = b""


class CannotStartError(SigV4Error):
    """The program cannot be started."""


class StopRunError(Exception):
    """The program is to be ended, for this reason."""


def run(
    command: Sequence[str],
    given: bytes,
    take: Callable[[bytes], bool],
    limits: Limits,
    *,
    until: float,
) -> Ending:
    """Run a program: `given` on its standard input, each line of its output to `take`.

    take: says whether the line was an answer, which is a sign of life; raises StopRunError
    to end the program. until: when all must be over, by the monotonic clock.
    """
    if os.name != "posix":
        raise CannotStartError(
            "programs are run on POSIX systems alone, where what they leave behind can be "
            "ended: on Windows, use WSL"
        )
    try:
        process = subprocess.Popen(
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:  # ValueError: a NUL in an argument.
        reason = error.strerror if isinstance(error, OSError) else error
        raise CannotStartError(f"{command[0]}: {reason}") from None
    conversation = _Conversation(process, given, take, limits, until)
    try:
        conversation.hold()
    except StopRunError as stop:
        conversation.ending.stopped = str(stop)
    finally:
        conversation.end()
    return conversation.ending


class _Conversation:
    """The three pipes of a program, each served when it is ready, in one thread."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        given: bytes,
        take: Callable[[bytes], bool],
        limits: Limits,
        until: float,
    ) -> None:
        self.ending = Ending()
        self._process = process
        self._given = memoryview(given)
        self._take = take
        self._limits = limits
        self._until = until
        self._alive_at = monotonic()
        self._quiet = 0
        self._line = bytearray()
        self._received = 0
        self._head, self._tail = b"", b""
        self._selector = selectors.DefaultSelector()
        served = (
            (process.stdin, selectors.EVENT_WRITE, self._write),
            (process.stdout, selectors.EVENT_READ, self._read),
            (process.stderr, selectors.EVENT_READ, self._read_stderr),
        )
        for stream, event, serve in served:
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
                self._selector.register(stream, event, (stream, serve))

    def hold(self) -> None:
        """Talk until the program and all who hold its pipes have ended, or must be ended."""
        while not self._is_over():
            ready = self._selector.select(_TICK)
            self._quiet = 0 if ready else self._quiet + 1
            for key, _ in ready:
                stream, serve = key.data
                if not serve(key.fd):
                    self._selector.unregister(stream)
                    stream.close()

    def _is_over(self) -> bool:
        now, exited = monotonic(), self._process.poll() is not None
        if now >= self._until:
            raise StopRunError(f"the run took longer than {self._limits.total:g} s")
        if not exited:
            if now - self._alive_at > self._limits.silence:
                raise StopRunError(f"it neither read nor answered for {self._limits.silence:g} s")
            return False
        keys = self._selector.get_map().values()
        if not any(key.events & selectors.EVENT_READ for key in keys):
            return True
        # Its output is not at its end, and nothing comes: somebody else holds it.
        self.ending.left_behind = self._quiet * _TICK > _LINGER
        return self.ending.left_behind

    def _write(self, descriptor: int) -> bool:
        """Write what the pipe takes; whether there is more to write."""
        try:
            count = os.write(descriptor, self._given[:_PIECE])
        except BlockingIOError:
            return True
        except OSError:  # It closed its standard input: what it did not read, it cannot answer.
            return False
        self._given = self._given[count:]
        self._alive_at = monotonic()
        return len(self._given) > 0

    def _read(self, descriptor: int) -> bool:
        """Take the lines that came; whether more may come."""
        data = self._received_from(descriptor)
        *lines, rest = data.split(b"\n")
        for line in lines:
            self._line += line
            self._take_line()
        self._line += rest
        if len(self._line) > self._limits.line:
            raise StopRunError(f"it wrote a line of more than {self._limits.line} bytes")
        if not data and self._line:  # The last line need not end.
            self._take_line()
        return data != b""

    def _take_line(self) -> None:
        if len(self._line) > self._limits.line:
            raise StopRunError(f"it wrote a line of more than {self._limits.line} bytes")
        line = bytes(self._line)
        self._line.clear()
        if self._take(line):
            self._alive_at = monotonic()

    def _read_stderr(self, descriptor: int) -> bool:
        data = self._received_from(descriptor)
        room = _KEPT - len(self._head)
        self._head += data[:room]
        self._tail = (self._tail + data[max(room, 0) :])[-_KEPT:]
        return data != b""

    def _received_from(self, descriptor: int) -> bytes:
        data = os.read(descriptor, _PIECE)
        self._received += len(data)
        if self._received > self._limits.output:
            raise StopRunError(f"it wrote more than {self._limits.output} bytes")
        return data

    def end(self) -> None:
        """End what still runs, and close the pipes."""
        if self._process.poll() is None:
            self._signal(signal.SIGKILL)
            self._process.wait()
        elif self._is_left_behind():
            self.ending.left_behind = True
            self._signal(signal.SIGKILL)
        for key in list(self._selector.get_map().values()):
            self._selector.unregister(key.fileobj)
            key.data[0].close()
        self._selector.close()
        self.ending.status = self._process.returncode
        cut = b"\n...\n" if len(self._tail) == _KEPT else b""
        self.ending.stderr = self._head + cut + self._tail

    def _is_left_behind(self) -> bool:
        """Whether the program's group outlives it, for longer than a child takes to end."""
        waited_until = monotonic() + _LINGER
        while self._signal(0):
            if monotonic() > waited_until:
                return True
            sleep(_TICK / 10)
        return False

    def _signal(self, number: int) -> bool:
        """Send a signal to the program's group; whether there is one.

        A group keeps its number until its last member has ended. PermissionError: on macOS,
        all of its members have ended and nobody has asked for their status.
        """
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)
            return True
        return False
