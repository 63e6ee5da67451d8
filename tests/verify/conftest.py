"""One presigned request and one signed in its headers, and the server that they are for."""

from __future__ import annotations

import pytest
from arrivals import NOW, Arrival, Server, arrival

import sigv4

CREDENTIALS = sigv4.Credentials("AKIDEXAMPLE", "the-secret-access-key")
URL = "https://files.example/a%20b?versionId=7"


@pytest.fixture
def server() -> Server:
    """It knows one key."""
    known = {CREDENTIALS.access_key_id: CREDENTIALS.secret_access_key}
    return Server(NOW, "eu-central-2", "s3", "files.example", known.get)


@pytest.fixture
def presigned() -> Arrival:
    """A GET, in the query form."""
    url = sigv4.presign_url("GET", URL, CREDENTIALS, region="eu-central-2", signing_time=NOW)
    return arrival("GET", url)


@pytest.fixture
def signed() -> Arrival:
    """A PUT, in the header form."""
    added = sigv4.sign_headers(
        "PUT",
        URL,
        CREDENTIALS,
        region="eu-central-2",
        service="s3",
        headers={"content-type": "text/plain"},
        body=b"body",
        signing_time=NOW,
    )
    return arrival("PUT", URL, {"content-type": "text/plain", **added}, b"body")
