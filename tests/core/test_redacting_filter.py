"""`RedactingFilter`: what handlers write, and what other handlers still see."""

from __future__ import annotations

import builtins
import copy
import io
import json
import logging
import pickle
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from sigv4 import Credentials, presign
from sigv4.redact import RedactingFilter

CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG", "AQoDYXdzEPT")
REQUEST = presign("GET", "https://h/k", CREDENTIALS, region="us-east-1")
URL = REQUEST.url
SIGNATURE = URL[-64:]
# What is in no output of a handler with the filter.
SECRETS = (SIGNATURE, "AQoDYXdzEPT", "wJalrXUtnFEMI")

REPLACES_RECORDS = sys.version_info >= (3, 12)


class Keeper(logging.Handler):
    """Keeps the records as they reach it."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.records.append(record)


class Scene:
    """A logger with two handlers: one with the filter, and one without behind it."""

    def __init__(self) -> None:
        self.logger = logging.Logger("scene")
        self.stream = io.StringIO()
        safe = logging.StreamHandler(self.stream)
        safe.setFormatter(logging.Formatter("%(message)s"))
        self.kept, self.other = Keeper(), Keeper()
        for handler in (safe, self.kept):
            handler.addFilter(RedactingFilter())
        for handler in (safe, self.kept, self.other):
            self.logger.addHandler(handler)

    @property
    def written(self) -> str:
        """What the first handler wrote; it holds no secret."""
        text = self.stream.getvalue()
        assert not [secret for secret in SECRETS if secret in text]
        return text

    @property
    def record(self) -> logging.LogRecord:
        """The one record that passed the filter; nothing in it holds a secret."""
        (record,) = self.kept.records
        assert not [secret for secret in SECRETS if secret in repr(record.__dict__)]
        return record


@pytest.fixture
def scene() -> Iterator[Scene]:
    """Logging's complaints about a record are errors here."""
    made = Scene()

    def complain(self: logging.Handler, record: logging.LogRecord) -> None:
        raise AssertionError(record.__dict__)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging.Handler, "handleError", complain)
        yield made


class Address:
    """An object whose text is a URL, as httpx.URL is."""

    def __str__(self) -> str:
        return URL

    def __repr__(self) -> str:
        return f"Address({URL!r})"


class Broken:
    """An object without a text."""

    def __repr__(self) -> str:
        raise RuntimeError(URL)


@pytest.mark.parametrize(
    ("message", "args", "written"),
    [
        pytest.param(URL, (), "X-Amz-Signature=REDACTED\n", id="message"),
        pytest.param("GET %s %d", (URL, 200), "X-Amz-Signature=REDACTED 200\n", id="argument"),
        pytest.param("GET %s", (REQUEST,), "X-Amz-Signature=REDACTED\n", id="object"),
        pytest.param("GET %s", (Address(),), "X-Amz-Signature=REDACTED\n", id="object's text"),
        pytest.param("GET %r", (Address(),), "X-Amz-Signature=REDACTED')\n", id="object's repr"),
        pytest.param("%s", ({"a": [URL]},), "X-Amz-Signature=REDACTED']}\n", id="nested"),
        pytest.param("X-Amz-Signature=%s", (SIGNATURE,), "X-Amz-Signature=REDACTED\n", id="apart"),
        pytest.param("%(url)s", ({"url": URL},), "X-Amz-Signature=REDACTED\n", id="by name"),
        pytest.param("%(n)d", ({"n": 1, "session_token": "AQoDYXdzEPT"},), "1\n", id="not shown"),
        pytest.param("%s", (URL.encode(),), "X-Amz-Signature=REDACTED'\n", id="bytes"),
        pytest.param(Address(), (), "X-Amz-Signature=REDACTED\n", id="message of another type"),
        pytest.param("%s %s", (Broken(), URL), "X-Amz-Signature=REDACTED\n", id="no text"),
        pytest.param("%s", (URL, 1), "1)\n", id="one argument too many"),
        pytest.param("%q", (URL,), "X-Amz-Signature=REDACTED',)\n", id="no such format"),
        pytest.param("%(no)s", ({"u": URL},), "X-Amz-Signature=REDACTED'}\n", id="no such name"),
        pytest.param("%d", (URL,), "X-Amz-Signature=REDACTED',)\n", id="argument of another type"),
    ],
)
def test_messages(scene: Scene, message: Any, args: tuple[Any, ...], written: str) -> None:
    """A record's text has no secret, nor has any attribute of it."""
    scene.logger.info(message, *args)
    assert scene.written.endswith(written)
    assert scene.record.getMessage() + "\n" == scene.written


def test_arguments_stay_arguments(scene: Scene) -> None:
    """Formatters that go by them, as those of access logs do, find as many as before."""
    scene.logger.info("%s %s %d", "GET", URL, 200)
    assert isinstance(scene.record.args, tuple)
    method, url, status = scene.record.args
    assert (method, status) == ("GET", 200)
    assert str(url).endswith("X-Amz-Signature=REDACTED")
    assert scene.record.msg == "%s %s %d"


def test_what_was_logged_is_never_changed(scene: Scene) -> None:
    """Neither the caller's dictionary nor what is in it."""
    given: dict[str, object] = {"url": URL, "list": [URL]}
    before = json.dumps(given)
    scene.logger.info("%(url)s", given, extra={"more": given})
    assert "REDACTED" in scene.written
    assert json.dumps(given) == before


