"""The signature in a form: a policy that is signed, and a form that must keep it.

Source: Amazon S3 API reference, "Authenticating requests in browser-based uploads using POST"
and "POST Object". S3 looks at a form in this order: the fields that must be there, the
signature over the policy as it was sent, the policy's JSON, its end, its conditions.
"""

from __future__ import annotations

from .._canonical import ALGORITHM
from .._checks import exact_str, pairs_of, type_error
from .._policy import FILENAME, expired, fields_of, missing_field, too_long, verdict
from .._policy_document import Policy, parse_policy
from .._rules import TOKEN_PARAMETERS, UNSIGNED_PAYLOAD
from ..errors import InvalidValueError
from .check import check_scope, earlier
from .claims import Claim, Signer
from .keyring import who_signed
from .received import MAX_PARAMETERS
from .refusals import (
    NotYetValidError,
    PolicyConditionError,
    PolicyError,
    PolicyExpiredError,
    PolicyMalformedError,
    PolicySizeError,
    SignatureDiffersError,
    TokenUnexpectedError,
)
from .refused import (
    POST,
    DuplicateParameterError,
    MalformedError,
    MissingParameterError,
    TooLargeError,
    TwoMechanismsError,
    UnsignedRequestError,
)
from .times import epoch_of
from .verified import Verified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._policy import Form
    from .demands import Demands
    from .keyring import Answer


class PostCheck:
    """`access_key_id`: of whom to look up the key. `conclude` takes what was found."""

    __slots__ = ("_claim", "_demands", "_epoch", "_fields", "_judged", "_token", "access_key_id")

    def __init__(
        self,
        form: Form,
        demands: Demands,
        epoch: int,
        *,
        bucket: str,
        size: int,
        filename: str | None,
    ) -> None:
        bucket = exact_str("bucket", bucket)
        if type(size) is not int:
            raise type_error("size", size, "the file's length in bytes, as an int")
        if not bucket or size < 0:
            raise InvalidValueError(
                "size" if bucket else "bucket", "it is none", "give that of the request"
            )
        pairs = _up_to_the_file(form)
        if filename is not None:
            _check_growth(pairs, exact_str("filename", filename))
        self._fields = fields_of(pairs, filename=filename)
        _check_whole(self._fields)
        self._claim = _read_claim(self._fields)
        check_scope(self._claim, demands)
        if self._claim.epoch > epoch + demands.skew:
            ends = self._claim.epoch + demands.most
            raise NotYetValidError(self._claim.amz_date, ends, epoch)
        self._token = _token(self._fields)
        self._judged = (pairs, bucket, size, filename)
        self._demands = demands
        self._epoch = epoch
        self.access_key_id = self._claim.signer.access_key_id

    def conclude(self, answer: Answer) -> Verified:
        """The verdict, with what the look-up of the key gave."""
        claim, signer = self._claim, self._claim.signer
        encoded = self._fields["policy"]
        key = who_signed(answer, claim, [encoded], self._token)
        if key is None:
            raise SignatureDiffersError(
                signer.access_key_id, string_to_sign=encoded, signature_provided=claim.signature
            )
        policy = self._kept_policy(encoded)
        ends = min(policy.expires_epoch, claim.epoch + self._demands.most)
        if key.expiration is not None:
            ends = earlier(ends, key.expiration, self._epoch)
        return Verified(
            signer.access_key_id,
            signer.scope,
            signer.region,
            POST,
            "",
            (),
            UNSIGNED_PAYLOAD,
            claim.epoch,
            ends,
            fields=self._fields,
        )

    def _kept_policy(self, encoded: str) -> Policy:
        """The policy, whose conditions the form keeps."""
        policy = parse_policy(encoded)
        if not isinstance(policy, Policy):
            raise PolicyMalformedError(policy)
        # However late it ends, a policy does not outlive what a URL could.
        if policy.ended(self._epoch) or self._epoch >= self._claim.epoch + self._demands.most:
            raise PolicyExpiredError(expired())
        pairs, bucket, size, filename = self._judged
        refusal = verdict(policy.conditions, pairs, bucket=bucket, size=size, filename=filename)
        if refusal is not None:
            sized = refusal.code.startswith("Entity")
            raise PolicySizeError(refusal) if sized else PolicyConditionError(refusal)
        return policy


def _check_growth(pairs: list[tuple[str, str]], filename: str) -> None:
    """Refuse a form that would be too long with the file's name in each place for it."""
    name = filename.replace("\\", "/").rpartition("/")[2]
    refusal = too_long(fields_of(pairs, filename=None), len(name) - len(FILENAME))
    if refusal is not None:
        raise PolicyError(refusal)


def _check_whole(fields: dict[str, str]) -> None:
    """Refuse a form that is too long, or lacks what every signed one holds."""
    refusal = too_long(fields)
    if refusal is not None:
        raise PolicyError(refusal)
    refusal = missing_field(fields)
    if refusal is not None:
        place = dict(refusal.details).get("ArgumentName")
        if place is None:
            raise UnsignedRequestError
        raise MissingParameterError(place, refusal.message, form=POST)


def _up_to_the_file(form: Form) -> list[tuple[str, str]]:
    """The fields that count, of which those that say who, where and how are each there once.

    "HTML forms": S3 joins fields of one name with commas, and judges what comes of it.
    """
    given = pairs_of("fields", form)
    if len(given) > MAX_PARAMETERS:
        raise TooLargeError("fields", MAX_PARAMETERS, "fields")
    pairs: list[tuple[str, str]] = []
    seen: set[str] = set()
    for given_name, value in given:
        name = exact_str("fields", given_name)
        if name.lower() == "file":
            break
        if name.lower() in seen and _is_one(name.lower()):
            raise DuplicateParameterError(name, form=POST)
        seen.add(name.lower())
        pairs.append((name, exact_str("fields", value)))
    return pairs


def _is_one(name: str) -> bool:
    decides = name.startswith("x-amz-") and not name.startswith("x-amz-meta-")
    return decides or name in ("key", "bucket", "policy")


def _read_claim(fields: dict[str, str]) -> Claim:
    if "signature" in fields and "awsaccesskeyid" in fields:
        raise TwoMechanismsError("Signature")
    if fields["x-amz-algorithm"] != ALGORITHM:
        raise MalformedError(
            "X-Amz-Algorithm", f'X-Amz-Algorithm only supports "{ALGORITHM}"', form=POST
        )
    signature = fields["x-amz-signature"]
    if not signature:
        raise MissingParameterError("X-Amz-Signature", "X-Amz-Signature is empty", form=POST)
    # It is what is signed, to the byte.
    if not fields["policy"].isascii():
        raise MalformedError("Policy", "Invalid Policy: Invalid Base64 encoding.", form=POST)
    amz_date = fields["x-amz-date"]
    epoch = epoch_of(amz_date)
    if epoch is None:
        raise MalformedError(
            "X-Amz-Date",
            "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
            form=POST,
        )
    signer = Signer(POST, ALGORITHM, fields["x-amz-credential"], "", None)
    return Claim(POST, signer, amz_date, epoch, None, signature)


def _token(fields: dict[str, str]) -> str | None:
    there = [name.lower() for name in TOKEN_PARAMETERS if name.lower() in fields]
    if len(there) > 1:
        raise DuplicateParameterError(TOKEN_PARAMETERS[0], form=POST)
    if not there:
        return None
    token = fields[there[0]]
    if not token.isascii():
        raise TokenUnexpectedError
    return token
