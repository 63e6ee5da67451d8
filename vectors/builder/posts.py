"""The cases of POST: forms to sign, a policy to sign, and forms to judge."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any

from .forms import ALGORITHM, form
from .outcome import amz_date
from .specification import signing_key
from .tables import SOURCES, Case, Row, load

FILENAME = "${filename}"
KINDS = ("post", "post-policy", "post-form")
# The day of the forms that are judged, and a token for those that want one.
NOW = "2013-05-24T00:00:00Z"
TOKEN = "FwoGZXIvYXdzEXAMPLE/+="


def case(row: Row, where: str) -> Case:
    """A row as a case; of what is signed, `expected` is missing."""
    common = load(SOURCES / "services.json")
    kind = row.get("kind", "post")
    context = {n: row.get(n, common["credentials"][n]) for n in common["credentials"]}
    context |= {"region": row.get("region", common["region"]), "service": row.get("service", "s3")}
    if "session_token" in row or row.get("token"):
        context["session_token"] = row.get("session_token", TOKEN)
    made: Case = {
        "id": row["id"],
        "kind": kind,
        "why": row["why"],
        "flags": sorted(row["flags"]),
        "provenance": {"source": "sigv4", "where": row.get("where", where)},
    }
    if kind == "post-form":
        context["now"] = row.get("now", NOW)
        made["form"] = row.get("form") or form(row, context, "examplebucket")
    else:
        context["signing_time"] = row.get("signing_time", common["signing_time"])
        if kind == "post":
            context["expires_in"] = row.get("expires_in", common["expires_in"])
            made["form"] = {
                "bucket": row.get("bucket", "examplebucket"),
                "key": row.get("key", "test.txt"),
                "fields": row.get("fields", []),
                "conditions": row.get("conditions", []),
            }
        else:
            made["policy"] = "\r\n".join(row["policy"])
    made["context"] = context
    if kind == "post-form":
        made["expected"] = _verdict(row)
    return made


def _verdict(row: Row) -> dict[str, Any]:
    if "answer" in row:
        return {"accepted": False, **row["answer"]}
    return {"accepted": True, "status": row.get("success", 204)}


def judged_by(row: Row) -> dict[str, str]:
    """Who vouches for a verdict: Ceph's gateway, or the rule alone where that differs."""
    if "radosgw" in row:
        return {"checked_by": "rule", "note": f"radosgw answers {row['radosgw']}"}
    return {"checked_by": "radosgw"}


def stated(case: Case) -> tuple[list[Any], dict[str, str]]:
    """The conditions and fields of a form before it is signed: one condition for each field
    that has none, then for the key, then for the bucket."""
    given = case["form"]
    conditions = list(given["conditions"])
    have = {_field(condition) for condition in conditions}
    for name, value in given["fields"]:
        if name.lower() not in have and not name.lower().startswith("x-ignore-"):
            conditions.append(_derived(name, value))
    if "key" not in have:
        conditions.append(_derived("key", given["key"]))
    conditions.append({"bucket": given["bucket"]})
    return conditions, {**dict(given["fields"]), "key": given["key"]}


def _derived(name: str, value: str) -> Any:
    prefix, mark, _ = value.partition(FILENAME)
    return ["starts-with", f"${name}", prefix] if mark else {name: value}


def expiration(context: dict[str, Any]) -> str:
    """When a form that is signed so ends."""
    signed = datetime.strptime(context["signing_time"], "%Y-%m-%dT%H:%M:%SZ")
    return f"{signed + timedelta(seconds=context['expires_in']):%Y-%m-%dT%H:%M:%SZ}"


def sign(case: Case) -> dict[str, Any]:
    """A form's policy, fields and signature, derived a second time."""
    context = case["context"]
    if case["kind"] == "post-policy":
        return _signed(context, case["policy"])
    conditions, fields = stated(case)
    time = amz_date(context["signing_time"])
    scope = (time[:8], context["region"], context["service"], "aws4_request")
    added = {
        "x-amz-algorithm": ALGORITHM,
        "x-amz-credential": "/".join([context["access_key_id"], *scope]),
        "x-amz-date": time,
    }
    if "session_token" in context:
        kind = "s3session" if context["service"] == "s3express" else "security"
        added[f"x-amz-{kind}-token"] = context["session_token"]
    conditions += [{name: value} for name, value in added.items()]
    policy = json.dumps({"expiration": expiration(context), "conditions": conditions})
    signed = _signed(context, policy)
    fields |= {**added, "policy": signed["string_to_sign"], "x-amz-signature": signed["signature"]}
    return {"policy": policy, **signed, "fields": [list(pair) for pair in fields.items()]}


def _signed(context: dict[str, Any], policy: str) -> dict[str, Any]:
    """The string to sign is the policy's base64; the signature is its keyed hash, in hex."""
    to_sign = b64encode(policy.encode()).decode()
    day = amz_date(context["signing_time"])[:8]
    key = signing_key(context["secret_access_key"], day, context["region"], context["service"])
    signature = hmac.new(key, to_sign.encode(), "sha256").hexdigest()
    return {"string_to_sign": to_sign, "signature": signature}


def _field(condition: Any) -> str:
    name = next(iter(condition)) if isinstance(condition, dict) else str(condition[1])[1:]
    return name.lower()
