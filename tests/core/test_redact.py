"""`redact`: where secrets stand, and what is left of the text around them."""

from __future__ import annotations

import base64
import html
import inspect
import json
import quopri
from datetime import datetime, timezone
from functools import reduce
from typing import Any, cast
from urllib.parse import quote

import pytest

import sigv4
from sigv4 import Credentials, Minter, SigningKey, errors, presign, sign_headers
from sigv4.redact import redact
from sigv4.s3 import S3

# The figures of AWS's documentation: the presigned URL of the S3 API reference.
SIGNATURE = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = (
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPf"
)
# Of the S3 developer guide, "Signing and authenticating REST requests" (version 2).
SIGNATURE_2 = "qgk2+6Sv9/oM7G3qLEjTH1a1l1g="
SCOPE = "20130524/us-east-1/s3/aws4_request"
NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", SECRET, TOKEN)
URL = presign(
    "GET",
    "https://examplebucket.s3.amazonaws.com/test.txt",
    CREDENTIALS,
    region="us-east-1",
    expires_in=86400,
    signing_time=NOW,
).url


def _without(url: str) -> str:
    """A URL of these tests with its two secrets taken out by hand."""
    head, _, rest = url.partition("X-Amz-Security-Token=")
    middle = rest.partition("&")[2].partition("X-Amz-Signature=")[0]
    return f"{head}X-Amz-Security-Token=REDACTED&{middle}X-Amz-Signature=REDACTED"


SAFE_URL = _without(URL)


@pytest.mark.parametrize(
    "escape",
    [
        pytest.param(str, id="as it is"),
        pytest.param(lambda t: quote(t, safe=""), id="percent-encoded"),
        pytest.param(lambda t: quote(quote(t, safe=""), safe=""), id="twice"),
        pytest.param(lambda t: quote(quote(quote(t, safe=""), safe=""), safe=""), id="thrice"),
        pytest.param(lambda t: reduce(lambda u, _: quote(u, safe=""), range(9), t), id="9 times"),
        pytest.param(
            lambda t: reduce(lambda u, _: html.escape(u), range(9), t.replace("=", "&#61;")),
            id="HTML, 9 times",
        ),
        pytest.param(
            lambda t: quote(t.replace("=", "&#61;"), safe="").replace("%", "&#92;u0025"),
            id="HTML, percent-encoded, JSON, HTML",
        ),
        pytest.param(html.escape, id="HTML"),
        pytest.param(lambda t: html.escape(html.escape(t)), id="HTML in HTML"),
        pytest.param(json.dumps, id="JSON"),
        pytest.param(lambda t: json.dumps(json.dumps({"u": t, "n": 1})), id="JSON in JSON"),
        pytest.param(lambda t: t.replace("&", "\\u0026").replace("/", "\\/"), id="Go and PHP"),
        pytest.param(lambda t: t.replace("&", "&#38;").replace("=", "&#x3D;"), id="numbers"),
        pytest.param(lambda t: t.replace("&", "\\x26").replace("=", "\\x3d"), id="JavaScript"),
        pytest.param(lambda t: quote(html.escape(t), safe=""), id="HTML, percent-encoded"),
        pytest.param(lambda t: html.escape(quote(t, safe="")), id="percent-encoded, HTML"),
        pytest.param(lambda t: quote(json.dumps({"a": t}), safe=""), id="JSON, percent-encoded"),
        pytest.param(lambda t: t.replace("X-Amz-S", "%58%2Damz-%53"), id="names"),
        pytest.param(lambda t: repr([{"url": t}]), id="Python"),
        pytest.param(lambda t: f"<{t}>, and\n", id="prose"),
    ],
)
def test_a_url_however_it_is_escaped(escape: Any) -> None:
    """Its signature and its token are gone, and all else is as it was."""
    assert redact(escape(URL)) == escape(SAFE_URL)


def test_a_url_in_a_mail() -> None:
    """Quoted-printable breaks lines anywhere, within names and values, too."""
    mail = quopri.encodestring(f"Look: {URL} !\n".encode()).decode()
    safe = quopri.decodestring(redact(mail)).decode()
    assert safe == f"Look: {SAFE_URL} !\n"


