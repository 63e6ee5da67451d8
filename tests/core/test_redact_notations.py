"""`redact`: what tools print, what people write, and what is broken over lines."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from sigv4.redact import redact

# The figures of AWS's documentation.
SIGNATURE = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = (
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPf"
)


def _hidden(written: str, value: str = SECRET, **of_case: Any) -> Any:
    """A text with VALUE where a secret stands."""
    return pytest.param(
        written.replace("VALUE", value), written.replace("VALUE", "REDACTED"), **of_case
    )


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        _hidden("[DEBUG] Signature:\nVALUE\n2024 next", id="botocore's log", value=SIGNATURE),
        _hidden('[DEBUG] \\nSignature:\\nVALUE"}', id="… in JSON", value=SIGNATURE),
        _hidden("X-Amz-Security-Token=\nVALUE\n", id="below", value="A" * 40),
        _hidden("secret_key=VALUE\n", id="an escape", value="\\n" + "A" * 40),
        _hidden("AWS Secret Access Key [None]: VALUE\nDefault", id="aws configure"),
        _hidden("AWS Secret Access Key [****************EKEY]: VALUE\n", id="… again"),
        _hidden("||  SecretAccessKey  |  VALUE  ||\n", id="table of aws"),
        _hidden(f"CREDENTIALS\tASIA{'X' * 16}\t2026-01-01T00:00:00Z\tVALUE\tt", id="text of aws"),
        _hidden("AKIAIOSFODNN7EXAMPLE:VALUE\n", id="s3fs"),
        _hidden("('AKIAIOSFODNN7EXAMPLE', 'VALUE')", id="list"),
        _hidden("AKIAIOSFODNN7EXAMPLE,VALUE\n", id="file of the console"),
        _hidden("curl -u AKIA:VALUE https://h", id="curl", value="minio123"),
        _hidden('curl --user "name:VALUE" https://h', id="curl, quoted"),
        _hidden("fs.s3a.secret.key=VALUE fs.s3a.session.token=VALUE", id="Hadoop", value="a"),
        _hidden("<name>fs.s3a.secret.key</name><value>VALUE</value>", id="Hadoop's XML", value="a"),
        _hidden("<key>SecretAccessKey</key>\n<string>VALUE</string>", id="plist"),
        _hidden('<entry key="secretAccessKey">VALUE</entry>', id="entry"),
        _hidden("<th>AWS_SECRET_ACCESS_KEY</th><td><pre>&#x27;VALUE&#x27;</pre>", id="HTML table"),
        _hidden("<SecretAccessKey><value>VALUE</value></SecretAccessKey>", id="inner element"),
        _hidden("MINIO_ROOT_PASSWORD=VALUE\n", id="MinIO", value="min,io;123"),
        _hidden("AWS_BEARER_TOKEN_BEDROCK=VALUE\n", id="Bedrock", value="a"),
        _hidden("key VALUE.", id="Bedrock's key", value="ABSKQmVkcm9ja0FQSUtleS" + "x" * 40),
        _hidden("x-amz-sso_bearer_token: VALUE\r\n", id="SSO", value="aoaAAAAA"),
        _hidden("X-Auth-Token: VALUE\r\n", id="Swift", value="AUTH_tk0"),
        _hidden("'secret' => 'VALUE',", id="secret"),
        _hidden("--secret-key VALUE --region r", id="option", value="minioadmin"),
        _hidden("--session-token VALUE\n", id="option, last", value="minioadmin"),
        _hidden("set -gx AWS_SECRET_ACCESS_KEY 'VALUE'\n", id="fish", value="minioadmin"),
        _hidden("| X-Amz-Signature | `VALUE` |", id="Markdown table", value=SIGNATURE),
        _hidden("**X-Amz-Signature**: `VALUE`", id="Markdown", value="a"),
        _hidden("X-Amz-Signature\xa0= VALUE", id="no-break space", value="a"),
        _hidden("Secret Access Key\uff1aVALUE", id="wide colon"),
        _hidden("secretAccessKey -> VALUE", id="arrow", value="a"),
        _hidden("secret access key is: VALUE", id="prose with a colon"),
        _hidden('session_token: Some("VALUE")', id="Rust", value="a"),
        _hidden('["secretAccessKey"]=>\n  string(40) "VALUE"', id="PHP"),
        _hidden('"SecretAccessKey": {"S": "VALUE", "t": "VALUE"}', id="DynamoDB", value="a"),
        _hidden("{'Token': b'VALUE'\n          b'VALUE'}", id="pprint", value="A" * 40),
        _hidden('"ParameterKey": "SecretKey", "ParameterValue": "VALUE"', id="CloudFormation"),
        _hidden("previous_signature=VALUE;", id="another signature", value=SIGNATURE),
        _hidden("CloudFront-Signature=VALUE;", id="CloudFront", value="A~-_" * 80),
        _hidden("key = AWS4VALUE", id="the derivation's first key"),
        pytest.param(
            f"secret_access_key: {SECRET};X-Amz-Signature: {SIGNATURE}",
            "secret_access_key: REDACTED REDACTED",
            id="a name at the end of a value",
        ),
        _hidden(
            "\x1b[36msecret_access_key\x1b[0m=\x1b[35mVALUE\x1b[0m\n",
            id="in colours",
            value="a",
        ),
    ],
)
def test_where_tools_and_people_write_secrets(text: str, safe: str) -> None:
    """What is logged, printed and pasted, beside what is sent; colours go with the secret."""
    assert redact(text) == safe.replace("\x1b[35m", "")
    assert redact(safe) == safe


PRIVATE_KEY = base64.encodebytes(bytes(range(121))).decode()


@pytest.mark.parametrize("kind", ["", "EC ", "RSA ", "ENCRYPTED "])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\\n"])
def test_private_keys(kind: str, end: str) -> None:
    """Those of version 4A, wherever they stand, also where their end is cut off."""
    begin = f"-----BEGIN {kind}PRIVATE KEY-----\n"
    whole = f"{begin}{PRIVATE_KEY}-----END {kind}PRIVATE KEY-----\n".replace("\n", end)
    safe = redact(f"key: {whole} and words")
    assert safe == (
        f"key: {begin}REDACTED\n-----END {kind}PRIVATE KEY-----\n and words".replace("\n", end)
    )
    assert redact(safe) == safe
    cut = redact(whole[: whole.index("-----END")] + "and words")
    assert cut.endswith(f"REDACTED{end}and words")
    assert not [line for line in PRIVATE_KEY.split() if line in cut]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        (f"X-Amz-Signature={SIGNATURE[:30]}\n{SIGNATURE[30:]}&a", "REDACTED\nREDACTED&a"),
        (f"X-Amz-Signature={SIGNATURE[:3]}\\\n  {SIGNATURE[3:]} b", "REDACTED\n  REDACTED b"),
        (
            f"X-Amz-Signature={SIGNATURE[:9]}\n> {SIGNATURE[9:40]}\n> {SIGNATURE[40:]}.",
            "REDACTED\n> REDACTED\n> REDACTED.",
        ),
        (f"X-Amz-Signature={SIGNATURE}\n{SIGNATURE}", f"REDACTED\n{SIGNATURE}"),
        (f"X-Amz-Signature={SIGNATURE[:30]}\nface", "REDACTED\nface"),
        (f"X-Amz-Security-Token={TOKEN[:60]}\r\n {TOKEN[60:]}\r\n", "REDACTED\r\n REDACTED\r\n"),
        (f"X-Amz-Security-Token={TOKEN}\r\nHost: h", "REDACTED\r\nHost: h"),
    ],
    ids=["half", "shell", "quoted mail", "whole", "a word below", "folded header", "header"],
)
def test_values_broken_over_lines(text: str, safe: str) -> None:
    """The digits that a signature lacks, and lines of a token, are hidden; other lines stay."""
    assert redact(text) == text[: text.index("=") + 1] + safe


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        # Escaped as deep as the quote before them, quotes end a value; deeper, they belong to it.
        _hidden(
            "'{\\'SecretAccessKey\\': \\'VALUE\\', \\'a\\': 1}'", id="repr in repr", value="a b"
        ),
        _hidden(
            '"{\\"SecretAccessKey\\": \\"VALUE\\", \\"a\\": 1}"',
            id="JSON in JSON",
            value='a\\\\\\"b',
        ),
        _hidden(
            "{\\x22SecretAccessKey\\x22: \\x22VALUE\\x22, a", id="JavaScript", value="a\\\\x22b"
        ),
        _hidden(
            "%22SecretAccessKey%22%3A%22VALUE%22%2C%22a%22%3A1", id="JSON in URLs", value="a%2522b"
        ),
        _hidden(
            "{\\&quot;SecretAccessKey\\&quot;: \\&quot;VALUE\\&quot;, a",
            id="JSON in JSON in HTML",
            value="a b",
        ),
        _hidden(
            '{"SecretAccessKey": "\\u001b[1mVALUE\\u001b[0m", "a": "b"}', id="colours", value="a b"
        ),
        _hidden('{\\"SecretAccessKey\\": \\"VALUE\\", \\"a\\": 1}', id="a line", value="a\\\\nb"),
        _hidden("AWS_SECRET_ACCESS_KEY=VALUE| x", id="rule of a table", value="a"),
        _hidden("<SecretAccessKey><![CDATA[VALUE]]></SecretAccessKey>", id="CDATA", value="a"),
        _hidden("X-Amz-Security-Token" + "\t" * 40 + ": VALUE\n", id="far", value="a"),
        _hidden(
            "AWS4-HMAC-SHA256-TRAILER\n20130524T000000Z\nr\nVALUE\n", id="trailer", value=SIGNATURE
        ),
        _hidden('<SessionToken X-Amz-Signature="VALUE">VALUE</SessionToken>', id="both", value="a"),
        _hidden(
            "--secret-key VALUE\x06 ", id="a control character", value="--signature=" + "A" * 40
        ),
        _hidden(
            "<p:aNameThatIsRatherLongAndSoIsItsSessionToken>VALUE</p:a>", id="long", value="a b"
        ),
        _hidden("trailer_signature=VALUE\n", id="trailer's name", value="a"),
        _hidden("web_identity_token=VALUE\n", id="web identity", value="a"),
        _hidden("x-aws-ec2-metadata-token: VALUE\n", id="metadata", value="a"),
        _hidden('{"accessToken": "VALUE", "refreshToken": "VALUE"}', id="SSO", value="a"),
        _hidden('{"clientSecret": "VALUE"}', id="SSO's client", value="a"),
        _hidden("SAMLAssertion=VALUE&a", id="SAML", value="PHNhbWw"),
        _hidden("secret_key := VALUE\n", id="Go", value="a"),
        _hidden("seen VALUE here", id="token of federation", value="FwoG" + "A" * 60),
        _hidden("seen VALUE here", id="token of old", value="FQoG" + "A" * 60),
        _hidden("(b'AKIAIOSFODNN7EXAMPLE', b'VALUE')", id="bytes"),
        _hidden("curl --proxy-user a:VALUE h", id="proxy", value="minio123"),
        _hidden(
            "-----BEGIN RSA PRIVATE KEY-----\nVALUE\n-----END RSA PRIVATE KEY-----",
            id="encrypted key",
            value="Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA",
        ),
        _hidden("{'Token': 'VALUE'}, self.token=self.token)", id="handed on", value="A" * 40),
    ],
)
def test_where_values_end(text: str, safe: str) -> None:
    """And under which names they stand; what follows is as it was."""
    assert redact(text) == safe.replace("\\u001b[1mREDACTED", "REDACTED")
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"token": "abcdef", "secret": "abcdef"}', id="short"),
        pytest.param("Authorization: required\n", id="a word"),
        pytest.param("session_token: supplied but unused\n", id="words"),
        pytest.param("f(secret_key=self.secret_key)", id="handed on"),
        pytest.param("<li>session token</li><li>aws_secret_access_key</li>", id="names in HTML"),
        pytest.param("def f(token: str = DEFAULT, signature: str = GIVEN):", id="annotations"),
        pytest.param("token: 5, signature: none-of-it, secret: some", id="short values"),
        pytest.param(f"data:image/png;base64,ab{TOKEN}", id="base64 that holds a beginning"),
        pytest.param(f"AKIAIOSFODNN7EXAMPLE {SIGNATURE}", id="key and hash"),
        pytest.param("secret_key, x_amz_signature_and_customer_key_and_security_token", id="names"),
    ],
)
def test_what_looks_alike_stays(text: str) -> None:
    """Values too short for a name that may mean something else, and parts of longer texts."""
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    ["secret</n><secretkey:'>'><value>0<", "<secretkey :secretkey:'>", "<secretkey -ua:>1"],
)
def test_nothing_is_left_behind_what_was_hidden(text: str) -> None:
    """Also where a value that goes was taken for the end of a tag."""
    safe = redact(text)
    assert redact(safe) == safe


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_base64_behind_other_letters(before: str) -> None:
    """It is read from each of the four places that it may begin at."""
    encoded = base64.b64encode(f'{{"secret_key": "{SECRET}"}}'.encode()).decode()
    assert redact(f"see {before}{encoded} here") == "see REDACTED here"
