"""Where credentials and settings come from: one file a source, one for each order.

`find_credentials(os.environ)` gives the credentials that the AWS CLI would sign with;
`find_region`, `find_endpoint_url`, `find_addressing_style` and `find_endpoint_flags` give its
settings.
"""

from __future__ import annotations

from .chain import find_credentials
from .settings import (
    Flag,
    Setting,
    find_addressing_style,
    find_endpoint_flags,
    find_endpoint_url,
    find_region,
)
from .shared_files import SharedFiles

__all__ = [
    "Flag",
    "Setting",
    "SharedFiles",
    "find_addressing_style",
    "find_credentials",
    "find_endpoint_flags",
    "find_endpoint_url",
    "find_region",
]
