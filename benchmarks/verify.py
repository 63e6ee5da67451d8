"""What does it cost a server to verify a presigned URL, beside what it cost to sign it?"""

from __future__ import annotations

import peers
from report import Result, finish, options, timed
from timing import Loop, each

import sigv4
from sigv4.verify import SignatureDiffersError, Verified, verify_request

# As it comes in: the raw target, and the headers of a client as an ASGI server hands them over.
HEADERS = [
    (b"host", peers.HOST.encode()),
    (b"user-agent", b"curl/8.5.0"),
    (b"accept", b"*/*"),
]
KNOWN = {peers.ACCESS_KEY_ID: peers.CREDENTIALS}


def verify(target: str) -> Verified:
    """A GET, verified."""
    return verify_request(
        "GET",
        target,
        HEADERS,
        credentials=KNOWN.get,
        region=peers.REGION,
        service="s3",
        hosts=peers.HOST,
        body=b"",
        payload="unsigned-ok",
    )


def contestants() -> dict[str, Loop]:
    """`presign_url`, and `verify_request` of what it gives."""
    url = peers.url_of(peers.KEY)

    def presign(url: str) -> str:
        return sigv4.presign_url(
            "GET",
            url,
            peers.CREDENTIALS,
            region=peers.REGION,
            service="s3",
            expires_in=peers.EXPIRES_IN,
        )

    target = presign(url).removeprefix(f"https://{peers.HOST}")
    check(target)
    return {
        "sigv4 presign_url": each(presign, url),
        "sigv4 verify_request": each(verify, target),
    }


def check(target: str) -> None:
    """Fail unless what is timed accepts the request, and only that."""
    verify(target)
    try:
        verify(target.replace(peers.KEY, "another"))
    except SignatureDiffersError:
        return
    raise SystemExit("a request that nobody signed was accepted")


def run(quick: bool = False) -> Result:
    """Time both."""
    result = Result("verify", "A presigned GET, signed and verified")
    result.cases = timed("µs a request", {"a GET": contestants()}, 100 if quick else 1500)
    return result


if __name__ == "__main__":
    chosen = options(__doc__)
    finish(run(chosen.quick), chosen)
