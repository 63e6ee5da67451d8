"""Names that nobody has: what was probably meant."""

from __future__ import annotations

import pytest

from sigv4.errors import InvalidTypeError, InvalidValueError
from sigv4.s3._names import nearest
from sigv4.s3.operations import operation, operation_names


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("get_objct", "get_object"),
        ("getobject", "get_object"),
        ("getObject", "GetObject"),
        ("GetObjekt", "GetObject"),
        ("GETOBJECT", "GetObject"),
        ("list_objects_v3", "list_objects_v2"),
        ("upload_prt", "upload_part"),
        ("PutBucketPolcy", "PutBucketPolicy"),
        ("head_objects", "head_object"),
    ],
)
def test_nearest_operation(name: str, meant: str) -> None:
    """The nearest names come in the spelling that was used."""
    with pytest.raises(InvalidValueError, match="did you mean ") as caught:
        operation(name)
    assert caught.value.argument == "operation"
    assert repr(name) in caught.value.problem
    words = caught.value.remedy.removeprefix("did you mean ").removesuffix("?").split(" or ")
    assert words[0] == meant
    assert len(words) <= 3
    for word in words:
        assert operation(word).name in operation_names()


@pytest.mark.parametrize("name", ["", "zzz", "get_object\n" * 1000, "\ud800", "日本", "*" * 100000])
def test_no_near_operation(name: str) -> None:
    """Where nothing is near, or the name is hostile, the error is one short line all the same."""
    with pytest.raises(InvalidValueError) as caught:
        operation(name)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 250
    assert caught.value.remedy


@pytest.mark.parametrize("name", [None, 1, b"GetObject", ["GetObject"]], ids=ascii)
def test_an_operation_s_name_is_text(name: object) -> None:
    """Only text names an operation."""
    with pytest.raises(InvalidTypeError) as caught:
        operation(name)  # type: ignore[arg-type]  # what is tested
    assert caught.value.argument == "operation"


def test_an_operation_is_made_once() -> None:
    """Both spellings give the same operation each time, and asking changes nothing."""
    assert operation("get_object") is operation("get_object")
    assert operation("GetObject").parameters.keys() == operation("get_object").parameters.keys()
    names = operation_names()
    names.clear()
    assert len(operation_names()) == 116


@pytest.mark.parametrize(
    ("name", "known", "remedy"),
    [
        pytest.param("a", [], None, id="nothing is known"),
        pytest.param("VersionID", ["VersionId"], "did you mean VersionId?", id="case"),
        pytest.param("abc", ["xyz"], None, id="nothing is near"),
        pytest.param("Kye", ["Key"], "did you mean Key?", id="swapped"),
        pytest.param("x" * 10**6, ["x" * 79], "did you mean " + "x" * 79 + "?", id="long"),
    ],
)
def test_nearest(name: str, known: list[str], remedy: str | None) -> None:
    """The remedy names what is near, whatever its case, and there is none where nothing is."""
    assert nearest(name, known) == remedy


def test_at_most_three() -> None:
    """A remedy is not a list of everything, and the nearest comes first."""
    remedy = nearest("key", ["key1", "key2", "key3", "key4", "keys", "other"])
    assert remedy is not None
    assert remedy.count(" or ") == 2
    assert "other" not in remedy
