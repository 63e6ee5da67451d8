"""`Stage`: a run's own prefix in the bucket; what is sent passes here, and what is left is taken
away in the end.

A battery of wrong requests has to suppose that a server obeys one. So each request that could
change something is looked at before it goes out: whatever a server makes of its path, it is
under the run's own prefix.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

from ..._encoding import encode_key
from ...errors import AnswerError
from . import answers
from .draft import Draft
from .wire import NoAnswerError, Reply

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .message import Message, Pairs
    from .target import Target

    Send = Callable[[Message], Reply]

SEED = b"what the battery's own object holds"

# Methods that change nothing, whoever obeys them (RFC 9110, section 9.2.1).
SAFE = frozenset({"GET", "HEAD"})
# How often a server may decode a path before it understands it.
_MOST_DECODINGS = 4
_MOST_PAGES = 20
_ROUNDS = 3


class UnsafeMessageError(Exception):
    """A request that could change what is not the run's own; it was not sent."""


class Stage:
    """Where the cases are played. auth: the form of signature that the server was seen to take."""

    def __init__(self, target: Target, send: Send) -> None:
        self.target = target
        self.auth = "query"
        self._send = send
        self._uploads: set[tuple[str, str]] = set()
        self._written: set[str] = set()

    def send(self, message: Message) -> Reply:
        """The answer. Raises NoAnswerError, and UnsafeMessageError before anything is sent."""
        if message.method not in SAFE:
            check_harmless(message, self.target)
            self._remember(message)
        return self._send(message)

    def ask(self, draft: Draft) -> Reply:
        """Sign as the server takes it, and send."""
        return self.send(replace(draft, auth=self.auth).signed(self.target))

    def read(self, key: str) -> bytes | None:
        """What an object holds; None where there is none to be read. Raises NoAnswerError."""
        reply = self.ask(Draft(key=key))
        return reply.body if reply.status == 200 else None

    def write(self, key: str, body: bytes) -> Reply:
        """Write an object."""
        return self.ask(Draft(method="PUT", key=key, body=body))

    def begin_upload(self, key: str) -> str:
        """The id of an upload in parts. Raises AnswerError where there is none."""
        reply = self.ask(Draft(method="POST", key=key, query=(("uploads", ""),)))
        return self.upload_id(key, reply)

    def upload_id(self, key: str, reply: Reply) -> str:
        """The id in an answer, which is remembered, to be aborted in the end."""
        roots = ("InitiateMultipartUploadResult", "InitiateMultipartUpload")
        found = answers.text(reply.body, ("UploadId",), *roots)
        self._uploads.add((self.target.key(key), found))
        return found

    def clean_up(self) -> list[str]:
        """Take away what the run left. Returns what is still there, or why nobody knows."""
        problems: list[str] = []
        for _ in range(_ROUNDS):
            self._remove_known()
            try:
                left = [*self._written, *self._uploads, *self._remove_listed()]
            except (NoAnswerError, AnswerError) as error:
                problems.append(f"no listing: {error}")
                continue
            if not left:
                return []
            problems = [f"objects or uploads under {self.target.prefix}: {len(left)}"]
        return problems[-1:]

    def _remove_known(self) -> None:
        """Delete what was written, which needs no listing; forget what was answered."""
        for key in sorted(self._written):
            if self._is_answered(key, ()):
                self._written.discard(key)
        for key, upload_id in sorted(self._uploads):
            if self._is_answered(key, (("uploadId", upload_id),)):
                self._uploads.discard((key, upload_id))

    def _remove_listed(self) -> list[str]:
        """Delete what is there; what that was."""
        listed = [key for key in self._listed() if self._is_own(key)]
        for key in listed:
            self._is_answered(key, ())
        versions = self._listed_versions()
        for key, version in versions:
            self._is_answered(key, (("versionId", version),))
        uploads = self._listed_uploads()
        for key, upload_id in uploads:
            self._is_answered(key, (("uploadId", upload_id),))
        return [*listed, *[key for key, _ in (*versions, *uploads)]]

    def _is_answered(self, key: str, query: Pairs) -> bool:
        """Ask for a deletion; whether there was an answer. What a listing says is under the
        prefix, and could lead elsewhere, stays where it is."""
        try:
            self.ask(Draft(method="DELETE", path=encode_key("key", key), query=query))
        except (NoAnswerError, UnsafeMessageError):
            return False
        return True

    def _listed(self) -> list[str]:
        """All keys that begin with the prefix."""
        found: list[str] = []
        token = ""
        for _ in range(_MOST_PAGES):
            query = [("list-type", "2"), ("prefix", self.target.prefix), ("encoding-type", "url")]
            if token:
                query.append(("continuation-token", token))
            body = self.ask(Draft(key=None, query=query)).body
            found += answers.keys(body)
            more = answers.texts(body, ("NextContinuationToken",), "ListBucketResult")
            if not more or more[0] in ("", token):
                break
            token = more[0]
        return found

    def _listed_versions(self) -> list[tuple[str, str]]:
        """What a bucket with versions keeps of objects that were deleted."""
        query = (("encoding-type", "url"), ("prefix", self.target.prefix), ("versions", ""))
        body = self.ask(Draft(key=None, query=query)).body
        found: list[tuple[str, str]] = []
        for name in ("Version", "DeleteMarker"):
            try:
                keys = answers.keys(body, name)
                ids = answers.texts(body, (name, "VersionId"), "ListVersionsResult")
            except AnswerError:  # A server without them.
                return []
            found += zip(keys, ids, strict=False)
        return [pair for pair in found if self._is_own(pair[0])]

    def _listed_uploads(self) -> list[tuple[str, str]]:
        query = (("prefix", self.target.prefix), ("uploads", ""))
        reply = self.ask(Draft(key=None, query=query))
        if reply.status != 200:  # A server without them.
            return []
        keys = answers.keys(reply.body, "Upload")
        ids = answers.texts(reply.body, ("Upload", "UploadId"), "ListMultipartUploadsResult")
        return [pair for pair in zip(keys, ids, strict=False) if self._is_own(pair[0])]

    def _is_own(self, key: str) -> bool:
        return key.startswith(self.target.prefix)

    def _remember(self, message: Message) -> None:
        """What may have been written, for servers whose listing does not show it."""
        start = f"{self.target.base}/"
        if message.method == "PUT":
            self._written.add(unquote(message.path.removeprefix(start)))


