"""httpx: requests signed as they are sent, and presigned URLs sent as they were signed.

    auth = SigV4Auth(credentials, region="eu-central-1", service="s3")
    with httpx.Client(auth=auth) as client:
        client.put("https://examplebucket.s3.eu-central-1.amazonaws.com/a.txt", content=b"…")

Needs httpx 0.25 or later: pip install 'sigv4-presign[httpx]'.
"""

from __future__ import annotations

from ._asymmetric import check_installed
from ._authorize import sign_headers
from ._checks import check_scope_part, type_error
from ._checksums import checked_algorithm
from ._credentials import Credentials
from ._headers import is_volatile
from ._regions import RegionSet, place
from ._request import checked_rules
from ._rules import UNSIGNED_PAYLOAD, ServiceRules
from ._streaming import ChunkSigner, check_service
from ._url import split_url
from .errors import InvalidValueError, MissingDependencyError

try:
    import httpx
except ModuleNotFoundError as error:
    if error.name != "httpx":
        raise
    raise MissingDependencyError("sigv4.httpx", "httpx", "httpx") from None

from ._httpx_chunks import in_chunks, plain_stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, ItemsView, KeysView, Mapping, ValuesView
    from typing import Any

    from ._regions import Regions

__all__ = ["SigV4Auth", "exact_url"]

_PAYLOAD_HASH = "x-amz-content-sha256"

# What a signature is made of in the header form. A request that holds them was signed
# before, and is signed anew; a payload hash is no signature and may be the caller's.
_SIGNATURE = (
    "authorization",
    "x-amz-date",
    "x-amz-region-set",
    "x-amz-security-token",
    "x-amz-s3session-token",
)

# Left unsigned beside what `is_volatile` names: what httpx itself adds or computes, and what
# proxies and service meshes rewrite. All else is signed, as AWS's SDKs do: AWS demands host,
# content-type and x-amz-*, some services a header of their own (EKS: x-k8s-aws-id), and a
# range or a condition changes what the request does. AWS takes any other header unsigned.
_UNSIGNED = frozenset(
    {
        "accept",
        "accept-encoding",
        "b3",
        "content-length",
        "cookie",
        "forwarded",
        "via",
        "x-request-id",
    }
)
_UNSIGNED_PREFIXES = ("x-b3-", "x-forwarded-")

# An unsigned request is refused with one of these (Amazon S3 API reference, "Error
# responses"; the JSON services' MissingAuthenticationToken is a 400).
_REFUSED = frozenset({400, 401, 403})

# What httpx sends raw in a path though RFC 3986, section 3.3, has no place for it. Sent
# escaped, every server reads the path alike.
_NO_PATH_CHARACTERS = {ord(c): f"%{ord(c):02X}" for c in "[\\]^|"}