def _hidden(written: str, value: str = SECRET, **of_case: Any) -> Any:
    """A text with VALUE where a secret stands."""
    return pytest.param(
        written.replace("VALUE", value), written.replace("VALUE", "REDACTED"), **of_case
    )


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        _hidden("X-Amz-Security-Token: VALUE\r\nHost: h", id="header", value=TOKEN),
        _hidden("x-amz-s3session-token: VALUE\r\nHost: h", id="S3 Express", value=TOKEN),
        _hidden("x-amz-server-side-encryption-customer-key: VALUE\n", id="customer's key"),
        _hidden(
            "x-amz-copy-source-server-side-encryption-customer-key: VALUE\n"
            "x-amz-server-side-encryption-customer-key-md5: 1B2M2Y8AsgTpgAmY7PhCfg==\n",
            id="customer's key of a source, and its MD5, which stays",
        ),
        _hidden(
            f"Authorization: AWS4-HMAC-SHA256 Credential=AKIA/{SCOPE}, "
            "SignedHeaders=host;x-amz-security-token, Signature=VALUE\nHost: h",
            id="version 4",
            value=SIGNATURE,
        ),
        _hidden(
            "Authorization: AWS4-ECDSA-P256-SHA256 Credential=AKIA/20130524/s3/aws4_request, "
            "SignedHeaders=host, Signature=VALUE\n",
            id="version 4A",
            value="3045" + SIGNATURE * 2 + "**",
        ),
        _hidden(
            "Authorization: AWS AKIAIOSFODNN7EXAMPLE:VALUE\n", id="version 2", value=SIGNATURE_2
        ),
        _hidden("proxy-authorization: Basic VALUE\n", id="Basic", value="dTpw"),
        _hidden('"authorization": "Bearer VALUE",', id="Bearer", value="a.b-c"),
        _hidden("Authorization: VALUE\n", id="no scheme", value=SIGNATURE),
        _hidden(
            "?AWSAccessKeyId=AKIA&Expires=1&Signature=VALUE&x=y",
            id="version 2 in a query",
            value=quote(SIGNATURE_2, safe=""),
        ),
        _hidden("1000;chunk-signature=VALUE\r\naaa", id="chunk", value=SIGNATURE),
        _hidden("x-amz-trailer-signature:VALUE\r\n\r\n", id="trailer", value=SIGNATURE),
        _hidden(
            f"AWS4-HMAC-SHA256-PAYLOAD\n20130524T000000Z\n{SCOPE}\nVALUE\n{'0' * 64}",
            id="the signature before a chunk's",
            value=SIGNATURE,
        ),
        _hidden("aws_secret_access_key = VALUE\nregion = r\n", id="shared file"),
        _hidden("export AWS_SECRET_ACCESS_KEY=VALUE\n", id="shell"),
        _hidden("AWS_SECRET_ACCESS_KEY='VALUE' aws s3 ls", id="shell, quoted", value="a b&c"),
        _hidden("AWS_SECRET_ACCESS_KEY=VALUE\n", id="a store's", value="pa,ss;w)o}rd"),
        _hidden('{"SecretAccessKey": "VALUE", "x": 1}', id="JSON", value='a\\"b'),
        _hidden('{"Token" : "VALUE"}', id="metadata service", value=TOKEN),
        _hidden("{\"secretAccessKey\": 'VALUE'}", id="JavaScript", value="a"),
        _hidden("secret_access_key: VALUE\n", id="YAML", value="minioadmin"),
        _hidden("secret_access_key: VALUE\n", id="YAML, with a sign", value="a|b"),
        _hidden("secret_access_key: 'VALUE'\nregion: r", id="YAML, quoted", value="it''s a ''b"),
        _hidden('"secretAccessKey": "VALUE\n"other": "line"', id="cut off", value="a b"),
        _hidden('"{""secretAccessKey"": ""VALUE"", ""a"": 1}"', id="CSV"),
        _hidden("secret_access_key: >-\n  VALUE\n", id="YAML block"),
        _hidden("- name: AWS_SECRET_ACCESS_KEY\n  value: VALUE\n", id="Kubernetes"),
        _hidden('{"name": "X-Amz-Signature", "value": "VALUE"}', id="HAR", value="a"),
        _hidden("<SecretAccessKey>VALUE</SecretAccessKey><a/>", id="XML"),
        _hidden("<s:SessionToken a='b'>\n VALUE\n</s:SessionToken>", id="XML, prefix"),
        _hidden("<SignatureProvided>VALUE</SignatureProvided>", id="S3's error", value=SIGNATURE),
        _hidden("{'X-Amz-Signature': ['VALUE', 'VALUE'], 'a': ['b']}", id="parse_qs", value="f"),
        _hidden("(b'x-amz-security-token', b'VALUE'), (b'a', b'b')", id="pairs", value="a"),
        _hidden('["eq", "$x-amz-security-token", "VALUE"], ["a"]', id="condition", value="a"),
        _hidden("map[X-Amz-Signature:[VALUE] A:[b]]", id="Go's map", value="f"),
        _hidden("{SecretAccessKey:VALUE Region:r}", id="Go's struct"),
        _hidden('secret_access_key: "VALUE", :secret_access_key=>"VALUE"', id="Ruby"),
        _hidden("'HTTP_X_AMZ_SECURITY_TOKEN': 'VALUE'", id="WSGI", value=TOKEN),
        _hidden('os.environ["AWS_SESSION_TOKEN"] = "VALUE"', id="Python", value="a"),
        _hidden("the secret access key VALUE, I think", id="prose"),
        _hidden("X-Amz-Signature   VALUE\nother     x", id="table", value=SIGNATURE),
        _hidden(
            '<input type="hidden" name="x-amz-signature" value="VALUE"><input name=a value=b>',
            id="HTML form",
            value=SIGNATURE,
        ),
        _hidden("<INPUT value='VALUE' name='X-Amz-Security-Token'/>", id="HTML form, other order"),
        _hidden(
            '--b\r\nContent-Disposition: form-data; name="x-amz-signature"\r\n'
            "Content-Type: text/plain\r\n\r\nVALUE\r\n--b--",
            id="multipart form",
            value=SIGNATURE,
        ),
        _hidden("https://user:VALUE@h/", id="password in a URL", value="p%40s%2Fs"),
        _hidden("SSECustomerKey='VALUE', SSECustomerAlgorithm='AES256'", id="parameter"),
        _hidden("sigv4-key-1:VALUE\n", id="exported", value="AKIA%2Fx:" + SIGNATURE + ":t%2F:1"),
        _hidden("signing_key=b'VALUE'", id="derived key", value="\\x00a"),
        _hidden("seen VALUE here", id="token without a name", value=TOKEN),
        _hidden(
            "?u=h%3FX-Amz-Security-Token%3DVALUE%26X-Amz-Signature%3DVALUE&x=y",
            id="a URL in a URL",
            value="a%2526b",
        ),
        _hidden(
            "{&quot;SecretAccessKey&quot;: &quot;VALUE&quot;, &quot;a&quot;: 1}",
            id="JSON in HTML",
            value="a&amp;quot;b",
        ),
        _hidden("SecretAccessKey:&nbsp;VALUE\n", id="no-break space of HTML"),
        _hidden("&X-Amz-Security-Token=VALUE&X-Amz-Signature=VALUE", id="both", value="a%26b"),
    ],
)
def test_where_secrets_stand(text: str, safe: str) -> None:
    """In every notation that programs write: the secret goes, the rest stays."""
    assert redact(text) == safe


