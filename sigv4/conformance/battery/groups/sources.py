"""Where it is known from what S3 does: titles of AWS's documentation, and recorded answers."""

from __future__ import annotations

_S3 = "Amazon S3 API reference"

QUERY = f'{_S3}, "Authenticating requests: using query parameters"'
HEADER = f'{_S3}, "Authenticating requests: using the Authorization header"'
CALCULATION = f'{_S3}, "Signature calculations for the Authorization header"'
CHUNKS = f'{CALCULATION[:-1]}: transferring payload in multiple chunks"'
TRAILERS = f'{CALCULATION[:-1]}: requests with trailing headers"'
ERRORS = f'{_S3}, "Error responses"'
RECORDED = "answers of S3 that were recorded"
UNKNOWN = "nowhere: AWS documents nothing, and no answer was recorded"

FORM = f'{_S3}, "Creating an HTML form (using AWS Signature Version 4)"'
POLICY = f'{_S3}, "Creating a POST policy"'
POST = f'{_S3}, "POST Object"'
BROWSER = f'{_S3}, "Authenticating requests in browser-based uploads using POST"'

CANONICAL = 'AWS IAM user guide, "Create a canonical request"'
ELEMENTS = 'AWS IAM user guide, "Elements of an AWS API request signature"'
TEMPORARY = 'AWS IAM user guide, "Use temporary credentials with AWS resources"'
RFC_HTTP = "RFC 9110"

KEYS = 'Amazon S3 user guide, "Naming Amazon S3 objects"'
PARTS = 'Amazon S3 user guide, "Amazon S3 multipart upload limits"'
CHECKSUMS = 'Amazon S3 user guide, "Checking object integrity in Amazon S3"'


def operation(name: str) -> str:
    """The page of an operation."""
    return f"{_S3}, {name}"
