"""The host that a request was signed for, and whether it is this server's."""

from __future__ import annotations

from ..errors import InvalidValueError
from .demands import Demands, comparable_host
from .received import Received
from .refusals import HostNotSignedError, MalformedError, WrongHostError


def signed_hosts(received: Received, names: tuple[str, ...], demands: Demands) -> list[str]:
    """The spellings in which the host may have been signed; the first is the one that came.

    Signers write it in lower case and without the default port; some clients send it as their
    user wrote it. All are the one host, which must be among the server's.
    """
    if "host" not in names:
        raise HostNotSignedError
    host = received.only("host") or ""
    try:
        comparable = comparable_host(host) if host.isascii() else ""
    except InvalidValueError:
        comparable = ""
    if not comparable:
        raise MalformedError("host", "The Host header names no host")
    if demands.hosts is not None and comparable not in demands.hosts:
        raise WrongHostError(host)
    if host == comparable:
        return [host]
    return list(dict.fromkeys((host, host.lower(), comparable)))
