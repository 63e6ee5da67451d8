"""`Case`: all that is known of a request that was refused."""

from __future__ import annotations

from .._frozen import Frozen
from .view import View, view_of_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._inspect.facts import SignedFacts
    from .._inspect.inspection import Inspection
    from .._inspect.lenient import LenientURL
    from .answer import Sent, ServerAnswer


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
            signed=view_of_url(url, facts, method=method, headers=headers),
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
        if self.facts.signed_epoch is None or self.inspection.expires_in is None:
            return None
        return self.facts.signed_epoch + self.inspection.expires_in
