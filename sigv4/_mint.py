"""`Minter`: many presigned URLs that differ in their key, at little more than their hashes.

Byte for byte what `_presign.py` gives, which is the one to read first. What all URLs of a
second share is put together once, as a template; a URL then costs one SHA-256 of its
canonical request and one HMAC. The tricks are explained where they stand.
"""

from __future__ import annotations

from hashlib import sha256

from ._checks import check_scope_part, exact_str, pairs_of, shown, type_error, utf8
from ._clock import LAST_SIGNING, SigningTime, check_clock, system_clock, to_epoch
from ._credentials import Credentials
from ._encoding import (
    ENCODED_IN_PATH,
    NEEDS_ENCODING_IN_PATH,
    canonical_path,
    encode,
    join_query,
    refuse_dot_segments,
    sent_path,
    split_pairs,
)
from ._expiry import check_alive, whole_seconds
from ._headers import canonical_headers
from ._keys import SigningKey, signing_key
from ._presign import check_own_pairs, signature_parameters, signed_headers
from ._regions import RegionSet, place
from ._request import checked_method, checked_rules
from ._rules import ServiceRules
from ._url import split_url
from .errors import InvalidInputError, InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _hashlib import HASH
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime, timedelta
    from typing import Any

    from ._asymmetric import Signing
    from ._headers import Headers
    from ._regions import Regions

    Source = Credentials | SigningKey | Callable[[], Credentials | SigningKey]

    # When the template holds (from, until); whether a URL is the template with nothing but the
    # key in it, encoded once; the canonical request before and after the path; HMAC's hashes,
    # to copy; the URL before and after the path, and behind the signature.
    Template = tuple[
        float,
        float,
        bool,
        bytes,
        bytes,
        Callable[[], HASH],
        Callable[[], HASH | Signing],
        str,
        str,
        str,
    ]

_DAY = 86400
_FOREVER = float("inf")

# Stands for the varying value while a template is made; an encoded query cannot hold it.
_VALUE = "\0"