class SigV4Auth(httpx.Auth):
    """Signs each request in the Authorization header, for `httpx.Client` and `AsyncClient`.

    credentials: `Credentials`, or a function without arguments that returns them; it is
        called for each signature, so it may refresh them, and must not block for long.
    region, service: the credential scope. region_set: in place of region, the regions that
        take the signature, such as "*" (SigV4A). rules: the service's own, unless given.
    hash_streams: read a body that is a stream (an iterator, a file, a multipart form) into
        memory, sign its hash and send its length. Otherwise a stream is signed as
        UNSIGNED-PAYLOAD, and refused for a service that does not take that; or give its
        hash in a header x-amz-content-sha256. Bytes, text, forms and JSON are always hashed.
    sign_streams: sign such a body in chunks while it is sent, for S3. Its length must be
        known, as that of a file is; for an iterator give a header content-length.
    checksum: sent behind such a body, which S3 compares: crc32, sha256 … (see `ChunkSigner`).
    sign_redirects: whether a redirected request is signed anew; see below.

    Signed is what httpx sends: path, query and host as they stand in the request, and all
    headers but those that httpx adds by itself or that hops rewrite. One object serves any
    number of clients and threads.

    Redirects, where the client follows them: httpx copies the headers of the first request,
    and no part of its signature is in such a copy. The request arrives unsigned, and where
    it is refused for that (400, 401, 403) it is signed anew, for its own host and path, and
    sent again; not where any step of the way left https for http, nor where the redirect
    led to a presigned URL. The price: whoever can make a server redirect can have this
    request signed for a host and a path of his choice, a DELETE of another object of yours
    included, and at a host of his own he sees the access key id and the session token. Set
    sign_redirects=False unless you trust the servers that you send to. To have each
    redirect signed before it is first sent, leave follow_redirects off and pass
    `response.next_request` to `client.send`.

    Raises InvalidValueError or InvalidTypeError, for a request before it is sent.
    Source: Amazon S3 API reference, "Authenticating requests: using the Authorization header".
    """

    def __init__(
        self,
        credentials: Credentials | Callable[[], Credentials],
        *,
        region: str | None = None,
        region_set: Regions | None = None,
        service: str,
        rules: ServiceRules | None = None,
        hash_streams: bool = False,
        sign_streams: bool = False,
        checksum: str | None = None,
        sign_redirects: bool = True,
    ) -> None:
        if not isinstance(credentials, Credentials) and not callable(credentials):
            raise type_error("credentials", credentials, "Credentials, or a function")
        where = place(region, region_set)
        if isinstance(where, RegionSet):
            check_installed()
        self._place: dict[str, Any] = (
            {"region_set": where.text}
            if isinstance(where, RegionSet)
            else {"region": check_scope_part("region", where)}
        )
        check_scope_part("service", service)
        self._rules = ServiceRules.of(service) if rules is None else checked_rules(rules)
        self._credentials = credentials
        self._service = service
        self._sign_redirects = sign_redirects
        self._sign_streams = sign_streams
        self._checksum = None if checksum is None else checked_algorithm(checksum)
        if sign_streams:
            check_service(service, self._rules)
        if hash_streams and sign_streams:
            raise InvalidValueError(
                "sign_streams", "hash_streams is set as well", "set one: in memory, or in chunks"
            )
        if checksum is not None and not sign_streams:
            raise InvalidValueError(
                "checksum", "it is for bodies in chunks", "set sign_streams=True, or leave it out"
            )
        self.requires_request_body = hash_streams  # httpx reads the body before auth_flow
        _check_copies()

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """httpx's protocol: yields each request to send. Does no I/O."""
        while True:
            self._sign(request)
            response = yield request
            followed = self._followed(request, response)
            if followed is None:
                return
            request = followed

    def _followed(self, signed: httpx.Request, response: httpx.Response) -> httpx.Request | None:
        """The request that httpx sent after a redirect, if it is to be signed anew."""
        if not (self._sign_redirects and response.history and response.status_code in _REFUSED):
            return None
        followed = response.request
        if followed is signed or _is_presigned(followed.url):
            return None
        hops = [step.request.url.scheme for step in response.history]
        if "https" in hops and "http" in [*hops[hops.index("https") :], followed.url.scheme]:
            return None  # On plain http, anybody on the way could have chosen the next host.
        if followed.method != signed.method:
            # It became a GET without the body that the caller gave a hash for.
            followed.headers.pop(_PAYLOAD_HASH, None)
        return followed

    def _sign(self, request: httpx.Request) -> None:
        headers = httpx.Headers(request.headers)
        for name in _SIGNATURE:
            headers.pop(name, None)
        request.stream = plain_stream(request.stream)
        body = self._body(request, headers)
        request.url = _with_path_escaped(request.url)
        credentials = self._credentials
        common = {
            "method": request.method,
            "url": _sent_url(request.url, headers),
            "credentials": credentials if isinstance(credentials, Credentials) else credentials(),
            **self._place,
            "service": self._service,
            "headers": _to_sign(headers),
            "rules": self._rules,
        }
        if body is None and self._sign_streams and _PAYLOAD_HASH not in headers:
            signature = self._sign_chunks(request, headers, common)
        else:
            payload_hash = self._hash_of_stream(headers) if body is None else None
            signature = sign_headers(body=body or b"", payload_hash=payload_hash, **common)
        request.headers = _SignedHeaders(headers, signature)

    def _sign_chunks(
        self, request: httpx.Request, headers: httpx.Headers, common: dict[str, Any]
    ) -> dict[str, str]:
        """The headers that sign a stream, which is from now on sent in chunks."""
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit() and len(length) < 20):
            raise InvalidValueError(
                "content",
                "it is a stream whose length is not known",
                "give a header content-length, or SigV4Auth(…, hash_streams=True)",
            )
        signer = ChunkSigner(decoded_length=int(length), checksum=self._checksum, **common)
        request.stream = in_chunks(request.stream, signer)
        own = {name for name, _ in common["headers"]} - {"content-encoding"}
        return {name: value for name, value in signer.headers.items() if name not in own}

    def _body(self, request: httpx.Request, headers: httpx.Headers) -> bytes | None:
        """The body where it is in memory, or None for a stream."""
        if not isinstance(request.stream, httpx.ByteStream):
            return None
        body = request.read()
        if self.requires_request_body and "transfer-encoding" in headers:
            # Read into memory, it has a length; S3 refuses a body that is sent without one.
            del headers["transfer-encoding"]
            headers["content-length"] = str(len(body))
        return body

    def _hash_of_stream(self, headers: httpx.Headers) -> str | None:
        if _PAYLOAD_HASH in headers:
            return None  # sign_headers takes it from there
        if self._rules.unsigned_payload:
            return UNSIGNED_PAYLOAD
        raise InvalidValueError(
            "content",
            f"it is a stream, and {self._service} takes no unsigned payload",
            "give bytes, or SigV4Auth(…, hash_streams=True), which reads it into memory",
        )


