"""A Flask application behind the middleware, for `gunicorn protected_wsgi:app`."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from json import dumps
from resource import RUSAGE_SELF, getrusage

from flask import Flask, Response, request
from protected_settings import settings

from sigv4.wsgi import SigV4Middleware

flask = Flask(__name__)
METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE"]


@flask.route("/nothing", methods=METHODS)
def nothing() -> str:
    """An application that does not read."""
    return "read nothing"


@flask.route("/begun/", methods=METHODS)
def begun() -> Response:
    """An application that answers while it reads."""
    stream = request.stream

    def lengths() -> Iterator[bytes]:
        yield b"begun\n"
        while piece := stream.read(65536):
            yield b"%d\n" % len(piece)
        yield b"done\n"

    return Response(lengths())


@flask.route("/", defaults={"key": ""}, methods=METHODS)
@flask.route("/<path:key>", methods=METHODS)
def echo(key: str) -> Response:
    """What the application was told of a request, and what it read, in a header: S3's clients
    take no body that is not S3's."""
    digest, length = sha256(), 0
    while piece := request.stream.read(65536):
        digest.update(piece)
        length += len(piece)
    verified = request.environ["sigv4.verified"]
    told = {
        "who": verified.access_key_id,
        "form": verified.form,
        "payload": verified.payload_hash,
        "signed": verified.path,
        "path": request.environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"),
        "length": length,
        "memory": getrusage(RUSAGE_SELF).ru_maxrss,
        "sha256": digest.hexdigest(),
        "headers": {name.lower(): value for name, value in request.headers},
    }
    return Response(headers={"x-told": dumps(told)})


flask.url_map.merge_slashes = False
app = SigV4Middleware(flask, **settings())
