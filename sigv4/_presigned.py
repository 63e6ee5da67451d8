"""`PresignedRequest`: a presigned URL with all that its sender needs to know."""

from __future__ import annotations

from ._clock import utc
from ._curl import curl_command
from ._frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import PurePath


class PresignedRequest(Frozen):
    """A request that whoever holds it can send, until it expires. `str()` is the URL.

    method, url: what to send, as it stands. headers: what must be sent beside host, by
    lower-case name, with these values. signed_at, expires_at: aware datetimes in UTC; the
    URL is dead from `expires_at` on, if the service does not end it sooner (STS does, after
    15 minutes). cut_short_by_token: the credentials end before X-Amz-Expires does, and
    `expires_at` is their end. canonical_request, string_to_sign: what was signed, to compare
    with a server's.
    """

    __slots__ = (
        "_headers",
        "_signed_epoch",
        "_token_ends",
        "canonical_request",
        "expires_in",
        "method",
        "string_to_sign",
        "url",
    )

    method: str
    url: str
    expires_in: int
    canonical_request: str
    string_to_sign: str
    _headers: dict[str, str]
    _signed_epoch: int
    _token_ends: datetime | None

    def __init__(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        *,
        signed_epoch: int,
        expires_in: int,
        token_ends: datetime | None,
        canonical_request: str,
        string_to_sign: str,
    ) -> None:
        self._set(
            method=method,
            url=url,
            _headers=headers,
            expires_in=expires_in,
            canonical_request=canonical_request,
            string_to_sign=string_to_sign,
            _signed_epoch=signed_epoch,
            _token_ends=token_ends,
        )

    @property
    def headers(self) -> dict[str, str]:
        """What must be sent beside host; a new dictionary each time."""
        return dict(self._headers)

    @property
    def signed_at(self) -> datetime:
        """The signing time."""
        return utc(self._signed_epoch)

    @property
    def expires_at(self) -> datetime:
        """When the URL dies: X-Amz-Expires after the signing time, or with the credentials."""
        by_parameter = utc(self._signed_epoch + self.expires_in)
        if self._token_ends is None or self._token_ends >= by_parameter:
            return by_parameter
        return self._token_ends.astimezone(by_parameter.tzinfo)

    @property
    def cut_short_by_token(self) -> bool:
        """Whether the credentials end before `expires_in` has passed."""
        return self._token_ends is not None and self._token_ends < utc(
            self._signed_epoch + self.expires_in
        )

    def curl(self, *, upload_file: str | PurePath | None = None) -> str:
        """A curl command for a POSIX shell; `upload_file` names the file that is the body.

        Raises InvalidValueError or InvalidTypeError for what names no file.
        """
        return curl_command(self.method, self.url, self.headers, upload_file=upload_file)

    def __str__(self) -> str:
        return self.url

    def __repr__(self) -> str:
        # The query is a bearer's secret; a repr ends up in logs.
        end = f"{self.expires_at:%Y-%m-%dT%H:%M:%SZ}"
        return f"<PresignedRequest {self.method} {self.url.partition('?')[0]} until {end}>"
