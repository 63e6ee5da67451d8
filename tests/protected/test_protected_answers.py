"""What the middleware answers, and what it takes, for ASGI and WSGI applications alike."""

from __future__ import annotations

import json
import logging
from typing import Any
from xml.etree import ElementTree

import pytest
from protected import (
    ARGUMENTS,
    CREDENTIALS,
    HOST,
    Request,
    Run,
    signed,
)

from sigv4 import Credentials
from sigv4.asgi import SigV4Middleware as Asgi
from sigv4.errors import InvalidInputError
from sigv4.wsgi import SigV4Middleware as Wsgi

OTHER = Credentials(CREDENTIALS.access_key_id, "another secret")


class TestAnswers:
    """How a refusal looks."""

    def test_xml(self, run: Run) -> None:
        """S3's document."""
        outcome = run(signed(credentials=OTHER))
        assert outcome.headers["content-type"] == "application/xml"
        assert outcome.headers["content-length"] == str(len(outcome.body))
        document = {e.tag: e.text for e in ElementTree.fromstring(outcome.body)}
        assert list(document) == ["Code", "Message", "AWSAccessKeyId", "Resource", "RequestId"]
        assert document["Resource"] == "/a/b.txt"
        assert document["RequestId"] == outcome.headers["x-amz-request-id"]

    def test_json(self, run: Run) -> None:
        """The same elements."""
        outcome = run(signed(credentials=OTHER), errors="json")
        assert outcome.headers["content-type"] == "application/json"
        document = json.loads(outcome.body)
        assert list(document) == ["Code", "Message", "AWSAccessKeyId", "Resource", "RequestId"]
        assert document["Code"] == "SignatureDoesNotMatch"

    def test_head(self, run: Run) -> None:
        """The headers that a GET is answered with, and nothing more."""
        outcome = run(signed("HEAD", credentials=OTHER))
        assert (outcome.status, outcome.body) == (403, b"")
        assert int(outcome.headers["content-length"]) > 0

    @pytest.mark.parametrize("errors", ["xml", "json"])
    def test_details_are_shown_to_nobody_by_default(self, run: Run, errors: str) -> None:
        """What the server signed holds all that was sent."""
        shown = [
            b"StringToSign" in run(signed(credentials=OTHER), errors=errors, details=d).body
            for d in (False, True)
        ]
        assert shown == [False, True]

    def test_each_request_has_an_id_that_is_in_the_log(
        self, run: Run, caplog: pytest.LogCaptureFixture
    ) -> None:
        """And the log holds no more of a secret than the answer does."""
        with caplog.at_level(logging.INFO, logger="sigv4"):
            outcomes = [run(signed(credentials=OTHER)) for _ in range(2)]
        ids = [outcome.headers["x-amz-request-id"] for outcome in outcomes]
        assert len(set(ids)) == 2
        for record, request_id in zip(caplog.records, ids, strict=True):
            assert request_id in record.getMessage()
            assert record.levelname == "INFO"
        everything = caplog.text + "".join(outcome.body.decode() for outcome in outcomes)
        assert CREDENTIALS.secret_access_key not in everything
        assert OTHER.secret_access_key not in everything

    def test_markup_in_a_path(self, run: Run) -> None:
        """What came in is text in the document."""
        outcome = run(Request("GET", "/%3Cscript%3E&amp;%00", (("Host", HOST),)))
        document = {e.tag: e.text for e in ElementTree.fromstring(outcome.body)}
        assert document["Resource"] == "/<script>&amp;\ufffd"


@pytest.mark.parametrize("middleware", [Asgi, Wsgi], ids=["asgi", "wsgi"])
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"region": None}, id="region"),
        pytest.param({"service": ""}, id="service"),
        pytest.param({"hosts": []}, id="no-host"),
        pytest.param({"hosts": "a b"}, id="hosts"),
        pytest.param({"payload": "any"}, id="payload"),
        pytest.param({"credentials": {}}, id="credentials"),
        pytest.param({"max_expires_in": 0}, id="max_expires_in"),
        pytest.param({"clock_skew": -1}, id="clock_skew"),
        pytest.param({"rules": "s3"}, id="rules"),
        pytest.param({"max_body_in_memory": 8191}, id="max_body_in_memory"),
        pytest.param({"max_body_in_memory": 1e6}, id="max_body_in_memory-float"),
        pytest.param({"errors": "html"}, id="errors"),
        pytest.param({"path_prefix": "api"}, id="path_prefix-relative"),
        pytest.param({"path_prefix": "/api/"}, id="path_prefix-slash"),
        pytest.param({"path_prefix": "/a%20b"}, id="path_prefix-escape"),
        pytest.param({"path_prefix": "/é"}, id="path_prefix-non-ascii"),
    ],
)
def test_arguments_are_checked_when_the_server_starts(
    middleware: Any, changes: dict[str, Any]
) -> None:
    """Not at the first request."""
    with pytest.raises(InvalidInputError) as raised:
        middleware(print, **{**ARGUMENTS, **changes})
    assert raised.value.argument == next(iter(changes))


@pytest.mark.parametrize("middleware", [Asgi, Wsgi], ids=["asgi", "wsgi"])
def test_the_application_is_called(middleware: Any) -> None:
    """So it must be something that can be."""
    with pytest.raises(InvalidInputError):
        middleware(None, **ARGUMENTS)
    for left_out in ARGUMENTS:
        with pytest.raises(TypeError, match=left_out):
            middleware(print, **{k: v for k, v in ARGUMENTS.items() if k != left_out})
