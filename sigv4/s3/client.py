"""`S3`: presigned URLs for every operation of the S3 API, by its name and its parameters.

Source: Amazon S3 API reference, "Actions" and "Authenticating requests: using query
parameters"; Amazon S3 user guide, "Sharing objects with presigned URLs".
"""

from __future__ import annotations

from .._checks import exact_str, type_error
from .._clock import system_clock
from .._credentials import Credentials
from .._keys import SigningKey
from .._presign import presign
from .._request import checked_rules
from ..errors import InvalidValueError
from ._assembly import endpoint_of, join_headers, request_url, take_apart
from ._minter import OperationMinter
from ._named import NamedOperations
from ._signers import check_form, check_paths, check_session, lifetime, place_of, rules_for
from .addresses import warn_of_unnormalized
from .endpoints import EndpointOptions, resolve_endpoint
from .operations import operation as find_operation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime, timedelta
    from typing import Any

    from .._headers import Headers
    from .._mint import Minter, Source
    from .._policy import Condition
    from .._presigned import PresignedRequest
    from .._rules import ServiceRules
    from ._post_policy import Draft
    from ._values import Value
    from .endpoints import Endpoint
    from .multipart import MultipartPlan
    from .post import BucketForms, PresignedPost

_EXPIRES_IN = 600

# Whose forms a client has ready: a program signs them for few.
_MOST_BUCKETS = 64


