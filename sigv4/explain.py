"""What a presigned URL or form says of itself, and what may be wrong with it.

    print(inspect_url(url))

Nothing is sent anywhere. What is found holds no secret, and can be shown.
"""

from __future__ import annotations

from ._inspect.findings import Finding
from ._inspect.inspection import Inspection, Parameter
from ._inspect.post import inspect_post
from ._inspect.url import inspect_url

__all__ = ["Finding", "Inspection", "Parameter", "inspect_post", "inspect_url"]