def test_tokens_that_are_urls() -> None:
    """What is base64 is read, and hidden as a whole if it holds a secret."""
    encoded = base64.b64encode(URL.encode()).decode()
    urlsafe = base64.urlsafe_b64encode(URL.encode()).decode().rstrip("=")
    assert redact(f"EKS: k8s-aws-v1.{urlsafe}.") == "EKS: k8s-aws-v1.REDACTED."
    assert redact(f"bedrock-api-key-{encoded}") == "bedrock-api-key-REDACTED"
    assert redact(f"MSK {urlsafe}, {encoded}") == "MSK REDACTED, REDACTED"
    lines = base64.encodebytes(b"see " + URL.encode()).decode()
    assert redact(f"\n\n{lines}\nand words") == "\n\nREDACTED\n\nand words"
    hashes = f"{'0' * 64}\n{'1' * 64}\n"
    assert redact(f"{hashes}a\n{encoded}\n") == f"{hashes}a\nREDACTED\n"
    again = base64.b64encode(f"in {encoded}".encode()).decode()
    assert redact(f"/path/{again}") in {"/path/REDACTED", "REDACTED"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("k8s-aws-v1.REDACTEDabc", id="EKS"),
        pytest.param("bedrock-api-key-REDACTED/abc+defghi", id="Bedrock"),
        pytest.param("policy=REDACTEDeyJtc2VjdXJpdHktdG9rZW4iOvSiii", id="base64"),
        pytest.param("X-Amz-Signature=REDACTED@h", id="a URL in a value"),
        pytest.param("signature=3Dsigv4-key-1=REDACTED", id="a secret in a value"),
    ],
)
def test_what_was_redacted_stays(text: str) -> None:
    """Also where a text goes on behind a token that was taken out."""
    assert redact(text) == text


