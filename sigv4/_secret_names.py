"""The names of secrets, and the notations that lead from a name to its value.

Every expression here takes a bounded number of steps for each name that it is tried at, or
stops before the next one; so the time is in proportion to the text.
"""

from __future__ import annotations

import re

from ._secret_values import MASK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._escapes import View

# The words that names of secrets end in.
NAME = re.compile(
    r"(?ai)signature(?:[-_ ]?provided)?|token|secret(?:(?:[-_. ]?access)?[-_. ]?key)?"
    r"|client[-_]?secret|customer[-_]?key|signing[-_ ]?key|saml[-_]?assertion|root[-_]?password"
    r"|bearer[-_]?token[-_]?bedrock|authorization|sigv4-key-1"
)

# Names whose values are secrets whatever they look like. X-Amz-Signature,
# X-Amz-Security-Token and X-Amz-S3session-Token of queries, headers and forms; chunk-signature
# and x-amz-trailer-signature of aws-chunked bodies; SignatureProvided of S3's errors;
# SecretAccessKey and SessionToken of STS's answers, aws_secret_access_key and aws_session_token
# of the shared files and the environment; customers' keys (SSE-C); the tokens that credentials
# are had for; MINIO_ROOT_PASSWORD, which is a secret access key; Hadoop's fs.s3a.secret.key.
_CERTAIN = re.compile(
    r"(?ai)(?:(?:x[-_]?amz|chunk|trailer)[-_]?signature|signature[-_ ]?provided"
    r"|(?:security|session|identity|metadata|auth|authorization|bearer|access|refresh)[-_. ]?token"
    r"|secret(?:[-_. ]?access)?[-_. ]?key|client[-_]?secret|customer[-_]?key|signing[-_ ]?key"
    r"|saml[-_]?assertion|root[-_]?password|bearer[-_]?token[-_]?bedrock|sigv4-key-1)\Z"
)
LONGEST_NAME = 80
_LONGEST_CERTAIN = 24

# The words that may also mean something else, where they are the whole name: their values are
# secrets if they look so. "Signature" of Signature Version 2 (28 or 44 characters of base64)
# and of the Authorization header; "Token" of the metadata service; "secret" of programs.
_LEAST = {"signature": 20, "token": 40, "secret": 40}
_PART_OF_A_NAME = re.compile(r"(?a)[\w-]")
# previous_signature, CloudFront-Signature: no shorter than an HMAC of SHA-256.
_LEAST_OF_OTHER_SIGNATURES = 64

# Names of secrets that people choose; these may hold any character.
CHOSEN = re.compile(r"(?ai)secret|customer|root")

# name=value, name: value, "name": "value", name => value, environ["name"] = value, **name**: value;
# `aws configure` asks for "AWS Secret Access Key [None]: ". No-break spaces and wide colons are
# of web pages.
ASSIGNED = re.compile(
    r"(?a)[\"'`*]{0,3}[\])]{0,2}(?:[ ]\[[^\[\]\r\n]{0,40}\])?[ \t\xa0]*"
    r"(=>|(?<!\) )->|:=|={1,3}|[:\uff1a])([ \t\xa0]*)(\r?\n[ \t]+)?"
)
# {"name": "…", "value": "…"} of HAR files and task definitions; "- name: …" with its "value: …".
_IN_ANOTHER_MEMBER = re.compile(
    r"(?ai)[\"'`]{0,2}\s*(?:,\s*)?[\"'`]?(?:parameter)?value[\"'`]?\s*([:=])([ \t]*)()"
)
# ("name", "value"), ["name", "value"] and ["eq", "$name", "value"].
_PAIR_BEFORE = re.compile(r"(?a)(?:[(\[]\s*[bu]?|[\"'`]eq[\"'`]\s*,\s*)[\"'`]\$?[\w.-]*\Z")
PAIR = re.compile(r"(?a)[\"'`](\s*,\s*)()()(?=[bu]?[\"'`])")
# RFC 7578, section 4.2: Content-Disposition: form-data; name="…", further headers, an empty line.
_PART_BEFORE = re.compile(r"(?ai)name=[\"']?[\w.-]*\Z")
_PART = re.compile(r"(?a)[\"']?[^\r\n]{0,200}(?:\r?\n[^\r\n]{1,200}){0,3}(\r?\n\r?\n)()()")
# --name value, `set name value`: the last word of a line, one before an option, or a long one.
_OPTION_BEFORE = re.compile(r"(?a)(?:--|\bsetx? |\bset -[a-zA-Z]{1,3} )[\w.-]*\Z")
_OPTION = re.compile(
    rf"(?a)([ \t]+)()()(?=(?!{MASK})"
    r"[\"'`]?[^\s\"'`<>\[{($-]"
    r"(?:\S{15}|\S{7,63}[ \t]*(?:[\r\n\\]|\Z|(?<=[ \t])-)))"
)
# <Name>value</Name>, with a prefix and attributes; not </Name>, and not <Name/>.
TAG_BEFORE = re.compile(r"(?a)<(?:[\w.-]{1,40}:)?[\w.-]{0,80}\Z")
TAG = re.compile(r"(?a)(?:\s[^<>]*(?<!/))?(>)\s*(?:<(?:value|string)>\s*)?(?:<!\[CDATA\[)?")

