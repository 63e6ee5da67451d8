"""`sigv4 presign s3://… --operation NAME`: the URL of one of S3's operations."""

from __future__ import annotations

import os
import sys

from ..errors import InvalidInputError
from ..providers import SharedFiles
from ..s3 import S3
from ..s3.addresses import S3Address, parse_address
from ..s3.operations import operation as find_operation
from ._messages import UsageError, in_options, note, noted
from ._params import param_error, values_of
from ._render import as_json, note_end_of_credentials, rendered
from ._settings import credentials_for, find_settings
from ._target import EXPIRES_IN, check_for_address, is_address, note_contradictions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from typing import Any, TypeVar

    from .._credentials import Credentials
    from .._presigned import PresignedRequest
    from ..s3.operations import Operation
    from ._settings import Settings

    _T = TypeVar("_T")


def presign_operation(options: Namespace) -> int:
    """Print the URL, or with --keys one for each key; the exit status."""
    return _Call(options).run()


def address_of(target: str, operation: Operation, *, prefix: bool = False) -> S3Address:
    """The bucket and key that an operation is on, "" each where there is none.

    prefix: keys will follow, each behind that of the address. Raises UsageError where the
    operation is on something else.
    """
    if not is_address(target):
        raise UsageError("--operation is for s3:// addresses: write s3://bucket/key")
    nothing = len(target) == len("s3://")
    if not operation.takes_bucket:
        if not nothing:
            raise UsageError(f"{operation.name} is on no bucket: write s3:// alone")
        return S3Address("", "")
    kind = "an object" if operation.takes_key else "a bucket"
    address = S3Address("", "") if nothing else parse_address(target)
    if operation.takes_key and not (address.key or (prefix and address.bucket)):
        raise UsageError(
            f"{operation.name} is on {kind}: write s3://{address.bucket or 'BUCKET'}/KEY"
        )
    if operation.takes_key:
        return address
    if not address.bucket or address.key:
        hint = ", and give --param Prefix=…" if "Prefix" in operation.parameters else ""
        raise UsageError(
            f"{operation.name} is on {kind}: write s3://{address.bucket or 'BUCKET'} "
            f"without a key{hint}"
        )
    return address


class _Call:
    """One call of the command: the operation, what it is on, its parameters, and who signs."""

    def __init__(self, options: Namespace) -> None:
        self.options = options
        self.operation = find_operation(options.operation)
        self._check_options()
        self.address = address_of(options.target, self.operation, prefix=options.keys is not None)
        # Any, since a type checker cannot tell that no parameter is called like an argument.
        self.parameters: dict[str, Any] = values_of(self.operation, options.params)
        if self.operation.takes_bucket:
            self.parameters["Bucket"] = self.address.bucket
        files = SharedFiles(os.environ)
        self.settings: Settings = find_settings(options, files, endpoint=True)
        self.credentials: Credentials = credentials_for(options, files)
        self.s3 = self.settings.blamed(lambda: S3(self.credentials, **self.settings.values))
        self.endpoint = self._told(
            lambda: self.s3.endpoint(self.address.bucket or None, operation=self.operation.name)
        )
        # None: the library knows how long a session's URL lives.
        by_default = None if self.endpoint.session_auth else EXPIRES_IN
        self.expires_in = by_default if options.expires_in is None else options.expires_in

    def run(self) -> int:
        """Print what is asked for; the exit status."""
        if self.options.keys is not None:
            return self._many()
        key = self.address.key if self.operation.takes_key else None
        request = self._told(lambda: noted(lambda: self._presign(key)))
        self._note_contradictions()
        note_end_of_credentials(request)
        file = self._note_body(request.method)
        self._note_customer_key()
        sys.stdout.write(f"{rendered(request, self.options, upload_file=file)}\n")
        return 0

    def _many(self) -> int:
        from ._bulk import checked_prefix, print_each

        prefix = checked_prefix(self.address, self.options)
        sign = self._told(lambda: self._signer(prefix))
        self._note_contradictions()
        self._note_body(self.operation.method)
        self._note_customer_key()
        return print_each(sign, self.options, self.credentials)

    def _signer(self, prefix: str) -> Callable[[str], str]:
        """From a key to the line to print for it; raises what is wrong with the call."""
        if not self.options.json:
            mint = self.s3.minter(
                self.operation.name,
                expires_in=self.expires_in,
                signing_time=self.options.signing_time,
                headers=self.options.headers,
                allow_dot_segments=self.options.allow_dot_segments,
                **self.parameters,
            )
            return (lambda key: mint(f"{prefix}{key}")) if prefix else mint

        def sign(key: str) -> str:
            from warnings import catch_warnings, simplefilter

            with catch_warnings():
                # The lines without JSON say nothing of such a key either.
                simplefilter("ignore")
                request = self._presign(f"{prefix}{key}")
            return as_json(request, f"{prefix}{key}")

        sign("-")  # What is wrong with the call, and not with a key, is wrong now.
        return sign

    def _presign(self, key: str | None) -> PresignedRequest:
        parameters = self.parameters if key is None else {**self.parameters, "Key": key}
        return self.s3.presign(
            self.operation.name,
            expires_in=self.expires_in,
            signing_time=self.options.signing_time,
            headers=self.options.headers,
            method=self.options.method,
            allow_dot_segments=self.options.allow_dot_segments,
            **parameters,
        )

    def _check_options(self) -> None:
        check_for_address(self.options)
        if self.options.query_params:
            raise UsageError("--query-param does not go with --operation: give --param NAME=VALUE")
        if any(name.lower().endswith("-customer-key") for name, _ in self.options.headers):
            raise UsageError(
                "--header: a key is never an argument, which others can see and shells keep; "
                "write --param SSECustomerKey=@FILE"
            )
        if self.options.keys is None:
            return
        if not self.operation.takes_key:
            raise UsageError(f"--keys is for objects, and {self.operation.name} is on none")
        if self.options.method not in {None, self.operation.method}:
            raise UsageError(
                f"--method does not go with --operation and --keys: {self.operation.name} "
                f"is a {self.operation.method}"
            )

    def _told(self, make: Callable[[], _T]) -> _T:
        """What a call returns; an error in a parameter becomes one in --param."""
        try:
            return make()
        except InvalidInputError as error:
            problem = self._in_words(error)
        raise problem

    def _in_words(self, error: InvalidInputError) -> Exception:
        name = error.argument
        if name in self.operation.parameters:
            return param_error(name, f"{error.problem}; {in_options(error.remedy)}")
        return self.settings.blame(error)

    def _note_contradictions(self) -> None:
        note_contradictions(self.endpoint.url, self.endpoint.signing_region, self.options.service)

    def _note_body(self, method: str) -> str | None:
        """Say that there is a body; what stands for its file in a curl command."""
        if not self.operation.body or method in {"GET", "HEAD"}:
            return None
        # That an object is uploaded with its content goes without saying.
        parts = [part for part in self.operation.body if part != "Body"]
        if self.options.curl:
            what = f" ({', '.join(parts)})" if parts else ""
            note(f"put the name of the file to send{what} in the place of FILE")
            return "FILE"
        if parts:
            note(f"whoever uses the URL sends the body with it: {', '.join(parts)}")
        return None

    def _note_customer_key(self) -> None:
        known = self.operation.parameters
        holds_key = any(n in known and known[n].kind == "sse-key" for n in self.parameters)
        if holds_key and (self.options.curl or self.options.json):
            note("what is printed holds the customer's key: keep it as secret as that")
