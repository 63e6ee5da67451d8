"""`Target`: the bucket that the battery is sent to, and who signs for it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from ..._url import split_url
from ...errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..._credentials import Credentials
    from ...s3.endpoints import Endpoint

# What everything begins with that the battery writes. The rest is random: two runs in one
# bucket know nothing of each other.
PREFIX = "sigv4-conformance-"

# In what a case sends these stand for the run's own prefix, and for the bucket.
HERE = "\N{SECTION SIGN}prefix\N{SECTION SIGN}"
BUCKET = "\N{SECTION SIGN}bucket\N{SECTION SIGN}"

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, kw_only=True)
class Target:
    """A bucket of a live server.

    scheme, host, port: where it listens; the host without brackets. authority: the Host header.
    base: the path of the bucket, "" where the host names it. prefix: of every key that is
    written. credentials: not in the repr.
    """

    scheme: str
    host: str
    port: int
    authority: str
    base: str
    bucket: str
    region: str
    credentials: Credentials = field(repr=False)
    prefix: str

    @staticmethod
    def of(endpoint: Endpoint, bucket: str, credentials: Credentials) -> Target:
        """The target of an endpoint that was resolved for an ordinary bucket.

        Raises InvalidValueError for one of another kind.
        """
        if endpoint.signing_name != "s3" or endpoint.session_auth or endpoint.signing_region == "*":
            raise InvalidValueError(
                "Bucket", "it is no ordinary bucket", "name one that S3 itself signs for"
            )
        origin, path, _ = split_url(endpoint.url)
        name, port = _split_port(origin.host)
        return Target(
            scheme=origin.scheme,
            host=name.strip("[]"),
            port=port or _PORTS[origin.scheme],
            authority=origin.host,
            base=path,
            bucket=bucket,
            region=endpoint.signing_region,
            credentials=credentials,
            prefix=f"{PREFIX}{secrets.token_hex(4)}",
        )

    def signed_by(self, credentials: Credentials) -> Target:
        """The same with other credentials."""
        return replace(self, credentials=credentials)

    def key(self, name: str) -> str:
        """The whole key of an object that the battery calls so."""
        return f"{self.prefix}/{name}"

    def filled(self, text: str) -> str:
        """A text of a case with this run's prefix and bucket."""
        return text.replace(HERE, self.prefix).replace(BUCKET, self.bucket)

    def filled_bytes(self, data: bytes) -> bytes:
        """A body of a case likewise."""
        here, bucket = self.prefix.encode(), self.bucket.encode()
        return data.replace(HERE.encode(), here).replace(BUCKET.encode(), bucket)


def _split_port(host: str) -> tuple[str, int]:
    name, colon, port = host.rpartition(":")
    return (name, int(port)) if colon and port.isdigit() else (host, 0)
