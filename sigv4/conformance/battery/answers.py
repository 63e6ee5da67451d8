"""S3's XML, of servers that nobody vouches for: no document types, and nothing endless."""

from __future__ import annotations

from urllib.parse import unquote_plus

# S3 lists a thousand keys of at most 1,024 bytes, each of which can take six as a reference.
_LONGEST = 16 * 1024**2
_DEEPEST = 16
_LONGEST_CODE = 64

Path = tuple[str, ...]


class AnswerUnreadableError(Exception):
    """It is not the XML that was asked for."""


def elements(body: bytes, *roots: str) -> list[tuple[Path, str]]:
    """The elements inside a root of one of these names, each by the names on the way to it.

    In the order of their ends. Raises AnswerUnreadableError.
    """
    root, found = _parse(body)
    if root not in roots:
        raise AnswerUnreadableError(f"a document {root[:_LONGEST_CODE]!a}, and no {roots[0]}")
    return found


def texts(body: bytes, path: Path, *roots: str) -> list[str]:
    """What the elements at a path hold."""
    return [text for at, text in elements(body, *roots) if at == path]


def text(body: bytes, path: Path, *roots: str) -> str:
    """What the one element at a path holds. Raises AnswerUnreadableError where it is empty."""
    found = texts(body, path, *roots)
    if len(found) != 1 or not found[0]:
        raise AnswerUnreadableError(f"a document {roots[0]} without {'/'.join(path)}")
    return found[0]


def error_code(body: bytes) -> str:
    """S3's error code; "" where a body has none."""
    try:
        code = text(body, ("Code",), "Error")
    except AnswerUnreadableError:
        return ""
    return code if code.isascii() and code.isalnum() and len(code) <= _LONGEST_CODE else ""


def keys(body: bytes, name: str = "Contents") -> list[str]:
    """The keys of a listing, whether they are raw in it or percent-encoded."""
    found = elements(body, "ListBucketResult", "ListMultipartUploadsResult")
    raw = [each for path, each in found if path == (name, "Key")]
    encoded = (("EncodingType",), "url") in found
    return [unquote_plus(key) for key in raw] if encoded else raw


def _parse(body: bytes) -> tuple[str, list[tuple[Path, str]]]:
    from xml.parsers.expat import ExpatError, ParserCreate

    names: list[str] = []
    written: list[list[str]] = []
    roots: list[str] = []
    found: list[tuple[Path, str]] = []

    def start(name: str, _: object) -> None:
        local = name.rpartition(" ")[2]
        if len(names) == _DEEPEST:
            raise AnswerUnreadableError("XML that is too deep")
        if not names:
            roots.append(local)
        names.append(local)
        written.append([])

    def end(_: str) -> None:
        path = tuple(names[1:])
        names.pop()
        inside = "".join(written.pop())
        if path:
            found.append((path, inside))

    def characters(data: str) -> None:
        written[-1].append(data)

    def doctype(*_: object) -> None:
        raise AnswerUnreadableError("XML with a document type, which S3 never sends")

    parser = ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    if not body or len(body) > _LONGEST:
        raise AnswerUnreadableError("no XML, but nothing" if not body else "XML without an end")
    try:
        parser.Parse(body.lstrip(b" \t\r\n"), True)
    except ExpatError as error:
        raise AnswerUnreadableError(f"no XML (line {error.lineno})") from None
    return roots[0], found
