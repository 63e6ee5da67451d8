"""`Case`: all that is known of a request that was refused."""

from __future__ import annotations

from .._clock import to_epoch
from .._frozen import Frozen
from .view import View, view_of_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._inspect.facts import SignedFacts
    from .._inspect.inspection import Inspection
    from .._inspect.lenient import LenientURL
    from .answer import Sent, ServerAnswer


# Of a URL that a shell cut off at its first "&", the first of these is left.
_OF_SIGNATURES = frozenset(
    {"x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-signedheaders"}
)
# What `inspect_url` warns of where there is no signature of AWS's.
NO_SIGNATURES = frozenset({"unsigned", "cloudfront", "google", "azure", "no-url"})
# The parts of a canonical request that services have signed in different ways.
_BY_SERVICE = ("path", "query", "payload_hash")


class Case(Frozen):
    """A URL, what is said of its signing, and what the server said.

    facts: what the URL says. inspection: what is wrong with it by itself. method, headers: what
    was signed, as it was said. signed: the canonical request that the URL says was signed.
    answer. now: seconds since 1970.
    """

    __slots__ = ("answer", "facts", "headers", "inspection", "method", "now", "signed", "url")

    url: LenientURL
    facts: SignedFacts
    inspection: Inspection
    headers: Mapping[str, str]
    method: str | None
    signed: View
    answer: ServerAnswer | None
    now: int

    def __init__(
        self,
        url: LenientURL,
        facts: SignedFacts,
        inspection: Inspection,
        *,
        method: str | None,
        headers: Mapping[str, str],
        answer: ServerAnswer | None,
        now: int,
    ) -> None:
        self._set(
            url=url,
            facts=facts,
            inspection=inspection,
            headers=headers,
            method=method,
            signed=view_of_url(url, facts.service, method=method, headers=headers),
            answer=answer,
            now=now,
        )

    def known_as(self, signed: View) -> Case:
        """The same, where what was signed is known for sure."""
        case: Case = object.__new__(Case)
        fields = {name: getattr(self, name) for name in self.__slots__}
        case._set(**{**fields, "signed": signed})
        return case

    @property
    def seen(self) -> View | None:
        """The server's canonical request."""
        return None if self.answer is None else self.answer.seen

    @property
    def sent(self) -> Sent | None:
        """What the client sent."""
        return None if self.answer is None else self.answer.sent

    @property
    def code(self) -> str:
        """The server's code, or ""."""
        return "" if self.answer is None else self.answer.code

    @property
    def key(self) -> str:
        """The access key id, to stand in words."""
        return self.facts.access_key_id or "(the URL names none)"

    @property
    def is_cut(self) -> bool:
        """Whether the URL has parameters of a signature of version 4, and none."""
        names = [item.name.lower() for item in self.url.items]
        return "x-amz-signature" not in names and not _OF_SIGNATURES.isdisjoint(names)

    @property
    def is_unsigned(self) -> bool:
        """Whether the URL has no signature of any version."""
        return self.is_cut or any(found.id in NO_SIGNATURES for found in self.inspection.warnings)

    def signed_as_for(self, service: str, seen: View) -> View:
        """What was signed; where the server saw what is signed for its own service, that."""
        own = view_of_url(self.url, service, method=self.method, headers=self.headers)
        parts = [n for n in _BY_SERVICE if getattr(own, n) == getattr(seen, n)]
        return self.signed.replace(**{name: getattr(own, name) for name in parts})

    @property
    def server_scope(self) -> tuple[str, ...]:
        """The four parts of the scope in the server's string to sign; () where it shows none."""
        lines = self.answer.string_to_sign.split("\n") if self.answer else []
        parts = tuple(lines[2].split("/")) if len(lines) == 4 else ()
        return parts if len(parts) == 4 else ()

    @property
    def headers_to_send(self) -> tuple[str, ...]:
        """Signed headers beside host, by their names."""
        return tuple([name for name in self.signed.headers if name and name != "host"])

    @property
    def server_now(self) -> int:
        """The server's time, or else this program's."""
        epoch = None if self.answer is None else self.answer.epoch
        return self.now if epoch is None else epoch

    @property
    def ends(self) -> int | None:
        """When the URL ends, in seconds since 1970."""
        ends = self.inspection.expires_at
        return None if ends is None else to_epoch(ends)
