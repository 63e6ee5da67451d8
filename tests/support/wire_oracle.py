"""botocore signs the request that came over the wire."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from urllib.parse import parse_qsl, quote, unquote

import oracle
from rclone_server import REGION
from recorder import Arrived

from sigv4 import Credentials


def signed_names(arrived: Arrived) -> list[str]:
    """The signed headers that an Authorization header names."""
    found = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=\S+, SignedHeaders=(\S+), Signature=[0-9a-f]{64}",
        arrived.headers["authorization"],
    )
    assert found
    return found[1].split(";")


def by_botocore(arrived: Arrived, credentials: Credentials, service: str) -> str:
    """What botocore signs for the request that arrived, as to the headers that are signed."""
    names = signed_names(arrived)
    path, _, query = arrived.target.partition("?")
    # botocore neither decodes nor encodes a query, nor S3's path: it is given canonical ones.
    pairs = [
        (quote(name, safe="~"), quote(value, safe="~"))
        for name, value in parse_qsl(query, keep_blank_values=True)
    ]
    if service == "s3":
        path = "/".join(quote(unquote(segment), safe="~") for segment in path.split("/"))
    added = ("host", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token")
    signed = oracle.sign(
        oracle.Request(
            method=arrived.method,
            url=f"http://{arrived.headers['host']}{path}?"
            + "&".join(f"{name}={value}" for name, value in sorted(pairs)),
            access_key_id=credentials.access_key_id,
            secret_access_key=credentials.secret_access_key,
            session_token=credentials.session_token,
            region=REGION,
            service=service,
            signing_time=datetime.strptime(arrived.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(
                tzinfo=timezone.utc
            ),
            headers=[(name, arrived.headers[name]) for name in names if name not in added],
            body=arrived.body,
        )
    )
    return signed.headers["authorization"]
