"""`make demo`: presigned URLs against a real S3 server on this machine, step by step.

Exit status 0 when everything went as it should, 1 when something did not.
"""

from __future__ import annotations

import signal
import sys
from datetime import datetime, timedelta, timezone
from io import TextIOWrapper

from rclone_server import BUCKET, CREDENTIALS, REGION, RcloneServer, ServerError, rclone_server

from sigv4 import presign_url

CONTENT = b"Hello from a presigned URL!\n"
HEADERS = {"content-type": "text/plain"}


class Demo:
    """Says what is done and what the server answered, and remembers whether all was right."""

    def __init__(self, server: RcloneServer) -> None:
        self.server = server
        self.right = True

    def step(
        self,
        text: str,
        method: str,
        url: str,
        expected: tuple[int, ...],
        *,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> bytes:
        """Use a URL, show what came of it, and hand on the body of the answer."""
        answer = self.server.send(method, url, headers, body)
        right = answer.status in expected
        self.right &= right
        verdict = "accepted" if answer.status == 200 else f"refused: {answer.code}"
        mark = "✓" if right else "✗ not as it should be:"
        print(f"\n{text}\n  {method} {_short(url)}\n  {mark} {answer.status} {verdict}")
        return answer.body


def _short(url: str) -> str:
    """A URL that fits a line: its path, its life and the beginning of its signature."""
    base, _, query = url.partition("?")
    life = next(item for item in query.split("&") if item.startswith("X-Amz-Expires="))
    return f"{base}?…&{life}&…&X-Amz-Signature={url.rpartition('=')[2][:6]}…"


def run(server: RcloneServer) -> bool:
    """The demo. Returns whether all was as it should be."""
    demo = Demo(server)
    url = f"{server.bucket_url}/hello world.txt"
    print(f"A real S3 server (rclone) listens on {server.endpoint}, with the bucket {BUCKET}.")

    put = presign_url("PUT", url, CREDENTIALS, region=REGION, expires_in=900, headers=HEADERS)
    demo.step(
        "1. An upload link, content type signed:", "PUT", put, (200,), headers=HEADERS, body=CONTENT
    )

    get = presign_url("GET", url, CREDENTIALS, region=REGION, expires_in=900)
    body = demo.step("2. A download link:", "GET", get, (200,))
    demo.right &= body == CONTENT
    print(f"  {body.decode(errors='replace').strip()!r}")

    longer = get.replace("X-Amz-Expires=900", "X-Amz-Expires=9000")
    demo.step("3. That link, tampered with to live longer:", "GET", longer, (403,))

    other = get.replace("hello%20world", "secret")
    demo.step("4. That link, tampered with to fetch another key:", "GET", other, (403,))

    yesterday = datetime.now(timezone.utc) - timedelta(days=1)
    old = presign_url(
        "GET", url, CREDENTIALS, region=REGION, expires_in=900, signing_time=yesterday
    )
    # S3 says 403; rclone says 400.
    demo.step(
        "5. A link that was signed yesterday for 15 minutes, and has expired:",
        "GET",
        old,
        (400, 403),
    )
    return demo.right


def main() -> int:
    """Start the server, run, and end it."""
    try:
        with rclone_server() as server:
            right = run(server)
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1
    print("\nAll as it should be." if right else "\nSomething was not as it should be.")
    return 0 if right else 1


if __name__ == "__main__":
    # A plain SIGTERM would end this program and leave the server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # the C locale has no ✓
    sys.exit(main())
