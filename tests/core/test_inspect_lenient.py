"""The lenient reader: what is no escape stays, and what is no token is a URL."""

from __future__ import annotations

import base64

import pytest

from sigv4._inspect.facts import amz_epoch
from sigv4._inspect.lenient import decoded, read_url


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("a%20b+c", "a b+c", id="escape"),
        pytest.param("%c3%A9", "é", id="UTF-8"),
        pytest.param("%E9!", "\ufffd!", id="no UTF-8"),
        pytest.param("100%", "100%", id="percent sign at the end"),
        pytest.param("%zz%2", "%zz%2", id="no escapes"),
        pytest.param("%%41", "%A", id="percent sign in front of an escape"),
        pytest.param("é\ud800%41", "é?A", id="half a character"),
        pytest.param("%\ud800%41", "%?A", id="half a character behind a percent sign"),
    ],
)
def test_decoded(written: str, meant: str) -> None:
    """No text is refused."""
    assert decoded(written) == meant
    assert decoded(written, plus=" ") == meant.replace("+", " ")


@pytest.mark.parametrize("padding", ["", "=", "=="])
@pytest.mark.parametrize(
    "url", ["https://h/?X-Amz-A", "https://h/?X-Amz-AB", "https://h/?X-Amz-C>?"]
)
def test_a_token_with_any_padding(url: str, padding: str) -> None:
    """Both alphabets of base64, whether the padding is there, left out, or too long."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        token = f"k8s-aws-v1.{encode(url.encode()).decode().rstrip('=')}{padding}"
        assert (read_url(token).text, read_url(token).token) == (url, "a token of EKS")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("k8s-aws-v1.", id="nothing"),
        pytest.param("k8s-aws-v1.A", id="no base64"),
        pytest.param("k8s-aws-v1._w", id="no text"),
        pytest.param(f"k8s-aws-v1.{base64.b64encode(b'https://h/').decode()}", id="no signature"),
    ],
)
def test_what_is_no_token(text: str) -> None:
    """Is read as it stands."""
    assert (read_url(text).text, read_url(text).token) == (text, "")


@pytest.mark.parametrize(
    ("text", "epoch"),
    [
        ("20130524T000000Z", 1369353600),
        ("19700101T000001Z", 1),
        ("20130524X000000Z", None),
        ("20130524T000000z", None),
        ("20130524T00000Z", None),
        ("20130524T0000000Z", None),
        ("2013052٤T000000Z", None),
        ("20130229T000000Z", None),
        ("99991231T235959Z", None),
    ],
)
def test_a_time(text: str, epoch: int | None) -> None:
    """Just as the protocol has it, or none."""
    assert amz_epoch(text) == epoch
