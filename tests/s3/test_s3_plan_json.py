"""Plans and uploads as JSON: what is written is read, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import ID, KEY, MIB, NOW, check_error, client, plan, upload

from sigv4 import Credentials
from sigv4.errors import InvalidInputError, InvalidValueError
from sigv4.s3 import S3
from sigv4.s3.multipart import MultipartPlan, MultipartUpload

PLAN: dict[str, Any] = json.loads(plan(content_type="a/b").to_json())
UPLOAD: dict[str, Any] = json.loads(upload().to_json())


def changed(document: dict[str, Any], *path: Any, to: Any) -> str:
    """A document with another member, or with one more."""
    again = json.loads(json.dumps(document))
    inner = again
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return json.dumps(again)


def without(document: dict[str, Any], name: str) -> str:
    """A document without a member."""
    return json.dumps({n: value for n, value in document.items() if n != name})


def test_the_document_of_a_plan() -> None:
    """It has the request that begins the upload, and the sizes."""
    made = plan(content_type="a/b")
    assert json.loads(made.to_json()) == {
        "version": 1,
        "kind": "multipart-plan",
        "bucket": "media",
        "key": KEY,
        "size": 20 * MIB,
        "part_size": 8 * MIB,
        "part_count": 3,
        "checksum_algorithm": None,
        "checksums_required": False,
        "signed_at": "2013-05-24T00:00:00Z",
        "expires_at": "2013-05-24T01:00:00Z",
        "cut_short_by_token": False,
        "create": {
            "method": "POST",
            "url": made.create.url,
            "headers": {"content-type": "a/b"},
        },
    }


def test_the_document_of_an_upload() -> None:
    """It has every request that is left, and how the body that completes it is made."""
    made = upload(create_only=True)
    found = json.loads(made.to_json())
    assert (found["version"], found["kind"], found["upload_id"]) == (1, "multipart-upload", ID)
    assert found["parts"][1] == {
        "number": 2,
        "offset": 8 * MIB,
        "size": 8 * MIB,
        "method": "PUT",
        "url": made.part(2).url,
        "headers": {"content-length": str(8 * MIB)},
    }
    assert len(found["parts"]) == 3
    assert found["abort"] == {"method": "DELETE", "url": made.abort.url, "headers": {}}
    (page,) = made.list_parts
    assert found["list_parts"] == [{"method": "GET", "url": page.url, "headers": {}}]
    complete = found["complete"]
    assert (complete["method"], complete["url"]) == ("POST", made.complete.url)
    assert complete["headers"] == {"if-none-match": "*"}

    body = complete["body"]["before"]
    for number, etag in ((1, '"a"'), (2, '"b"'), (3, '"c"')):
        body += complete["body"]["part"].replace("{number}", str(number)).replace("{etag}", etag)
    body += complete["body"]["after"]
    assert body.encode() == made.complete_body({1: "a", 2: "b", 3: "c"})


def test_a_document_with_checksums() -> None:
    """They are in the parts' headers, and have their place in the body."""
    digests = {number: sha256(b"%d" % number).digest() for number in (1, 2, 3)}
    made = upload(checksum_algorithm="sha256")
    text = made.to_json(checksums=digests)
    found = json.loads(text)
    assert found["checksum_algorithm"] == "SHA256"
    assert found["complete"]["body"]["part"] == (
        "<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag>"
        "<ChecksumSHA256>{checksum}</ChecksumSHA256></Part>"
    )
    again = MultipartUpload.from_json(text)
    known = {part.number: part.headers["x-amz-checksum-sha256"] for part in again.parts()}
    etags = dict.fromkeys((1, 2, 3), "e")
    assert again.complete_body(etags, checksums=known) == made.complete_body(
        etags, checksums=digests
    )


DOCUMENTS: list[Any] = [
    pytest.param(plan, id="plan"),
    pytest.param(lambda: plan(metadata={"a": "b"}), id="plan with headers"),
    pytest.param(upload, id="upload"),
    pytest.param(lambda: upload(0), id="empty file"),
    pytest.param(lambda: upload(9000 * MIB, create_only=True), id="two pages of the list"),
    pytest.param(lambda: upload(checksum_algorithm="crc64nvme"), id="checksum of the object"),
    pytest.param(lambda: upload(sse_customer_key=b"k" * 32), id="a customer's key"),
    pytest.param(
        lambda: client.plan_multipart("media", "日本語/ ~", size=1).with_upload_id("2~x"),
        id="another key",
    ),
]


