"""The host that a request was signed for, and whether it is this server's."""

from __future__ import annotations

from ..errors import InvalidValueError
from .demands import Demands, comparable_host
from .received import Received
from .refusals import (
    HostNotSignedError,
    WrongHostError,
)
from .refused import (
    MalformedError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .received import Text

# Most requests are for a few hosts: what they send, and its canonical and comparable spellings.
# Bounded, since anybody may send any. By type: an ASCII text and its bytes have one hash.
_SPELLINGS: dict[type, dict[Text, tuple[list[str], str]]] = {str: {}, bytes: {}}
_HOSTS_KEPT = 64


def signed_hosts(received: Received, names: tuple[str, ...], demands: Demands) -> list[str]:
    """The spellings in which the host may have been signed; the first is the one that came.

    Signers write it in lower case and without the default port; some clients send it as their
    user wrote it. All are the one host, which must be among the server's.
    """
    if "host" not in names:
        raise HostNotSignedError
    values = received.headers.get("host")
    raw = values[0] if values and len(values) == 1 else ""
    kept = _SPELLINGS[type(raw)].get(raw)
    spellings, comparable = _spellings(raw, received) if kept is None else kept
    if demands.hosts is not None and comparable not in demands.hosts:
        raise WrongHostError(spellings[0])
    return spellings


def _spellings(raw: Text, received: Received) -> tuple[list[str], str]:
    host = received.only("host") or ""
    try:
        comparable = comparable_host(host) if host.isascii() else ""
    except InvalidValueError:
        comparable = ""
    if not comparable:  # Outside the handler: a refusal has no chained error.
        raise MalformedError("host", "The Host header names no host")
    found = list(dict.fromkeys((host, host.lower(), comparable))), comparable
    kept = _SPELLINGS[type(raw)]
    if len(kept) >= _HOSTS_KEPT:
        kept.clear()
    kept[raw] = found
    return found
