"""The reader of the shared files' format; botocore's is the oracle."""

from __future__ import annotations

import os
import tempfile

import pytest
from botocore.configloader import raw_config_parse
from botocore.exceptions import ConfigParseError
from hypothesis import given, settings
from hypothesis import strategies as st

from sigv4.errors import ConfigurationFileError
from sigv4.providers._ini import parse_shared_file


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        pytest.param("", {}, id="empty"),
        pytest.param("[a]\nx = 1\nY: 2\n", {"a": {"x": "1", "y": "2"}}, id="names in lower case"),
        pytest.param("[a]\nx = b = c # d ; e\n", {"a": {"x": "b = c # d ; e"}}, id="no comment"),
        pytest.param("# c\n; c\n[a]\n  # c\nx=1\n", {"a": {"x": "1"}}, id="comments"),
        pytest.param(
            "[a]\ns3 =\n  addressing_style = path\n  x=\n\nregion = r\n",
            {"a": {"s3": {"addressing_style": "path", "x": ""}, "region": "r"}},
            id="nested",
        ),
        pytest.param("[a]\nx = 1\n  2\n\n\t3\n", {"a": {"x": "1\n2\n\n3"}}, id="continued"),
        pytest.param("[a] # b\n[c]]\n", {"a": {}, "c]": {}}, id="brackets"),
        pytest.param(
            "[DEFAULT]\nx=1\n[a]\n[b]\nx=2\n", {"a": {"x": "1"}, "b": {"x": "2"}}, id="defaults"
        ),
        pytest.param(
            "[DEFAULT]\nx=1\n[a]\n[DEFAULT]\ny=2\n", {"a": {"x": "1", "y": "2"}}, id="… twice"
        ),
    ],
)
def test_reads(text: str, sections: dict[str, object]) -> None:
    """Sections, settings, continued values and nested settings are read as the format has them."""
    assert parse_shared_file(text, "f") == sections


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        pytest.param("x = 1\n", 1, "must come before", id="no section"),
        pytest.param("[a]\n\nhunter2\n", 3, "neither", id="no setting"),
        pytest.param("[a]\n= hunter2\n", 2, "neither", id="no name"),
        pytest.param("[a\n", 1, "must come before", id="open bracket"),
        pytest.param("[a]\n[b]\n[a]\n", 3, "second time", id="section twice"),
        pytest.param("[a]\nx=1\nX=hunter2\n", 3, "second time", id="setting twice"),
        pytest.param("[a]\ns3 =\n  x=1\n  hunter2\n", 4, "nested", id="nested is no setting"),
    ],
)
def test_refuses(text: str, line: int, says: str) -> None:
    """What is malformed is refused with its file and line, and nothing of its values is shown."""
    with pytest.raises(ConfigurationFileError, match=says) as caught:
        parse_shared_file(text, "f")
    assert (caught.value.path, caught.value.line) == ("f", line)
    assert "hunter2" not in str(caught.value)


_LINE = st.builds(
    lambda indent, body, tail: f"{indent}{body}{tail}",
    st.sampled_from(["", "", "", " ", "    ", "\t"]),
    st.sampled_from(
        [
            "[default]",
            "[profile a]",
            "[b]",
            "[DEFAULT]",
            "[]",
            "[c",
            "[d] x",
            "[]=x",
            "region = eu-west-1",
            "region=x",
            "Region : y",
            "s3 =",
            "s3=",
            "endpoint_url = http://h:1",
            "addressing_style = path",
            "a = ",
            "b",
            "=",
            ":x",
            "x = é",
            "k == v",
            "# c",
            ";c",
            "",
            "x=1 # c",
            "x=1 ; c",
        ]
    ),
    st.sampled_from(["", "", " ", "\r"]),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(_LINE, max_size=12).map("\n".join))
def test_same_as_botocore(text: str) -> None:
    """Any text is the same sections to botocore's loader, or an error to both."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "config")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        try:
            theirs = raw_config_parse(path)
        except ConfigParseError:
            theirs = None
    try:
        ours = parse_shared_file(text.replace("\r\n", "\n").replace("\r", "\n"), "f")
    except ConfigurationFileError:
        ours = None
    assert ours == theirs