def test_the_policy_of_a_form_stays_unless_it_holds_a_token() -> None:
    """The policy of temporary credentials has the token among its conditions."""
    for credentials, stays in ((CREDENTIALS, False), (Credentials("AKIA", SECRET), True)):
        form = S3(credentials, region="us-east-1").presign_post("examplebucket", "k")
        text = json.dumps({"url": form.url, "fields": form.fields})
        safe = json.loads(redact(text))["fields"]
        assert safe["x-amz-signature"] == "REDACTED"
        assert (safe["policy"] == form.fields["policy"]) is stays
        assert safe["x-amz-credential"] == form.fields["x-amz-credential"]


def test_an_error_document_of_s3_keeps_what_explains_it() -> None:
    """What the server computed stays, save what it says of the token and the signature."""
    request = presign("GET", "https://h/k", CREDENTIALS, region="r", signing_time=NOW)
    as_hex = " ".join(f"{byte:02x}" for byte in request.canonical_request.encode())
    document = (
        f"<Error><Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>AKIA</AWSAccessKeyId>"
        f"<StringToSign>{request.string_to_sign}</StringToSign>"
        f"<SignatureProvided>{SIGNATURE}</SignatureProvided>"
        f"<CanonicalRequest>{html.escape(request.canonical_request)}</CanonicalRequest>"
        f"<CanonicalRequestBytes>{as_hex}</CanonicalRequestBytes></Error>"
    )
    safe = redact(document)
    assert f"<StringToSign>{request.string_to_sign}</StringToSign>" in safe
    assert "<SignatureProvided>REDACTED</SignatureProvided>" in safe
    assert "<CanonicalRequestBytes>REDACTED</CanonicalRequestBytes>" in safe
    assert "X-Amz-Security-Token=REDACTED&amp;X-Amz-SignedHeaders=host" in safe
    assert redact(safe) == safe


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(f"host;x-amz-security-token\n{'0' * 64}", id="signed headers and a hash"),
        pytest.param("<SessionToken /> words <b>", id="an element of nothing"),
        pytest.param("<li>session token</li><li>secret access key</li>", id="names in HTML"),
        pytest.param("<td>SessionToken</td><td>The token of temporary keys</td>", id="words"),
        pytest.param(f"AKIAIOSFODNN7EXAMPLE {'0123456789' * 4}", id="key and commit"),
        pytest.param("pass --session-token to it; $ a --secret-key $SECRET_KEY_OF_A", id="options"),
        pytest.param("docker run -u 1000:1000 -u http://host/path", id="no user of curl"),
        pytest.param("def f(key: str | SigningKey) -> None:", id="annotations"),
        pytest.param("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZI\n-----END", id="public key"),
        pytest.param("\x1b[31mERROR\x1b[0m token \x1b[1mmissing\x1b[0m", id="colours"),
        pytest.param("webhook_signature=sha256, get_signature: abc", id="other signatures"),
        pytest.param("AWS_SESSION_TOKEN=\nAWS_REGION=eu-west-1\n", id="unset, another below"),
        pytest.param(f"X-Amz-Credential=AKIAIOSFODNN7EXAMPLE/{SCOPE}", id="credential"),
        pytest.param("?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1", id="access key id"),
        pytest.param(f"x-amz-content-sha256: {'0' * 64}", id="payload hash"),
        pytest.param("SignedHeaders=host;x-amz-security-token;x-amz-date, b", id="header names"),
        pytest.param('["host", "x-amz-security-token", "x-amz-date"]', id="list of names"),
        pytest.param("Access-Control-Allow-Headers: x-amz-security-token, a", id="CORS"),
        pytest.param("SignatureDoesNotMatch: the signature we calculated", id="S3's code"),
        pytest.param("signature: Jane Doe", id="a signature in ink"),
        pytest.param("NextContinuationToken=1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J", id="listing"),
        pytest.param('{"nextToken": "1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36"}', id="paging"),
        pytest.param("session_token: it holds white space; give it as issued", id="prose"),
        pytest.param("secret_access_key=None, session_token=…, X-Amz-Signature=...", id="hidden"),
        pytest.param("AWS_SECRET_ACCESS_KEY=\nAWS_SESSION_TOKEN=''\n", id="unset"),
        pytest.param("def redact(token: str, signature: bytes) -> str:", id="program"),
        pytest.param("f(session_token=session_token, signature=self.signature)", id="handed on"),
        pytest.param("secret_key=secret_key\n", id="handed on, at the end of a line"),
        pytest.param('("X-Amz-Security-Token", "X-Amz-S3session-Token")', id="pair of names"),
        pytest.param(
            'def f() -> SigningKey:\n    """The key of a day."""\n    return f(SigningKey)',
            id="documentation",
        ),
        pytest.param("if signing_key:\n    use_the_key(of_the_day)\n", id="statement"),
        pytest.param('f"{base}?{query}&X-Amz-Signature=",\n', id="a quote that ends a text"),
        pytest.param("commit 4f232c4386841ef735655705268965c44a0e4690", id="commit"),
        pytest.param(
            "x-amz-checksum-sha256: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", id="sum"
        ),
        pytest.param("https://host:8443/a@b?c:d@e", id="port"),
        pytest.param("C:\\new\\user\\x41 100% &amp; =3D \\u00e9 %zz", id="escapes"),
        pytest.param("\ud800 lone", id="lone surrogate"),
    ],
)
def test_what_holds_no_secret_stays(text: str) -> None:
    """Names without values, values that are no secrets, words of prose and of programs."""
    assert redact(text) == text


