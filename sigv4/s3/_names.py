"""Names of the API: in Python's spelling, and the ones that were probably meant."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# Words that are written together where the rule for capitals would part them otherwise.
_SPELLED = (("SSEKMS", "SSEKms"), ("ETag", "Etag"))


def python_name(name: str) -> str:
    """A name of the API in Python's spelling: GetObject is get_object.

    A capital begins a word where a small letter stands before it, or behind it.
    """
    for written, read in _SPELLED:
        name = name.replace(written, read)
    spelled = []
    for at, character in enumerate(name):
        begins = at > 0 and character.isupper()
        if begins and (name[at - 1].islower() or name[at + 1 : at + 2].islower()):
            spelled.append("_")
        spelled.append(character.lower())
    return "".join(spelled)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """What to do about an unknown name: the remedy that lists the nearest known ones."""
    from difflib import get_close_matches

    by_letters = {_letters(candidate): candidate for candidate in known}
    # A name that is longer than any is not worth comparing.
    letters = _letters(name[:80])
    found = [letters] if letters in by_letters else get_close_matches(letters, by_letters)
    if not found:
        return None
    return f"did you mean {' or '.join([by_letters[match] for match in found])}?"


def _letters(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")
