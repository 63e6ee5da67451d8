"""Secrets that can be told by themselves, or by what is no name in front of them.

Every expression here takes a bounded number of steps for each place that it begins at, or
stops before the next such place; so the time is in proportion to the text.
"""

from __future__ import annotations

import re

from ._secret_values import MASK, is_secret, stripped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Span = tuple[int, int]

# RFC 3986, section 3.2.1: user information, whose part behind a colon is a password.
USER_INFO = re.compile(r"(?a)://[^\s/?#@:\"'<>]*:([^\s/?#\"'<>]+)@")

# The beginnings of STS's session tokens; tokens of EKS and Bedrock, which are presigned URLs,
# unless that was taken out already; Bedrock's keys, which begin with "BedrockAPIKey" in base64;
# and what the first key of the derivation is, "AWS4" and the secret access key.
_BEGINNINGS = re.compile(
    r"(?a)(?<![A-Za-z0-9+/_-])(?:(?:IQoJ|F[wQ]oG|AQo[A-Z])[A-Za-z0-9+/=_-]{60,}"
    r"|ABSKQmVkcm9ja0FQSUtl[A-Za-z0-9+/=]{16,}"
    r"|AWS4([A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=]))"
    rf"|k8s-aws-v1\.(?!{MASK})([A-Za-z0-9_-]+)"
    rf"|bedrock-api-key-(?!{MASK})([A-Za-z0-9+/=_-]{{16,}})"
)
# Amazon S3 API reference, "Signature calculations for the Authorization header: transferring
# payload in multiple chunks": the string to sign of a chunk has the signature before it.
_CHUNK_TO_SIGN = re.compile(
    r"(?a)AWS4-(?:HMAC-SHA256|ECDSA-P256-SHA256)-(?:PAYLOAD|TRAILER)\s{1,4}[0-9]{8}T[0-9]{6}Z"
    r"\s{1,4}[!-~]{1,200}\s{1,4}([0-9a-f*]{64,})"
)
# An access key id with its secret beside it, as in a file of s3fs, `curl --user`, a list, a table
# of `aws sts` (which has the end of the key's life between them). IAM user guide, "IAM
# identifiers": AKIA and ASIA; a secret has 40 characters, a commit's hash is no secret.
_PAIR_OF_KEYS = re.compile(
    r"(?a)(?<![A-Za-z0-9])A[KS]IA[A-Z0-9]{12,28}[\s\"'`,:;|]{1,40}"
    r"(?:[0-9][0-9TZ:.+-]{9,34}[\s\"'`,:;|]{1,40})?(?:b[\"'])?"
    r"(?![0-9a-f]{40}(?![A-Za-z0-9+/=]))([A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])"
)
# `curl --user name:password`: a store's password has eight characters at the least.
_USER_OF_CURL = re.compile(
    r"(?a)(?<!\S)(?:-u[ \t]{0,2}|--(?:proxy-)?user[ \t=]{1,2})[\"']?[^\s:\"'@/]{1,128}:(?![/$])"
    r"([^\s\"'`]{8,})"
)
# RFC 7468, section 2: a private key of Signature Version 4A, also one that is cut off.
_PRIVATE_KEY = re.compile(
    r"(?a)-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY-----\s*"
    r"([^-]{1,10000}(?:-[^-]{1,200}){0,8}(?=-----END)|(?:[\s\"'\\>|,+]{0,20}[A-Za-z0-9+/=]{16,})+"
    r"(?:[\s\"'\\>|,+]{0,20}[A-Za-z0-9+/]{1,64}={1,2})?)"
)
_EXPRESSIONS = (_BEGINNINGS, _CHUNK_TO_SIGN, USER_INFO, _PAIR_OF_KEYS, _USER_OF_CURL, _PRIVATE_KEY)


def lone_spans(text: str) -> Iterator[Span]:
    """The places of these secrets."""
    for expression in _EXPRESSIONS:
        for found in expression.finditer(text):
            value = stripped(text, *found.span(found.lastindex or 0))
            if is_secret(text, value, 1):
                yield value
