"""Properties of `redact`, by Hypothesis, and its time."""

from __future__ import annotations

import html
import json
import string
from collections.abc import Callable
from time import process_time
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sigv4._escapes import unescaped
from sigv4.redact import redact

HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
BASE64 = st.text(string.ascii_letters + string.digits + "+/=", min_size=40, max_size=400)
PLAIN = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
# Marked, so that a chance likeness to what stands around it is no finding.
ANY = st.text(PLAIN, max_size=40).map("q§{}§7".format)
UNQUOTED = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="\"'`<>&"))
# What ends a value in no quotes cannot be told from what belongs to it.
CHOSEN = UNQUOTED.map("q§{}§7".format)

SIGNATURES = ["X-Amz-Signature", "x-amz-signature", "X_AMZ_SIGNATURE", "x-amz-trailer-signature"]
TOKENS = ["X-Amz-Security-Token", "x-amz-s3session-token", "AWS_SESSION_TOKEN", "sessionToken"]
SECRETS = [
    *("SecretAccessKey", "secretAccessKey", "secret_access_key", "AWS_SECRET_ACCESS_KEY"),
    *("aws_secret_access_key", "x-amz-server-side-encryption-customer-key"),
]

# How a name and a value are written down where the value is in quotes, and can be anything.
QUOTED: list[Callable[[str, str], str]] = [
    lambda name, value: json.dumps({name: value, "other": 1}),
    lambda name, value: json.dumps({"a": {name: [value]}}, ensure_ascii=False, indent=2),
    lambda name, value: json.dumps([{"name": name, "value": value}]),
    lambda name, value: repr({name: value}),
    lambda name, value: repr([(name, value)]),
    lambda name, value: f"<r><{name}>{html.escape(value)}</{name}></r>",
    lambda name, value: f"?a=b&{quote(name)}={quote(value, safe='')}&c=d",
    lambda name, value: f"a=b&{name}={quote_plus(value, safe='')}",
]
# … and in none.
BARE: list[Callable[[str, str], str]] = [
    lambda name, value: f"{name}={value}",
    lambda name, value: f"export {name}={value}\nNEXT=1",
    lambda name, value: f"{name}: {value}\r\nhost: h\r\n",
    lambda name, value: f"{name} = {value}\n",
    lambda name, value: f'form-data; name="{name}"\r\n\r\n{value}\r\n--b',
]
ESCAPES: list[Callable[[str], str]] = [
    lambda text: quote(text, safe=""),
    lambda text: quote(text, safe="/:"),
    html.escape,
    json.dumps,
    lambda text: json.dumps(text, ensure_ascii=False).replace("&", "\\u0026"),
    lambda text: repr({"a": text}),
]
AROUND = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def _cases() -> st.SearchStrategy[tuple[Callable[[str, str], str], str, str]]:
    quoted, bare = st.sampled_from(QUOTED), st.sampled_from([*QUOTED, *BARE])
    return st.one_of(
        st.tuples(bare, st.sampled_from(SIGNATURES), HEX),
        st.tuples(bare, st.sampled_from(TOKENS), BASE64),
        st.tuples(bare, st.sampled_from(SECRETS), CHOSEN),
        st.tuples(quoted, st.sampled_from(SECRETS + TOKENS), ANY),
    )


@given(
    case=_cases(),
    escapes=st.lists(st.sampled_from(ESCAPES), max_size=3),
    before=AROUND,
    after=AROUND,
    times=st.sampled_from([1, 1, 1, 2, 50]),
)
def test_no_secret_survives(
    case: tuple[Callable[[str, str], str], str, str],
    escapes: list[Callable[[str], str]],
    before: str,
    after: str,
    times: int,
) -> None:
    """In any notation, escaped in any way up to three times, in any text, any number of times."""
    notation, name, value = case
    assume(value not in before + after)
    text = notation(name, value)
    for escape in escapes:
        text = escape(text)
    safe = redact(f"{before}\n{text}\n{after}" * times)
    assert safe.count("REDACTED") >= times
    for left in (safe, unescaped(safe).text):
        assert value not in left
        assert quote(value, safe="") not in left
    assert redact(safe) == safe


@given(
    cases=st.lists(_cases(), min_size=2, max_size=4),
    between=st.sampled_from([";", ",", "|", "&", " ", ", ", "; ", " | ", "\n", "\t"]),
    escapes=st.lists(st.sampled_from(ESCAPES), max_size=2),
)
def test_no_secret_survives_beside_another(
    cases: list[tuple[Callable[[str, str], str], str, str]],
    between: str,
    escapes: list[Callable[[str], str]],
) -> None:
    """Nor where one ends with the name of the next, as far as can be told."""
    text = between.join([notation(name, value) for notation, name, value in cases])
    for escape in escapes:
        text = escape(text)
    safe = redact(text)
    for _, _, value in cases:
        if len(value) > 3:  # What is shorter may be a part of a name.
            assert value not in safe
            assert value not in unescaped(safe).text
    assert redact(safe) == safe


@given(st.text(max_size=300))
def test_a_text_without_secrets_stays(text: str) -> None:
    """Whatever it is: none of these holds a name and a value."""
    assert redact(text) == text


