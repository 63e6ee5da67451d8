"""Where credentials and settings come from: one file a source, one for each order.

`find_credentials(os.environ)` gives the credentials that the AWS CLI would sign with;
`find_region`, `find_endpoint_url` and `find_addressing_style` give its settings.
"""

from __future__ import annotations

from .chain import find_credentials
from .settings import Setting, find_addressing_style, find_endpoint_url, find_region
from .shared_files import SharedFiles

__all__ = [
    "Setting",
    "SharedFiles",
    "find_addressing_style",
    "find_credentials",
    "find_endpoint_url",
    "find_region",
]
