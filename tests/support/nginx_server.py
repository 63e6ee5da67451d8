"""nginx in front of a protected application, as a proxy that changes little or much."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from s3_server import Processes, S3Server, free_ports, listens, program

# What nginx does with a request, by name: the locations of a server.
LOCATIONS = {
    # Host and path go on as they came: proxy_pass names no path.
    "preserved": """
        location / { proxy_pass http://127.0.0.1:BACKEND; proxy_set_header Host $http_host; }
    """,
    # "proxy_pass … with a URI": the part that matches is replaced, and the rest, which nginx has
    # decoded and resolved by then, is spelt anew.
    "stripped": """
        location /api/ { proxy_pass http://127.0.0.1:BACKEND/; proxy_set_header Host $http_host; }
    """,
    # The same with what came in the request line, of which a variable keeps the spelling.
    "stripped-as-it-came": """
        location /api/ {
            if ($request_uri ~ ^/api(?<rest>/.*)$) { set $inside $rest; }
            proxy_pass http://127.0.0.1:BACKEND$inside;
            proxy_set_header Host $http_host;
        }
    """,
    # What nginx does unless it is told: Host is the name in proxy_pass.
    "another-host": """
        location / {
            proxy_pass http://127.0.0.1:BACKEND;
            proxy_set_header X-Forwarded-Host $http_host;
        }
    """,
}

CONFIGURATION = """
daemon off;
worker_processes 1;
pid FOLDER/nginx.pid;
error_log stderr;
events { worker_connections 64; }
http {
    access_log off;
    client_max_body_size 0;
    client_body_temp_path FOLDER/body;
    proxy_temp_path FOLDER/proxy;
    fastcgi_temp_path FOLDER/fastcgi;
    scgi_temp_path FOLDER/scgi;
    uwsgi_temp_path FOLDER/uwsgi;
    merge_slashes off;
    server {
        listen 127.0.0.1:PORT;
        server_name files.example;
        proxy_http_version 1.1;
        proxy_request_buffering off;
        LOCATIONS
    }
}
"""


@contextmanager
def nginx(kind: str, backend: S3Server, port: int) -> Iterator[S3Server]:
    """Run it on a port, until the block ends."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Processes("nginx", folder, os.environ) as processes,
    ):
        text = CONFIGURATION.replace("LOCATIONS", LOCATIONS[kind])
        for name, value in (("FOLDER", folder), ("BACKEND", backend.port), ("PORT", port)):
            text = text.replace(name, str(value))
        file = Path(folder) / "nginx.conf"
        file.write_text(text, encoding="utf-8")
        command = program("nginx", "as root: tests/support/install_nginx.sh")
        processes.start(command, "-p", folder, "-c", str(file), "-e", "stderr")
        processes.wait("answer", lambda: listens(port))
        yield S3Server(port)


def free_port() -> int:
    """A port for it, which the application behind it must know of."""
    return free_ports(1)[0]
