"""sigv4's verdict on a form, put together as a server would: one step after the other."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from sigv4 import derive_signing_key
from sigv4._policy import Refusal, fields_of, missing_field, verdict
from sigv4._policy_document import parse_policy


def judge(form: dict[str, Any], context: dict[str, Any]) -> Refusal | None:
    """S3's answer to a case's form; None: it is accepted.

    The order is S3's: what is there, whose it is, the signature over the policy as it was
    sent, its JSON, its end, its conditions.
    """
    pairs = [(name, value) for name, value in form["fields"]]
    filename = form["file"].get("name")
    fields = fields_of(pairs, filename=filename)
    refusal = missing_field(fields) or _not_signed(fields, context)
    if refusal is not None:
        return refusal
    policy = parse_policy(fields["policy"])
    if isinstance(policy, Refusal):
        return policy
    now = int(datetime.fromisoformat(context["now"].replace("Z", "+00:00")).timestamp())
    size = form["file"]["size"]
    return policy.ended(now) or verdict(
        policy.conditions, pairs, bucket=form["bucket"], size=size, filename=filename
    )


def _not_signed(fields: dict[str, str], context: dict[str, Any]) -> Refusal | None:
    """The refusal of a form that these credentials did not sign."""
    key_id, *scope = fields["x-amz-credential"].rsplit("/", 4)
    if key_id != context["access_key_id"]:
        return Refusal(403, "InvalidAccessKeyId", "…")
    # A scope of another date than X-Amz-Date's is refused as one of another region is.
    date = fields["x-amz-date"][:8]
    if scope != [date, context["region"], context["service"], "aws4_request"]:
        return Refusal(400, "InvalidArgument", "…")
    token = context.get("session_token")
    sent = fields.get("x-amz-security-token")
    if token and sent is None:
        return Refusal(403, "InvalidAccessKeyId", "…")
    if sent != token:
        return Refusal(400, "InvalidToken", "…")
    key = derive_signing_key(
        context["secret_access_key"],
        date=scope[0],
        region=context["region"],
        service=context["service"],
    )
    right = hmac.new(key, fields["policy"].encode(), "sha256").hexdigest()
    if not hmac.compare_digest(right, fields["x-amz-signature"]):
        return Refusal(403, "SignatureDoesNotMatch", "…")
    return None