class Minter:
    """Presigns URLs for one method, host, scope and expiry: `mint(key)`.

        mint = Minter("GET", "https://media.s3.eu-west-1.amazonaws.com/", credentials,
                      region="eu-west-1", expires_in=3600)
        mint("photos/2024/05/img_0001.jpg")

    base_url: ends in "/"; keys are appended to it. credentials: `Credentials`, a
        `SigningKey`, or a function that returns one of them; it is asked when a template is
        made, at most once a second, and never for each key.
    query, headers: signed with every URL. A query is raw text here, as a key is: a mapping
        or pairs of names and values. The headers must be sent.
    vary: the name of one query parameter that differs from URL to URL: `mint(key, value)`.
    window: in seconds, a divisor of 86400. The signing time is rounded down to it, so that
        the same key gives the same URL within a window, and the expiry is extended by it, so
        that each URL still lives for at least `expires_in`.
    signing_time: an aware datetime to sign for; None means the second of each call.
    clock: gives seconds since 1970, in place of the system's.
    allow_dot_segments: sign keys with "." and ".." segments. Clients resolve them before
        they send a URL, on a path-style base into another bucket.
    region, region_set, deterministic, service, expires_in, rules: as in `presign_url`. A
        window of signatures for a region_set needs them deterministic.

    One Minter may be shared by threads. Raises InvalidValueError or InvalidTypeError for
    arguments when it is made, and for a key when it is minted.
    Source: as `presign_url`.
    """

    __slots__ = (
        "_allow_dot_segments",
        "_base_path",
        "_block",
        "_clock",
        "_expires_in",
        "_fixed",
        "_method",
        "_names",
        "_origin",
        "_own_pairs",
        "_payload_hash",
        "_region",
        "_rules",
        "_service",
        "_source",
        "_template",
        "_vary",
        "_window",
    )

    def __init__(
        self,
        method: str,
        base_url: str,
        credentials: Source,
        *,
        region: str | None = None,
        service: str = "s3",
        expires_in: int | timedelta = 3600,
        query: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        headers: Headers = (),
        vary: str | None = None,
        window: int | None = None,
        signing_time: datetime | None = None,
        clock: Callable[[], float] = system_clock,
        allow_dot_segments: bool = False,
        rules: ServiceRules | None = None,
        region_set: Regions | None = None,
        deterministic: bool = False,
    ) -> None:
        method = checked_method(method)
        self._rules = ServiceRules.of(service) if rules is None else checked_rules(rules)
        origin, path, own_query = split_url(base_url)
        if own_query or not path.endswith("/"):
            raise InvalidValueError(
                "base_url",
                "it does not end in '/'",
                "give what stands before the key; parameters go into query",
            )
        self._method = method
        self._origin = origin.text
        self._base_path = sent_path(path, self._rules)
        if not allow_dot_segments:
            refuse_dot_segments("base_url", self._base_path)
        signed, self._payload_hash = signed_headers(headers, origin, None, self._rules)
        self._block, self._names = canonical_headers(signed)
        self._own_pairs = _encoded_pairs(query, vary)
        check_own_pairs("query", self._own_pairs, self._payload_hash)
        self._vary = vary
        self._allow_dot_segments = allow_dot_segments
        where = place(region, region_set, deterministic)
        self._region = where if isinstance(where, RegionSet) else check_scope_part("region", where)
        self._service = check_scope_part("service", service)
        self._source = credentials
        self._clock = clock
        self._window = 1 if window is None else _checked_window(window, self._region)
        # A URL made at the end of a window must have as long to live as one at its beginning.
        ceiling = self._rules.max_expires_in
        self._expires_in = whole_seconds(expires_in, ceiling) + (window or 0)
        if self._expires_in > ceiling:
            raise InvalidValueError(
                "window",
                f"with it a URL lives {self._expires_in} seconds, and the service allows {ceiling}",
                "give a shorter window or expires_in",
            )
        self._fixed = None if signing_time is None else SigningTime.of(signing_time).epoch
        self._template = self._compile(clock())

    def __call__(self, key: str, value: str | int | None = None) -> str:
        """The URL for a key, which is raw text: "%" in it is a percent sign.

        `value` is that of the parameter that `vary` names. Raises InvalidValueError or
        InvalidTypeError for an empty key, one with dot segments, a lone surrogate.
        """
        # One read of the template: another thread may replace it, and what is unpacked here
        # belongs together.
        template = self._template
        begins, ends, is_plain, head, tail, inner, outer, base, query, _ = template
        now = self._clock()
        if not begins <= now < ends:
            self._template = template = self._compile(now)
            _, _, is_plain, head, tail, inner, outer, base, query, _ = template
        if value is not None or not is_plain:
            return self._general(template, key, value)
        if type(key) is not str:
            key = exact_str("key", key)
        try:
            data = key.encode()
        except UnicodeEncodeError:
            data = utf8("key", key)  # which says what is wrong with it
        # Nothing to encode: the key is the path. One table look-up a byte, and no copy is kept.
        if data.translate(NEEDS_ENCODING_IN_PATH) != data:
            path = "".join([ENCODED_IN_PATH[byte] for byte in data])
            data = path.encode()
        else:
            path = key
        # A segment of dots begins the key or follows a "/". The empty key, and one that begins
        # with a dot, sort before "/", which costs one comparison; so do some that are right.
        if key < "/" or "/." in key:
            self._check_key(key)
        # The beginning of the string to sign was absorbed when the template was made.
        signature = inner()
        signature.update(sha256(head + data + tail).hexdigest().encode())
        outermost = outer()
        outermost.update(signature.digest())
        return f"{base}{path}{query}{outermost.hexdigest()}"

    def many(
        self,
        keys: Iterable[str] | Iterable[tuple[str, str | int]],
        *,
        on_error: Callable[[int, object, InvalidInputError], object] | None = None,
    ) -> Iterator[str]:
        """The URLs of any number of keys, in order, each signed in the second it is drawn in.

        With `vary`, an item is a (key, value) pair. on_error: called with the index, the item
        and the error of one that is refused, and the rest goes on; without it the error is
        raised, with its `index`.
        """
        if isinstance(keys, (str, bytes)):
            raise type_error("keys", keys, "an iterable of keys, such as a list")
        items: Iterable[Any] = keys
        mint = self.__call__  # Bound once: calling it costs less than calling the instance.
        for index, item in enumerate(items):
            try:
                url = mint(item) if self._vary is None else mint(*_pair(item))
            except InvalidInputError as error:
                if error.argument not in ("key", "value"):
                    raise
                error.index = index
                if on_error is None:
                    raise
                on_error(index, item, error)
            else:
                yield url

    def __repr__(self) -> str:
        return f"<Minter {self._method} {self._origin}{self._base_path}>"

    def _compile(self, clock: float) -> Template:
        """What all URLs share until the second, the window or the credentials end."""
        now = self._fixed if self._fixed is not None else self._second(clock)
        start = now - now % self._window
        time = SigningTime(start)
        begins, ends = (start, start + self._window) if self._fixed is None else (0, _FOREVER)
        credentials = self._source
        if callable(credentials):
            credentials = credentials()
            if self._fixed is None:
                begins, ends = now, now + 1  # It may give others in the next second.
        key = signing_key(credentials, time.date, self._region, self._service)
        if credentials.expiration is not None:
            check_alive(credentials.expiration, SigningTime(now))
            if self._fixed is None:
                ends = min(ends, to_epoch(credentials.expiration))

        parameters, appended = signature_parameters(
            key, time.amz_date, self._expires_in, self._names, self._rules
        )
        if self._own_pairs:
            parameters = join_query(self._own_pairs + split_pairs(parameters))
        base = self._base_path if self._is_plain_path else ""
        inner, outer = key.hashes(f"{key.algorithm}\n{time.amz_date}\n{key.scope}\n")
        return (
            # Floats, as a clock gives them: comparing one with an int takes twice as long.
            float(begins),
            float(ends),
            self._is_plain_path and self._vary is None and not appended,
            f"{self._method}\n{base}".encode(),
            f"\n{parameters}\n{self._block}\n{self._names}\n{self._payload_hash}".encode(),
            inner.copy,
            outer.copy,
            f"{self._origin}{base}",
            f"?{parameters}&X-Amz-Signature=",
            appended,
        )

    def _second(self, clock: float) -> int:
        if not isinstance(clock, (int, float)):
            raise type_error("clock", clock, "a function that gives seconds since 1970")
        if not 0 <= clock < LAST_SIGNING:
            raise InvalidValueError("clock", f"it says {clock}", "give seconds since 1970")
        if self._clock is system_clock:
            check_clock(int(clock))
        return int(clock)

    def _general(self, template: Template, key: str, value: str | int | None) -> str:
        """A URL where a parameter varies, where the canonical path is not the path that is
        sent, or where a token is appended."""
        _, _, _, head, tail, inner, outer, base, query, appended = template
        tail, query = self._with_value(value, tail, query)
        key = exact_str("key", key)
        data = utf8("key", key)
        self._check_key(key)
        path = "".join([ENCODED_IN_PATH[byte] for byte in data])
        canonical = path
        if not self._is_plain_path:
            path = sent_path(f"{self._base_path}{path}", self._rules)
            canonical = canonical_path(path, self._rules)
        signature = inner()
        request = head + canonical.encode() + tail
        signature.update(sha256(request).hexdigest().encode())
        outermost = outer()
        outermost.update(signature.digest())
        return f"{base}{path}{query}{outermost.hexdigest()}{appended}"

    @property
    def _is_plain_path(self) -> bool:
        # Encoded once and not normalised, an encoded key is the end of the canonical path.
        # Other services encode the whole path again, each time.
        return not (self._rules.double_encode_path or self._rules.normalize_path)

    def _with_value(self, value: object, tail: bytes, query: str) -> tuple[bytes, str]:
        """The template's parts that hold the varying value, with this one in its place."""
        if self._vary is None:
            if value is None:
                return tail, query
            raise InvalidValueError("value", "nothing varies", "name the parameter with vary=")
        encoded = encode("value", self._value_text(value))
        return tail.replace(_VALUE.encode(), encoded.encode()), query.replace(_VALUE, encoded)

    def _value_text(self, value: object) -> str:
        """The varying value as text; whoever knows the parameter knows more of it."""
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise type_error("value", value, f"the value of {self._vary}, a str or an int")
        return exact_str("value", value) if isinstance(value, str) else str(int.__int__(value))

    def _check_key(self, key: str) -> None:
        if not key:
            raise InvalidValueError(
                "key", "it is empty, which would sign an operation on the bucket", "name an object"
            )
        if not self._allow_dot_segments:
            refuse_dot_segments("key", key)


