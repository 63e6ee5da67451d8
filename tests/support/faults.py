"""Each fault that `sigv4 explain` names, made against a real server: python tests/support/faults.py

Writes tests/explain/answers.json: what was signed, and what the server said. Names of servers as
arguments record those only.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from radosgw_server import assume_role
from s3_server import REGION, Answer
from store import KINDS, Store, open_store

from sigv4 import (
    Credentials,
    PresignedRequest,
    ServiceRules,
    SigningKey,
    derive_signing_key,
    presign,
    sign_headers,
)

ANSWERS = Path(__file__).parents[1] / "explain" / "answers.json"

KEY = "dir/a b~1.txt"
BODY = b"what the object holds"
OTHER = sha256(b"another body").hexdigest()


@dataclass(frozen=True)
class Refused:
    """What was signed, and what a server said to what was sent."""

    url: str
    method: str
    headers: Mapping[str, str]
    answer: Answer


@dataclass(frozen=True)
class Scene:
    """A bucket with an object, and the one who signs."""

    store: Store
    bucket: str
    now: datetime = field(default_factory=lambda: datetime.now(timezone.utc))

    def sign(self, method: str = "GET", path: str = "", **how: Any) -> PresignedRequest:
        """A URL for a path of the server; of the object, unless one is given."""
        how = {"region": REGION, "signing_time": self.now, "expires_in": 600, **how}
        credentials = how.pop("credentials", self.store.credentials)
        path = path or f"/{self.bucket}/dir/a%20b~1.txt?response-cache-control=no-cache"
        return presign(method, f"{self.store.server.endpoint}{path}", credentials, **how)

    def send(
        self,
        signed: PresignedRequest,
        *,
        method: str | None = None,
        url: str | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Refused:
        """Send something else than was signed."""
        sent = dict(signed.headers) if headers is None else dict(headers)
        verb = method or signed.method
        if body is None and verb == "PUT":
            body = b""
        answer = self.store.server.send(verb, url or signed.url, sent, body)
        return Refused(signed.url, signed.method, signed.headers, answer)

    def respelled(self, old: str, new: str, **how: Any) -> Refused:
        """The URL with a part of it written otherwise."""
        signed = self.sign(**how)
        assert old in signed.url
        return self.send(signed, url=signed.url.replace(old, new, 1))

    def key_of(self, secret: str) -> SigningKey:
        """The signing key that a signer derives who does not look at the secret."""
        place = {"date": f"{self.now:%Y%m%d}", "region": REGION, "service": "s3"}
        key = derive_signing_key(secret, **place)
        return SigningKey(key, self.store.credentials.access_key_id, None, None, **place)


Fault = Callable[[Scene], Refused]


def content_type_differs(scene: Scene) -> Refused:
    """The most usual of all."""
    signed = scene.sign("PUT", headers={"content-type": "text/plain"})
    return scene.send(signed, headers={"content-type": "image/png"})


def header_not_sent(scene: Scene) -> Refused:
    """A signed header is left out."""
    return scene.send(scene.sign("PUT", headers={"content-type": "text/plain"}), headers={})


def header_differs(scene: Scene) -> Refused:
    """Another value of a signed header."""
    signed = scene.sign("PUT", headers={"x-amz-meta-from": "me"})
    return scene.send(signed, headers={"x-amz-meta-from": "you"})


def unsigned_header(scene: Scene) -> Refused:
    """One of S3's own headers that is not signed."""
    return scene.send(scene.sign(), headers={"x-amz-meta-from": "me"})


def host_changed(scene: Scene) -> Refused:
    """As by a proxy that puts its own."""
    return scene.send(scene.sign(), headers={"Host": "storage.internal"})


def port_changed(scene: Scene) -> Refused:
    """As by a proxy that leaves it out."""
    return scene.send(scene.sign(), headers={"Host": "127.0.0.1"})


def path_prefix_stripped(scene: Scene) -> Refused:
    """As by a proxy that has the store beneath a path of its own."""
    signed = scene.sign(path=f"/store/{scene.bucket}/dir/a%20b~1.txt")
    return scene.send(signed, url=signed.url.replace("/store/", "/", 1))


