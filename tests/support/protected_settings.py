"""What the protected applications accept; the environment says under which names they run."""

from __future__ import annotations

import os
from typing import Any

from s3_server import CREDENTIALS, REGION

HOSTS = "SIGV4_TEST_HOSTS"
PREFIX = "SIGV4_TEST_PREFIX"


def settings() -> dict[str, Any]:
    """The middleware's arguments."""
    secrets = {CREDENTIALS.access_key_id: CREDENTIALS.secret_access_key}
    return {
        "credentials": secrets.get,
        "region": REGION,
        "service": {"s3", "sqs"},
        "hosts": set(os.environ[HOSTS].split(",")),
        "payload": "unsigned-ok",
        "path_prefix": os.environ.get(PREFIX, ""),
    }
