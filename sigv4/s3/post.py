"""Presigned POST forms: an upload whose size, type and name a policy limits.

Source: Amazon S3 API reference, "Authenticating requests in browser-based uploads using
POST", "Creating a POST policy" and "POST Object".
"""

from __future__ import annotations

from base64 import b64encode

from .._canonical import ALGORITHM
from .._checks import utf8
from .._clock import SigningTime, iso8601, utc
from .._expiry import check_alive, whole_seconds
from .._frozen import Frozen
from .._keys import signing_key
from .._policy import Refusal, expired, verdict
from .._policy_document import parse_policy
from ..errors import InvalidValueError
from ._post_policy import as_boto3, check_length, draft, for_key, is_exactly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta
    from pathlib import PurePath
    from typing import Any

    from .._credentials import Credentials
    from .._keys import SigningKey
    from .._policy import Condition, Form
    from .._rules import ServiceRules
    from ._post_policy import Draft
    from .endpoints import Endpoint


class PresignedPost(Frozen):
    """A form that whoever holds it can send, with a file, until it expires. Immutable.

    url: where to. fields: what to send in front of the file, in this order; the part with
    the file is called `file` and comes last. policy: the document that is signed, as text.
    bucket: the one that it is for. signed_at, expires_at: aware datetimes in UTC.
    """

    __slots__ = (
        "_ends_epoch",
        "_fields",
        "_signed_epoch",
        "bucket",
        "policy",
        "url",
    )

    url: str
    policy: str
    bucket: str
    _fields: dict[str, str]
    _signed_epoch: int
    _ends_epoch: int

    def __init__(
        self,
        url: str,
        fields: dict[str, str],
        *,
        policy: str,
        bucket: str,
        signed_epoch: int,
        ends_epoch: int,
    ) -> None:
        put = object.__setattr__  # As _set does, in a third of its time.
        put(self, "url", url)
        put(self, "_fields", fields)
        put(self, "policy", policy)
        put(self, "bucket", bucket)
        put(self, "_signed_epoch", signed_epoch)
        put(self, "_ends_epoch", ends_epoch)

    @property
    def fields(self) -> dict[str, str]:
        """What to send in front of the file; a new dictionary each time."""
        return dict(self._fields)

    @property
    def open_fields(self) -> dict[str, str]:
        """What each field must begin with that a condition names and `fields` has not.

        Whoever sends the form adds them; a new dictionary each time.
        """
        from ._form import still_open

        found = still_open(self._fields, self._conditions)
        return {condition.name: condition.value for condition in found.values()}

    @property
    def signed_at(self) -> datetime:
        """The signing time."""
        return utc(self._signed_epoch)

    @property
    def expires_at(self) -> datetime:
        """When the policy ends."""
        return utc(self._ends_epoch)

    @property
    def _conditions(self) -> tuple[Condition, ...]:
        """What was signed, read as a server reads it."""
        policy = parse_policy(self._fields["policy"])
        if isinstance(policy, Refusal):
            raise InvalidValueError("conditions", f"S3 refuses them: {policy}", "change them")
        return policy.conditions

    def check(
        self,
        form: Form | None = None,
        *,
        size: int | None = None,
        filename: str = "",
        now: datetime | None = None,
    ) -> Refusal | None:
        """What S3 would say of a form that is sent with this policy; None: it would take it.

        form: the fields, or None for those that were signed. size: of the file in bytes; None:
        not looked at. filename: the file's, for ${filename}. now: an aware datetime; None
        means now. The signature is not looked at.

        Raises InvalidTypeError or InvalidValueError for what is no form, no size or no time.
        """
        if SigningTime.of(now, "now").epoch >= self._ends_epoch:
            return expired()
        return verdict(
            self._conditions,
            self._fields if form is None else form,
            bucket=self.bucket,
            size=size,
            filename=filename,
        )

    def html(
        self,
        *,
        title: str = "Upload a file",
        label: str = "File",
        hint: str | None = None,
        button: str = "Upload",
        lang: str = "en",
        nonce: str | None = None,
        inputs: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    ) -> str:
        """An HTML document with the form, for a browser; all that is put into it is escaped.

        The condition on Content-Type says what the browser offers, and a script fills in the
        type of the file where no field does. The same script tells of a file that is too large
        or too small before it is sent; without one S3 does.

        title, button: of the page and of its button. label: in front of the choice of a file.
        hint: below it, and said of a file that does not fit; None: what the policy takes, in
        English. lang: the language of all these (BCP 47). nonce: of a Content-Security-Policy,
        for the script and the style; the policy's form-action must have `url`. inputs: the
        fields that the page's user fills in, and the label of each: those that a condition of
        the policy leaves open, as anything("x-amz-meta-note") does.

        Raises InvalidTypeError, or InvalidValueError where S3 would refuse the form, whatever
        the file.
        """
        from ._html import html_document

        return html_document(
            self.url,
            self._fields,
            self._conditions,
            bucket=self.bucket,
            inputs=inputs,
            texts={"title": title, "label": label, "hint": hint, "button": button, "lang": lang},
            nonce=nonce,
        )

    def curl(self, file: str | PurePath, *, fields: Form = ()) -> str:
        """A curl command for a POSIX shell that sends the form with a file.

        file: its name. fields: those that a condition leaves open, such as
        {"Content-Type": "image/png"}. Raises InvalidTypeError, or InvalidValueError for what names
        no file, and where S3 would refuse the form.
        """
        from .._curl import curl_form, file_name
        from ._form import completed

        name = file_name("file", file)
        form = completed(
            self._fields,
            self._conditions,
            fields,
            bucket=self.bucket,
            filename=name,
        )
        return curl_form(self.url, form, name)

    def __repr__(self) -> str:
        # The signature and the policy are a bearer's secret; a repr ends up in logs.
        return f"<PresignedPost {self.url} until {self.expires_at:%Y-%m-%dT%H:%M:%SZ}>"


