"""What does one presigned URL cost, signed on its own: a plain one and a hard one?"""

from __future__ import annotations

from urllib.parse import quote

import peers
from report import Result, finish, options, timed
from timing import Loop, each

import sigv4

# The hard one: an upload with temporary credentials, under a path that is not ASCII.
TOKEN = ("FwoGZXIvYXdzEBYaDK" + "QmFzZTY0+/u8" * 84)[:1022] + "=="
PATH = "/写真/二〇二四年/São Paulo/img 0001.jpg"
QUERY = (
    "partNumber=12&uploadId=VXBsb2FkIElE.6lb29.JvMLNR6vM3nq9Yf--&x-id=UploadPart"
    "&response-content-type=image%2Fjpeg&response-cache-control=no-store"
    "&response-expires=Thu%2C%2001%20Dec%202044&versionId=3%2FL4kqtJlcpXro&tagging="
)
HEADERS = {
    "Content-Type": "image/jpeg",
    "x-amz-meta-title": "  A day   in the park  ",
    "x-amz-server-side-encryption": "aws:kms",
}
CREDENTIALS = sigv4.Credentials(peers.ACCESS_KEY_ID, peers.SECRET_ACCESS_KEY, TOKEN)


def plain(notes: list[str]) -> dict[str, Loop]:
    """A GET of an ASCII key, as most URLs are."""
    url = peers.url_of(peers.KEY)

    def ours(url: str) -> str:
        return sigv4.presign_url("GET", url, peers.CREDENTIALS, region=peers.REGION)

    presigned = sigv4.presign("GET", url, peers.CREDENTIALS, region=peers.REGION)
    others = peers.ready(peers.KEY, notes, "obstore", "awscrt", "minio", "botocore", "boto3")
    return {
        "floor": each(peers.floor(presigned), None),
        "sigv4 presign_url": each(ours, url),
        **{name: each(sign, peers.KEY) for name, sign in others.items()},
    }


def hard(notes: list[str]) -> dict[str, Loop]:
    """A PUT with a session token, headers, a query and a path to encode.

    This library is given the raw path and encodes it; botocore's signer takes it encoded.
    """
    url = f"https://{peers.HOST}{PATH}?{QUERY}"

    def ours(url: str) -> str:
        return sigv4.presign_url("PUT", url, CREDENTIALS, region=peers.REGION, headers=HEADERS)

    presigned = sigv4.presign("PUT", url, CREDENTIALS, region=peers.REGION, headers=HEADERS)
    loops = {
        "floor": each(peers.floor(presigned), None),
        "sigv4 presign_url": each(ours, url),
    }
    try:
        from botocore import auth, awsrequest, credentials
    except ImportError as error:
        notes.append(f"botocore is left out: {error}.")
        return loops
    keys = credentials.Credentials(peers.ACCESS_KEY_ID, peers.SECRET_ACCESS_KEY, TOKEN)

    def botocore(url: str) -> str:
        request = awsrequest.AWSRequest(method="PUT", url=url, headers=HEADERS)
        auth.S3SigV4QueryAuth(keys, "s3", peers.REGION).add_auth(request)
        return str(request.url)

    encoded = f"https://{peers.HOST}{quote(PATH)}?{QUERY}"
    signed = botocore(encoded)
    peers.check("botocore", signed, url, method="PUT", headers=HEADERS, credentials=CREDENTIALS)
    return {**loops, "botocore": each(botocore, encoded)}


def run(quick: bool = False) -> Result:
    """Time both."""
    result = Result("presign", "One presigned URL, signed on its own")
    rounds = 100 if quick else 1500
    cases = {"plain": plain(result.notes), "hard": hard(result.notes)}
    result.cases = timed("µs a URL", cases, rounds)
    return result


if __name__ == "__main__":
    chosen = options(__doc__)
    finish(run(chosen.quick), chosen)
