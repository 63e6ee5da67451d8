"""A server's answer in XML, read by what the standard library has, with nothing that can be abused.

A document type is refused, and with it every entity; so are answers that are long or deep.
"""

from __future__ import annotations

from .errors import AnswerError

# No answer that is read here is nearly as long: a list has at most 1,000 parts.
_LONGEST = 1024**2

# No answer is deep, and the way to each element is kept.
_DEEPEST = 16
# A listing of a thousand keys has some ten for each.
_MOST = 100_000

# White space of XML 1.0, section 2.3.
_SPACE = b" \t\r\n"


def read_xml(body: bytes) -> tuple[str, list[tuple[tuple[str, ...], str]]]:
    """As `parse_xml`; also raises AnswerError for what is longer than any answer."""
    if len(body) > _LONGEST:
        raise AnswerError("", f"it has more than {_LONGEST} bytes")
    # A server that works for long sends white space first, so that the connection stays.
    return parse_xml(body.lstrip(_SPACE))


def parse_xml(body: bytes) -> tuple[str, list[tuple[tuple[str, ...], str]]]:
    """The root's name, and the elements inside it, each by the names on the way to it.

    In the order of their ends, without namespaces. Raises AnswerError for what is no XML,
    declares a document type, or is deeper or has more elements than any answer.
    """
    from xml.parsers.expat import ExpatError, ParserCreate

    names: list[str] = []
    texts: list[list[str]] = []
    roots: list[str] = []
    elements: list[tuple[tuple[str, ...], str]] = []

    def start(name: str, _: object) -> None:
        local = name.rpartition(" ")[2]
        if not names:
            roots.append(local)
        if len(names) == _DEEPEST:
            raise AnswerError("", "its elements lie too deep in one another")
        names.append(local)
        texts.append([])

    def end(_: str) -> None:
        path = tuple(names[1:])
        names.pop()
        text = "".join(texts.pop())
        if path:
            elements.append((path, text))
        if len(elements) > _MOST:
            raise AnswerError("", f"it has more than {_MOST} elements")

    def characters(data: str) -> None:
        texts[-1].append(data)

    def doctype(*_: object) -> None:
        raise AnswerError("", "it declares a document type, which S3 does not")

    parser = ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(body, True)
    except ExpatError as error:
        where = error.lineno
    else:
        return roots[0], elements
    raise AnswerError("", f"it is no XML (line {where})" if body else "it is empty")