def _made(kind: type[Exception]) -> Exception:
    """An error of a class, about a secret."""
    given: dict[str, Any] = {"line": 3, "available": ["default"], "files": ["~/.aws/credentials"]}
    words = "session_token: it holds a line end; AWS_SECRET_ACCESS_KEY is not set"
    # Python's own classes, which some of these take their __init__ from, take a message.
    has_own = hasattr(kind.__init__, "__code__")
    names = list(inspect.signature(kind).parameters) if has_own else ["message"]
    return kind(*[given.get(name, words) for name in names])


CLASSES = [
    found
    for found in vars(errors).values()
    if isinstance(found, type) and issubclass(found, (errors.SigV4Error, UserWarning))
]


@pytest.mark.parametrize("kind", CLASSES)
def test_the_packages_own_errors_pass(kind: type[Exception]) -> None:
    """Whatever class it is of: what an error says of a secret need not be hidden."""
    error = _made(kind)
    assert "session_token" in f"{error}"
    for text in (str(error), repr(error)):
        assert redact(text) == text


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda: Credentials("AKIA", f" {SECRET}"), id="white space"),
        pytest.param(lambda: Credentials("AKIA", cast(str, None)), id="no secret"),
        pytest.param(lambda: Credentials("AKIA", SECRET, f"{TOKEN}\n"), id="line end"),
        pytest.param(lambda: Credentials("AKIA", SECRET, cast(str, b"t")), id="bytes"),
        pytest.param(lambda: Credentials("AKIA", f"'{SECRET}'"), id="quotes"),
        pytest.param(lambda: SigningKey.load(f"sigv4-key-1:{SECRET}"), id="signing key"),
        pytest.param(lambda: presign("GET", URL, CREDENTIALS, region="r"), id="signed"),
        pytest.param(
            lambda: presign("GET", f"https://u:{SECRET}@h/", CREDENTIALS, region="r"), id="password"
        ),
        pytest.param(
            lambda: sign_headers(
                "GET", "https://h/", CREDENTIALS, region="r", service="s", payload_hash="0"
            ),
            id="hash",
        ),
    ],
)
def test_what_the_package_raises_passes(call: Any) -> None:
    """It is silent about secrets by itself."""
    with pytest.raises(errors.SigV4Error) as caught:
        call()
    for text in (str(caught.value), repr(caught.value)):
        assert redact(text) == text
        assert SECRET not in text


def test_the_packages_own_reprs_pass() -> None:
    """What holds secrets does not show them; a URL, which must, is redacted."""
    key = SigningKey.derive(CREDENTIALS, date="20130524", region="us-east-1", service="s3")
    request = presign("GET", "https://h/k", CREDENTIALS, region="r", signing_time=NOW)
    s3 = S3(CREDENTIALS, region="us-east-1")
    form = s3.presign_post("examplebucket", "k")
    mint = Minter("GET", "https://h/", CREDENTIALS, region="r")
    for record in (CREDENTIALS, key, request, form, mint, s3):
        assert redact(repr(record)) == repr(record)
    for text in (str(request), repr(form.fields), key.export(), mint("k"), request.curl()):
        safe = redact(text)
        for secret in (SECRET, TOKEN, quote(TOKEN, safe=""), request.url[-64:]):
            assert secret not in safe
        assert "REDACTED" in safe
        assert redact(safe) == safe
    assert redact(key.export()) == "sigv4-key-1:REDACTED"


@pytest.mark.parametrize("given", [b"X-Amz-Signature=a", None, 1, ["a"]])
def test_only_texts(given: Any) -> None:
    """Bytes are refused rather than guessed at."""
    with pytest.raises(sigv4.InvalidTypeError, match="text"):
        redact(given)
