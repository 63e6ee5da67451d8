"""One operation of S3's API, played on a store: what has to be there first, a forgery, the
operation itself, and what is seen of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Template

from s3_server import Answer
from store import Parameters, Store, content_md5, said
from store_calls import BODY, CALLS, KEY, PROOFS, Call

from sigv4 import PresignedRequest


@dataclass(frozen=True)
class Outcome:
    """What came of an operation."""

    answer: str  # "works", or the status and the code
    forged: str  # the status and the code that its URL met with another signature


class Scene:
    """A bucket with one object, in which one operation is shown."""

    def __init__(self, store: Store, operation: str) -> None:
        self._store = store
        self._operation = operation
        self._call = CALLS[operation]
        bucket = store.new_bucket(**self._call.bucket)
        self._known = {"bucket": bucket}
        store.put(bucket, KEY, BODY.encode())

    def play(self) -> Outcome:
        """What has to be there first, a forgery, the operation, and what is seen of it."""
        self._prepare(self._call)
        there_before = self._is_seen(self._call.gone) if self._call.gone else True
        request = self._presign(self._operation, self._call)
        forged = self._send(self._call, request, flipped(request.url))
        answer = self._send(self._call, request, request.url)
        right = answer.status < 300 and self._shows(self._call, answer)
        right = right and all(map(self._is_seen, self._call.proof))
        right = right and there_before
        right = right and not (self._call.gone and self._is_seen(self._call.gone))
        return Outcome("works" if right else said(answer), said(forged))

    def _prepare(self, call: Call) -> None:
        for name in call.before:
            earlier = CALLS[name]
            self._prepare(earlier)
            request = self._presign(name, earlier)
            answer = self._send(earlier, request, request.url)
            for known, source in earlier.takes.items():
                self._known[known] = _taken(answer, source)

    def _is_seen(self, name: str) -> bool:
        """Whether the proof of this name shows what it should."""
        call = CALLS.get(name) or PROOFS[name]
        request = self._presign(name, call)
        answer = self._send(call, request, request.url)
        return answer.status < 300 and self._shows(call, answer)

    def _shows(self, call: Call, answer: Answer) -> bool:
        return self._filled(call.shows) in answer.body.decode("utf-8", "replace")

    def _presign(self, name: str, call: Call) -> PresignedRequest:
        parameters: Parameters = {
            name: self._filled(value) if isinstance(value, str) else value
            for name, value in call.parameters.items()
        }
        return self._store.presign(call.operation or name, **parameters)

    def _send(self, call: Call, request: PresignedRequest, url: str) -> Answer:
        """Send. S3 wants a checksum beside most bodies, and it need not be signed."""
        if call.body is None:
            return self._store.send(request, url=url)
        body = self._filled(call.body).encode()
        return self._store.send(request, url=url, body=body, headers=content_md5(body))

    def _filled(self, text: str) -> str:
        return Template(text).safe_substitute(self._known)


def flipped(url: str) -> str:
    """The URL with another signature: its last digit changed."""
    return url[:-1] + ("0" if url[-1] != "0" else "1")


def _taken(answer: Answer, source: str) -> str:
    """A header's value, or else an XML element's."""
    if source in answer.headers:
        return answer.headers[source]
    found = re.search(f"<{source}>([^<]*)</{source}>", answer.body.decode("utf-8", "replace"))
    return found[1] if found else "none"
