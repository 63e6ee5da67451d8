"""`inspect_post`: a presigned form in words, its policy opened up."""

from __future__ import annotations

from .._checks import exact_str, pairs_of
from .._clock import SigningTime
from .._rules import ServiceRules
from .checks import SHORTEST_SESSION, of_hex, of_path, of_state, once
from .facts import SignedFacts
from .findings import Finding, finding
from .hosts import of_host
from .inspection import Inspection, duration
from .lenient import read_url
from .policy import OpenedPolicy, in_words
from .words import parameters, without_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from .._policy import Form

_REQUIRED = (
    *("key", "policy"),
    *("x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature"),
)
# POST forms of Signature Version 2: Amazon S3 developer guide, "Browser uploads to S3 using
# HTML POST".
_VERSION_2 = "signature"
_INCOMPLETE = frozenset({"signature-version-2", "unsigned", "missing-parameter"})


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
    of_fields = _of_fields(version, by_name, facts)
    policy = OpenedPolicy(by_name.get("policy", ""))
    found += [*of_fields, *policy.findings]
    # Of the versions, S3's verdict is known of forms of version 4 that have all their fields.
    if policy.is_right and not _INCOMPLETE.intersection(told.id for told in of_fields):
        found += policy.refused(pairs)
    life, ends = None, policy.ends_epoch
    if ends is not None and facts.signed_epoch is not None:
        life = ends - facts.signed_epoch
        found += _of_life(facts, life)
        ends = min(ends, facts.signed_epoch + ServiceRules.of(facts.service).max_expires_in)
    found += of_state(facts.signed_epoch, ends, time)
    return Inspection(
        f"a presigned form, Signature Version {version}" if version else "an unsigned form",
        looked_at=time,
        signed_epoch=facts.signed_epoch,
        ends_epoch=ends,
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
        conditions=tuple([in_words(condition) for condition in policy.conditions]),
        parameters=parameters([(name, _shown(name, value)) for name, value in pairs]),
        warnings=once(found),
        url=sent_to,
        host=host,
        path=path,
    )


def _of_life(facts: SignedFacts, life: int) -> Iterator[Finding]:
    """What may end a form before its policy does: a signing key is good for seven days.

    Amazon S3 API reference, "Authenticating requests: using query parameters", X-Amz-Expires.
    """
    most = ServiceRules.of(facts.service).max_expires_in
    if life > most:
        service = facts.service or "the service"
        yield finding("service-ends-it", service=service, life=duration(most))
    if facts.is_temporary and life > SHORTEST_SESSION:
        yield finding("token-may-end-first", life=duration(min(life, most)))


def _version(by_name: dict[str, str], facts: SignedFacts) -> str:
    """Of the signature; "" where there is none."""
    if any(name in by_name for name in ("x-amz-signature", "x-amz-credential")):
        return facts.version
    return "2" if _VERSION_2 in by_name else ""


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


def _of_fields(version: str, by_name: dict[str, str], facts: SignedFacts) -> list[Finding]:
    if version == "2":
        return [finding("signature-version-2")]
    if not version:
        return [finding("unsigned")]
    found = [finding("missing-parameter", name=name) for name in _REQUIRED if name not in by_name]
    found += facts.findings
    if "x-amz-signature" in by_name:
        found += of_hex(by_name["x-amz-signature"], facts.algorithm)
    return found


def _shown(name: str, value: str) -> str:
    # Opened up, it is among the conditions; as it stands, it may hold the token.
    return "…" if name.lower() == "policy" else value
