"""`PresignedPost.html`: a document that a browser sends as it was signed."""

from __future__ import annotations

from typing import Any

import pytest
from html_page import Page

from sigv4 import Credentials
from sigv4.errors import InvalidInputError, InvalidTypeError
from sigv4.s3 import S3
from sigv4.s3.conditions import anything, content_length_range, exact, starts_with
from sigv4.s3.post import PresignedPost

CLIENT = S3(Credentials("AKIA", "secret"), region="eu-west-1")
HOSTILE = "\"><script>alert(1)</script>&quot;'`</title></form>{0}{rows}\r\n é日😀"


def _post(*conditions: Any, key: str = "uploads/${filename}", **fields: str) -> PresignedPost:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return CLIENT.presign_post("media", key, conditions=conditions, fields=named)


def test_a_document() -> None:
    """The fields in their order, then the file, in a form that a browser sends as S3 wants it."""
    post = _post(acl="private", Cache_Control="no-store")
    page = Page(post.html())
    assert page.of("form") == [
        {
            "action": post.url,
            "method": "post",
            "enctype": "multipart/form-data",
            "accept-charset": "utf-8",
            "autocomplete": "off",
        }
    ]
    assert page.hidden() == list(post.fields.items())
    inputs = page.of("input")
    assert inputs[-1] == {"type": "file", "id": "file", "name": "file", "required": None}
    assert page.of("script") == []
    assert post.html().startswith("<!DOCTYPE html>\n")


def test_it_is_accessible() -> None:
    """A language, a title and a heading, a label for each input, a description of the file."""
    post = _post(content_length_range(0, 5_000_000), anything("x-amz-meta-note"))
    page = Page(
        post.html(
            title="Hochladen", label="Datei", button="Los", lang="de", hint="bis 5 MB",
            inputs={"x-amz-meta-note": "Notiz"},
        )
    )  # fmt: skip
    assert page.of("html") == [{"lang": "de"}]
    assert (page.texts["title"], page.texts["h1"]) == ("Hochladen", "Hochladen")
    assert page.texts["label"] == "NotizDatei"
    visible = [a for a in page.of("input") if a["type"] != "hidden"]
    assert [label["for"] for label in page.of("label")] == [a["id"] for a in visible]
    described = str(page.of("input", type="file")[0]["aria-describedby"])
    assert len(page.of("p", id=described)) == 1
    assert "bis 5 MB" in page.texts["p"]
    assert page.texts["button"] == "Los"
    assert page.of("button") == [{"type": "submit"}]


@pytest.mark.parametrize(
    ("conditions", "fields", "accept", "hint"),
    [
        pytest.param(
            [exact("Content-Type", "image/png")], {}, "image/png", "image/png", id="exact"
        ),
        pytest.param(
            [], {"Content_Type": "a/b; c=d"}, "a/b", "a/b", id="a field, with a parameter"
        ),
        pytest.param([], {"content_type": "odd"}, None, "odd", id="no type"),
        pytest.param([], {"content_type": "a/b,c"}, None, "a/b,c", id="no one type"),
        pytest.param([starts_with("Content-Type", "image/")], {}, "image/*", "Images", id="kind"),
        pytest.param(
            [starts_with("Content-Type", "video/m"), starts_with("Content-Type", "video/")],
            {},
            None,
            "video/m*",
            id="a beginning; the strictest counts",
        ),
        pytest.param([starts_with("Content-Type", "text/")], {}, None, "text/*", id="other kind"),
        pytest.param([anything("Content-Type")], {}, None, None, id="anything"),
        pytest.param([], {}, None, None, id="no condition"),
        pytest.param(
            [starts_with("Content-Type", "image/")],
            {"Content_Type": "image/png"},
            "image/png",
            "image/png",
            id="a field that keeps a condition",
        ),
        pytest.param([content_length_range(1, 5_000_000)], {}, None, "up to 5 MB", id="size"),
        pytest.param([content_length_range(2, 2048)], {}, None, "2 bytes to 2 KiB", id="sizes"),
        pytest.param([content_length_range(1000, 1234567)], {}, None, "1,234,567 bytes", id="odd"),
        pytest.param([content_length_range(0, 0)], {}, None, "up to 0 bytes", id="nothing"),
        pytest.param(
            [
                starts_with("Content-Type", "image/"),
                content_length_range(0, 9),
                content_length_range(2, 3),
            ],
            {},
            "image/*",
            "Images, from 2 bytes to 3 bytes",
            id="both, two ranges",
        ),
    ],
)
def test_what_the_conditions_imply(
    conditions: list[Any], fields: dict[str, str], accept: str | None, hint: str | None
) -> None:
    """What the browser offers, and what the page says of it."""
    page = Page(_post(*conditions, **fields).html())
    assert page.of("input", type="file")[0].get("accept") == accept
    assert (page.of("p", id="hint") == []) == (hint is None)
    assert (hint or "") in page.texts.get("p", "")


