"""What does a signed request cost, when the signature goes into its headers?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

import peers
from report import Result, finish, options, timed
from timing import Loop, each

import sigv4

# Method, URL, service, headers, body, and botocore's signer for it.
REQUESTS: dict[str, tuple[str, str, str, dict[str, str], bytes, str]] = {
    "S3, no body": ("GET", peers.url_of(peers.KEY), "s3", {}, b"", "S3SigV4Auth"),
    "DynamoDB, a body": (
        "POST",
        f"https://dynamodb.{peers.REGION}.amazonaws.com/",
        "dynamodb",
        {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.Query"},
        b'{"TableName": "Music", "KeyConditionExpression": "Artist = :a"}',
        "SigV4Auth",
    ),
}


def contestants(name: str, notes: list[str]) -> dict[str, Loop]:
    """`sign_headers`, and botocore's signer of the same request."""
    method, url, service, headers, body, signer = REQUESTS[name]

    def ours(signing_time: datetime | None) -> dict[str, str]:
        return sigv4.sign_headers(
            method,
            url,
            peers.CREDENTIALS,
            region=peers.REGION,
            service=service,
            headers=headers,
            body=body,
            signing_time=signing_time,
        )

    loops = {"sigv4 sign_headers": each(ours, None)}
    try:
        from botocore import auth, awsrequest, credentials
    except ImportError as error:
        notes.append(f"botocore is left out: {error}.")
        return loops
    keys = credentials.Credentials(peers.ACCESS_KEY_ID, peers.SECRET_ACCESS_KEY)

    def botocore(_: object) -> Any:
        request = awsrequest.AWSRequest(method=method, url=url, headers=headers, data=body)
        getattr(auth, signer)(keys, service, peers.REGION).add_auth(request)
        return request.headers

    check(botocore(None), ours)
    return {**loops, f"botocore {signer}": each(botocore, None)}


def check(theirs: Mapping[str, str], ours: Callable[[datetime], Mapping[str, str]]) -> None:
    """Fail unless botocore's Authorization is ours for its time."""
    signed_at = datetime.strptime(theirs["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
    own = ours(signed_at.replace(tzinfo=timezone.utc))["Authorization"]
    if theirs["Authorization"] != own:
        raise SystemExit(f"botocore signs something else:\n{theirs['Authorization']}\n{own}")


def run(quick: bool = False) -> Result:
    """Time each request."""
    result = Result("headers", "A request signed in its headers")
    rounds = 100 if quick else 1500
    cases = {name: contestants(name, result.notes) for name in REQUESTS}
    result.cases = timed("µs a request", cases, rounds)
    return result


if __name__ == "__main__":
    chosen = options(__doc__)
    finish(run(chosen.quick), chosen)