class BucketForms(Frozen):
    """What signs the forms for one bucket, and decides once what they have in common. Immutable."""

    __slots__ = ("_bucket", "_drafts", "_rules", "_said", "_url", "endpoint")

    endpoint: Endpoint
    _bucket: str
    _drafts: dict[bytes, Draft]
    _rules: ServiceRules
    _said: str
    _url: str

    def __init__(
        self, endpoint: Endpoint, bucket: str, rules: ServiceRules, drafts: dict[bytes, Draft]
    ) -> None:
        self._set(
            endpoint=endpoint,
            _bucket=bucket,
            _drafts=drafts,
            _rules=rules,
            _said=is_exactly("bucket", bucket),
            _url=f"{endpoint.url}/" if endpoint.path == "" else endpoint.url,
        )

    def sign(
        self,
        signer: Credentials | SigningKey,
        key: str,
        *,
        fields: Any,
        conditions: Iterable[Any],
        derive: bool,
        expires_in: int | timedelta,
        signing_time: datetime | None,
    ) -> PresignedPost:
        """The form for a key; `S3.presign_post` says what the arguments mean.

        derive: whether the fields get the conditions that they need; boto3 leaves them to its
        user.
        """
        endpoint, rules = self.endpoint, self._rules
        time = SigningTime.of(signing_time)
        seconds = whole_seconds(expires_in, rules.max_expires_in)
        signing = signing_key(signer, time.date, endpoint.signing_region, endpoint.signing_name)
        if signer.expiration is not None:
            check_alive(signer.expiration, time)
        utf8("Key", key)
        drafted = draft(fields, conditions, derive=derive, kept=self._drafts)
        added = {
            "x-amz-algorithm": ALGORITHM,
            "x-amz-credential": f"{signing.access_key_id}/{signing.scope}",
            "x-amz-date": time.amz_date,
        }
        if signing.session_token:
            added[rules.session_token_parameter.lower()] = signing.session_token
        if derive:
            said = [drafted.text, for_key(key, drafted.on_key), self._said]
        else:
            said = [drafted.text, self._said, as_boto3(key)]
        said += [is_exactly(name, value) for name, value in added.items()]
        ends = time.epoch + seconds
        listed = ", ".join(filter(None, said))
        policy = f'{{"expiration": "{iso8601(ends)}", "conditions": [{listed}]}}'
        encoded = b64encode(policy.encode("ascii")).decode("ascii")
        form = {**drafted.fields, "key": key, **added, "policy": encoded}
        form["x-amz-signature"] = signing.sign(encoded)
        check_length(form)
        return PresignedPost(
            self._url,
            form,
            policy=policy,
            bucket=self._bucket,
            signed_epoch=time.epoch,
            ends_epoch=ends,
        )