@pytest.mark.parametrize(
    ("conditions", "fields", "by_script"),
    [
        pytest.param([starts_with("content-type", "a")], {}, True, id="a beginning"),
        pytest.param([exact("content-type", "a/b")], {}, False, id="exact"),
        pytest.param([anything("content-type")], {"Content_Type": "a/b"}, False, id="a field"),
        pytest.param([content_length_range(0, 5)], {}, False, id="a size"),
    ],
)
def test_the_type_of_the_file(
    conditions: list[Any], fields: dict[str, str], by_script: bool
) -> None:
    """The field that S3 wants is one that the script fills in, only where nothing says its value,
    and who has no script is told so."""
    page = Page(_post(*conditions, **fields).html())
    found = page.of("input", id="type")
    assert found == ([{"type": "hidden", "id": "type", "name": "content-type", "value": ""}]
                     if by_script else [])  # fmt: skip
    assert (len(page.of("noscript")) == 1) == by_script
    names = [name.lower() for name, _ in page.hidden()]
    assert len(set(names)) == len(names)


def test_the_bounds_of_the_size_are_the_scripts() -> None:
    """In attributes: the script itself is one and the same text, whatever the policy."""
    one = Page(_post(content_length_range(3, 7), starts_with("Content-Type", HOSTILE)).html())
    other = Page(_post(content_length_range(0, 2**60)).html(nonce="n"))
    file = one.of("input", type="file")[0]
    assert (file["data-least"], file["data-most"]) == ("3", "7")
    assert file["data-prefix"] == HOSTILE
    assert one.texts["script"] == other.texts["script"]


def test_nonce() -> None:
    """A Content-Security-Policy that allows it allows the script and the style, and none else."""
    page = Page(_post(content_length_range(0, 5)).html(nonce="bm9uY2U="))
    assert page.of("script") == page.of("style") == [{"nonce": "bm9uY2U="}]
    attributes = {name for _, element in page.elements for name in element}
    assert not {name for name in attributes if name.startswith("on") or name == "style"}


def test_visible_inputs() -> None:
    """A field that a condition leaves open is asked for, with what it must begin with."""
    post = _post(
        anything("X-Amz-Meta-Note"), starts_with("x-amz-meta-who", "u/(1)"),
        starts_with("Content-Type", "text/"),
    )  # fmt: skip
    page = Page(
        post.html(inputs=[("x-amz-meta-note", "A"), ("x-amz-meta-who", "B"), ("content-type", "C")])
    )
    assert page.of("input", type="text") == [
        {"type": "text", "id": "field-1", "name": "X-Amz-Meta-Note", "value": ""},
        {
            **{"type": "text", "id": "field-2", "name": "x-amz-meta-who", "value": "u/(1)"},
            **{"pattern": r"u\/\(1\).*", "title": "u/(1)…"},
        },
        {
            **{"type": "text", "id": "field-3", "name": "Content-Type", "value": "text/"},
            **{"pattern": r"text\/.*", "title": "text/…"},
        },
    ]
    assert page.of("script") == []


