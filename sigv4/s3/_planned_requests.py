"""The requests of an upload in parts, presigned."""

from __future__ import annotations

from .._curl import curl_command, file_name
from .._frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import PurePath

    from ._part_layout import Layout


class PlannedRequest(Frozen):
    """A presigned request of an upload in parts. Immutable; `str()` is the URL.

    method, url: what to send, as it stands. headers: what must be sent beside host, by
    lower-case name.
    """

    __slots__ = ("_headers", "method", "url")

    method: str
    url: str
    _headers: dict[str, str]

    def __init__(self, method: str, url: str, headers: Mapping[str, str]) -> None:
        self._set(method=method, url=url, _headers=dict(headers))

    @property
    def headers(self) -> dict[str, str]:
        """What must be sent beside host; a new dictionary each time."""
        return dict(self._headers)

    def curl(self, *, upload_file: str | PurePath | None = None) -> str:
        """A curl command for a POSIX shell; `upload_file` names the file that is the body.

        Raises InvalidValueError or InvalidTypeError for what names no file.
        """
        return curl_command(self.method, self.url, self._headers, upload_file=upload_file)

    def __str__(self) -> str:
        return self.url

    def __repr__(self) -> str:
        # The query is a bearer's secret; a repr ends up in logs.
        return f"<{type(self).__name__} {self.method} {self.url.partition('?')[0]}>"


class Part(PlannedRequest):
    """The request that uploads one part: its body is `size` bytes of the file from `offset` on.

    number: from 1. The size is signed, as the header content-length: a server takes no part of
    another. HTTP clients send that header by themselves.
    """

    __slots__ = ("number", "offset", "size")

    number: int
    offset: int
    size: int

    def __init__(self, url: str, headers: Mapping[str, str], number: int, layout: Layout) -> None:
        super().__init__("PUT", url, headers)
        self._set(number=number, offset=layout.offset(number), size=layout.size_of(number))

    def curl(self, *, upload_file: str | PurePath | None = None) -> str:
        """A command for a POSIX shell; `upload_file` names the whole file, of which tail and head
        give curl the part.

        Raises as `PlannedRequest.curl`.
        """
        if upload_file is None:
            return super().curl()
        from shlex import quote

        command = super().curl(upload_file="-")
        whole = quote(file_name("upload_file", upload_file))
        return f"tail -c +{self.offset + 1} < {whole} | head -c {self.size} | {command}"
