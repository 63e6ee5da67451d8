"""`sigv4 cors`: what it prints, and what it says of a call that is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from sigv4.s3.cors import CorsRule, cors_document, cors_xml

Run = Callable[..., "tuple[int, str, str]"]

CALL = ("cors", "--origin", "https://example.com", "--method", "PUT")
EVERYTHING = (
    *(*CALL, "--origin", "http://localhost:*", "--method", "POST"),
    *("--header", "If-None-Match", "--header", "x-amz-meta-*"),
    *("--expose-header", "x-amz-version-id", "--max-age", "15m"),
)
RULE = CorsRule(
    ["https://example.com", "http://localhost:*"],
    ["PUT", "POST"],
    headers=["if-none-match", "x-amz-meta-*"],
    expose=["x-amz-version-id"],
    max_age=900,
)


def test_json_and_xml(sigv4: Run) -> None:
    """The library's document for what the options say, in both forms, and nothing to note."""
    status, out, err = sigv4(*EVERYTHING)
    assert (status, json.loads(out), err) == (0, cors_document(RULE), "")
    assert sigv4(*EVERYTHING, "--xml") == (0, f"{cors_xml(RULE)}\n", "")


def test_without_options_it_allows_what_a_browser_sends_unasked(sigv4: Run) -> None:
    """And no more."""
    rule = json.loads(sigv4(*CALL)[1])["CORSRules"][0]
    assert rule["AllowedHeaders"] == ["content-type"]
    assert rule["ExposeHeaders"] == ["ETag"]


def test_it_asks_for_no_credentials(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """Nothing is signed, so no keys and no region are needed."""
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"):
        environment.delenv(variable)
    assert sigv4(*CALL)[0] == 0


@pytest.mark.parametrize(
    ("options", "says"),
    [
        pytest.param(("--origin", "*"), "pages of every site may use", id="any origin"),
        pytest.param(("--origin", "https://*"), "pages of every site may use", id="any host"),
        pytest.param(("--origin", "http://*"), "pages of every site may use", id="in the clear"),
        pytest.param(("--header", "*"), "pages may send any header", id="any header"),
    ],
)
def test_what_is_open_to_all_is_noted(sigv4: Run, options: tuple[str, ...], says: str) -> None:
    """It is done when it is spelled out, and said."""
    status, out, err = sigv4(*CALL, *options)
    assert status == 0
    assert options[1] in out
    assert err.startswith(f"sigv4: note: {says}")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(("cors",), "are required: --origin, --method", id="nothing"),
        pytest.param(CALL[:3], "are required: --method", id="no method"),
        pytest.param((*CALL, "https://a"), "one argument too many", id="a word"),
        pytest.param((*CALL, "--origin", "null"), "--origin: 'null'", id="null"),
        pytest.param(
            (*CALL, "--origin", "https://a.example/"), "write https://a.example", id="path"
        ),
        pytest.param((*CALL, "--method", "patch"), "--method: 'patch'", id="method"),
        pytest.param((*CALL, "--header", "a: b"), "--header: it has a value", id="value"),
        pytest.param((*CALL, "--expose-header", "x-*"), "--expose-header: 'x-*'", id="expose"),
        pytest.param((*CALL, "--max-age", "1.5h"), "--max-age: '1.5h' is no duration", id="time"),
        pytest.param((*CALL, "--max-age", "99999d"), "--max-age: 8639913600", id="long"),
        pytest.param((*CALL, "--max-age=-5"), "--max-age: '-5' is no duration", id="negative"),
        pytest.param((*CALL, "--json"), "there is no option --json", id="json"),
    ],
)
def test_wrong_calls(sigv4: Run, arguments: tuple[str, ...], says: str) -> None:
    """A wrong call gets one line on standard error, in the words of the command, and status 2."""
    status, out, err = sigv4(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("sigv4: error: ")
    assert err.count("\n") == 1
    assert says in err
