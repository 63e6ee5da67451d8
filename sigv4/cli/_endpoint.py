"""`sigv4 endpoint`: where requests go, who signs them, and why."""

from __future__ import annotations

import os
import sys

from .._credentials import Credentials
from ..providers import SharedFiles
from ..s3 import S3
from ..s3.addresses import parse_address
from ..s3.operations import operation as find_operation
from ._messages import UsageError, option_of
from ._operation import address_of
from ._parser import Parser, add_endpoint_options, add_signer_options
from ._render import labelled
from ._settings import find_settings
from ._target import is_address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from ..s3.endpoints import Endpoint
    from ._settings import Settings

_EPILOG = """\
examples:
  sigv4 endpoint s3://media --region eu-west-1 --use-dualstack-endpoint
  sigv4 endpoint s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/media
  sigv4 endpoint s3:// --operation list_buckets --region eu-west-1
"""

# A client has credentials; where it sends requests does not depend on them.
_NOBODY = Credentials("nobody", "none")


def run(arguments: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options = _parse(arguments)
    bucket = _bucket(options)
    settings = find_settings(options, SharedFiles(os.environ), endpoint=True)
    endpoint = settings.blamed(
        lambda: S3(_NOBODY, **settings.values).endpoint(bucket, operation=options.operation)
    )
    form = _as_json if options.json else _as_text
    sys.stdout.write(form(endpoint, _sourced(options, settings)))
    return 0


def _bucket(options: Namespace) -> str | None:
    if options.operation is not None:
        found = find_operation(options.operation)
        # No key is asked for, though the operation may be on one.
        return address_of(options.target, found, prefix=True).bucket or None
    if not is_address(options.target):
        raise UsageError("an endpoint is a bucket's: write s3://BUCKET")
    if len(options.target) == len("s3://"):
        return None
    return parse_address(options.target).bucket


def _as_text(endpoint: Endpoint, settings: list[tuple[str, object, str]]) -> str:
    lines = [
        ("url", endpoint.url),
        ("signing region", endpoint.signing_region),
        ("signing name", endpoint.signing_name),
        ("algorithm", endpoint.algorithm),
        *[("because", sentence) for sentence in endpoint.because],
        *[("settings", f"{name} = {_word(value)} ({source})") for name, value, source in settings],
    ]
    return labelled(lines, 16)


def _as_json(endpoint: Endpoint, settings: list[tuple[str, object, str]]) -> str:
    from json import dumps

    fields = {
        "url": endpoint.url,
        "signing_region": endpoint.signing_region,
        "signing_name": endpoint.signing_name,
        "algorithm": endpoint.algorithm,
        "session_auth": endpoint.session_auth,
        "because": endpoint.because,
        "settings": {name: {"value": value, "source": source} for name, value, source in settings},
    }
    return f"{dumps(fields)}\n"


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sourced(options: Namespace, settings: Settings) -> list[tuple[str, object, str]]:
    """The name, the value and the source of each setting."""
    found = []
    for name, value in settings.values.items():
        source = settings.sources.get(name)
        if source is None:
            # The region of a custom endpoint is the one that is there though nobody gave it.
            given = name != "region" or options.region is not None
            source = option_of(name) if given else "the default on a custom endpoint"
        found.append((name, value, source))
    return found


def _parse(arguments: Sequence[str]) -> Namespace:
    parser = Parser(
        "endpoint",
        usage="s3://BUCKET [OPTION...]",
        description="Print where requests for a bucket go, who signs them, and why.",
        epilog=_EPILOG,
    )
    parser.add_argument(
        "target",
        metavar="s3://BUCKET",
        help="a name, an ARN or an alias; a key behind it changes nothing; s3:// alone is for "
        "what is on no bucket",
    )
    parser.add_argument(
        "--operation",
        metavar="NAME",
        help="for this operation of S3: some have hosts of their own",
    )
    add_signer_options(parser, signs=False)
    group = parser.add_argument_group("what is printed")
    group.add_argument("--json", action="store_true", help="the same as JSON")
    add_endpoint_options(parser)
    return parser.parse(arguments)
