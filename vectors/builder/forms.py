"""POST forms, put together from rows: by the build for a day long past, and by the tests that send
them to a server for that server and the present.

Source: Amazon S3 API reference, "Authenticating requests in browser-based uploads using POST".
"""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from datetime import datetime, timezone
from typing import Any

from .specification import signing_key
from .tables import Row

ALGORITHM = "AWS4-HMAC-SHA256"
DOCUMENT = '{"expiration": "%END%Z", "conditions": %CONDITIONS%}'
KEY = "up/${filename}"
LIFE = 3600


def form(row: Row, context: dict[str, Any], bucket: str) -> dict[str, Any]:
    """The form of a row, with its one fault, as a case's `form`.

    context: access_key_id, secret_access_key, session_token, region, service and now, as in
    the vectors. The policy is signed as it stands; what a row alters, it alters afterwards.
    """
    now = datetime.fromisoformat(context["now"].replace("Z", "+00:00")).timestamp()
    signed = int(now) - row.get("age", 0)
    held = _held(row, context, signed)
    texts = {
        "%END%": f"{_utc(signed + LIFE):%Y-%m-%dT%H:%M:%S}",
        "%BUCKET%": bucket,
        "%LONG%": "x" * 20480,
    }
    standard = [{"bucket": bucket}, ["starts-with", "$key", "up/"]]
    standard += [{name: value} for name, value in held.items()]
    without = row.get("without", [])
    kept = [c for c in standard if _field(c) not in without]
    texts["%CONDITIONS%"] = json.dumps(row.get("conditions", []) + kept)

    def filled(text: str) -> str:
        for mark, value in texts.items():
            text = text.replace(mark, value)
        return text

    document = filled(row.get("document", DOCUMENT))
    policy = row.get("policy", _base64(document) + row.get("policy_end", ""))
    _, day, region, service, _ = held["x-amz-credential"].split("/")
    key = signing_key(context["secret_access_key"], day, region, service)
    fields = {
        "key": row.get("key", KEY),
        **held,
        "policy": policy,
        "x-amz-signature": hmac.new(key, policy.encode(), "sha256").hexdigest(),
    }
    fields |= _altered(row, fields, filled)
    pairs = [[n, filled(v)] for n, v in row.get("fields", [])]
    names, behind = row.get("names", {}), row.get("behind", [])
    pairs += [[names.get(n, n), v] for n, v in fields.items() if v is not None and n not in behind]
    made: dict[str, Any] = {"bucket": bucket, "fields": pairs, "file": {"size": row.get("size", 3)}}
    name = row.get("filename", "cat.png")
    if name is not None:
        made["file"]["name"] = name
    after = row.get("after_file", []) + [[name, fields[name]] for name in behind]
    return {**made, "after_file": after} if after else made


def _held(row: Row, context: dict[str, Any], signed: int) -> dict[str, str]:
    """What signing adds beside the policy and its signature."""
    scope = {"date": f"{_utc(signed):%Y%m%d}", **context, **row.get("credential", {})}
    held = {
        "x-amz-algorithm": ALGORITHM,
        "x-amz-credential": _credential(scope),
        "x-amz-date": f"{_utc(signed):%Y%m%dT%H%M%SZ}",
    }
    if context.get("session_token"):
        held["x-amz-security-token"] = context["session_token"]
    return held


def _altered(row: Row, fields: dict[str, str], filled: Any) -> dict[str, Any]:
    """What a row sends otherwise than it was signed; None: not at all."""
    altered: dict[str, Any] = dict(row.get("sent", {}))
    if "altered" in row:
        altered["policy"] = _base64(filled(row["altered"]))
    if "cut" in row:
        altered["policy"] = fields["policy"][: -row["cut"]]
    if "credential_sent" in row:
        names = ("access_key_id", "date", "region", "service")
        parts = dict(zip(names, fields["x-amz-credential"].split("/"), strict=False))
        altered["x-amz-credential"] = _credential({**parts, **row["credential_sent"]})
    return altered


def _credential(scope: dict[str, Any]) -> str:
    names = ("access_key_id", "date", "region", "service")
    return "/".join([*(scope[name] for name in names), "aws4_request"])


def _field(condition: Any) -> str:
    name: str = next(iter(condition)) if isinstance(condition, dict) else condition[1][1:]
    return name


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def _utc(epoch: int) -> datetime:
    return datetime.fromtimestamp(epoch, timezone.utc)
