"""`attachment`: what it writes is read back as the very name, and injects nothing."""

from __future__ import annotations

import unicodedata
from email.message import Message
from email.utils import collapse_rfc2231_value
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sigv4 import Credentials
from sigv4.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from sigv4.s3 import S3, attachment

# RFC 8187, section 3.2.1: attr-char, which stand for themselves.
ATTR_CHARS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~")
HEX = frozenset("0123456789ABCDEF")


def read(header: str) -> dict[str, str]:
    """The parameters of a Content-Disposition, strictly by RFC 6266, sections 4.1 and 4.3."""
    kind, _, rest = header.partition("; ")
    assert kind == "attachment"
    parameters: dict[str, str] = {}
    while rest:
        name, equals, rest = rest.partition("=")
        assert equals
        assert name not in parameters
        assert name in {"filename", "filename*"}
        if rest.startswith('"'):
            value, quote, rest = rest[1:].partition('"')
            assert quote
            assert "\\" not in value
            rest = after_separator(rest)
        else:
            value, _, rest = rest.partition("; ")
        parameters[name] = value
    return parameters


def after_separator(rest: str) -> str:
    """What follows a parameter."""
    assert not rest or rest.startswith("; ")
    return rest[2:]


def extended(value: str) -> str:
    """An ext-value of RFC 8187, section 3.2.1, decoded."""
    charset, language, encoded = value.split("'")
    assert (charset, language) == ("UTF-8", "")
    escapes = encoded.split("%")
    assert ATTR_CHARS.issuperset(escapes[0])
    for escape in escapes[1:]:
        assert len(escape) >= 2
        assert HEX.issuperset(escape[:2])
        assert ATTR_CHARS.issuperset(escape[2:])
    return unquote_to_bytes(encoded).decode()


def saved_as(header: str) -> str:
    """The name that a reader of RFC 6266 saves a file under: `filename*` goes before."""
    parameters = read(header)
    if "filename*" in parameters:
        return extended(parameters["filename*"])
    return parameters["filename"]


def plain_of(header: str) -> str:
    """The name for what reads `filename` alone."""
    return read(header)["filename"]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        pytest.param("report.pdf", 'attachment; filename="report.pdf"', id="plain"),
        pytest.param("my report.pdf", 'attachment; filename="my report.pdf"', id="space"),
        pytest.param("a'b;c,d=e.pdf", 'attachment; filename="a\'b;c,d=e.pdf"', id="delimiters"),
        pytest.param(".hidden", 'attachment; filename=".hidden"', id="begins with a dot"),
        pytest.param("a..b", 'attachment; filename="a..b"', id="two dots inside"),
        pytest.param(
            "naïve file.pdf",
            "attachment; filename=\"naive file.pdf\"; filename*=UTF-8''na%C3%AFve%20file.pdf",
            id="accent",
        ),
        pytest.param(
            "nai\u0308ve.pdf",
            "attachment; filename=\"naive.pdf\"; filename*=UTF-8''nai%CC%88ve.pdf",
            id="accent of its own",
        ),
        pytest.param(
            "日本.pdf",
            "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.pdf",
            id="CJK",
        ),
        pytest.param(
            "😀.png",
            "attachment; filename=\"_.png\"; filename*=UTF-8''%F0%9F%98%80.png",
            id="emoji",
        ),
        pytest.param(
            "Straße.txt",
            "attachment; filename=\"Stra_e.txt\"; filename*=UTF-8''Stra%C3%9Fe.txt",
            id="no accent to take off",
        ),
        pytest.param(
            'a"b.pdf', "attachment; filename=\"a_b.pdf\"; filename*=UTF-8''a%22b.pdf", id="quote"
        ),
        pytest.param(
            "100%25.pdf",
            "attachment; filename=\"100_25.pdf\"; filename*=UTF-8''100%2525.pdf",
            id="percent",
        ),
        pytest.param(
            "a  b.pdf",
            "attachment; filename=\"a b.pdf\"; filename*=UTF-8''a%20%20b.pdf",
            id="two spaces",
        ),
        pytest.param(
            " a.pdf ",
            "attachment; filename=\"a.pdf\"; filename*=UTF-8''%20a.pdf%20",
            id="outer spaces",
        ),
        pytest.param(
            "a\u3000b",
            "attachment; filename=\"a b\"; filename*=UTF-8''a%E3%80%80b",
            id="wide space",
        ),
        pytest.param(
            "a\uff0fb\uff02\uff3c\uff05",
            'attachment; filename="a_b___"; '
            "filename*=UTF-8''a%EF%BC%8Fb%EF%BC%82%EF%BC%BC%EF%BC%85",
            id="wide forms of what is not plain",
        ),
    ],
)
def test_attachment(name: str, header: str) -> None:
    """Plain ASCII is given once; all other names twice, the exact one encoded."""
    assert attachment(name) == header
    assert saved_as(header) == name


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("", "no file's name", id="empty"),
        pytest.param(" ", "no file's name", id="space"),
        pytest.param(".", "no file's name", id="dot"),
        pytest.param("..", "no file's name", id="two dots"),
        pytest.param(" . . ", "no file's name", id="dots and spaces"),
        pytest.param("a/b", "without its folder", id="slash"),
        pytest.param("../etc/passwd", "without its folder", id="up"),
        pytest.param("a\\b", "without its folder", id="backslash"),
        pytest.param("a\r\nSet-Cookie: x", "control character", id="line end"),
        pytest.param("a\tb", "control character", id="tab"),
        pytest.param("a\0b", "control character", id="NUL"),
        pytest.param("a\x7fb", "control character", id="DEL"),
        pytest.param("a\x85b", "control character", id="NEL"),
        pytest.param("a\u2028b", "turns the writing", id="line separator"),
        pytest.param("exe\u202efdp.scr", "turns the writing", id="override"),
        pytest.param("a\u2066b", "turns the writing", id="isolate"),
        pytest.param("a\ud800b", "surrogate", id="surrogate"),
        pytest.param("a/" * 10000, "without its folder", id="long"),
    ],
)
def test_refused(name: str, says: str) -> None:
    """What is no file's name, or would be shown as another, is refused in one line."""
    with pytest.raises(InvalidValueError, match=says) as caught:
        attachment(name)
    check_error(caught.value)