@pytest.mark.parametrize("make", DOCUMENTS)
def test_what_is_written_is_read(make: Callable[[], MultipartPlan | MultipartUpload]) -> None:
    """A record that was read is the one that was written, in all that it says; as bytes, too."""
    made = make()
    text = made.to_json()
    for form in (text, text.encode(), json.dumps(json.loads(text), indent=2)):
        again = type(made).from_json(form)
        assert again.to_json() == text
        assert repr(again) == repr(made)
        assert (again.signed_at, again.expires_at) == (made.signed_at, made.expires_at)
    assert text.isascii()


def test_what_is_read_can_be_used() -> None:
    """The requests of an upload that was read are those that were written; it signs nothing."""
    made = upload()
    again = MultipartUpload.from_json(made.to_json())
    assert [part.url for part in again.parts()] == [part.url for part in made.parts()]
    assert again.part(3).offset == made.part(3).offset
    assert again.complete_body({1: "a", 2: "b", 3: "c"}) == made.complete_body(
        {1: "a", 2: "b", 3: "c"}
    )
    for number in (0, 4):
        with pytest.raises(InvalidValueError):
            again.part(number)
    with pytest.raises(InvalidValueError, match="read from JSON is signed") as caught:
        again.part(1, checksum=bytes(32))
    check_error(caught.value, "checksum")
    with pytest.raises(InvalidValueError, match="read from JSON") as caught:
        MultipartPlan.from_json(plan().to_json()).with_upload_id(ID)
    check_error(caught.value, "plan")


def test_no_credentials_are_in_a_document() -> None:
    """URLs are; the secret is not."""
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    s3 = S3(Credentials("AKIAIOSFODNN7EXAMPLE", secret), region="eu-west-1")
    made = s3.plan_multipart("media", "k", size=1)
    for text in (made.to_json(), made.with_upload_id(ID).to_json()):
        assert secret not in text.replace("\\/", "/")


ANOTHER: Any = json.loads(plan().with_upload_id("2~another", signing_time=NOW).to_json())
PART_OF_ANOTHER = ANOTHER["parts"][0]["url"]
ABORT_OF_ANOTHER = ANOTHER["abort"]["url"]