def check_harmless(message: Message, target: Target) -> None:
    """Refuse a request that a server could take for one on something else.

    However often its path is decoded, and whether its dot segments are resolved or not, it
    has to begin with the run's own prefix. A request for the bucket may only be a form, or a
    list of objects to delete, whose keys are all own.
    """
    if [value for name, value in message.headers if name.lower() == "host"] == [target.authority]:
        if message.path == (target.base or "/"):
            if message.method == "POST" and _is_own_body(message.body or b"", target.prefix):
                return
        elif all(_is_own_path(path, target) for path in _readings(message.path)):
            return
    raise UnsafeMessageError(f"{message.method} {message.path[:200]}")


# How the bodies of the battery say a key: in a form, in a list, in a form that is no multipart.
_KEYS = (b'name="key"\r\n\r\n', b"<key>", b"key=")


def _is_own_body(body: bytes, prefix: str) -> bool:
    lower = body.lower()
    keys = sum(lower.count(start) for start in _KEYS)
    own = sum(lower.count(start + prefix.encode()) for start in _KEYS)
    return 0 < keys == own and b"/.." not in body


def _readings(path: str) -> list[str]:
    found = [path]
    for _ in range(_MOST_DECODINGS):
        decoded = unquote(found[-1])
        if decoded == found[-1]:
            break
        found.append(decoded)
    return found


def _is_own_path(path: str, target: Target) -> bool:
    start = f"{target.base}/{target.prefix}"
    kept: list[str] = []
    for segment in path.replace("\\", "/").split("/"):
        if segment.partition(";")[0] == "..":  # Some servers take off what follows a ";".
            kept = kept[:-1]
        elif segment not in ("", "."):
            kept.append(segment)
    return path.startswith(start) and f"/{'/'.join(kept)}".startswith(start)