class S3(NamedOperations):
    """Signs for one client's configuration of S3, or of a store that speaks its protocol.

        s3 = S3(credentials, region="eu-west-1")
        s3.presign("get_object", Bucket="media", Key="cat.jpg", ResponseContentType="image/jpeg")

    credentials: `Credentials`, a `SigningKey`, or a function that returns one of them. For
        objects in a directory bucket, those that its CreateSession gave.
    region: there is no default. endpoint_url: a custom endpoint, with its port and base path.
    addressing_style: "virtual" puts the bucket into the host, "path" into the path; "auto" is
        virtual on AWS, and path on a custom endpoint.
    use_dualstack_endpoint, use_fips_endpoint, use_accelerate_endpoint: the hosts for IPv6, for
        FIPS 140, of transfer acceleration. use_global_endpoint: s3.amazonaws.com in place of
        us-east-1's own. use_arn_region: an ARN's region is signed for, whatever `region` is.
    s3_disable_multiregion_access_points: refuse their ARNs.
    s3_disable_express_session_auth: the ordinary credentials sign for directory buckets, too.
    rules: for a store with ways of its own, such as a longer `max_expires_in`.
    deterministic: for a Multi-Region Access Point, which takes SigV4A (it needs
        `cryptography`): the same input gives the same signature (RFC 6979).

    Raises InvalidTypeError or InvalidValueError, in all its methods, before anything is signed.
    """

    __slots__ = ("_bucket_forms", "_deterministic", "_drafts", "_options", "_rules", "_source")

    def __init__(
        self,
        credentials: Source,
        *,
        region: str,
        endpoint_url: str | None = None,
        addressing_style: str = "auto",
        use_dualstack_endpoint: bool = False,
        use_fips_endpoint: bool = False,
        use_accelerate_endpoint: bool = False,
        use_global_endpoint: bool = False,
        use_arn_region: bool = True,
        s3_disable_multiregion_access_points: bool = False,
        s3_disable_express_session_auth: bool = False,
        rules: ServiceRules | None = None,
        deterministic: bool = False,
    ) -> None:
        is_function = callable(credentials) and not isinstance(credentials, type)
        if not (isinstance(credentials, (Credentials, SigningKey)) or is_function):
            raise type_error(
                "credentials", credentials, "Credentials, a SigningKey or a function that gives one"
            )
        if not isinstance(deterministic, bool):
            raise type_error("deterministic", deterministic, "True or False")
        self._deterministic = deterministic
        self._source = credentials
        self._rules = None if rules is None else check_paths(checked_rules(rules))
        self._bucket_forms: dict[str, BucketForms] = {}
        self._drafts: dict[bytes, Draft] = {}
        self._options = EndpointOptions(
            region=region,
            endpoint_url=endpoint_url,
            addressing_style=addressing_style,
            use_dualstack_endpoint=use_dualstack_endpoint,
            use_fips_endpoint=use_fips_endpoint,
            use_accelerate_endpoint=use_accelerate_endpoint,
            use_global_endpoint=use_global_endpoint,
            use_arn_region=use_arn_region,
            s3_disable_multiregion_access_points=s3_disable_multiregion_access_points,
            s3_disable_express_session_auth=s3_disable_express_session_auth,
        )

    def presign(
        self,
        operation: str,
        *,
        expires_in: int | timedelta | None = None,
        signing_time: datetime | None = None,
        headers: Headers = (),
        method: str | None = None,
        allow_dot_segments: bool = False,
        **parameters: Value,
    ) -> PresignedRequest:
        """A URL that lets whoever holds it do one operation until it expires.

        operation: "get_object", or as the API reference has it, "GetObject". parameters: under
        their names in the API reference; those that are headers there are signed, and must be
        sent: `headers` of the result has them all. expires_in: seconds, or a timedelta; None
        means 600 seconds, and 300 where the session of a directory bucket signs.
        signing_time: an aware datetime; None means now. headers: further ones to sign.
        method: in place of the operation's own. allow_dot_segments: sign a key with a "." or
        ".." segment, which most clients cannot send.

        A customer's own key (SSE-C) is sent in a header. So it is in `headers` and in
        `canonical_request` of the result, and never in the URL.

        Raises InvalidTypeError or InvalidValueError, before anything is signed. Warns with
        UnnormalizedKeyWarning.
        """
        request = self._signed(
            operation,
            parameters,
            expires_in=expires_in,
            signing_time=signing_time,
            headers=headers,
            method=method,
            allow_dot_segments=allow_dot_segments,
        )
        if "Key" in parameters:
            warn_of_unnormalized(exact_str("Key", parameters["Key"]))
        return request

    def presign_post(
        self,
        bucket: str,
        key: str,
        *,
        conditions: Iterable[Condition | Mapping[str, str] | Sequence[str | int]] = (),
        fields: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
        expires_in: int | timedelta = 3600,
        signing_time: datetime | None = None,
    ) -> PresignedPost:
        """A form to upload a file with, whose policy can limit its size, type and name.

        key: raw text; `${filename}` in it stands for the name of the file that is sent.
        conditions: of `sigv4.s3.conditions`, or in S3's own forms, such as
        ["content-length-range", 1, 5000000]. fields: sent with the form, such as
        {"acl": "private"}; each gets a condition of its own unless one names it. expires_in:
        seconds, or a timedelta. signing_time: an aware datetime; None means now.

        Raises InvalidTypeError or InvalidValueError, before anything is signed. Warns with
        UnnormalizedKeyWarning.
        """
        post = self._post(bucket, key, conditions, fields, expires_in, signing_time, derive=True)
        warn_of_unnormalized(exact_str("key", key))
        return post

    def plan_multipart(
        self,
        bucket: str,
        key: str,
        *,
        size: int,
        part_size: int | None = None,
        checksum_algorithm: str | None = None,
        create_only: bool = False,
        expires_in: int | timedelta | None = None,
        signing_time: datetime | None = None,
        allow_dot_segments: bool = False,
        **parameters: Value | None,
    ) -> MultipartPlan:
        """An upload of a file in parts, each by a URL of its own.

            plan = s3.plan_multipart("media", "film.mp4", size=5_000_000_000)
            upload = plan.with_upload_id(upload_id_of(answer_to(plan.create)))
            for part in upload.parts(): ...

        size: of the file in bytes. part_size: of each part but the last, 5 MiB to 5 GiB; None
        means 8 MiB, and more where 10,000 parts would not do. checksum_algorithm: "sha256",
        "crc32c" ..., for parts with a checksum. create_only: an object that is there is not
        replaced. expires_in: seconds, or a timedelta, for each of the plan's two steps; None
        means 3600, and 300 where the session of a directory bucket signs. parameters: as in
        `presign_put`, of CreateMultipartUpload: `content_type`, `metadata`, `storage_class` ...

        Raises InvalidTypeError or InvalidValueError, before anything is signed.
        """
        from ._multipart_signing import plan
        from ._part_layout import Layout

        return plan(
            self,
            {**parameters, "bucket": bucket, "key": key},
            Layout(size, part_size),
            checksum_algorithm=checksum_algorithm,
            create_only=create_only,
            expires_in=expires_in,
            signing_time=signing_time,
            allow_dot_segments=allow_dot_segments,
        )

    def minter(
        self,
        operation: str,
        *,
        expires_in: int | timedelta | None = None,
        vary: str | None = None,
        window: int | None = None,
        signing_time: datetime | None = None,
        clock: Callable[[], float] = system_clock,
        headers: Headers = (),
        allow_dot_segments: bool = False,
        **parameters: Value,
    ) -> Minter:
        """A `Minter` for one operation on many keys of a bucket: `mint(key)`.

        operation, parameters (all but Key) and headers: as in `presign`. vary: the parameter
        that each URL has a value of its own for, such as "PartNumber": `mint(key, 7)`. The
        other arguments are those of `Minter`.

            mint = s3.minter("get_object", Bucket="media", ResponseContentType="image/jpeg")
            mint("photos/cat.jpg")

        It does not warn of keys that are not in Unicode's normal form C.
        """
        found = find_operation(operation)
        vary = None if vary is None else exact_str("vary", vary)
        if not found.takes_key:
            raise InvalidValueError(
                "operation", f"{found.name} is on no object", "presign it: there is one URL of it"
            )
        if "Key" in parameters or vary == "Key":
            raise InvalidValueError(
                "Key", "it is what differs from URL to URL", "leave it out; give it to mint(key)"
            )
        bucket, _, rest = take_apart(found, parameters, needs_key=False)
        bound = found.bind(rest, varies=vary)
        endpoint = endpoint_of(found, bucket, self._options)
        rules = rules_for(endpoint, self._rules)
        return OperationMinter(
            found,
            f"{endpoint.url}/",
            self._source_for(endpoint),
            **place_of(endpoint, deterministic=self._deterministic),
            service=endpoint.signing_name,
            expires_in=lifetime(expires_in, rules, default=_EXPIRES_IN),
            query=bound.query,
            headers=join_headers(bound.headers, headers),
            varies=vary,
            window=window,
            signing_time=signing_time,
            clock=clock,
            allow_dot_segments=allow_dot_segments,
            rules=rules,
        )

    def endpoint(self, Bucket: str | None = None, *, operation: str | None = None) -> Endpoint:
        """Where requests go: `url`, `signing_region`, `signing_name`, `algorithm`.

        Bucket: a name, an ARN or an alias; None for what is on no bucket. operation: some have
        hosts of their own, as those that configure a directory bucket.
        """
        if operation is None:
            return resolve_endpoint(Bucket, self._options)
        found = find_operation(operation)
        if found.takes_bucket and Bucket is None:
            raise InvalidValueError("Bucket", "it is missing", f"{found.name} needs it")
        if Bucket is not None and not found.takes_bucket:
            raise InvalidValueError("Bucket", f"{found.name} is on no bucket", "leave it out")
        return endpoint_of(found, Bucket, self._options)

    def _signed(
        self,
        operation: str,
        parameters: Mapping[str, Value],
        *,
        expires_in: int | timedelta | None,
        signing_time: datetime | None,
        allow_dot_segments: bool,
        headers: Headers = (),
        method: str | None = None,
        default: int = _EXPIRES_IN,
    ) -> PresignedRequest:
        """What `presign` gives, without its warning: an upload has many requests for one key.

        default: how long a URL lives that is not told.
        """
        found = find_operation(operation)
        bucket, key, rest = take_apart(found, parameters)
        bound = found.bind(rest)
        endpoint = endpoint_of(found, bucket, self._options)
        rules = rules_for(endpoint, self._rules)
        return presign(
            found.method if method is None else method,
            request_url(endpoint, found, bound, key, allow_dot_segments=allow_dot_segments),
            self._signer_for(endpoint),
            **place_of(endpoint, deterministic=self._deterministic),
            service=endpoint.signing_name,
            expires_in=lifetime(expires_in, rules, default=default),
            headers=join_headers(bound.headers, headers),
            signing_time=signing_time,
            rules=rules,
        )

    def _post(
        self,
        bucket: str,
        key: str,
        conditions: Iterable[Any],
        fields: Any,
        expires_in: int | timedelta,
        signing_time: datetime | None,
        *,
        derive: bool,
    ) -> PresignedPost:
        known = self._bucket_forms
        forms = known.get(bucket) if type(bucket) is type(key) is str and key else None
        if forms is None:
            from .post import BucketForms

            operation = find_operation("put_object")
            take_apart(operation, {"Bucket": bucket, "Key": key})
            bucket, key = exact_str("Bucket", bucket), exact_str("Key", key)
            endpoint = endpoint_of(operation, bucket, self._options)
            check_form(endpoint)
            if len(known) >= _MOST_BUCKETS:
                known.clear()
            rules = rules_for(endpoint, self._rules)
            forms = BucketForms(endpoint, bucket, rules, self._drafts)
            known[bucket] = forms
        return forms.sign(
            self._signer_for(forms.endpoint),
            key,
            fields=fields,
            conditions=conditions,
            derive=derive,
            expires_in=expires_in,
            signing_time=signing_time,
        )

    def _with_one_signer(self) -> S3:
        """A client whose credentials are those of now, where a function gives them."""
        if not callable(self._source):
            return self
        fixed = S3.__new__(S3)
        fixed._source, fixed._deterministic = self._source(), self._deterministic
        fixed._options, fixed._rules = self._options, self._rules
        fixed._bucket_forms, fixed._drafts = {}, {}
        return fixed

    def _source_for(self, endpoint: Endpoint) -> Source:
        """What signs for an endpoint, asked anew each time where it is a function."""
        if callable(self._source):
            return lambda: self._signer_for(endpoint)
        return self._signer_for(endpoint)

    def _signer_for(self, endpoint: Endpoint) -> Credentials | SigningKey:
        signer = self._source() if callable(self._source) else self._source
        check_session(endpoint, signer)
        return signer