def test_a_record_without_secrets_passes_as_it_is(scene: Scene) -> None:
    """Its arguments, its exception and its extras are the same objects."""
    given = [1, 2]
    error = ValueError("no secret")
    scene.logger.info("%s", given, exc_info=error, extra={"more": given})
    record = scene.record
    assert record is scene.other.records[0]
    assert record.exc_info is not None
    assert record.exc_info[1] is error
    assert isinstance(record.args, tuple)
    assert record.args[0] is given
    assert record.__dict__["more"] is given


def test_exceptions(scene: Scene) -> None:
    """The text of an exception and of its causes; the exception itself goes no further."""
    try:
        try:
            raise KeyError(URL)
        except KeyError as error:
            raise ValueError("it failed") from error
    except ValueError:
        scene.logger.exception("not fetched")
    assert "ValueError: it failed" in scene.written
    assert "X-Amz-Signature=REDACTED" in scene.written
    assert scene.record.exc_info is None


def test_stacks_and_extras(scene: Scene) -> None:
    """What formatters may show beside the message."""
    extra = {
        "url": URL,
        "session_token": "AQoDYXdzEPT",
        "secret_key": b"wJalrXUtnFEMI",
        "count": 3,
        "headers": {"a": URL},
    }
    scene.logger.info("fetched", extra=extra)
    record = scene.record
    assert record.__dict__["url"].endswith("X-Amz-Signature=REDACTED")
    assert record.__dict__["session_token"] == record.__dict__["secret_key"] == "REDACTED"
    assert record.__dict__["count"] == 3
    assert json.dumps(record.__dict__["headers"]).endswith("X-Amz-Signature=REDACTED'}\"")
    given = logging.makeLogRecord({"msg": "at", "stack_info": f"Stack:\n  get({URL!r})"})
    for handler in scene.logger.handlers:
        handler.handle(given)
    assert "Stack:\n  get('https://h/k?" in scene.written


def test_names_of_a_program(scene: Scene) -> None:
    """Threads and tasks are named at will, also by URLs."""
    names = ("name", "threadName", "processName", "taskName")
    given = logging.makeLogRecord(
        {"msg": "at", "levelno": logging.INFO, **dict.fromkeys(names, URL)}
    )
    scene.logger.handle(given)
    record = scene.record
    assert all(record.__dict__[name].endswith("X-Amz-Signature=REDACTED") for name in names)


@pytest.mark.parametrize("again", [copy.deepcopy, lambda of: pickle.loads(pickle.dumps(of))])
def test_records_travel(scene: Scene, again: Any) -> None:
    """Handlers that copy records, or send them elsewhere, have arguments for it."""
    scene.logger.info("%r %s", Address(), Address())
    record = again(scene.record)
    assert record.getMessage() == scene.record.getMessage()
    assert repr(record.args) == repr(scene.record.args)


def test_groups_and_notes(scene: Scene) -> None:
    """Whatever a traceback shows, as a group's members and notes from Python 3.11 on."""
    members = [ValueError(URL), KeyError(URL.encode())]
    group = getattr(builtins, "ExceptionGroup", None)
    error: Any = members[0] if group is None else group("both", members)
    error.__notes__ = [f"see {URL}"]
    scene.logger.info("not fetched", exc_info=error)
    # pytest's backport of groups shows notes before 3.11, too.
    shown = logging.Formatter().formatException((type(error), error, None))
    assert "X-Amz-Signature=" in shown
    written = scene.written.count("X-Amz-Signature=REDACTED")
    assert written == shown.count("X-Amz-Signature=")


class Masked(str):
    """A text that shows another."""

    def __str__(self) -> str:
        return "…"

    __repr__ = __str__


def test_texts_that_show_another(scene: Scene) -> None:
    """A handler may take them as they are, as json does."""
    scene.logger.info("%s", Masked(URL), extra={"url": Masked(URL)})
    record = scene.record
    assert isinstance(record.args, tuple)
    assert json.dumps([*record.args, record.__dict__["url"]]).count("Signature=REDACTED") == 2


def test_other_handlers(scene: Scene) -> None:
    """From Python 3.12 on they see the record as it was; before, what was made of it."""
    scene.logger.info("GET %s", URL)
    other = scene.other.records[0].getMessage()
    if REPLACES_RECORDS:
        assert other == f"GET {URL}"
        assert scene.kept.records[0] is not scene.other.records[0]
    else:
        assert other == scene.record.getMessage()
        assert scene.kept.records[0] is scene.other.records[0]


class Hostile:
    """Raises what no program expects, for all that is asked of it."""

    def __str__(self) -> str:
        raise RecursionError

    __repr__ = __str__


def test_it_raises_nothing(scene: Scene) -> None:
    """A record that cannot be read is left out, and says so."""
    scene.logger.info(Hostile(), URL, exc_info=False)
    assert scene.written == (
        "a log record that could not be redacted is left out (RecursionError)\n"
    )


@pytest.mark.parametrize("args", [(1, 2), ("a",), {"n": 1}])
def test_a_record_that_cannot_be_formatted_passes(args: Any) -> None:
    """Logging tells of it as ever, if it holds no secret."""
    record = logging.makeLogRecord({"msg": "%d %(no)d", "args": args})
    assert RedactingFilter().filter(record) is True
    assert (record.msg, record.args) == ("%d %(no)d", args)


def test_at_a_logger() -> None:
    """As a logger's own filter it works likewise."""
    logger, keeper = logging.Logger("own"), Keeper()
    logger.addHandler(keeper)
    logger.addFilter(RedactingFilter())
    logger.warning("GET %s", URL)
    (record,) = keeper.records
    assert record.getMessage().endswith("X-Amz-Signature=REDACTED")
