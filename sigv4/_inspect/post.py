"""`inspect_post`: a presigned form in words, its policy opened up."""

from __future__ import annotations

from base64 import b64decode

from .._checks import exact_str, pairs_of
from .._clock import SigningTime
from .._policy import (
    EXACT,
    LENGTH_RANGE,
    STARTS_WITH,
    Condition,
    Refusal,
    as_condition,
    is_secret,
    verdict,
)
from .._policy_document import parse_policy
from ..errors import InvalidInputError
from .checks import SHORTEST_SESSION, of_hex, of_path, of_state, once
from .facts import SignedFacts, amz_epoch
from .findings import Finding, finding
from .hosts import of_host
from .inspection import Inspection, duration
from .lenient import read_url
from .words import parameters, without_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from .._policy import Form

_REQUIRED = ("key", "policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date")
# POST forms of Signature Version 2: Amazon S3 developer guide, "Browser uploads to S3 using
# HTML POST".
_VERSION_2 = "signature"


def inspect_post(fields: Form, *, url: str = "", now: datetime | None = None) -> Inspection:
    """What a form for an upload says of itself: who signed it, what it takes, until when.

    fields: by name, or pairs in the order of the form's parts. url: where it is sent to, "" if
    that is not known. (What boto3's generate_presigned_post returns is both: inspect_post(**it).)
    now: an aware datetime to look at it from; None means now. Nothing is sent anywhere, and the
    signature is not checked.

    Whatever is wrong with the form is a warning. Raises InvalidTypeError for what is no form,
    InvalidValueError for a `now` without a time zone; ClockError.
    Source: Amazon S3 API reference, "Creating a POST policy".
    """
    found: list[Finding] = []
    pairs = _in_front_of_the_file(fields, found)
    by_name = {name.lower(): value for name, value in reversed(pairs)}
    time = SigningTime.of(now, "now").epoch
    facts = SignedFacts(lambda name: by_name.get(name.lower()))
    sent_to = host = path = ""
    if exact_str("url", url).strip():
        read = read_url(url)
        found += [*read.findings, *of_host(read, facts.region), *of_path(read)]
        sent_to, host, path = without_secrets(read), read.authority, read.path
    version = _version(by_name, facts)
    of_fields = _OF_VERSIONS.get(version, _of_fields)(by_name, facts)
    found += of_fields
    policy = _Policy(by_name.get("policy"), found)
    found += _of_conditions(policy.conditions, policy.is_there)
    if policy.is_there and not policy.is_malformed and not _lacks_a_field(of_fields):
        found += _of_verdict(policy.conditions, pairs)
    life = None
    if policy.ends_epoch is not None and facts.signed_epoch is not None:
        life = policy.ends_epoch - facts.signed_epoch
    if facts.is_temporary and life is not None and life > SHORTEST_SESSION:
        found.append(finding("token-may-end-first", life=duration(life)))
    found += of_state(facts.signed_epoch, policy.ends_epoch, time)
    return Inspection(
        f"a presigned form, Signature Version {version}" if version else "an unsigned form",
        looked_at=time,
        signed_epoch=facts.signed_epoch,
        ends_epoch=policy.ends_epoch,
        version=version,
        algorithm=facts.algorithm,
        access_key_id=facts.access_key_id or by_name.get("awsaccesskeyid", ""),
        date=facts.date,
        region=facts.region,
        service=facts.service,
        scope=facts.scope,
        has_token=facts.has_token,
        expires_in=None if life is None or life < 0 else life,
        not_covered=(
            "the file, within its conditions",
            "fields that begin with x-ignore-",
        ),
        conditions=tuple([_in_words(condition) for condition in policy.conditions]),
        parameters=parameters([(name, _shown(name, value)) for name, value in pairs]),
        warnings=once(found),
        url=sent_to,
        host=host,
        path=path,
    )


def _version(by_name: dict[str, str], facts: SignedFacts) -> str:
    """Of the signature; "" where there is none."""
    if any(name in by_name for name in ("x-amz-signature", "x-amz-credential")):
        return facts.version
    return "2" if _VERSION_2 in by_name else ""


class _Policy:
    """What is in a policy; findings tell what cannot be read."""

    def __init__(self, encoded: str | None, found: list[Finding]) -> None:
        self.is_there = bool(encoded)
        self.is_malformed = False
        self.conditions: list[Condition] = []
        self.ends_epoch: int | None = None
        if not encoded:
            return
        parsed = parse_policy(encoded)
        if not isinstance(parsed, Refusal):
            self.conditions = list(parsed.conditions)
            self.ends_epoch = parsed.expires_epoch
            return
        self.is_malformed = True
        before = len(found)
        self._read_leniently(encoded, found)
        if len(found) == before:
            found.append(finding("policy-refused", problem=parsed.message))

    def _read_leniently(self, encoded: str, found: list[Finding]) -> None:
        """What S3 does not take is read as far as it goes, and told in the words of this place."""
        try:
            document = _document(encoded)
        except ValueError as error:
            found.append(finding("policy-malformed", problem=error))
            return
        self.ends_epoch = _expiration(document.get("expiration"))
        if self.ends_epoch is None:
            found.append(finding("expiration-malformed"))
        given = document.get("conditions")
        for condition in given if isinstance(given, list) else []:
            try:
                self.conditions.append(as_condition(condition))
            except InvalidInputError as error:
                problem, remedy = error.problem, error.remedy
                found.append(finding("condition-malformed", problem=problem, remedy=remedy))


