"""The errors of sigv4, in one tree.

    SigV4Error
    ├── InvalidInputError              an argument is wrong; nothing was signed
    │   ├── InvalidValueError          … its value        (also a ValueError)
    │   └── InvalidTypeError           … its type         (also a TypeError)
    ├── AnswerError                    a server's answer is an error, or none that was expected
    ├── ClockError                     the system clock cannot be right
    ├── MissingDependencyError         an extra is not installed (also a ModuleNotFoundError)
    ├── ChunkError                     a body that came in chunks is refused
    │   ├── ChunkHeaderError           … its request's headers do not say what they must
    │   ├── ChunkFramingError          … it is not framed as it must be, or is not whole
    │   ├── ChunkSizeError             … a chunk is too small or too large
    │   ├── ChunkSignatureError        … a signature does not match
    │   ├── TrailerError               … its trailers are not those that were announced
    │   └── ChecksumError              … it has another checksum
    └── ConfigurationError             credentials or settings from outside the program
        ├── CredentialsNotFoundError   no source had a key pair, or one had half of it
        ├── ProfileNotFoundError       the shared files have no such profile
        └── ConfigurationFileError     a shared file cannot be read or parsed

    UnsignedHeadersWarning             sign_headers left headers unsigned (a UserWarning)
    UnnormalizedKeyWarning             a key that looks like another one  (a UserWarning)

A message says what was wrong with which value and what to do about it. No
message, attribute or chained exception holds what was given as a secret or a token, nor a
signature.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class SigV4Error(Exception):
    """The base of everything raised here."""


class InvalidInputError(SigV4Error):
    """An argument is wrong; nothing was signed.

    `argument` is the parameter's name, `problem` what is wrong with it and
    `remedy` what to do. `index` is the place of the item where there are many.
    """

    index: int | None = None

    def __init__(self, argument: str, problem: str, remedy: str) -> None:
        super().__init__(argument, problem, remedy)
        self.argument = argument
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        which = "" if self.index is None else f"[{self.index}]"
        return f"{self.argument}{which}: {self.problem}; {self.remedy}"


class InvalidValueError(InvalidInputError, ValueError):
    """An argument has a value that cannot be signed as it stands."""


class InvalidTypeError(InvalidInputError, TypeError):
    """An argument is of a type that this parameter does not take."""


class AnswerError(SigV4Error):
    """A server's answer is an error, or not what was asked for.

    `code` is S3's, such as NoSuchUpload, and "" where the answer has none; `message` is what
    the server says, or what is wrong with its answer.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        if self.code:
            return f"the server says {self.code}: {self.message}"
        return f"the server's answer is not as expected: {self.message}"


class ClockError(SigV4Error):
    """The system clock shows a date that cannot be right."""


class MissingDependencyError(SigV4Error, ModuleNotFoundError):
    """An optional dependency is not installed.

    `what` needs the module `name`, which the extra `extra` brings.
    """

    def __init__(self, what: str, name: str, extra: str) -> None:
        super().__init__(what, name, extra)
        self.what = what
        self.name = name
        self.extra = extra

    def __str__(self) -> str:
        return f"{self.what} needs {self.name}: pip install 'sigv4-presign[{self.extra}]'"


class ChunkError(SigV4Error):
    """A body that came in chunks is refused, and what came of it before is worth nothing.

    `status` and `code` are what S3 answers; `message` says what is wrong.
    """

    status = 400
    code = "InvalidRequest"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ChunkHeaderError(ChunkError):
    """The headers of the request do not say what a body in chunks needs."""


class ChunkFramingError(ChunkError):
    """The body is not framed as it must be, ends too early or is not as long as was said."""

    code = "IncompleteBody"


class ChunkSizeError(ChunkError):
    """A chunk is smaller than S3 allows, or larger than the receiver does."""

    status = 403
    code = "InvalidChunkSizeError"


class ChunkSignatureError(ChunkError):
    """The signature of a chunk or of the trailers does not match. It is not shown."""

    status = 403
    code = "SignatureDoesNotMatch"


class TrailerError(ChunkError):
    """A trailer is malformed, missing, or was not announced."""

    code = "MalformedTrailerError"


class ChecksumError(ChunkError):
    """The body has another checksum than its trailer says."""

    code = "BadDigest"


class ConfigurationError(SigV4Error):
    """Credentials or settings that were to come from outside the program."""


class CredentialsNotFoundError(ConfigurationError):
    """No source had a key pair, or one had only half of it."""


class ProfileNotFoundError(ConfigurationError):
    """The shared files have no profile of this name; `available` lists those they have."""

    def __init__(self, profile: str, available: Sequence[str], files: Sequence[str]) -> None:
        super().__init__(profile, available, files)
        self.profile = profile
        self.available = tuple(available)
        self.files = tuple(files)

    def __str__(self) -> str:
        known = ", ".join(self.available) or "none"
        return f"profile {self.profile!r} is not in {' or '.join(self.files)}; there: {known}"


class ConfigurationFileError(ConfigurationError):
    """A shared file cannot be read or parsed; `path` and `line` say where (`line` may be None)."""

    def __init__(self, path: str, line: int | None, problem: str) -> None:
        super().__init__(path, line, problem)
        self.path = path
        self.line = line
        self.problem = problem

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}, line {self.line}"
        return f"{where}: {self.problem}"


class UnsignedHeadersWarning(UserWarning):
    """`sign_headers` was given headers that hops rewrite, and left them unsigned."""


class UnnormalizedKeyWarning(UserWarning):
    """A key is not in Unicode's normal form C: another key looks just like it."""
