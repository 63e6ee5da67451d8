"""An HTML document taken apart, for tests of what stands in it."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    """A document taken apart: its elements in order, and the text of each kind."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._within: list[str] = []
        self.feed(document)
        self.close()
        assert self._within == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "input"}:
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """It ends as it began."""
        assert self._within.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text in it."""
        if self._within:
            tag = self._within[-1]
            self.texts[tag] = self.texts.get(tag, "") + data

    def of(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """The attributes of the elements of a name, with these among them."""
        found = [attributes for name, attributes in self.elements if name == tag]
        return [a for a in found if wanted.items() <= a.items()]

    def hidden(self) -> list[tuple[str, str]]:
        """The hidden fields in their order."""
        return [(str(a["name"]), str(a["value"])) for a in self.of("input", type="hidden")]
