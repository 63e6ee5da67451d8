"""`Credentials`: who signs."""

from __future__ import annotations

from ._checks import exact_str, has_control_character, type_error, utf8
from ._frozen import Frozen
from .errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from ._asymmetric import AsymmetricKey
    from ._keys import SigningKey
    from ._regions import RegionSet


# Of each kind. One entry a day, region and service; a process that signs for more than this
# many at once derives some keys again. Unbounded, a long-lived process would gain one every day.
KEYS_KEPT = 32


class Credentials(Frozen):
    """An access key pair, with the session token if the pair is temporary. Immutable.

    access_key_id and secret_access_key: the pair. session_token: the token that
    came with temporary credentials; an empty one is no token, as a variable of
    the environment that is set to nothing. expiration: when temporary credentials
    end, an aware datetime, if it is known: a URL cannot outlive them.

    Raises InvalidValueError or InvalidTypeError. The repr shows neither the
    secret nor the token.
    """

    __slots__ = (
        # The caches of _asymmetric.py and _keys.py: they end with their owner.
        "_asymmetric_keys",
        "_signing_keys",
        "access_key_id",
        "expiration",
        "secret_access_key",
        "session_token",
    )

    access_key_id: str
    secret_access_key: str
    session_token: str | None
    expiration: datetime | None
    _asymmetric_keys: dict[tuple[str, RegionSet, str], AsymmetricKey]
    _signing_keys: dict[tuple[str, str, str], SigningKey]

    def __init__(
        self,
        access_key_id: str,
        secret_access_key: str,
        session_token: str | None = None,
        *,
        expiration: datetime | None = None,
    ) -> None:
        access_key_id = check_access_key_id(access_key_id)
        secret_access_key = _check_secret("secret_access_key", secret_access_key)
        if not secret_access_key:
            raise InvalidValueError("secret_access_key", "it is empty", "give the secret")
        if session_token is not None:
            session_token = check_session_token(session_token)
        if expiration is not None:
            _check_expiration(expiration)
        self._set(
            access_key_id=access_key_id,
            secret_access_key=secret_access_key,
            session_token=session_token or None,
            expiration=expiration,
            _asymmetric_keys={},
            _signing_keys={},
        )

    def __repr__(self) -> str:
        token = ", session_token=…" if self.session_token else ""
        return f"Credentials({self.access_key_id!r}, secret_access_key=…{token})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Credentials):
            return NotImplemented
        return self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash(self._fields())

    def __reduce__(self) -> tuple[object, ...]:
        # Copies and pickles carry the secret, as they must; they leave the cached keys behind.
        return (_rebuild, self._fields())

    def _fields(self) -> tuple[str, str, str | None, datetime | None]:
        return (self.access_key_id, self.secret_access_key, self.session_token, self.expiration)


def _rebuild(
    access_key_id: str, secret: str, token: str | None, expiration: datetime | None
) -> Credentials:
    return Credentials(access_key_id, secret, token, expiration=expiration)


def check_access_key_id(value: object) -> str:
    """An access key id; refuses what can be none."""
    value = exact_str("access_key_id", value)
    if not value:
        raise InvalidValueError("access_key_id", "it is empty", "give the access key id")
    # It stands in the Authorization header, where "," and white space part the fields.
    # It may hold "/": the credential scope is the last four parts.
    if not (value.isascii() and value.isprintable()) or any(c in value for c in ", "):
        raise InvalidValueError(
            "access_key_id",
            "it holds white space, a comma, a control character or one outside ASCII",
            "give it as it was issued (a line end often comes along from a file)",
        )
    _check_unquoted("access_key_id", value)
    return value


def check_session_token(value: object) -> str:
    """A session token; refuses what can be none."""
    value = _check_secret("session_token", value)
    # It is sent in a header, where runs of spaces would be taken for one.
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise InvalidValueError(
            "session_token",
            "it holds white space, a control character or one outside ASCII",
            "give it as it was issued",
        )
    return value


def _check_secret(argument: str, value: object) -> str:
    value = exact_str(argument, value)
    utf8(argument, value)
    if value != value.strip():
        raise InvalidValueError(
            argument,
            "there is white space around it",
            "strip it (a line end often comes along from a file)",
        )
    if has_control_character(value):
        raise InvalidValueError(
            argument, "it holds a control character or a line end", "give it as it was issued"
        )
    _check_unquoted(argument, value)
    return value


def _check_unquoted(argument: str, value: str) -> None:
    # Shells take quotes off; `docker run --env-file` and AWS's shared files hand them on.
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        raise InvalidValueError(
            argument, "it stands in quotes", "take them off: files of settings keep them"
        )


def _check_expiration(value: object) -> None:
    from datetime import datetime

    if not isinstance(value, datetime):
        raise type_error("expiration", value, "an aware datetime")
    if value.utcoffset() is None:
        raise InvalidValueError(
            "expiration", "it has no time zone", "give an aware datetime (tzinfo=timezone.utc)"
        )