def path_prefix_added(scene: Scene) -> Refused:
    """As by a proxy that puts the store beneath a path."""
    return scene.respelled(f"/{scene.bucket}/", f"/store/{scene.bucket}/")


def encoded_once_more(scene: Scene) -> Refused:
    """As by a client that encodes what is encoded."""
    return scene.respelled("a%20b", "a%2520b")


def decoded_once(scene: Scene) -> Refused:
    """As by a proxy that decodes what it passes on."""
    return scene.respelled("a%2520b", "a%20b", path=f"/{scene.bucket}/dir/a%2520b~1.txt")


def plus_for_space(scene: Scene) -> Refused:
    """As by a client that encodes paths as forms."""
    return scene.respelled("a%20b", "a+b")


def lower_case_escapes(scene: Scene) -> Refused:
    """As by clients that respell."""
    return scene.respelled("dir%3B", "dir%3b", path=f"/{scene.bucket}/dir%3B1.txt")


def unreserved_escaped(scene: Scene) -> Refused:
    """As by clients of before RFC 3986."""
    return scene.respelled("~1", "%7E1")


def dot_segments_resolved(scene: Scene) -> Refused:
    """By httpx, as it does."""
    signed = scene.sign(path=f"/{scene.bucket}/dir/../a.txt")
    with httpx.Client(trust_env=False) as client:
        response = client.get(signed.url)
    answer = Answer(response.status_code, dict(response.headers), response.content)
    return Refused(signed.url, "GET", {}, answer)


def slashes_collapsed(scene: Scene) -> Refused:
    """As by nginx, unless told otherwise."""
    return scene.respelled("dir//", "dir/", path=f"/{scene.bucket}/dir//a.txt")


def method_differs(scene: Scene) -> Refused:
    """A PUT on a URL for GET."""
    return scene.send(scene.sign(), method="PUT")


def head_on_get(scene: Scene) -> Refused:
    """As by a client that asks for the size first."""
    return scene.send(scene.sign(), method="HEAD")


def parameter_added(scene: Scene) -> Refused:
    """As by trackers of links, and by caches."""
    signed = scene.sign()
    return scene.send(signed, url=f"{signed.url}&utm_source=mail")


def parameter_dropped(scene: Scene) -> Refused:
    """As by a shell, at the first ampersand that is not quoted."""
    return scene.respelled("&response-cache-control=no-cache", "")


def parameter_changed(scene: Scene) -> Refused:
    """By hand."""
    return scene.respelled("=no-cache", "=no-store")


def parameters_reordered(scene: Scene) -> Refused:
    """Servers sort; so this is no fault to them."""
    signed = scene.sign()
    base, _, query = signed.url.partition("?")
    return scene.send(signed, url=f"{base}?{'&'.join(reversed(query.split('&')))}")


def wrong_region(scene: Scene) -> Refused:
    """Another region in the scope."""
    return scene.send(scene.sign(region="eu-west-1"))


def wrong_service(scene: Scene) -> Refused:
    """Another service in the scope."""
    return scene.send(scene.sign(service="execute-api"))


def wrong_secret(scene: Scene) -> Refused:
    """The secret of another key."""
    other = Credentials(scene.store.credentials.access_key_id, "another-secret")
    return scene.send(scene.sign(credentials=other))


def secret_white_space(scene: Scene) -> Refused:
    """The line end of the file that it was read from."""
    secret = scene.store.credentials.secret_access_key
    return scene.send(scene.sign(credentials=scene.key_of(f"{secret}\n")))


def unknown_access_key(scene: Scene) -> Refused:
    """A key that the server does not know."""
    return scene.send(scene.sign(credentials=Credentials("AKIAUNKNOWN", "secret")))


def _temporary(scene: Scene) -> Credentials:
    """Temporary credentials; of a server without STS, those of the store with a token."""
    own = scene.store.credentials
    if scene.store.name == "radosgw":
        return assume_role(scene.store.server)
    return Credentials(own.access_key_id, own.secret_access_key, "IQoJb3JpZ2luX2VjEXAMPLE")


def token_missing(scene: Scene) -> Refused:
    """It was signed, and is dropped."""
    signed = scene.sign(credentials=_temporary(scene))
    base, _, query = signed.url.partition("?")
    kept = [item for item in query.split("&") if not item.startswith("X-Amz-Security-Token=")]
    return scene.send(signed, url=f"{base}?{'&'.join(kept)}")


