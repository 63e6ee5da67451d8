"""A real S3 server for the tests: OpenStack Swift with its S3 layer (s3api) on loopback.

Four programs: the proxy, which speaks S3 and verifies signatures, and behind it one account,
one container and one object server with one folder as their disk.
"""

from __future__ import annotations

import getpass
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from s3_server import (
    CREDENTIALS,
    REGION,
    Processes,
    S3Server,
    ServerError,
    free_ports,
    listens,
    program,
)

from sigv4 import Credentials

# Swift's user is ACCOUNT:NAME, and that is the access key id.
SWIFT_CREDENTIALS = Credentials(f"acct:{CREDENTIALS.access_key_id}", CREDENTIALS.secret_access_key)
# The host whose subdomains are buckets.
DOMAIN = "localhost"

_REMEDY = "pip install swift (or run make test-servers)"
_HASH = """\
[swift-hash]
swift_hash_path_prefix = loopback
swift_hash_path_suffix = loopback

[storage-policy:0]
name = gold
default = yes
"""
_COMMON = """\
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
user = {user}
swift_dir = {folder}
devices = {folder}/disks
mount_check = false
disable_fallocate = true
workers = 0
log_address = /dev/null
log_level = WARNING
"""
_STORAGE = """
[pipeline:main]
pipeline = {kind}-server

[app:{kind}-server]
use = egg:swift#{kind}
"""
# The order is the one that s3api asks for: it stands before the authentication, and that
# before everything that acts on an object.
_FILTERS = (
    ("catch_errors", ""),
    ("gatekeeper", ""),
    ("bulk", ""),
    ("listing_formats", ""),
    ("s3api", f"location = {REGION}\nstorage_domain = {DOMAIN}\nmin_segment_size = 5242880\n"),
    (
        "tempauth",
        f"user_acct_{CREDENTIALS.access_key_id} = {CREDENTIALS.secret_access_key} .admin\n",
    ),
    ("copy", ""),
    ("dlo", ""),
    ("slo", ""),
    ("versioned_writes", "allow_versioned_writes = true\nallow_object_versioning = true\n"),
    ("symlink", ""),
)
_PROXY = """
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
"""
_STORAGE_KINDS = ("account", "container", "object")


@contextmanager
def swift_server() -> Iterator[S3Server]:
    """Start the server, and end it on the way out, whatever happens in between.

    Objects are files in a temporary folder with extended attributes. Raises ServerError.
    """
    with tempfile.TemporaryDirectory(prefix="swift-") as folder:
        _needs_attributes(folder)
        proxy, *storage = free_ports(1 + len(_STORAGE_KINDS))
        Path(folder, "disks", "d1").mkdir(parents=True)
        Path(folder, "swift.conf").write_text(_HASH)
        with Processes("Swift", folder, _environment(folder)) as processes:
            for kind, port in zip(_STORAGE_KINDS, storage, strict=True):
                _build_ring(processes, kind, port)
                text = _common(folder, port) + _STORAGE.format(kind=kind)
                _start(processes, kind, text)
            _start(processes, "proxy", _common(folder, proxy) + _proxy())
            processes.wait("proxy", lambda: all(map(listens, (proxy, *storage))))
            yield S3Server(proxy)


def _common(folder: str, port: int) -> str:
    return _COMMON.format(folder=folder, port=port, user=getpass.getuser())


def _proxy() -> str:
    """The proxy's pipeline: each filter by its name, then the proxy itself."""
    names = " ".join(name for name, _ in _FILTERS)
    sections = (f"\n[filter:{name}]\nuse = egg:swift#{name}\n{more}" for name, more in _FILTERS)
    return f"\n[pipeline:main]\npipeline = {names} proxy-server\n{''.join(sections)}{_PROXY}"


def _start(processes: Processes, kind: str, text: str) -> None:
    configuration = processes.folder / f"{kind}-server.conf"
    configuration.write_text(text)
    processes.start(program(f"swift-{kind}-server", _REMEDY), str(configuration))


def _build_ring(processes: Processes, kind: str, port: int) -> None:
    """One device for everything: what a ring would say of a cluster."""
    builder = program("swift-ring-builder", _REMEDY)
    name = f"{kind}.builder"
    processes.run(builder, name, "create", "4", "1", "0")
    processes.run(builder, name, "add", f"r1z1-127.0.0.1:{port}/d1", "1")
    processes.run(builder, name, "rebalance")


def _environment(home: str) -> dict[str, str]:
    """The program's own, with another home."""
    return {**os.environ, "HOME": home}


def _needs_attributes(folder: str) -> None:
    try:
        os.setxattr(folder, "user.swift.test", b"x")
    except OSError as error:
        raise ServerError(
            f"Swift needs a folder with user extended attributes, and {folder} has none "
            f"({error.strerror}): set TMPDIR to one"
        ) from None