# Values that stand beside a name without a sign between, where they look like secrets:
# "the secret access key wJal…", and tables with columns;
_BESIDE = re.compile(r"(?a)[ \t\xa0]+(?:(?:is|was):?[ \t]+)?[\"'`]?([A-Za-z0-9+/=_.~-]{40,})")
# tables with rules, and lists with separators;
_IN_A_CELL = re.compile(
    r"(?a)[\"'`*]{0,3}[ \t]*[|,;][ \t]*[\"'`*]{0,3}([A-Za-z0-9+/]{40,}={0,2})"
    r"(?=[\"'`*]{0,3}[ \t]*(?:[|,;\r\n]|\Z))"
)
# the next line, as botocore logs a signature ("Signature:"). Signed headers also end in names,
# and a hash of the payload stands below: so there is a sign.
_BELOW = re.compile(
    r"(?a)[ \t]*[:=][ \t]*\r?\n([A-Za-z0-9+/]{32,}={0,2})(?=[ \t]*(?:[\r\n\"'`<]|\Z))"
)
# <name>…</name><value>…</value>, <th>…</th><td>…</td>;
_CONTENT = (
    r"\s*(?:<[a-z][^<>]{0,200}(?<!/)>\s*){0,3}[\"'`]?"
    r"(?:(?<=<value>)|(?<=<string>)|(?=[^\s<>\"'`]{16}))([^\s<>\"'`]+)(?=[\"'`]?\s*<)"
)
_NEXT_ELEMENT = re.compile(rf"(?ai)\s{{0,9}}</[\w.:-]{{1,40}}>{_CONTENT}")
# <entry key="…">…</entry>.
_ATTRIBUTE_BEFORE = re.compile(r"(?a)\s[\w:.-]{1,20}=[\"'][\w./:-]*\Z")
_IN_ELEMENT = re.compile(rf"(?ai)[\"'][^<>]{{0,200}}(?<!/)>{_CONTENT}")


def before_end(text: str, name: re.Match[str]) -> str:
    """A name with what stands before it, as far as names reach."""
    return text[max(0, name.start() - LONGEST_NAME) : name.end()]


def least_of(text: str, name: re.Match[str]) -> int:
    """How many characters a value has at the least to be a secret under a name; 0: it is none."""
    if _CERTAIN.search(text, max(0, name.end() - _LONGEST_CERTAIN), name.end()):
        return 1
    word = name[0].lower()
    if word == "authorization":
        return 1
    if not (name.start() and _PART_OF_A_NAME.match(text, name.start() - 1)):
        return _LEAST[word]
    return _LEAST_OF_OTHER_SIGNATURES if word == "signature" else 0


def bridge_from(view: View, name: re.Match[str]) -> re.Match[str] | None:
    """What leads from a name to its value, in the notation at hand.

    Its groups: the sign between them, white space behind it, the end of a line behind that.
    """
    text, end, before = view.text, name.end(), before_end(view.text, name)
    below = _BELOW.match(text, end)
    # A secret that people choose may begin with what looks like an escaped line end.
    if below is not None and not (CHOSEN.match(name[0]) and any(view.depth(below.start(1) - 1))):
        return None
    bridge = ASSIGNED.match(text, end) or _IN_ANOTHER_MEMBER.match(text, end)
    if bridge is None and _PAIR_BEFORE.search(before):
        bridge = PAIR.match(text, end)
    if bridge is None and _PART_BEFORE.search(before):
        bridge = _PART.match(text, end)
    if bridge is None and _OPTION_BEFORE.search(before):
        bridge = _OPTION.match(text, end)
    return bridge


def beside(text: str, name: re.Match[str]) -> re.Match[str] | None:
    """A value, its first group, that stands beside its name with no sign between them."""
    expressions = [_BELOW, _NEXT_ELEMENT, _BESIDE, _IN_A_CELL]
    if _ATTRIBUTE_BEFORE.search(before_end(text, name)):
        expressions.append(_IN_ELEMENT)
    for expression in expressions:
        found = expression.match(text, name.end())
        if found is not None:
            return None if tells_of_a_secret(found[1]) else found
    return None


def tells_of_a_secret(name: str) -> bool:
    """Whether a whole text is the name of a secret."""
    name = name[-LONGEST_NAME:]
    return _CERTAIN.search(name) is not None or name.lower() in _LEAST