def token_altered(scene: Scene) -> Refused:
    """Some of it is cut off."""
    signed = scene.sign(credentials=_temporary(scene))
    before, name, after = signed.url.partition("X-Amz-Security-Token=")
    return scene.send(signed, url=f"{before}{name}{after[4:]}")


def expired(scene: Scene) -> Refused:
    """It was signed yesterday, for ten minutes."""
    return scene.send(scene.sign(signing_time=scene.now - timedelta(days=1)))


def not_yet_valid(scene: Scene) -> Refused:
    """It is dated tomorrow."""
    return scene.send(scene.sign(signing_time=scene.now + timedelta(days=1)))


def expiry_too_long(scene: Scene) -> Refused:
    """It is to live for more than seven days."""
    rules = ServiceRules.of("s3").replace(max_expires_in=700_000)
    return scene.send(scene.sign(expires_in=700_000, rules=rules))


def clock_skew(scene: Scene) -> Refused:
    """Of a request that is signed in its headers, beside the URL of the same time."""
    signed = scene.sign(expires_in=7 * 86400)
    bare = signed.url.partition("?")[0]
    headers = sign_headers(
        *("GET", bare, scene.store.credentials),
        region=REGION,
        service="s3",
        signing_time=scene.now - timedelta(hours=2),
    )
    return scene.send(signed, url=bare, headers=headers)


def payload_mismatch(scene: Scene) -> Refused:
    """Another body than the one whose hash was signed."""
    signed = scene.sign("PUT", headers={"x-amz-content-sha256": OTHER})
    return scene.send(signed, body=BODY)


def two_mechanisms(scene: Scene) -> Refused:
    """As by a client that finds a password for the host."""
    return scene.send(scene.sign(), headers={"Authorization": "Basic dXNlcjpwYXNz"})


def no_such_key(scene: Scene) -> Refused:
    """No fault of the signature."""
    return scene.send(scene.sign(path=f"/{scene.bucket}/none"))


FAULTS: Mapping[str, Fault] = {
    fault.__name__.replace("_", "-"): fault
    for fault in (
        *(content_type_differs, header_not_sent, header_differs, unsigned_header),
        *(host_changed, port_changed, path_prefix_stripped, path_prefix_added),
        *(encoded_once_more, decoded_once, plus_for_space, lower_case_escapes),
        *(unreserved_escaped, dot_segments_resolved, slashes_collapsed),
        *(method_differs, head_on_get, parameter_added, parameter_dropped, parameter_changed),
        *(parameters_reordered, wrong_region, wrong_service, wrong_secret, secret_white_space),
        *(unknown_access_key, token_missing, token_altered, expired, not_yet_valid),
        *(expiry_too_long, clock_skew, payload_mismatch, two_mechanisms, no_such_key),
    )
}


def scene_in(store: Store) -> Scene:
    """A bucket with the object that the faults are about."""
    scene = Scene(store, store.new_bucket())
    store.put(scene.bucket, KEY, BODY)
    return scene


def kept(refused: Refused, now: datetime) -> dict[str, Any]:
    """What JSON can hold of it."""
    headers = refused.answer.headers
    return {
        "at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "url": refused.url,
        "method": refused.method,
        "headers": dict(refused.headers),
        "status": refused.answer.status,
        "answer_headers": {n: headers[n] for n in ("content-type", "date") if n in headers},
        "body": refused.answer.body.decode(),
    }


def load() -> dict[str, dict[str, dict[str, Any]]]:
    """Fault → server → what is kept."""
    answers: dict[str, dict[str, dict[str, Any]]] = json.loads(ANSWERS.read_text("utf-8"))
    return answers


def main(names: list[str]) -> None:
    """Ask, and write."""
    answers = load() if ANSWERS.exists() else {}
    for name in names or KINDS:
        with open_store(name) as store:
            scene = scene_in(store)
            for fault, make in FAULTS.items():
                row = kept(make(scene), scene.now)
                answers.setdefault(fault, {})[name] = row
    ANSWERS.parent.mkdir(exist_ok=True)
    ANSWERS.write_text(f"{json.dumps(answers, indent=1, sort_keys=True)}\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
