"""The explanation as a record, as a page and as JSON; it shows no secret and obeys nobody."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import datetime, timezone
from typing import Any

import pytest
from s3_documents import error_document, signature_document

from sigv4 import Credentials, SigningKey, presign
from sigv4.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from sigv4.explain import Cause, Explanation, explain_error

NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN0123456789"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
CREDENTIALS = Credentials("ASIAIOSFODNN7EXAMPLE", SECRET, TOKEN)
SIGNED = presign(
    "PUT",
    "https://media.s3.eu-west-1.amazonaws.com/cat.jpg",
    CREDENTIALS,
    region="eu-west-1",
    headers={"content-type": "image/png", "x-amz-meta-a": "b"},
    signing_time=NOW,
)
SIGNATURE = SIGNED.url[-64:]


def explained(old: str, new: str, **how: Any) -> Explanation:
    """Of an answer of a server that saw something else."""
    assert old in SIGNED.canonical_request
    document = signature_document(
        SIGNED.canonical_request.replace(old, new),
        SIGNED.string_to_sign,
        access_key_id=CREDENTIALS.access_key_id,
        signature=SIGNATURE,
    )
    how = {"method": "PUT", "headers": dict(SIGNED.headers), "now": NOW, **how}
    return explain_error(SIGNED.url, response=document, **how)


FOUND = explained("image/png", "image/jpeg", credentials=CREDENTIALS)


def test_a_page() -> None:
    """What differs is marked, with or without colours."""
    page = str(FOUND)
    assert page == FOUND.page()
    assert page.startswith("server          SignatureDoesNotMatch: The request signature")
    assert "\ncause           content-type-differs: the Content-Type that was sent" in page
    assert "  → send Content-Type: image/png; or sign" in page
    assert "signature       right for the secret at hand, and for PUT with content-type" in page
    below = " " * len("  content-type:image/")
    assert f"- content-type:image/png\n{below}^^\n" in page
    assert f"+ content-type:image/jpeg\n{below}^^^\n" in page
    assert "\n  PUT\n  /cat.jpg\n" in page
    assert "\x1b" not in page
    colored = FOUND.page(color=True)
    assert "\x1b[31mpn" in colored
    assert "^^" in colored


def test_json() -> None:
    """The same, and the same again."""
    document = json.loads(FOUND.to_json())
    assert document == FOUND.as_dict()
    assert FOUND.to_json().isascii()
    assert document["causes"][0]["id"] == "content-type-differs"
    assert document["causes"][0]["likelihood"] == "certain"
    (line,) = [line for line in document["lines"] if not line["is_equal"]]
    assert (line["part"], line["signed"]) == ("header", "content-type:image/png")
    begin, end = line["marks"][1]
    assert line["seen"][begin:end] == "jpe"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("image/png", "image/jpeg", id="header"),
        pytest.param(TOKEN, f"{TOKEN}x", id="token longer"),
        pytest.param(TOKEN, TOKEN[::-1], id="token of the same length"),
        pytest.param("x-amz-meta-a:b", f"x-amz-meta-a:{SECRET}", id="the secret in a header"),
        pytest.param("x-amz-meta-a:b", f"x-amz-meta-a:c{SIGNATURE}d", id="the signature in one"),
        pytest.param("/cat.jpg", f"/cat{TOKEN}.jpg", id="the token in the path"),
    ],
)
def test_no_secret_is_shown(old: str, new: str) -> None:
    """Neither the signature nor the token, also where it is the token that differs."""
    found = explained(old, new, credentials=CREDENTIALS)
    assert any(not line.is_equal for line in found.lines)
    for text in (str(found), found.page(color=True), repr(found), found.to_json()):
        assert SIGNATURE not in text
        assert SECRET not in text
        assert TOKEN not in text
        assert TOKEN[::-1] not in text


def test_a_customers_key_is_not_shown() -> None:
    """Where it differs, that alone is told."""
    name, key, other = (
        "x-amz-server-side-encryption-customer-key",
        "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=",
    )
    signed = presign(
        *("GET", "https://media.s3.eu-west-1.amazonaws.com/cat.jpg", CREDENTIALS),
        region="eu-west-1",
        headers={name: key},
        signing_time=NOW,
    )
    document = signature_document(
        signed.canonical_request.replace(key, other),
        signed.string_to_sign,
        access_key_id=CREDENTIALS.access_key_id,
        signature=signed.url[-64:],
    )
    found = explain_error(
        signed.url, response=document, headers=dict(signed.headers), credentials=CREDENTIALS
    )
    assert [cause.id for cause in found.causes] == ["header-differs"]
    for text in (str(found), found.to_json(), repr(found.causes), repr(found.lines)):
        assert key not in text
        assert other not in text


def test_a_token_that_differs() -> None:
    """Its length is told, and that it is another one."""
    page = str(explained(TOKEN, TOKEN[:-3]))
    assert "- X-Amz-Security-Token=REDACTED (of length 38)" in page
    assert "+ X-Amz-Security-Token=REDACTED (of length 35)" in page
    assert "token-altered" in page
    page = str(explained(TOKEN, TOKEN[::-1]))
    assert "+ X-Amz-Security-Token=REDACTED (of length 38), another" in page


HOSTILE = "\x1b]0;a\x07\x9b2J\r\u202e\u2028"


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(error_document("A\u202eB", "m\u2028\x85\x9b2J", Region="\u202e"), id="texts"),
        pytest.param(
            error_document("AccessDenied", "were\u202e not signed", HeadersNotSigned="\x85"),
            id="headers",
        ),
        pytest.param(json.dumps({"message": HOSTILE, "code": HOSTILE}).encode(), id="JSON"),
        pytest.param(
            json.dumps(
                {
                    "message": "The request signature we calculated does not match the signature "
                    "you provided.\n\nThe Canonical String for this request should have been\n'"
                    f"GET{HOSTILE}\n/{HOSTILE}\na={HOSTILE}\nhost:{HOSTILE}\n\nhost\n{HOSTILE}'"
                }
            ).encode(),
            id="canonical request",
        ),
    ],
)
def test_what_a_terminal_obeys_is_escaped(document: bytes) -> None:
    """Whatever a server or a URL says cannot write on the screen."""
    for url in (SIGNED.url, f"https://h/{HOSTILE}?X-Amz-Credential={HOSTILE}&{HOSTILE}=1"):
        found = explain_error(url, response=document, now=NOW)
        assert str(found).replace("\n", "").isprintable()
        for cause in found.causes:
            assert str(cause).isprintable()


def test_a_long_answer_is_not_printed_in_full() -> None:
    """The page stays one."""
    found = explained("x-amz-meta-a:b", f"x-amz-meta-a:{'c' * 500_000}")
    assert len(str(found)) < 10_000
    query = "&".join(f"p{number}=1" for number in range(50_000))
    found = explained("X-Amz-Algorithm", f"{query}&X-Amz-Algorithm")
    assert len(found.causes) <= 50
    assert len(str(found).splitlines()) < 1000


def test_records() -> None:
    """They are immutable, compare by value and can be copied."""
    cause = FOUND.causes[0]
    assert FOUND.cause == cause == pickle.loads(pickle.dumps(cause)) == copy.copy(cause)
    assert len({cause, copy.deepcopy(cause)}) == 1
    assert cause != FOUND
    assert str(cause) == f"{cause.words}; {cause.remedy}"
    assert repr(cause).startswith("<Cause content-type-differs, certain: ")
    assert repr(FOUND) == "<Explanation SignatureDoesNotMatch; causes: content-type-differs>"
    assert repr(FOUND.lines[0]) == "<Line method: 'PUT' = 'PUT'>"
    with pytest.raises(AttributeError, match="immutable"):
        FOUND.code = "x"
    assert isinstance(cause, Cause)
    assert pickle.loads(pickle.dumps(FOUND)).to_json() == FOUND.to_json()


@pytest.mark.parametrize(
    ("how", "error"),
    [
        pytest.param({"url": 1}, InvalidTypeError, id="url"),
        pytest.param({"url": " "}, InvalidValueError, id="empty"),
        pytest.param({"method": "get"}, InvalidValueError, id="method"),
        pytest.param({"method": 1}, InvalidTypeError, id="method's type"),
        pytest.param({"headers": {"a b": "c"}}, InvalidValueError, id="header"),
        pytest.param({"headers": 1}, InvalidTypeError, id="headers"),
        pytest.param({"credentials": "AKIA"}, InvalidTypeError, id="credentials"),
        pytest.param({"now": datetime(2024, 1, 1)}, InvalidValueError, id="now"),
    ],
)
def test_what_is_refused(how: dict[str, Any], error: type[InvalidInputError]) -> None:
    """Bad arguments give the error tree; their values are not shown."""
    arguments: dict[str, Any] = {"url": SIGNED.url, "now": NOW, **how}
    with pytest.raises(error) as caught:
        explain_error(arguments.pop("url"), **arguments)
    assert SIGNATURE not in str(caught.value)


@pytest.mark.parametrize(
    ("credentials", "words"),
    [
        pytest.param(None, "no secret is at hand", id="none"),
        pytest.param(Credentials("AKIAOTHER", "s"), "one of another access key", id="another"),
        pytest.param(
            SigningKey.derive(CREDENTIALS, date="20240301", region="eu-west-1", service="s3"),
            "for another day or place",
            id="a key of another day",
        ),
        pytest.param(
            SigningKey.derive(CREDENTIALS, date="20240229", region="eu-west-1", service="s3"),
            "right for the secret at hand",
            id="a key of the day",
        ),
    ],
)
def test_who_checks(credentials: Credentials | SigningKey | None, words: str) -> None:
    """The signature is checked by the secret of its own access key."""
    assert words in explained("image/png", "image/gif", credentials=credentials).signature_words


def test_sets_of_regions_are_not_checked() -> None:
    """Their signatures differ at every signing."""
    url = SIGNED.url.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256")
    assert explain_error(url, credentials=CREDENTIALS, now=NOW).signature == "unknown"


@pytest.mark.parametrize("end", ["", "d" * 2000], ids=["at the end", "within"])
@pytest.mark.parametrize("secret", [SECRET, TOKEN, SIGNATURE], ids=["secret", "token", "signature"])
@pytest.mark.parametrize("part", ["x-amz-meta-a:", "/cat.jpg", "X-Amz-Expires="])
def test_no_secret_is_shown_in_part(part: str, secret: str, end: str) -> None:
    """A cut in a long text is made nowhere through a secret so that more than a bit is left."""
    for length in (*range(60, 101, 5), *range(225, 301, 8), *range(940, 1001, 6)):
        found = explained(part, f"{part}{'c' * length}{secret}{end}", credentials=CREDENTIALS)
        for text in (str(found), found.to_json()):
            assert secret[:8] not in text
            assert secret[-8:] not in text


def test_no_token_is_shown_in_part_that_repeats_itself() -> None:
    """The longest part of it that fits is left out."""
    token = "ab" * 30
    credentials = Credentials(CREDENTIALS.access_key_id, SECRET, token)
    signed = presign(
        *("GET", "https://media.s3.eu-west-1.amazonaws.com/cat.jpg", credentials),
        region="eu-west-1",
        signing_time=NOW,
    )
    document = signature_document(
        signed.canonical_request.replace("/cat", f"/{'c' * 950}{token}{'d' * 2000}"),
        signed.string_to_sign,
        access_key_id=credentials.access_key_id,
        signature=signed.url[-64:],
    )
    assert "abab" not in str(explain_error(signed.url, response=document, now=NOW))


def test_a_cut_behind_a_secret_of_the_signed_side() -> None:
    """What stands before what differs is left out, and its rest is not shown."""
    for length in range(70, 100, 3):
        old = f"x-amz-meta-a:{'a' * 200}{SECRET}{'b' * length}"
        signed = SIGNED.canonical_request.replace("x-amz-meta-a:b", old)
        found = explain_error(
            SIGNED.url,
            response=signature_document(
                signed.replace(old, f"{old}c{'d' * 1000}"),
                SIGNED.string_to_sign,
                access_key_id=CREDENTIALS.access_key_id,
                signature=SIGNATURE,
            ),
            method="PUT",
            headers={"content-type": "image/png", "x-amz-meta-a": old.partition(":")[2]},
            credentials=CREDENTIALS,
            now=NOW,
        )
        assert SECRET[-8:] not in str(found)