def test_what_is_hostile_stays_text() -> None:
    """Of a key, a field, a condition and each text, all characters arrive, and make no element."""
    plain = Page(
        _post(starts_with("x-amz-meta-b", "x"), content_length_range(0, 5), x_amz_meta_a="x")
        .html(inputs={"x-amz-meta-b": "x"}, nonce="x")
    )  # fmt: skip
    post = _post(
        starts_with("x-amz-meta-b", HOSTILE.replace("\r\n", "")), content_length_range(0, 5),
        key=f"{HOSTILE}${{filename}}", x_amz_meta_a=HOSTILE,
    )  # fmt: skip
    page = Page(
        post.html(
            title=HOSTILE, label=HOSTILE, hint=HOSTILE, button=HOSTILE, lang=HOSTILE,
            nonce=HOSTILE, inputs={"x-amz-meta-b": HOSTILE},
        )
    )  # fmt: skip
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in plain.elements]
    assert page.hidden() == list(post.fields.items())
    assert page.of("html") == [{"lang": HOSTILE}]
    assert page.of("script") == [{"nonce": HOSTILE}]
    assert [page.texts[tag] for tag in ("title", "h1", "button")] == [HOSTILE] * 3
    assert page.texts["label"] == HOSTILE * 2
    assert HOSTILE in page.texts["p"]


@pytest.mark.parametrize(
    ("post", "options", "argument", "says"),
    [
        pytest.param(
            _post(anything("x-amz-meta-note")),
            {},
            "inputs",
            "condition for 'x-amz-meta-note', and the form no value; ask for it",
            id="a field without a value",
        ),
        pytest.param(_post(), {"inputs": {"note": "N"}}, "inputs", "is open in no", id="no field"),
        pytest.param(
            _post(acl="private"), {"inputs": {"acl": "N"}}, "inputs", "is open in no", id="fixed"
        ),
        pytest.param(
            _post(anything("a")),
            {"inputs": [("a", "1"), ("A", "2")]},
            "inputs",
            "twice",
            id="twice",
        ),
        pytest.param(_post(anything("a")), {"inputs": {"a": ""}}, "inputs", "empty", id="no label"),
        pytest.param(
            _post(starts_with("a", "b"), starts_with("a", "c")),
            {"inputs": {"a": "A"}},
            "inputs",
            "S3 would refuse the form",
            id="two beginnings",
        ),
        pytest.param(_post(x_amz_meta_a="a\nb"), {}, "fields", "send as CR LF", id="LF"),
        pytest.param(_post(x_amz_meta_a="a\r"), {}, "fields", "send as CR LF", id="CR"),
        pytest.param(_post(x_amz_meta_a="a\0"), {}, "fields", "a NUL", id="NUL"),
        pytest.param(
            _post(starts_with("a", "b\r\nc")),
            {"inputs": {"a": "A"}},
            "inputs",
            "what 'a' must begin with has a line end, which nobody can write there",
            id="a line end in a line of text",
        ),
        pytest.param(
            _post(anything('a"b')),
            {"inputs": {'a"b': "A"}},
            "fields",
            "token",
            id="such a condition",
        ),
        pytest.param(_post(**{'a"b': "x"}), {}, "fields", "not a token", id="a name to escape"),
        pytest.param(
            CLIENT.presign_post("media", "k", fields={"_charset_": "x"}),
            {},
            "fields",
            "fill in '_charset_'",
            id="the field that browsers fill in",
        ),
        pytest.param(_post(), {"title": ""}, "title", "empty", id="no title"),
        pytest.param(_post(), {"button": " "}, "button", "empty", id="no button"),
        pytest.param(_post(), {"nonce": ""}, "nonce", "empty", id="no nonce"),
        pytest.param(
            _post(anything("a é")), {"inputs": {"a é": "A"}}, "fields", "token", id="no name"
        ),
        pytest.param(_post(), {"lang": "\udcff"}, "lang", "surrogate", id="a surrogate"),
    ],
)
def test_refused(post: PresignedPost, options: dict[str, Any], argument: str, says: str) -> None:
    """A form that no browser could send so that S3 takes it."""
    with pytest.raises(InvalidInputError) as caught:
        post.html(**options)
    assert caught.value.argument == argument
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "options",
    [{"title": 1}, {"hint": b"x"}, {"nonce": 1}, {"inputs": "a"}, {"inputs": {1: "a"}}],
    ids=str,
)
def test_wrong_types(options: dict[str, Any]) -> None:
    """Have their error, too."""
    with pytest.raises(InvalidTypeError):
        _post(anything("a")).html(**{"inputs": {"a": "A"}, **options})