def _document(encoded: str) -> dict[str, Any]:
    """The JSON object of a policy. Raises ValueError, which holds nothing of it."""
    from json import loads

    problem, document = "", None
    try:
        document = loads(b64decode(encoded, validate=True))
    except RecursionError:
        problem = "it is nested too deep"
    except ValueError as error:  # The error of JSON holds the document.
        problem = "no base64" if "base64" in str(error) or "padding" in str(error) else "no JSON"
    if not isinstance(document, dict):
        raise ValueError(problem or "no object")
    return document


def _expiration(written: object) -> int | None:
    """The end of a policy: ISO 8601 in UTC, with a Z."""
    if not isinstance(written, str) or len(written) < 20 or written[4::3][:2] != "--":
        return None
    whole, point, fraction = written.removesuffix("Z").partition(".")
    is_fraction = fraction.isascii() and fraction.isdigit() if point else True
    if not written.endswith("Z") or not is_fraction:
        return None
    return amz_epoch(f"{whole}Z".replace("-", "").replace(":", ""))


def _in_front_of_the_file(fields: Form, found: list[Finding]) -> list[tuple[str, str]]:
    """The fields that S3 looks at. Raises InvalidTypeError for what is no form."""
    pairs: list[tuple[str, str]] = []
    counts: dict[str, int] = {}
    behind = False
    for given_name, given_value in pairs_of("fields", fields):
        name, value = exact_str("fields", given_name), exact_str("fields", given_value)
        if behind:
            found.append(finding("field-behind-file", name=name))
        elif name.lower() == "file":
            behind = True
        else:
            pairs.append((name, value))
            counts[name.lower()] = counts.get(name.lower(), 0) + 1
    for name, count in counts.items():
        if count > 1:
            found.append(finding("duplicate-parameter", name=name, count=count))
    return pairs


def _of_fields(by_name: dict[str, str], facts: SignedFacts) -> list[Finding]:
    required = (*_REQUIRED, "x-amz-signature")
    found = [finding("missing-parameter", name=name) for name in required if name not in by_name]
    found += facts.findings
    if "x-amz-signature" in by_name:
        found += of_hex(by_name["x-amz-signature"], facts.algorithm)
    return found


def _of_version_2(by_name: dict[str, str], facts: SignedFacts) -> list[Finding]:
    return [finding("signature-version-2")]


def _unsigned(by_name: dict[str, str], facts: SignedFacts) -> list[Finding]:
    return [finding("unsigned")]


_OF_VERSIONS = {"2": _of_version_2, "": _unsigned}


def _lacks_a_field(found: list[Finding]) -> bool:
    """Whether that is why S3 would refuse the form, whatever its policy says."""
    ids = {told.id for told in found}
    return not ids.isdisjoint({"missing-parameter", "signature-version-2", "unsigned"})


def _of_conditions(conditions: list[Condition], is_there: bool) -> list[Finding]:
    found = []
    fields = {condition.field for condition in conditions}
    of_key = [condition for condition in conditions if condition.field == "key"]
    if is_there and "bucket" not in fields:
        found.append(finding("no-bucket-condition"))
    if is_there and not any(c.value or c.operator == EXACT for c in of_key):
        found.append(finding("any-key"))
    if is_there and all(condition.operator != LENGTH_RANGE for condition in conditions):
        found.append(finding("no-size-limit"))
    return found


_REMEDIES = {
    "AccessDenied": "add conditions for them, or leave them out",
    "MaxPostPreDataLengthExceeded": "make them shorter",
}


def _of_verdict(conditions: list[Condition], pairs: list[tuple[str, str]]) -> list[Finding]:
    """What S3 would say of these fields, in the bucket that the policy is for.

    Fields of which only the beginning is signed may come from whoever sends the form.
    """
    there = {name.lower() for name, _ in pairs}
    to_add = [
        (condition.name, condition.value)
        for condition in conditions
        if condition.operator == STARTS_WITH and condition.field not in there
    ]
    buckets = [condition.value for condition in conditions if condition.field == "bucket"]
    refusal = verdict(conditions, [*pairs, *to_add], bucket=buckets[0] if buckets else "")
    if refusal is None:
        return []
    if refusal.condition is None:
        problem, remedy = refusal.message, _REMEDIES[refusal.code]
    else:
        problem = f"this does not hold: {_in_words(refusal.condition)}"
        remedy = "send what was signed"
    return [finding("form-refused", problem=problem, remedy=remedy)]


def _in_words(condition: Condition) -> str:
    if not condition.possible:
        return f"nothing holds the condition on {condition.name or 'the size of the file'}"
    if condition.operator == LENGTH_RANGE:
        return f"the file has {condition.least} to {condition.most} bytes"
    name = condition.name
    if is_secret(condition.field):
        return f"{name} is what is in that field"
    if condition.operator == EXACT:
        return f"{name} is {condition.value!r}"
    return f"{name} begins with {condition.value!r}" if condition.value else f"{name} is anything"


def _shown(name: str, value: str) -> str:
    # Opened up, it is among the conditions; as it stands, it may hold the token.
    return "…" if name.lower() == "policy" else value