@pytest.mark.parametrize("name", [None, b"a.pdf", 1, ["a.pdf"]], ids=ascii)
def test_wrong_types(name: Any) -> None:
    """A name is text."""
    with pytest.raises(InvalidTypeError) as caught:
        attachment(name)
    check_error(caught.value)


def check_error(error: InvalidInputError) -> None:
    """One line that names the argument."""
    assert error.argument == "filename"
    assert str(error).isprintable()
    assert len(str(error)) < 250


_TURNS = {"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_BIDI = [c for c in map(chr, range(0x110000)) if unicodedata.bidirectional(c) in _TURNS]


def test_all_that_turns_the_writing() -> None:
    """Each of Unicode's embeddings, overrides and isolates is refused."""
    assert len(_BIDI) == 9
    for character in _BIDI:
        with pytest.raises(InvalidValueError, match="turns the writing"):
            attachment(f"a{character}b")


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
@example("a\u0301")
@example("‥")
@example("％22")
@example("\u3000")
@example("\u0301")
def test_any_name(name: str) -> None:
    """A header is one line of printable ASCII that reads back as the very name."""
    try:
        header = attachment(name)
    except InvalidValueError:
        return
    assert header.isascii()
    assert header.isprintable()
    assert saved_as(header) == name
    plain = plain_of(header)
    assert not set('"\\/%') & set(plain)
    assert "  " not in header
    assert header == header.strip()
    # The standard library's reader agrees on the plain name, for what reads no other.
    message = Message()
    message["Content-Disposition"] = header.partition("; filename*=")[0]
    assert message.get_filename() == plain
    message = Message()
    message["Content-Disposition"] = header.replace(f'; filename="{plain}"', "")
    if "filename*" in read(header):
        found = message.get_param("filename", header="content-disposition")
        assert collapse_rfc2231_value(found) == name  # type: ignore[arg-type]  # a tuple, too


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=5))
@example("‥")
@example("．．")
@example("․")
@example("\u0301")
@example("\u3000")
@example("\u00a8")
def test_the_plain_name_is_a_file_s_name(name: str) -> None:
    """What reads `filename` alone gets a name that is no folder, and not nothing."""
    try:
        header = attachment(name)
    except InvalidValueError:
        return
    assert plain_of(header).strip(" .")


@pytest.mark.parametrize(
    "name", ["naïve  file.pdf", 'a"; filename="b.exe', "100%.pdf", "日本 .pdf", " a"]
)
def test_both_ways_to_send_it(name: str) -> None:
    """In a query and in a signed header it arrives as it was written."""
    s3 = S3(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), region="eu-west-1")
    header = attachment(name)
    put = s3.presign_put("media", "k", content_disposition=header)
    assert put.headers == {"content-disposition": header}
    get = s3.presign_get("media", "k", response_content_disposition=header)
    query = get.url.partition("response-content-disposition=")[2].partition("&")[0]
    assert unquote_to_bytes(query).decode() == header


def test_no_injection() -> None:
    """A name that looks like a header's end or like another parameter stays a name."""
    for name in ('x"; filename="evil.exe', "x; filename=evil.exe", "x'; filename*=UTF-8''evil"):
        header = attachment(name)
        assert saved_as(header) == name
        assert set(read(header)) <= {"filename", "filename*"}
