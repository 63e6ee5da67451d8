"""How a file is cut into parts, and what of a plan is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import GIB, ID, LARGEST, MIB, check_error, client, plan, upload

from sigv4.errors import InvalidInputError, InvalidValueError


@pytest.mark.parametrize(
    ("size", "part_size", "expected"),
    [
        pytest.param(0, None, (8 * MIB, 1, 0), id="empty"),
        pytest.param(1, None, (8 * MIB, 1, 1), id="one byte"),
        pytest.param(8 * MIB, None, (8 * MIB, 1, 8 * MIB), id="one whole part"),
        pytest.param(8 * MIB + 1, None, (8 * MIB, 2, 1), id="a byte more"),
        pytest.param(80_000 * MIB, None, (8 * MIB, 10_000, 8 * MIB), id="10,000 of the usual"),
        pytest.param(80_000 * MIB + 1, None, (9 * MIB, 8889, 8 * MIB + 1), id="grows by 1 MiB"),
        pytest.param(LARGEST, None, (5 * GIB, 10_000, 5 * GIB), id="the largest object"),
        pytest.param(11 * MIB, 5 * MIB, (5 * MIB, 3, MIB), id="the smallest parts"),
        pytest.param(11 * GIB, 5 * GIB, (5 * GIB, 3, GIB), id="the largest parts"),
        pytest.param(6_000_001, 6_000_000, (6_000_000, 2, 1), id="no MiB"),
        pytest.param(10_000 * 5 * MIB, 5 * MIB, (5 * MIB, 10_000, 5 * MIB), id="10,000 smallest"),
    ],
)
def test_layout(size: int, part_size: int | None, expected: tuple[int, int, int]) -> None:
    """The size and the number of the parts, and the size of the last one."""
    made = plan(size, part_size=part_size)
    last = made.with_upload_id(ID).part(made.part_count).size
    assert (made.size, made.part_size, made.part_count, last) == (size, *expected)


@given(st.integers(0, LARGEST), st.none() | st.integers(5 * MIB, 5 * GIB))
def test_every_layout_is_lawful_and_covers_the_file(size: int, part_size: int | None) -> None:
    """Whatever is planned is within S3's limits, and its parts are the file."""
    try:
        made = upload(size, part_size=part_size)
    except InvalidValueError as error:
        assert part_size is not None
        assert part_size * 10_000 < size
        check_error(error, "part_size")
        return
    assert 1 <= made.part_count <= 10_000
    assert 5 * MIB <= made.part_size <= 5 * GIB
    edges = {1, 2, made.part_count - 1, made.part_count} & {*range(1, made.part_count + 1)}
    for number in edges:
        part = made.part(number)
        assert part.offset == (number - 1) * made.part_size
        end = size if number == made.part_count else part.offset + made.part_size
        assert part.offset + part.size == end


@pytest.mark.parametrize(
    ("arguments", "argument", "says"),
    [
        pytest.param({"size": LARGEST + 1}, "size", "48.8 TiB", id="object"),
        pytest.param({"size": -1}, "size", "negative", id="negative"),
        pytest.param({"size": 10**5000}, "size", "many digits", id="digits"),
        pytest.param({"part_size": 5 * MIB - 1}, "part_size", "5 MiB", id="small parts"),
        pytest.param({"size": 1, "part_size": 1}, "part_size", "5 MiB", id="one small part"),
        pytest.param({"part_size": 5 * GIB + 1}, "part_size", "5 GiB", id="large parts"),
        pytest.param(
            {"size": 50_001 * MIB, "part_size": 5 * MIB},
            "part_size",
            "10001 parts, and S3 takes 10000; give 6291456 or more",
            id="many parts",
        ),
        pytest.param({"size": True}, "size", "a bool was given", id="bool"),
        pytest.param({"size": 1.0}, "size", "a float was given", id="float"),
        pytest.param({"size": None}, "size", "None was given", id="no size"),
        pytest.param({"part_size": "5MB"}, "part_size", "a str was given", id="text"),
        pytest.param({"bucket": "a/b"}, "bucket", "", id="bucket"),
        pytest.param({"bucket": ""}, "bucket", "empty", id="empty bucket"),
        pytest.param({"key": ""}, "key", "empty", id="empty key"),
        pytest.param({"key": b"k"}, "key", "bytes", id="bytes"),
        pytest.param({"key": "a/../b"}, "key", "", id="dot segments"),
        pytest.param({"create_only": 1}, "create_only", "True or False", id="create_only"),
        pytest.param(
            {"checksum_algorithm": "sha"}, "checksum_algorithm", "did you mean", id="algorithm"
        ),
        pytest.param(
            {"content_typ": "a"}, "content_typ", "did you mean content_type", id="parameter"
        ),
        pytest.param({"content_type": "a\nb"}, "content_type", "line end", id="value"),
        pytest.param({"expires_in": 604801}, "expires_in", "604800", id="expires_in"),
        pytest.param({"upload_id": "x"}, "upload_id", "no such parameter", id="upload id"),
    ],
)
def test_refused(arguments: dict[str, Any], argument: str, says: str) -> None:
    """Each limit of S3's and each bad argument is an error that says what to do."""
    call = {"bucket": "media", "key": "k", "size": 20 * MIB, **arguments}
    with pytest.raises(InvalidInputError) as caught:
        client.plan_multipart(**call)
    check_error(caught.value, argument)
    assert says in str(caught.value)
