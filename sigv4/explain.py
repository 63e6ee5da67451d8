"""What a presigned URL or form says of itself, what may be wrong with it, and why it was refused.

    print(inspect_url(url))
    print(explain_error(url, response=answer, method="PUT"))

Nothing is sent anywhere. What is found holds no secret, and can be shown.
"""

from __future__ import annotations

from ._explain.causes import Cause
from ._explain.comparison import Line
from ._explain.error import explain_error
from ._explain.explanation import Explanation
from ._inspect.findings import Finding
from ._inspect.inspection import Inspection, Parameter
from ._inspect.post import inspect_post
from ._inspect.url import inspect_url

__all__ = [
    "Cause",
    "Explanation",
    "Finding",
    "Inspection",
    "Line",
    "Parameter",
    "explain_error",
    "inspect_post",
    "inspect_url",
]
