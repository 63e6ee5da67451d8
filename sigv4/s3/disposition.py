"""`attachment`: a Content-Disposition that makes browsers save a file under a name.

Source: RFC 6266, appendix D (what to send so that all browsers read it); RFC 8187, section
3.2 (`filename*`, for what is not ASCII).
"""

from __future__ import annotations

from .._checks import exact_str, has_control_character, shown, utf8
from .._encoding import encode_bytes
from ..errors import InvalidValueError

# What a plain `filename` should not hold: the quoted string's own characters, and "%", after
# which some browsers read two hexadecimal digits.
_NOT_IN_PLAIN = frozenset('"\\%')

# Characters that turn the direction of what follows, and so what an extension seems to be;
# and Unicode's line ends.
_MISLEADING = frozenset("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def attachment(filename: str) -> str:
    """The value of Content-Disposition that has a browser save what it gets as `filename`.

        s3.presign_get("media", "7f3a", response_content_disposition=attachment("naïve.pdf"))

    A name that is not plain ASCII is given twice: as it is in `filename*`, and without accents
    for what cannot read that. Raises InvalidTypeError or InvalidValueError for what is no
    file's name, or would be shown as another than it is.
    """
    filename = exact_str("filename", filename)
    encoded = encode_bytes(utf8("filename", filename))
    if not filename.strip(" .") or "/" in filename or "\\" in filename:
        raise InvalidValueError(
            "filename", f"{shown(filename)} is no file's name", "name a file, without its folder"
        )
    if has_control_character(filename) or not _MISLEADING.isdisjoint(filename):
        raise InvalidValueError(
            "filename",
            f"{shown(filename)} holds a control character, or one that turns the writing",
            "take it out: the name would be shown as another",
        )
    plain = _plain(filename)
    if plain == filename:
        return f'attachment; filename="{filename}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"


def _plain(filename: str) -> str:
    """A name in ASCII that resembles this one, safe between quotes."""
    if not filename.isascii():
        from unicodedata import combining, normalize

        parted = normalize("NFKD", filename)
        filename = "".join([c if c.isascii() else "_" for c in parted if not combining(c)])
    kept = "".join(["_" if c in _NOT_IN_PLAIN or c == "/" else c for c in filename])
    # Runs of spaces are collapsed where a header is signed.
    plain = " ".join([word for word in kept.split(" ") if word])
    # What is left may be nothing, or dots, which name a folder.
    return plain if plain.strip(" .") else "_"