def exact_url(url: str) -> httpx.URL:
    """A presigned URL as httpx sends it unchanged, byte for byte.

        client.get(exact_url(presign_url("GET", "https://…/a/../b", …)))

    httpx resolves dot segments in a URL it is given as a string, and so fetches another
    key than was signed. Pass on the object itself: `str()` of it, `copy_with` and `params=`
    resolve them again. On a client that signs its requests, pass auth=None as well: S3
    takes one signature only.

    Raises InvalidValueError for what is no presigned URL in its sent form: a fragment, user
    info, a space or a character outside ASCII; httpx.InvalidURL for one that is too long.
    """
    split_url(url)  # refuses what cannot be signed
    base, mark, query = url.partition("?")
    scheme, _, rest = base.partition("://")
    authority, _, path = rest.partition("/")
    target = f"/{path}{mark}{query}"
    if " " in target or not target.isascii():
        raise InvalidValueError(
            "url",
            "it holds a space or a character outside ASCII, which is not sent as it stands",
            "give it as it was signed, percent-encoded",
        )
    return _with_target(httpx.URL(f"{scheme}://{authority}/"), target)


def _with_target(url: httpx.URL, target: str) -> httpx.URL:
    """The URL with this path and query, as they stand."""
    exact = url.copy_with(raw_path=target.encode("ascii"))
    if exact.raw_path != target.encode("ascii"):
        # httpx has no public way to keep dot segments. Its client makes a new URL of the one
        # it is given, out of this field alone, which is what is looked at below.
        path, mark, query = target.partition("?")
        reference = exact._uri_reference
        exact._uri_reference = reference._replace(path=path, query=query if mark else None)
    if httpx.URL(exact).raw_path != target.encode("ascii"):
        raise InvalidValueError(
            "url",
            f"httpx {httpx.__version__} cannot send its path as it stands",
            "send it with http.client, or with curl --path-as-is",
        )
    return exact