WRONG: list[Any] = [
    pytest.param(changed(UPLOAD, "version", to=2), "its version is 2", id="version"),
    pytest.param(changed(UPLOAD, "version", to=True), "its version is True", id="version true"),
    pytest.param(changed(UPLOAD, "version", to=1.0), "its version is 1.0", id="version 1.0"),
    pytest.param(without(UPLOAD, "version"), "its version is None", id="no version"),
    pytest.param(json.dumps(PLAN), "its kind is 'multipart-plan'", id="a plan"),
    *[
        pytest.param(without(UPLOAD, name), f"it has no {name}", id=f"without {name}")
        for name in UPLOAD
        if name not in {"version", "kind"}
    ],
    pytest.param(changed(UPLOAD, "more", to=1), "it has 'more'", id="unknown member"),
    pytest.param(
        json.dumps(UPLOAD).replace('"size":', '"size": 1, "size":', 1), "a name twice", id="twice"
    ),
    pytest.param("[]", "it is no object", id="list"),
    pytest.param("null", "it is no object", id="null"),
    pytest.param("", "no JSON", id="empty"),
    pytest.param("{", "no JSON", id="cut off"),
    pytest.param("[" * 100_000, "no JSON", id="deep"),
    pytest.param('{"version": NaN}', "no JSON", id="NaN"),
    pytest.param('{"version": 1' + "0" * 5000 + "}", "no JSON", id="digits"),
    pytest.param(b"\xff", "no JSON", id="no UTF-8"),
    pytest.param(json.dumps(UPLOAD).encode("utf-16"), "no JSON", id="UTF-16"),
    pytest.param(" " * (64 * MIB + 1), "more than 67108864 bytes", id="size"),
    pytest.param(changed(UPLOAD, "bucket", to=""), "bucket is no text", id="bucket"),
    pytest.param(changed(UPLOAD, "key", to="k" * 1025), "key is no text", id="long key"),
    pytest.param(changed(UPLOAD, "key", to="\udcff"), "surrogate", id="surrogate"),
    pytest.param(changed(UPLOAD, "upload_id", to=5), "upload_id is no text", id="upload id"),
    pytest.param(changed(UPLOAD, "size", to="1"), "no whole numbers", id="size as text"),
    pytest.param(changed(UPLOAD, "size", to=True), "no whole numbers", id="size true"),
    pytest.param(changed(UPLOAD, "size", to=-1), "size: -1 is negative", id="size below 0"),
    pytest.param(
        changed(UPLOAD, "size", to=10**16),
        "48.8 TiB) of S3's largest object; give what to_json() wrote",
        id="large size",
    ),
    pytest.param(
        changed(UPLOAD, "upload_id", to="other"),
        "complete.url is not that of its upload_id",
        id="another upload id",
    ),
    pytest.param(changed(UPLOAD, "size", to=30 * MIB), "part_count is not 4", id="other size"),
    pytest.param(changed(UPLOAD, "part_size", to=1), "5 MiB", id="part size"),
    pytest.param(changed(UPLOAD, "part_count", to=3.0), "part_count is not 3", id="part count"),
    pytest.param(changed(UPLOAD, "checksum_algorithm", to="SHA3"), "is 'SHA3'", id="algorithm"),
    pytest.param(
        changed(UPLOAD, "checksum_algorithm", to=[]), "checksum_algorithm is []", id="a list"
    ),
    pytest.param(
        changed(UPLOAD, "checksums_required", to=True), "no checksum_algorithm", id="required"
    ),
    pytest.param(changed(UPLOAD, "checksums_required", to=0), "neither true", id="flag"),
    pytest.param(changed(UPLOAD, "cut_short_by_token", to=None), "neither true", id="flag null"),
    *[
        pytest.param(changed(UPLOAD, "expires_at", to=time), "expires_at is no time", id=f"{time}")
        for time in (
            *("2013-05-24", "2013-05-24T00:00:00+00:00", "2013-13-24T00:00:00Z", 0, None),
            *("2013-05-24 00:00:00Z", "2013-05-24T00:00:00z", "٢٠١٣-٠٥-٢٤T00:00:00Z"),
        )
    ],
    pytest.param(changed(UPLOAD, "abort", to=[]), "abort is no object", id="request"),
    pytest.param(changed(UPLOAD, "abort", "x", to=1), "abort has 'x'", id="request with more"),
    pytest.param(changed(UPLOAD, "abort", "method", to="GET"), "not DELETE", id="method"),
    pytest.param(changed(UPLOAD, "abort", "headers", to=[]), "is no object", id="headers"),
    pytest.param(
        changed(UPLOAD, "abort", "headers", to={"X-A": "b"}), "lower case", id="header in capitals"
    ),
    pytest.param(
        changed(UPLOAD, "abort", "headers", to={"host": "evil"}), "a name that is none", id="host"
    ),
    pytest.param(
        changed(UPLOAD, "abort", "headers", to={"a b": "c"}), "a name that is none", id="no token"
    ),
    pytest.param(
        changed(UPLOAD, "abort", "headers", to={"a": "b\r\nc: d"}), "no header's value", id="CRLF"
    ),
    pytest.param(changed(UPLOAD, "abort", "headers", to={"a": 1}), "no header's value", id="int"),
    pytest.param(
        changed(UPLOAD, "abort", "headers", to={"a": "\udcff"}), "surrogate", id="header surrogate"
    ),
    pytest.param(changed(UPLOAD, "list_parts", to=[]), "list of 1", id="no page"),
    pytest.param(changed(UPLOAD, "parts", to=UPLOAD["parts"][:2]), "list of 3", id="parts"),
    pytest.param(
        changed(UPLOAD, "parts", to=UPLOAD["parts"][::-1]), "parts[0].number is not 1", id="order"
    ),
    pytest.param(
        changed(UPLOAD, "parts", 1, "offset", to=0), "parts[1].offset is not 8388608", id="offset"
    ),
    pytest.param(changed(UPLOAD, "parts", 2, "size", to=4.0), "parts[2].size is not", id="float"),
    *[
        pytest.param(
            changed(UPLOAD, *path, "url", to=url),
            f"{where}.url is not that of its {of}",
            id=f"the URL of another {of}: {where}",
        )
        for path, where, url, of in (
            (("parts", 0), "parts[0]", UPLOAD["parts"][1]["url"], "number"),
            (("parts", 0), "parts[0]", PART_OF_ANOTHER, "upload_id"),
            (("list_parts", 0), "list_parts[0]", ABORT_OF_ANOTHER, "upload_id"),
            (("abort",), "abort", ABORT_OF_ANOTHER, "upload_id"),
        )
    ],
    pytest.param(
        changed(UPLOAD, "complete", "body", "part", to="<evil/>"), "complete.body", id="body"
    ),
]


