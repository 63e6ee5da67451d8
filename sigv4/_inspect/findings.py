"""What may be wrong with a presigned URL or a form, in words, with what to do.

Each has an id that stays, for programs. In the words and the remedy stand the values that
`finding` is given.
"""

from __future__ import annotations

from .._frozen import Frozen
from ..redact import redact


class Finding(Frozen):
    """One thing that may be wrong. Immutable.

    id: a name for programs. words: what it is. remedy: what to do. `str()` is both.
    """

    __slots__ = ("id", "remedy", "words")

    id: str
    words: str
    remedy: str

    def __init__(self, known: str, words: str, remedy: str) -> None:
        self._set(id=known, words=words, remedy=remedy)

    def as_dict(self) -> dict[str, str]:
        """The three as a dictionary."""
        return {"id": self.id, "words": self.words, "remedy": self.remedy}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Finding) and self.as_dict() == other.as_dict()

    def __hash__(self) -> int:
        return hash((self.id, self.words, self.remedy))

    def __str__(self) -> str:
        return f"{self.words}; {self.remedy}"

    def __repr__(self) -> str:
        return f"<Finding {self.id}: {self}>"


def finding(known: str, /, **values: object) -> Finding:
    """The finding of an id. What the values say of secrets is taken out."""
    words, remedy = FINDINGS[known]
    return Finding(known, redact(words.format(**values)), redact(remedy.format(**values)))


