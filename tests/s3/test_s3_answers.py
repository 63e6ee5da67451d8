"""What S3 answers to the steps of an upload, read from its XML."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigv4.errors import AnswerError, InvalidInputError
from sigv4.s3.multipart import completed_etag, etags_of, upload_id_of

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
# Amazon S3 API reference, "Sample response" of CreateMultipartUpload.
BEGUN = (
    f"{XML}<InitiateMultipartUploadResult {NAMESPACE}><Bucket>example-bucket</Bucket>"
    "<Key>example-object</Key><UploadId>VXBsb2FkIElEIGZvciA2aWWpbmcncyBteS1tb3ZpZS5tMnRzIHVwbG9hZA"
    "</UploadId></InitiateMultipartUploadResult>"
)
UPLOAD_ID = "VXBsb2FkIElEIGZvciA2aWWpbmcncyBteS1tb3ZpZS5tMnRzIHVwbG9hZA"
LISTED = (
    f"{XML}<ListPartsResult {NAMESPACE}><Initiator><ID>i</ID></Initiator><MaxParts>2</MaxParts>"
    "<Part><PartNumber>2</PartNumber><ETag>&quot;7778aef83f66abc1fa1e8477f296d394&quot;</ETag>"
    '<Size>10485760</Size></Part><Part><ETag>"aaaa"</ETag><PartNumber>3</PartNumber></Part>'
    "</ListPartsResult>"
)
COMPLETED = (
    f"{XML}<CompleteMultipartUploadResult {NAMESPACE}><Location>http://h/k</Location>"
    '<ETag>"3858f62230ac3c915f300c664312c11f-9"</ETag></CompleteMultipartUploadResult>'
)
FAILED = (
    f"{XML}   <Error><Code>InternalError</Code><Message>We encountered an internal error.\n"
    "Please try again.</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>"
)

READERS: list[Any] = [
    pytest.param(upload_id_of, BEGUN, id="begun"),
    pytest.param(etags_of, LISTED, id="listed"),
    pytest.param(completed_etag, COMPLETED, id="completed"),
]


def test_what_is_read() -> None:
    """The upload's id, the ETags by their numbers, and the object's ETag."""
    assert upload_id_of(BEGUN) == UPLOAD_ID
    assert etags_of(LISTED) == {2: '"7778aef83f66abc1fa1e8477f296d394"', 3: '"aaaa"'}
    assert completed_etag(COMPLETED) == '"3858f62230ac3c915f300c664312c11f-9"'


@pytest.mark.parametrize(("reader", "answer"), READERS)
def test_forms(reader: Callable[[Any], Any], answer: str) -> None:
    """As a str or as bytes; behind white space, which a server that works for long sends; with
    a prefix for the namespace, or without any."""
    expected = reader(answer)
    root = answer[len(XML) + 1 :].partition(" ")[0]
    prefixed = answer.replace(f"<{root} xmlns", f"<s:{root} xmlns:s").replace(
        f"</{root}", f"</s:{root}"
    )
    for form in (
        answer.encode(),
        bytearray(answer.encode()),
        f" \r\n\t{answer}",
        answer.replace(XML, f"{XML}{' ' * 1000}"),
        answer.replace(f" {NAMESPACE}", ""),
        prefixed,
    ):
        assert reader(form) == expected


@pytest.mark.parametrize("etag", ["<ETag/>", "<ETag></ETag>", ""])
def test_a_completed_upload_without_an_etag(etag: str) -> None:
    """Ceph 16 names none; the upload is complete all the same."""
    answer = f"<CompleteMultipartUploadResult>{etag}</CompleteMultipartUploadResult>"
    assert completed_etag(answer) == ""


@pytest.mark.parametrize("reader", [upload_id_of, etags_of, completed_etag])
def test_an_error(reader: Callable[[Any], Any]) -> None:
    """S3's error is raised with its code and its words on one line, whatever the status was."""
    with pytest.raises(AnswerError) as caught:
        reader(FAILED)
    assert caught.value.code == "InternalError"
    assert caught.value.message == "We encountered an internal error. Please try again."
    assert str(caught.value).startswith("the server says InternalError: We encountered")


LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<InitiateMultipartUploadResult><UploadId>&b;</UploadId></InitiateMultipartUploadResult>"
)
OUTSIDE = (
    '<!DOCTYPE l SYSTEM "file:///etc/passwd"><InitiateMultipartUploadResult><UploadId>a</UploadId>'
    "</InitiateMultipartUploadResult>"
)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        pytest.param("", "it is empty", id="nothing"),
        pytest.param("  ", "it is empty", id="white space"),
        pytest.param("{}", "it is no XML (line 1)", id="JSON"),
        pytest.param("<a><b></a>", "it is no XML", id="not well-formed"),
        pytest.param(BEGUN[:-20], "it is no XML", id="cut off"),
        pytest.param(f"{BEGUN}<b/>", "it is no XML", id="two roots"),
        pytest.param("<html><body>502</body></html>", "it is 'html'", id="a proxy's page"),
        pytest.param(COMPLETED, "and not InitiateMultipartUploadResult", id="another answer"),
        pytest.param("<InitiateMultipartUploadResult/>", "it has no UploadId", id="no upload id"),
        pytest.param(
            "<InitiateMultipartUploadResult><a><UploadId>x</UploadId></a>"
            "</InitiateMultipartUploadResult>",
            "it has no UploadId",
            id="elsewhere",
        ),
        pytest.param(BEGUN.replace(UPLOAD_ID, "a\nb"), "its UploadId is 'a\\nb'", id="line end"),
        pytest.param(BEGUN.replace(UPLOAD_ID, "a" * 1025), "its UploadId is", id="long"),
        pytest.param(LAUGHS, "declares a document type", id="entities"),
        pytest.param(OUTSIDE, "declares a document type", id="entity from outside"),
        pytest.param(BEGUN.replace(UPLOAD_ID, "&x;"), "it is no XML", id="unknown entity"),
        pytest.param(f"<a>{'x' * 1024**2}</a>", "more than 1048576 bytes", id="size"),
        pytest.param("<a>" * 50_000, "too deep", id="depth"),
        pytest.param(f"<a>{'<b/>' * 200_000}</a>", "more than 100000 elements", id="elements"),
        pytest.param("<Error/>", "an error, and no more", id="an error without words"),
    ],
)
def test_what_is_no_answer(answer: Any, says: str) -> None:
    """Anything else is an error on one line, with no code of S3's."""
    with pytest.raises(AnswerError) as caught:
        upload_id_of(answer)
    assert caught.value.code == ""
    assert says in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "part",
    [
        "<Part/>",
        "<Part><PartNumber>1</PartNumber></Part>",
        "<Part><ETag>a</ETag></Part>",
        "<Part><PartNumber>-1</PartNumber><ETag>a</ETag></Part>",
        "<Part><PartNumber>1000000</PartNumber><ETag>a</ETag></Part>",
        "<Part><PartNumber>x</PartNumber><ETag>a</ETag></Part>",
        "<Part><PartNumber>1</PartNumber><ETag>a\nb</ETag></Part>",
        "<Part><PartNumber>1</PartNumber><ETag>a</ETag></Part>" * 2,
    ],
)
def test_what_is_no_list(part: str) -> None:
    """A part without a number or an ETag, or twice: nothing of such a list is believed."""
    assert etags_of("<ListPartsResult></ListPartsResult>") == {}
    with pytest.raises(AnswerError):
        etags_of(f"<ListPartsResult>{part}</ListPartsResult>")


def test_an_error_has_only_one_line() -> None:
    """What a server says may hold anything, and ends up on a terminal."""
    message = f"a\tb&#133;c\u202e\x7f{'x' * 2000}"
    with pytest.raises(AnswerError) as caught:
        upload_id_of(
            f"<Error><Code>No\nSuch{'y' * 2000}</Code><Message>{message}</Message></Error>"
        )
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 700


@pytest.mark.parametrize("bad", [None, 5, ["<a/>"], "\udcff"])
def test_what_is_no_body(bad: Any) -> None:
    """A body is bytes or a str."""
    with pytest.raises(InvalidInputError) as caught:
        upload_id_of(bad)
    assert caught.value.argument == "answer"


@given(st.binary(max_size=200) | st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_anything_is_an_answer_or_an_error(answer: bytes | str) -> None:
    """And no other exception."""
    for reader in (upload_id_of, etags_of, completed_etag):
        with pytest.raises(AnswerError):
            reader(answer)


@given(st.data())
def test_an_answer_that_was_damaged(data: st.DataObject) -> None:
    """One byte changed gives the id, another one, or an error of ours."""
    body = bytearray(BEGUN.encode())
    body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    with suppress(AnswerError):
        assert upload_id_of(bytes(body))
