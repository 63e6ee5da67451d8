"""The checksums of parts, and the body that completes an upload."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree

import pytest
from boto3_oracle import Boto3, Seen
from hypothesis import given
from hypothesis import strategies as st
from plans import ID, KEY, MIB, NOW, check_error, upload

from sigv4.errors import InvalidInputError, InvalidValueError

DIGESTS = {1: sha256(b"1").digest(), 2: sha256(b"2").digest(), 3: sha256(b"3").digest()}


def test_a_checksum_is_signed_with_its_part() -> None:
    """As bytes or in base64, it is a header of the part; boto3 signs the same."""
    made = upload(checksum_algorithm="sha256")
    assert made.checksum_algorithm == "SHA256"
    assert made.checksums_required
    in_base64 = b64encode(DIGESTS[2]).decode()
    part = made.part(2, checksum=DIGESTS[2])
    assert part.url == made.part(2, checksum=in_base64).url
    assert part.headers == {"content-length": str(8 * MIB), "x-amz-checksum-sha256": in_base64}
    params = {"PartNumber": 2, "ContentLength": 8 * MIB, "ChecksumSHA256": in_base64}
    at = {"Bucket": "media", "Key": KEY, "UploadId": ID, **params}
    theirs = Boto3().generate("upload_part", at, NOW, ExpiresIn=3600)
    assert Seen.of(part.url) == Seen.of(theirs)
    assert [part.url for part in made.parts(checksums=DIGESTS)][1] == part.url


@pytest.mark.parametrize(
    ("algorithm", "more", "required"),
    [
        pytest.param("sha256", {}, True, id="sha256"),
        pytest.param("CRC32", {}, True, id="crc32"),
        pytest.param("crc32c", {"checksum_type": "COMPOSITE"}, True, id="composite"),
        pytest.param("crc32c", {"checksum_type": "FULL_OBJECT"}, False, id="of the whole object"),
        pytest.param("crc64nvme", {}, False, id="crc64nvme"),
    ],
)
def test_where_a_part_needs_its_checksum(
    algorithm: str, more: dict[str, Any], required: bool
) -> None:
    """S3 wants it unless the object's checksum is one of the whole (Amazon S3 user guide,
    "Checking object integrity for data uploads")."""
    made = upload(checksum_algorithm=algorithm, **more)
    assert made.checksums_required == required
    if not required:
        assert [*made.part(1).headers] == ["content-length"]
        made.complete_body(dict.fromkeys((1, 2, 3), "e"))
        return
    for call in (lambda: made.part(1), lambda: next(made.parts()), made.to_json):
        with pytest.raises(InvalidValueError, match="part 1 has none") as caught:
            call()
        check_error(caught.value, "checksum")
    with pytest.raises(InvalidValueError) as caught:
        made.complete_body(dict.fromkeys((1, 2, 3), "e"))
    check_error(caught.value, "checksums")


@pytest.mark.parametrize(
    "bad",
    [b"short", "no base64", "", 5, ("sha256", bytes(32)), "\udcff"],
    ids=["length", "text", "empty", "number", "pair", "surrogate"],
)
def test_what_is_no_digest(bad: Any) -> None:
    """A digest has the length of its algorithm."""
    with pytest.raises(InvalidInputError) as caught:
        upload(checksum_algorithm="sha256").part(1, checksum=bad)
    check_error(caught.value, "checksum")


def test_a_checksum_that_is_not_planned() -> None:
    """S3 refuses it, and so it is refused here."""
    made = upload()
    with pytest.raises(InvalidValueError, match="no checksum algorithm") as caught:
        made.part(1, checksum=bytes(32))
    check_error(caught.value, "checksum")
    with pytest.raises(InvalidValueError, match="no checksum algorithm") as caught:
        made.complete_body(dict.fromkeys((1, 2, 3), "e"), checksums=DIGESTS)
    check_error(caught.value, "checksums")


def parts_of(body: bytes) -> list[dict[str, str | None]]:
    """What a body says of each part."""
    root = ElementTree.fromstring(body)
    assert root.tag == "{http://s3.amazonaws.com/doc/2006-03-01/}CompleteMultipartUpload"
    return [{child.tag.rpartition("}")[2]: child.text for child in part} for part in root]


@pytest.mark.parametrize(
    "etags",
    [
        pytest.param({3: '"c"', 1: '"a"', 2: '"b"'}, id="quotes, any order"),
        pytest.param({1: "a", 2: "b", 3: "c"}, id="no quotes"),
        pytest.param([(2, "b"), (3, "c"), (1, ' "a" ')], id="pairs, spaces"),
        pytest.param(((n, e) for n, e in zip((1, 2, 3), "abc", strict=True)), id="generator"),
    ],
)
def test_body(etags: Any) -> None:
    """The parts in ascending order, each with its ETag in quotes."""
    assert parts_of(upload().complete_body(etags)) == [
        {"PartNumber": str(number), "ETag": f'"{etag}"'}
        for number, etag in zip((1, 2, 3), "abc", strict=True)
    ]


def test_body_with_checksums() -> None:
    """Each part has its digest, too."""
    made = upload(checksum_algorithm="sha256")
    body = made.complete_body({1: "a", 2: "b", 3: "c"}, checksums=DIGESTS)
    assert parts_of(body)[1] == {
        "PartNumber": "2",
        "ETag": '"b"',
        "ChecksumSHA256": b64encode(DIGESTS[2]).decode(),
    }


@given(
    st.text(st.sampled_from([chr(c) for c in range(33, 127) if chr(c) not in '"\\']), min_size=1)
)
def test_whatever_an_etag_is_the_body_says_it(etag: str) -> None:
    """What XML would read as something else is escaped."""
    body = upload(1).complete_body({1: etag})
    assert parts_of(body) == [{"PartNumber": "1", "ETag": f'"{etag}"'}]


@pytest.mark.parametrize(
    ("etags", "says"),
    [
        pytest.param(
            {1: "a", 3: "c"},
            "part 2 of 3 is missing; upload it, and give what was answered",
            id="one missing",
        ),
        pytest.param({}, "3 of 3 parts are missing, part 1 first", id="all missing"),
        pytest.param([(1, "a"), (1, "a"), (2, "b"), (3, "c")], "part 1 is there twice", id="twice"),
        pytest.param({1: "a", 2: "b", 3: "c", 4: "d"}, "there is no part 4", id="foreign"),
        pytest.param({0: "a", 1: "a", 2: "b", 3: "c"}, "there is no part 0", id="zero"),
        pytest.param({"1": "a", 2: "b", 3: "c"}, "a str was given", id="text for a number"),
        pytest.param({True: "a", 2: "b", 3: "c"}, "a bool was given", id="bool"),
        pytest.param({1: "", 2: "b", 3: "c"}, "no ETag", id="empty"),
        pytest.param({1: '""', 2: "b", 3: "c"}, "no ETag", id="empty in quotes"),
        pytest.param({1: 'W/"a"', 2: "b", 3: "c"}, "no ETag", id="weak"),
        pytest.param({1: '"', 2: "b", 3: "c"}, "no ETag", id="a quote"),
        pytest.param({1: "a\n", 2: "b", 3: "c"}, "no ETag", id="line end"),
        pytest.param({1: "a" * 1025, 2: "b", 3: "c"}, "no ETag", id="long"),
        pytest.param({1: "\udcff", 2: "b", 3: "c"}, "no ETag", id="surrogate"),
        pytest.param({1: "\uffff", 2: "b", 3: "c"}, "no ETag", id="no character of XML"),
        pytest.param({1: "é", 2: "b", 3: "c"}, "no ETag", id="not ASCII"),
        pytest.param({1: None, 2: "b", 3: "c"}, "None was given", id="None"),
        pytest.param(["a", "b", "c"], "no (number, value) pair", id="a list of ETags"),
        pytest.param(None, "give a mapping by the parts' numbers, or pairs", id="nothing"),
    ],
)
def test_what_completes_nothing(etags: Any, says: str) -> None:
    """A body that S3 would refuse, or that would lose a part, is not made."""
    with pytest.raises(InvalidInputError) as caught:
        upload().complete_body(etags)
    check_error(caught.value, "etags")
    assert says in str(caught.value)
