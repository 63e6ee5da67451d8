"""What does the day's signing key cost, the one step that a signer may keep?"""

from __future__ import annotations

import hmac
from collections.abc import Callable

import peers
from report import Result, finish, options, timed
from timing import Loop, each

import sigv4

DATE, SERVICE, TERMINATOR = "20241204", "s3", "aws4_request"
STEPS = (DATE, peers.REGION, SERVICE, TERMINATOR)


def ours(secret: str) -> bytes:
    """`derive_signing_key`, checks and all."""
    return sigv4.derive_signing_key(secret, date=DATE, region=peers.REGION, service=SERVICE)


def with_digest(secret: str) -> bytes:
    """Four times `hmac.digest`, OpenSSL's HMAC in one call: the least that Python offers."""
    key = b"AWS4" + secret.encode()
    for step in STEPS:
        key = hmac.digest(key, step.encode(), "sha256")
    return key


def with_new(secret: str) -> bytes:
    """Four times `hmac.new(...).digest()`, as most programs write it."""
    key = b"AWS4" + secret.encode()
    for step in STEPS:
        key = hmac.new(key, step.encode(), "sha256").digest()
    return key


def with_botocore() -> Callable[[str], bytes]:
    """The step that botocore's signer takes four times for each signature; it keeps no key."""
    from botocore import auth, credentials

    keys = credentials.Credentials(peers.ACCESS_KEY_ID, peers.SECRET_ACCESS_KEY)
    signer = auth.SigV4Auth(keys, SERVICE, peers.REGION)

    def derive(secret: str) -> bytes:
        key = b"AWS4" + secret.encode()
        for step in STEPS:
            key = signer._sign(key, step)
        return key

    return derive


def contestants(notes: list[str]) -> dict[str, Loop]:
    """Each, shown to derive the same key."""
    found: dict[str, Callable[[str], bytes]] = {
        "sigv4 derive_signing_key": ours,
        "hmac.digest": with_digest,
        "hmac.new": with_new,
    }
    try:
        found["botocore"] = with_botocore()
    except ImportError as error:
        notes.append(f"botocore is left out: {error}.")
    expected = ours(peers.SECRET_ACCESS_KEY)
    for name, derive in found.items():
        if derive(peers.SECRET_ACCESS_KEY) != expected:
            raise SystemExit(f"{name} derives another key")
    return {name: each(derive, peers.SECRET_ACCESS_KEY) for name, derive in found.items()}


def run(quick: bool = False) -> Result:
    """Time them all."""
    result = Result("derive", "The signing key of a day, a region and a service")
    rounds = 100 if quick else 1500
    result.cases = timed("µs a key", {"a key": contestants(result.notes)}, rounds)
    return result


if __name__ == "__main__":
    chosen = options(__doc__)
    finish(run(chosen.quick), chosen)
