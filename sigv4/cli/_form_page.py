"""The form in a web page, as `sigv4 post --html` writes one."""

from __future__ import annotations

from html.parser import HTMLParser


class FormPage(HTMLParser):
    """The first form of a page: `url` that it is sent to, and `fields` in their order.

    What whoever sends it fills in is left out.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.url = ""
        self.fields: list[tuple[str, str]] = []
        self._forms = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that opens."""
        of_tag = {name: value or "" for name, value in reversed(attrs)}  # The first one counts.
        if tag == "form":
            self._forms += 1
            self.url = self.url or of_tag.get("action", "")
        name, value = of_tag.get("name"), of_tag.get("value", "")
        if tag != "input" or self._forms != 1 or not name:
            return
        if value or of_tag.get("type", "").lower() == "file":
            self.fields.append((name, value))