FINDINGS = {
    # How it was written down.
    "in-quotes": ("it stands in quotes or brackets", "leave them out"),
    "text-around": ("there is other text around it", "give the URL alone"),
    "html-escaped": ("it was copied out of HTML: '&' is written '&amp;'", "write '&'"),
    "json-escaped": (
        "it was copied out of JSON: '&', '=' or '/' is escaped",
        "write '&', '=' and '/'",
    ),
    "line-end": ("there are line ends or tabs within it", "join the lines"),
    "encoded-as-a-whole": ("it, or its query, is percent-encoded as a whole", "decode it once"),
    "control-character": ("it holds control characters", "encode them, as %0A"),
    "fragment": ("what follows the '#' is never sent", "write a '#' of a key as %23"),
    "bad-escape": (
        "'{escape}' is no percent escape: clients and servers differ in what they make of it",
        "write a percent sign as %25",
    ),
    "raw-characters": (
        "it holds characters that clients encode before they send it, each in its way",
        "percent-encode them, as UTF-8",
    ),
    # Where it goes.
    "no-scheme": (
        "it has no scheme, and is read as https",
        "write https:// in front",
    ),
    "no-url": (
        "it is a name of something in AWS, and no URL",
        "of an object in S3, make one: sigv4 presign s3://BUCKET/KEY",
    ),
    "unknown-scheme": ("its scheme is none that can be signed", "begin it with https://"),
    "no-host": ("it has no host", "write https://host/path"),
    "plain-http": (
        "it is not encrypted: whoever sees the request on its way has the URL, and can use it",
        "use https",
    ),
    "user-info": (
        "it has a user's name or a password before the host, which clients send as another "
        "Authorization",
        "take out all up to the '@'",
    ),
    "port-malformed": ("the port is no number from 0 to 65535", "write it as digits"),
    "default-port": (
        "port {port} is the scheme's own: clients leave it out of the Host header, and signers "
        "differ in whether they sign it",
        "sign and send the URL without it",
    ),
    "capitals-in-host": (
        "the host has capitals: it is signed in lower case, and some clients send it as it is",
        "sign and send it in lower case",
    ),
    "host-not-ascii": (
        "the host is not ASCII: it is signed and sent as what begins with xn--",
        "write it so",
    ),
    "host-ends-in-dot": (
        "the host ends in a dot, which clients and servers treat differently",
        "leave the dot out",
    ),
    "region-differs-from-host": (
        "the host is one of {host_region}, and the scope says {region}",
        "sign for the region that the bucket is in",
    ),
    # The path.
    "dot-segments": (
        "the path has a '.' or '..' segment, which most clients resolve before they send it",
        "send it with curl's --path-as-is, or rename the object",
    ),
    "double-slash": (
        "the path has '//', which some clients and proxies collapse",
        "send it with a client that keeps it, or rename the object",
    ),
    "escaped-unreserved": (
        "'{escape}' stands for '{character}', and some clients send it so: where the path is "
        "signed as it is sent, that is another one",
        "write '{character}'",
    ),
    "lower-case-escape": (
        "'{escape}' is an escape in lower case, which some clients write in capitals",
        "write escapes in capitals",
    ),
    "plus-in-path": (
        "a bare '+' in the path is a space to S3, and a plus to other servers",
        "write %20 or %2B",
    ),
    "plus-in-query": (
        "the value of {name} has a bare '+', which servers read as a space",
        "write %2B for a plus, %20 for a space",
    ),
    # The parameters.
    "unsigned": ("it carries no signature", "sign it"),
    "missing-parameter": ("{name} is missing", "take it as it was made, all of it"),
    "parameter-case": (
        "{written} is written otherwise than {name}; names of parameters are case-sensitive",
        "write {name}",
    ),
    "duplicate-parameter": (
        "{name} is there {count} times: signers and servers differ in what they make of that",
        "give it once",
    ),
    "behind-the-signature": (
        "{name} stands behind the signature: if it was added later, it breaks it",
        "sign the URL with all its parameters",
    ),
    "signature-version-2": (
        "it is signed in the old way, which most regions and services refuse, and so do encrypted "
        "objects (SSE-KMS)",
        "sign with version 4",
    ),
    "two-signatures": (
        "it carries signatures of versions 2 and 4; S3 takes only one mechanism",
        "keep one of them",
    ),
    "cloudfront": (
        "it looks like one of CloudFront's signed URLs, which follow other rules",
        "see Amazon CloudFront's developer guide",
    ),
    "google": (
        "it looks like a signed URL of Google Cloud Storage, which follows other rules than AWS's",
        "see Google Cloud Storage's documentation",
    ),
    "azure": (
        "it looks like a shared access signature of Azure, which follows other rules than AWS's",
        "see Azure Storage's documentation",
    ),
    "algorithm-unknown": ("the algorithm is none of AWS's", "use AWS4-HMAC-SHA256"),
    "credential-malformed": (
        "X-Amz-Credential is not '{form}'",
        "take it as it was made",
    ),
    "date-malformed": ("{name} is no time", "write it as 20130524T000000Z"),
    "scope-date-differs": (
        "the scope is of {scope_date}, and X-Amz-Date of {date}: they have to agree",
        "sign again",
    ),
    "signature-malformed": (
        "the signature is not {wanted}: something was cut off, or added",
        "take it as it was made",
    ),
    "taken-out": (
        "the signature was taken out, as for a log: this can be read, and serves nothing else",
        "use the one that was made",
    ),
    "signed-headers-malformed": (
        "X-Amz-SignedHeaders is no list of names in lower case, sorted, each once",
        "sign again",
    ),
    "host-not-signed": ("host is not among the signed headers, as it must be", "sign again"),
    "volatile-signed-header": (
        "{name} is signed, and clients and proxies change it on its way",
        "sign without it",
    ),
    "payload-hash-in-query": (
        "the payload's hash is in the query, where many servers do not look for it",
        "sign x-amz-content-sha256 as a header",
    ),
    "empty-body-checksum": (
        "{name} is the checksum of an empty body, as JavaScript's SDK adds it by itself: an "
        "upload with a body may be refused",
        "set that SDK's requestChecksumCalculation to WHEN_REQUIRED, or use another signer",
    ),
    "checksum-in-query": (
        "{name} is signed, but in the query no server checks what is uploaded against it",
        "sign it as a header",
    ),
    "customer-key-in-url": (
        "{name} is a customer's key (SSE-C), and URLs are logged",
        "replace that key; send it as a signed header",
    ),
    # How long it lives.
    "expiry-malformed": ("{name} is no whole number of seconds from 1 on", "sign again"),
    "expiry-too-long": (
        "it is to live {life} seconds: {service} takes {most} ({longest}) at most, and refuses "
        "the whole URL",
        "sign for {most} seconds at most",
    ),
    "service-ends-it": (
        "{service} ends it {life} after signing, whatever it says of itself",
        "use it by then",
    ),
    "token-may-end-first": (
        "it is signed with temporary credentials: it dies with them, which may be sooner than "
        "{life} after signing",
        "sign with credentials that live as long, or for a shorter time",
    ),
    "token-missing": (
        "the access key is a temporary one (ASIA…), and there is no session token",
        "sign with the token that came with the key",
    ),
    "empty-token": (
        "{name} is empty: some servers refuse that, and a temporary key needs its token",
        "sign without an empty token",
    ),
    "expired": ("it expired at {at}", "sign again"),
    "not-yet-valid": (
        "it is valid from {at} on: the clock of its signer, or this one, is wrong",
        "set the clock",
    ),
    # Forms.
    "policy-malformed": ("the policy is no JSON document in base64: {problem}", "sign it again"),
    "policy-refused": ("S3 does not take the policy: {problem}", "sign another one"),
    "expiration-malformed": (
        "the policy's expiration is none that S3 takes",
        "write it as 2013-05-24T00:00:00Z",
    ),
    "condition-malformed": ("a condition is none that S3 takes: {problem}", "{remedy}"),
    "no-bucket-condition": (
        "no condition names the bucket",
        'add {{"bucket": "…"}} to the conditions',
    ),
    "any-key": ("no condition limits the key", 'add ["starts-with", "$key", "user/"]'),
    "no-size-limit": (
        "the size of the file is not limited (5 GiB)",
        'add ["content-length-range", 1, 1048576]',
    ),
    "form-refused": ("S3 would refuse the form as it stands: {problem}", "{remedy}"),
    "field-behind-file": ("{name} stands behind the file, and is ignored", "put the file last"),
}
