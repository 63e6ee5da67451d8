"""A real S3 server for the tests: Ceph's gateway (radosgw) on loopback, with its STS.

Three programs: a monitor, one storage daemon that keeps objects in its memory, and the gateway,
which speaks S3 and verifies signatures. There is no manager: nothing here needs one.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from s3_server import (
    CREDENTIALS,
    REGION,
    Answer,
    Processes,
    S3Server,
    ServerError,
    free_ports,
    listens,
    program,
)

from sigv4 import Credentials, sign_headers

# The host whose subdomains are buckets.
DOMAIN = "localhost"
# A role that the server's user may assume, and that may do everything in S3.
ROLE = "arn:aws:iam:::role/test"

_PROGRAMS = ("monmaptool", "ceph-mon", "ceph", "ceph-osd", "radosgw", "radosgw-admin")
_REMEDY = "run tests/support/install_servers.sh as root"
_TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole"],'
    '"Principal":{"AWS":["arn:aws:iam:::user/test"]}}]}'
)
_POLICY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*"],'
    '"Resource":"arn:aws:s3:::*"}]}'
)
# One replica on one device that is all there is, nothing encrypted and nobody authenticated
# below the gateway, no listener but on loopback.
_CONFIGURATION = """\
[global]
fsid = {cluster}
mon host = [v2:127.0.0.1:{monitor}/0]
mon initial members = a
public network = 127.0.0.0/8
cluster network = 127.0.0.0/8
ms bind ipv6 = false
ms bind msgr1 = false
auth cluster required = none
auth service required = none
auth client required = none
ms cluster mode = crc
ms service mode = crc
ms client mode = crc
ms mon cluster mode = crc
ms mon service mode = crc
ms mon client mode = crc
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
mon warn on pool no redundancy = false
run dir = {folder}
admin socket =
pid file =
log file =
log to stderr = true
err to stderr = true
mon cluster log to file = false
crash dir = {folder}

[mon.a]
mon data = {folder}/mon

[osd.0]
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 2147483648
osd class load list = *
osd class default list = *

[client.admin]
rgw data = {folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:{gateway}
rgw dns name = {domain}
rgw sts key = abcdefghijklmnop
rgw s3 auth use sts = true
rgw crypt require ssl = false
rgw enable usage log = false
rgw lifecycle work time = 00:00-00:01
rgw override bucket index max shards = 1
rgw thread pool size = 32
"""


@contextmanager
def radosgw_server() -> Iterator[S3Server]:
    """Start the server, and end it on the way out, whatever happens in between: the gateway
    first and the monitor last, for the others hang without it. Raises ServerError."""
    for name in _PROGRAMS:
        _program(name)  # or say at once what is missing
    with tempfile.TemporaryDirectory(prefix="radosgw-") as folder:
        gateway, monitor = free_ports(2)
        text = _CONFIGURATION.format(
            folder=folder, cluster=uuid4(), monitor=monitor, gateway=gateway, domain=DOMAIN
        )
        configuration = Path(folder, "ceph.conf")
        configuration.write_text(text)
        for name in ("mon", "osd", "rgw"):
            Path(folder, name).mkdir()
        environment = {**os.environ, "HOME": folder, "CEPH_CONF": str(configuration)}
        environment.pop("CEPH_ARGS", None)
        with Processes("radosgw", folder, environment) as processes:
            _start_monitor(processes, monitor)
            _start_storage(processes)
            processes.start(_program("radosgw"), "-n", "client.admin", "-f")
            processes.wait("gateway", lambda: listens(gateway), patience=90.0)
            _add_user(processes)
            server = S3Server(gateway)
            _add_topic(server)
            yield server


def assume_role(server: S3Server) -> Credentials:
    """Temporary credentials from the server's STS, for an hour."""
    answer = _ask(
        server,
        "sts",
        {
            "Action": "AssumeRole",
            "Version": "2011-06-15",
            "RoleArn": ROLE,
            "RoleSessionName": "session",
        },
    )
    found = [
        re.search(f"<{name}>([^<]+)</{name}>", answer.body.decode())
        for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")
    ]
    key_id, secret, token = (match[1] if match else "" for match in found)
    return Credentials(key_id, secret, token)


def _ask(server: S3Server, service: str, form: dict[str, str]) -> Answer:
    """One of the gateway's other services, signed in the header. Raises ServerError."""
    body = urlencode(form).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    url = f"{server.endpoint}/"
    added = sign_headers(
        "POST", url, CREDENTIALS, region=REGION, service=service, headers=headers, body=body
    )
    answer = server.send("POST", url, {**headers, **added}, body)
    if answer.status != 200:
        raise ServerError(f"radosgw's {service} says {answer.status} {answer.code}")
    return answer


def _program(name: str) -> str:
    return program(name, _REMEDY)


def _start_monitor(processes: Processes, port: int) -> None:
    address = ("--addv", "a", f"[v2:127.0.0.1:{port}]")
    processes.run(_program("monmaptool"), "--create", "--clobber", *address, "monmap")
    processes.run(_program("ceph-mon"), "--mkfs", "-i", "a", "--monmap", "monmap")
    processes.start(_program("ceph-mon"), "-i", "a", "-f")
    processes.wait("monitor", lambda: listens(port))


def _start_storage(processes: Processes) -> None:
    identity = str(uuid4())
    ceph = _program("ceph")
    processes.run(ceph, "--connect-timeout", "30", "osd", "new", identity)
    processes.run(_program("ceph-osd"), "-i", "0", "--mkfs", "--osd-uuid", identity)
    processes.start(_program("ceph-osd"), "-i", "0", "-f")
    processes.wait("storage", lambda: " 1 up" in processes.run(ceph, "osd", "stat"))


def _add_topic(server: S3Server) -> None:
    """What a bucket's notifications are sent to; nobody reads them."""
    _ask(server, "sns", {"Action": "CreateTopic", "Name": "topic"})


def _add_user(processes: Processes) -> None:
    admin = _program("radosgw-admin")
    keys = (CREDENTIALS.access_key_id, CREDENTIALS.secret_access_key)
    user = ("--uid", "test", "--display-name", "test", "--caps", "roles=*", "--max-buckets", "0")
    role = ("--role-name", "test", "--path", "/", "--assume-role-policy-doc", _TRUST)
    policy = ("--role-name", "test", "--policy-name", "all", "--policy-doc", _POLICY)
    processes.run(admin, "user", "create", *user, "--access-key", keys[0], "--secret", keys[1])
    processes.run(admin, "role", "create", *role)
    processes.run(admin, "role-policy", "put", *policy)
