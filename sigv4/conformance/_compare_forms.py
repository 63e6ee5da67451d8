"""A form that a program signed beside the one that is expected."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode

from .._keys import derive_signing_key
from ._difference import Difference, lines_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._answers import Answer
    from ._vectors import Case


def form_difference(case: Case, answer: Answer) -> Difference | None:
    """A form. Its policy is compared as JSON, which can be spelt in many ways; so its base64
    and its signature are those of the policy that the program has."""
    expected, context = case["expected"], case["context"]
    fields = {name.lower(): value for name, value in answer["fields"]}
    to_sign = fields.pop("policy", "")
    try:
        policy = json.loads(b64decode(to_sign, validate=True))
    except (ValueError, RecursionError):
        return Difference("policy", expected["policy"], to_sign, "it is no JSON in base64")
    ours = json.loads(expected["policy"])
    if policy != ours:
        return Difference("policy", lines_of(ours), lines_of(policy))
    if answer.get("string_to_sign", to_sign) != to_sign:
        return Difference("string_to_sign", to_sign, answer["string_to_sign"])
    date = context["signing_time"][:10].replace("-", "")
    key = derive_signing_key(
        context["secret_access_key"],
        date=date,
        region=context["region"],
        service=context["service"],
    )
    right = hmac.digest(key, to_sign.encode(), "sha256").hex()
    for stated in (fields.pop("x-amz-signature", ""), answer.get("signature", right)):
        if stated != right:
            return Difference("signature", right, stated)
    named = {name.lower(): value for name, value in expected["fields"]}
    named = {name: named[name] for name in named if name not in ("policy", "x-amz-signature")}
    if fields != named:
        return Difference("fields", _field_lines(named), _field_lines(fields))
    return None


def _field_lines(fields: dict[str, str]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in sorted(fields.items()))