@pytest.mark.parametrize(("document", "says"), WRONG)
def test_what_is_no_upload(document: Any, says: str) -> None:
    """One fault each in a document, and it is refused in words that show no URL."""
    with pytest.raises(InvalidValueError) as caught:
        MultipartUpload.from_json(document)
    check_error(caught.value, "document")
    assert says in str(caught.value)
    assert "Signature" not in str(caught.value)
    assert caught.value.__context__ is None or "X-Amz" not in str(caught.value.__context__)


URL = UPLOAD["abort"]["url"]


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(5, id="number"),
        pytest.param("", id="empty"),
        pytest.param(URL.replace("https:", "javascript:"), id="scheme"),
        pytest.param(URL.replace("https:", "file:"), id="file"),
        pytest.param(URL.partition("?")[0], id="unsigned"),
        pytest.param(URL.replace("https://", "https://u:p@"), id="user info"),
        pytest.param(f"{URL}#x", id="fragment"),
        pytest.param(URL.replace("media.", "evil."), id="another bucket"),
        pytest.param(URL.replace("https:", "http:"), id="another scheme"),
        pytest.param(URL.replace(".com/", ".com:8443/"), id="another port"),
        pytest.param(URL.replace(".bin?", ".txt?"), id="another key"),
        pytest.param(URL.replace("?", "?\r\n", 1), id="line end"),
        pytest.param(URL.replace("?", "? ", 1), id="space"),
        pytest.param(URL.replace("?", "?é", 1), id="not ASCII"),
        pytest.param(URL.replace("?", f"?{'a' * 16384}&", 1), id="long"),
    ],
)
@pytest.mark.parametrize(
    "path", [("abort",), ("parts", 2), ("list_parts", 0)], ids=["abort", "part", "page"]
)
def test_what_is_no_url_of_the_upload(path: tuple[Any, ...], url: Any) -> None:
    """All requests go to one object; a document cannot send one part elsewhere."""
    with pytest.raises(InvalidValueError) as caught:
        MultipartUpload.from_json(changed(UPLOAD, *path, "url", to=url))
    check_error(caught.value, "document")
    assert ".url is" in str(caught.value)


@pytest.mark.parametrize(
    ("document", "says"),
    [
        pytest.param(json.dumps(UPLOAD), "its kind is 'multipart-upload'", id="an upload"),
        pytest.param(changed(PLAN, "create", "method", to="PUT"), "not POST", id="method"),
        pytest.param(without(PLAN, "create"), "it has no create", id="no request"),
        pytest.param(
            changed(PLAN, "create", "url", to=UPLOAD["complete"]["url"]),
            "create.url does not begin an upload",
            id="another request",
        ),
        pytest.param(changed(PLAN, "kind", to=None), "its kind is None", id="no kind"),
    ],
)
def test_what_is_no_plan(document: str, says: str) -> None:
    """The same strictness."""
    with pytest.raises(InvalidValueError) as caught:
        MultipartPlan.from_json(document)
    check_error(caught.value, "document")
    assert says in str(caught.value)


@pytest.mark.parametrize("bad", [None, 5, {"version": 1}])
def test_what_is_no_text(bad: Any) -> None:
    """A document is a str or bytes."""
    with pytest.raises(InvalidInputError) as caught:
        MultipartUpload.from_json(bad)
    check_error(caught.value, "document")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.sampled_from([*UPLOAD]), JSON)
def test_any_member_may_be_anything(name: str, value: Any) -> None:
    """And is then read as it stands, or refused; there is no other exception."""
    try:
        again = MultipartUpload.from_json(changed(UPLOAD, name, to=value))
    except InvalidValueError as error:
        check_error(error, "document")
    else:
        assert json.loads(again.to_json())[name] == value
        assert again.signed_at == NOW