def _encoded_pairs(query: object, vary: object) -> list[tuple[str, str]]:
    """The template's own parameters, encoded, the varying one with a mark for its value."""
    pairs = []
    for name, value in pairs_of("query", query):
        pairs.append((encode("query", name), encode("query", value)))
    if vary is None:
        return pairs
    vary = exact_str("vary", vary)
    encoded = encode("vary", vary)
    if not vary or encoded in [name for name, _ in pairs]:
        raise InvalidValueError(
            "vary",
            f"{shown(vary)} is in query as well" if vary else "it is empty",
            "name a parameter that each URL has a value of its own for",
        )
    return [*pairs, (encoded, _VALUE)]


def _checked_window(window: object, region: str | RegionSet) -> int:
    if isinstance(window, bool) or not isinstance(window, int):
        raise type_error("window", window, "whole seconds")
    # A window that did not divide the day would stand across midnight with one day's key.
    if window < 1 or _DAY % window:
        raise InvalidValueError(
            "window", f"{window} does not divide a day of {_DAY} seconds", "give 300 or 3600, say"
        )
    if isinstance(region, RegionSet) and not region.deterministic:
        raise InvalidValueError(
            "window",
            "signatures for a set of regions differ at every signing, and so would the URLs",
            "say deterministic=True, or leave it out",
        )
    return window


def _pair(item: object) -> tuple[Any, Any]:
    if not isinstance(item, (tuple, list)) or len(item) != 2:
        raise type_error("key", item, "a pair of key and value, since a parameter varies")
    return item[0], item[1]