def _with_path_escaped(url: httpx.URL) -> httpx.URL:
    target = url.raw_path.decode("ascii")
    path, mark, query = target.partition("?")
    escaped = path.translate(_NO_PATH_CHARACTERS)
    return url if escaped == path else _with_target(url, f"{escaped}{mark}{query}")


def _sent_url(url: httpx.URL, headers: httpx.Headers) -> str:
    """The URL by what goes over the wire: the Host header may differ from the URL's host."""
    if url.userinfo:
        raise InvalidValueError("url", "it has user info before the host", "take it out")
    authority = headers.get("host") or url.netloc.decode("ascii")
    return f"{url.scheme}://{authority}{url.raw_path.decode('ascii')}"


def _to_sign(headers: httpx.Headers) -> list[tuple[str, str]]:
    pairs = []
    for raw_name, raw_value in headers.raw:
        name = raw_name.decode("ascii").lower()
        if name in _UNSIGNED or name.startswith(_UNSIGNED_PREFIXES) or is_volatile(name):
            continue
        try:
            pairs.append((name, raw_value.decode("utf-8")))
        except UnicodeDecodeError:
            raise InvalidValueError(
                "headers", f"the value of {name} is not UTF-8", "encode it, or send it as ASCII"
            ) from None
    return pairs


def _is_presigned(url: httpx.URL) -> bool:
    return any(name.lower() in ("x-amz-signature", "signature") for name in url.params)


class _SignedHeaders(httpx.Headers):
    """Headers that show a signature, and do not hand it on to copies.

    To follow a redirect httpx copies the headers, sends the copy to whatever host the
    redirect names, and takes out Authorization alone, and even that only where the origin
    differs. `httpx.Headers(these)` takes what the base class holds: the headers without
    the signature. All that reads or sends headers goes through the methods below.
    """

    def __init__(self, headers: httpx.Headers, signature: Mapping[str, str]) -> None:
        super().__init__(headers)
        self._shown = httpx.Headers(headers)
        self._shown.update(signature)

    @property
    def raw(self) -> list[tuple[bytes, bytes]]:
        return self._shown.raw

    def keys(self) -> KeysView[str]:
        return self._shown.keys()

    def values(self) -> ValuesView[str]:
        return self._shown.values()

    def items(self) -> ItemsView[str, str]:
        return self._shown.items()

    def multi_items(self) -> list[tuple[str, str]]:
        return self._shown.multi_items()

    def get_list(self, key: str, split_commas: bool = False) -> list[str]:
        return self._shown.get_list(key, split_commas)

    def update(self, *args: Any, **kwargs: Any) -> None:
        headers = httpx.Headers(*args, **kwargs)
        super().update(headers)
        self._shown.update(headers)

    def __repr__(self) -> str:
        names = sorted(set(self._shown.keys()))
        shown = {n: "…" if n in _SIGNATURE else self._shown[n] for n in names}
        return f"{type(self).__name__}({shown})"

    def __getitem__(self, key: str) -> str:
        return self._shown[key]

    def __setitem__(self, key: str, value: str) -> None:
        super().__setitem__(key, value)
        self._shown[key] = value

    def __delitem__(self, key: str) -> None:
        if super().__contains__(key):
            super().__delitem__(key)
        del self._shown[key]

    def __contains__(self, key: object) -> bool:
        return key in self._shown

    def __len__(self) -> int:
        return len(self._shown)


def _check_copies() -> None:
    """Fail closed, should an httpx to come copy headers in another way."""
    signed = _SignedHeaders(httpx.Headers(), {"authorization": "x"})
    if "authorization" in httpx.Headers(signed) or "authorization" not in signed:
        raise RuntimeError(
            f"httpx {httpx.__version__} would carry signatures along redirects: "
            "use an older one, and tell the authors of sigv4"
        )