PIECES = st.sampled_from(
    [
        *("X-Amz-Signature", "token", "signature", "secret_access_key", "Authorization", "value"),
        *(
            "=",
            ":",
            ": ",
            "&",
            "%3D",
            "%26",
            "%2526",
            "%25",
            "%",
            "&amp;",
            "&quot;",
            '"',
            "'",
            "\\",
        ),
        *(
            '\\"',
            "\\u0026",
            "\\n",
            "\n",
            "\r\n\r\n",
            " ",
            ",",
            ";",
            "[",
            "]",
            "(",
            ")",
            "<",
            ">",
            "/",
        ),
        *("=3D", "=\n", "abc", "a" * 64, "REDACTED", "RED", "name=", "<input ", "://u:", "@", "|"),
        *(
            "sigv4-key-1",
            "AQoD" + "A" * 60,
            "eyJzZWNyZXRfa2V5IjoiYWJjZGVmZ2hpamtsbW5vcHEifQ==",
            "…",
        ),
        *("AWS ", "Bearer ", "AWS4-HMAC-SHA256 ", "41 " * 30, "name", "'eq', ", "x-amz-", "é"),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_what_is_redacted_stays_as_it_is(text: str) -> None:
    """However mangled: once redacted, there is nothing more to redact."""
    safe = redact(text)
    assert redact(safe) == safe


URL = (
    "GET https://examplebucket.s3.amazonaws.com/k?X-Amz-Credential=AKIA%2F20130524%2Fr%2Fs3%2F"
    f"aws4_request&X-Amz-Security-Token={'FwoG%2B' * 40}&X-Amz-Signature={'0f' * 32} 200\n"
)


# One text of a beginning and a unit over and over.
@pytest.mark.parametrize(
    ("beginning", "unit"),
    [
        pytest.param("", "2024-02-29 12:00:00 INFO nothing to hide in this line\n", id="words"),
        pytest.param("", URL, id="URLs"),
        pytest.param(
            "", URL.replace("%", "%2525").replace("&", "%2526"), id="URLs, encoded thrice"
        ),
        pytest.param("", "a", id="one word"),
        pytest.param("", "\\", id="backslashes"),
        pytest.param("", "%25", id="percent signs, encoded"),
        pytest.param("", "&amp;", id="ampersands"),
        pytest.param("", "\\u002525", id="escapes within escapes"),
        pytest.param("", "token=", id="names"),
        pytest.param("", "x-amz-signature: ", id="names and spaces"),
        pytest.param("", 'token: "', id="quotes that never end"),
        pytest.param("", '"secretAccessKey": "\\"', id="quotes that are escaped"),
        pytest.param("", 'secret_key=""', id="quotes that are doubled"),
        pytest.param("", "secret_key=[ 'a', ", id="lists that never end"),
        pytest.param("", "secret_key=%26", id="ends that are encoded too deep"),
        pytest.param("", "<token ", id="tags that never end"),
        pytest.param("", "<Token a>", id="elements that never end"),
        pytest.param("", "%3Ctoken>", id="elements that are encoded"),
        pytest.param("", "authorization:%26", id="schemes that are encoded"),
        pytest.param("", "secret_key:REDACTED@%26", id="passwords that were hidden"),
        pytest.param("", "\\u001b[0m\\u001b[0m<token>", id="elements in colours"),
        pytest.param("", "\x1b[0m", id="colours"),
        pytest.param("", "-----BEGIN PRIVATE KEY-----\n", id="private keys that never end"),
        pytest.param("", "AKIAIOSFODNN7EXAMPLE ", id="access key ids"),
        pytest.param("", "token</a><b>", id="cells that never end"),
        pytest.param("", "secret_key={'a':", id="objects that never end"),
        pytest.param("", "X-Amz-Signature=a\n", id="signatures, broken"),
        pytest.param("session_token=", "a" * 16 + "\n", id="a token, broken"),
        pytest.param("", "<input value='name=", id="attributes that never end"),
        pytest.param("", 'name="x-amz-signature"\r\na', id="parts that never begin"),
        pytest.param("", "('token', 'a", id="pairs that never end"),
        pytest.param("", "token" + " " * 997, id="columns"),
        pytest.param("", "authorization: AWS ", id="schemes"),
        pytest.param("", "://a:b", id="user information"),
        pytest.param("", "aHR0c" * 5 + "." * 3, id="base64, short"),
        pytest.param("", "c2VjcmV0X2tleT0i", id="base64, long"),
        pytest.param("", "41 ", id="pairs of digits"),
        pytest.param("", "AWS4-HMAC-SHA256-PAYLOAD 20130524T000000Z a", id="strings to sign"),
        pytest.param("", "=3D=\n", id="mail"),
        pytest.param("=3D", "=\n", id="mail of line ends"),
        pytest.param("token", " ", id="one name and spaces"),
        pytest.param('"secret_key"', "\n", id="one member and line ends"),
        pytest.param("secret_key=", ")", id="one value of brackets"),
        pytest.param('secret_key: "', '\\"', id="one quote and others that are escaped"),
        pytest.param("secret_key='", "''", id="one quote and others that are doubled"),
        pytest.param("<token ", "a", id="one tag"),
        pytest.param("<input ", "name=token value=a ", id="one element of many attributes"),
        pytest.param("://a:", "@", id="one user and signs"),
    ],
)
def test_time_in_proportion_to_the_text(beginning: str, unit: str) -> None:
    """Ten times the text takes some ten times as long, whatever it is made of."""

    def least(size: int) -> float:
        text = (beginning + unit * (size // len(unit) + 1))[:size]
        took = []
        for _ in range(2):
            start = process_time()
            redact(text)
            took.append(process_time() - start)
        return min(took)

    # A machine that is busy may make one comparison fail; a quadratic expression fails them all
    # by far: it would take a hundred times as long.
    assert any(least(100_000) <= 20 * least(10_000) for _ in range(3))


def test_any_length() -> None:
    """The last secret of ten megabytes goes as the first does."""
    text = f"{URL}{'words and words ' * 640_000}{URL}"
    safe = redact(text)
    assert safe.count("REDACTED") == 4
    assert safe.endswith("&X-Amz-Signature=REDACTED 200\n")
