"""The CORS document: botocore's model of the API takes it, and reads our XML as our JSON; what no
browser would send, or would let strangers in, is refused."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any
from xml.etree import ElementTree

import pytest
from botocore.loaders import create_loader
from botocore.model import OperationModel, ServiceModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from sigv4 import Credentials
from sigv4.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from sigv4.s3 import S3
from sigv4.s3.cors import METHODS, CorsRule, cors_document, cors_xml

SITE = "https://example.com"
_MODEL = ServiceModel(create_loader().load_service_model("s3", "service-2"), "s3")

# All of RFC 9110's token characters that XML has a meaning for, and more of them.
NAMES = st.text("abcXYZ09-&'`|~!#$%+.^_", min_size=1, max_size=8)
RULES = st.builds(
    CorsRule,
    st.lists(
        st.sampled_from([SITE, "http://localhost:8000", "https://*.example.com", "*"]),
        min_size=1,
        unique=True,
    ),
    st.lists(st.sampled_from(METHODS), min_size=1, unique=True),
    headers=st.lists(NAMES, max_size=4, unique_by=str.lower),
    expose=st.lists(NAMES, max_size=4, unique_by=str.lower),
    max_age=st.integers(0, 2**31 - 1),
)


def operation(name: str) -> OperationModel:
    """An operation of S3 as AWS's own model has it."""
    found: OperationModel = _MODEL.operation_model(name)
    return found


def botocore_body(document: dict[str, Any]) -> bytes:
    """What botocore sends for a configuration, after it has validated it."""
    shape = operation("PutBucketCors").input_shape
    parameters = {"Bucket": "media", "CORSConfiguration": document}
    assert not ParamValidator().validate(parameters, shape).has_errors()
    request = create_serializer("rest-xml").serialize_to_request(
        parameters, operation("PutBucketCors")
    )
    body: bytes = request["body"]
    return body


def botocore_reads(xml: str) -> Any:
    """The rules that botocore reads from a document that GetBucketCors answered with."""
    answer = {"status_code": 200, "headers": {}, "body": xml.encode()}
    read = create_parser("rest-xml").parse(answer, operation("GetBucketCors").output_shape)
    return read["CORSRules"]


@given(st.lists(RULES, min_size=1, max_size=3))
def test_the_document_is_what_the_api_takes(rules: list[CorsRule]) -> None:
    """JSON that AWS's model takes, and in XML what botocore writes and reads of it."""
    document = cors_document(*rules)
    xml = cors_xml(*rules)
    assert json.loads(json.dumps(document)) == document
    assert ElementTree.canonicalize(xml) == ElementTree.canonicalize(botocore_body(document))
    assert botocore_reads(xml) == document["CORSRules"]


def test_what_a_rule_holds() -> None:
    """What was given, in the API's names, and no header that nobody asked for."""
    rule = CorsRule([SITE], ["GET", "POST"])
    assert cors_document(rule) == {
        "CORSRules": [
            {
                "AllowedMethods": ["GET", "POST"],
                "AllowedOrigins": [SITE],
                "ExposeHeaders": ["ETag"],
                "MaxAgeSeconds": 3600,
            }
        ]
    }


def test_the_headers_of_a_presigned_request_serve_as_they_are() -> None:
    """`headers` of the result names what must be sent, and so what must be allowed."""
    s3 = S3(Credentials("AKIA", "s"), region="eu-west-1")
    upload = s3.presign_put("media", "k", content_type="image/png", create_only=True)
    rule = CorsRule([SITE], ["PUT"], headers=upload.headers)
    assert rule.headers == ("content-type", "if-none-match")


@pytest.mark.parametrize(
    ("methods", "headers", "allowed"),
    [
        pytest.param(["PUT"], [], ("content-type",), id="put"),
        pytest.param(["PUT"], ["X-Amz-Acl"], ("content-type", "x-amz-acl"), id="put, and more"),
        pytest.param(["PUT"], ["Content-Type"], ("content-type",), id="put, said"),
        pytest.param(["POST"], [], (), id="post"),
        pytest.param(["GET"], ["x-amz-meta-*"], ("x-amz-meta-*",), id="a family"),
        pytest.param(["GET"], ["*"], ("*",), id="all, spelled out"),
    ],
)
def test_headers(methods: list[str], headers: list[str], allowed: tuple[str, ...]) -> None:
    """Those that are named, in lower case as preflights have them; with PUT the type, which
    browsers send unasked."""
    assert CorsRule([SITE], methods, headers=headers).headers == allowed


def test_etag_is_exposed_once() -> None:
    """However it is spelled."""
    assert CorsRule([SITE], ["GET"], expose=["x-amz-version-id"]).expose == (
        "ETag",
        "x-amz-version-id",
    )
    assert CorsRule([SITE], ["GET"], expose=["etag"]).expose == ("etag",)


@pytest.mark.parametrize(
    "origin",
    [
        SITE,
        "http://localhost:8000",
        "http://localhost:*",
        "http://127.0.0.1:9000",
        "http://[::1]:8080",
        "https://xn--bcher-kva.example",
        "https://*.example.com",
        "https://*.example.com:8443",
        "https://preview-*.app.example",
        "https://*-app.preview.example",
        "https://*",
        "*",
        "capacitor://localhost",
    ],
)
def test_origins(origin: str) -> None:
    """What a browser may send, and a '*' that a domain holds."""
    assert CorsRule([origin], ["GET"]).origins == (origin,)


@pytest.mark.parametrize(
    ("origin", "says"),
    [
        pytest.param("null", "'null' is what any page can make itself be", id="null"),
        pytest.param("https://example.com/", "write https://example.com", id="slash"),
        pytest.param("https://example.com/app?a#b", "write https://example.com", id="path"),
        pytest.param("https://example.com/*", "write https://example.com", id="any path"),
        pytest.param("https://example.com?*", "write https://example.com", id="query"),
        pytest.param("https://example.com\\", "write https://example.com", id="backslash"),
        pytest.param("HTTPS://Example.com", "write https://example.com", id="capitals"),
        pytest.param("https://example.com:443", "write https://example.com", id="default port"),
        pytest.param("http://localhost:08000", "write http://localhost:8000", id="port with 0"),
        pytest.param("http://localhost:*/", "write http://localhost:*", id="any port, slash"),
        pytest.param("https://bücher.example", "https://xn--bcher-kva.example", id="IDN"),
        pytest.param("https://*.Example.com", "in lower case", id="capitals, wildcard"),
        pytest.param("https://*.example.com/", "without a path", id="path, wildcard"),
        pytest.param("https://*.*.example.com", "more than one '*'", id="two"),
        pytest.param("https://*.example.com:*", "more than one '*'", id="host and port"),
        pytest.param("https://*example.com", "other people's hosts", id="evil-example.com"),
        pytest.param("https://example.com*", "other people's hosts", id="example.com.evil"),
        pytest.param("https://example.*", "other people's hosts", id="example.evil"),
        pytest.param("https://app-*.example", "other people's hosts", id="a whole domain"),
        pytest.param("https://app.*.example", "other people's hosts", id="in the middle"),
        pytest.param("http://192.168.0.*", "other people's hosts", id="an address"),
        pytest.param(
            "https://a.example,https://b.example", "give each origin by itself", id="two origins"
        ),
        pytest.param("https://a.example https://b.example", "by itself", id="two with a space"),
        pytest.param("example.com", "write it as https://", id="no scheme"),
        pytest.param("//example.com", "write it as https://", id="empty scheme"),
        pytest.param("*://example.com", "write it as https://", id="any scheme"),
        pytest.param("https://", "write it as https://", id="no host"),
        pytest.param("file:///home", "write it as https://", id="file"),
        pytest.param("", "write it as https://", id="empty"),
        pytest.param("https://u:pass@example.com", "user info", id="user info"),
        pytest.param("https://exa mple.com", "no host name", id="space"),
        pytest.param("https://example.com\n", "no host name", id="line end"),
        pytest.param("https://<x>&.com", "no host name", id="markup"),
        pytest.param("https://example.com:99999", "its port is none", id="port"),
        pytest.param("https://[::1", "IPv6", id="IPv6"),
        pytest.param("https://\ud800.example", "A-label", id="surrogate"),
        pytest.param(f"https://{'a' * 10**6}", "too long", id="long"),
    ],
)
def test_origins_that_no_browser_sends_or_nobody_meant(origin: str, says: str) -> None:
    """Each is an error that says what to write, and shows no password."""
    with pytest.raises(InvalidValueError) as caught:
        CorsRule([origin], ["GET"])
    assert caught.value.argument == "origins"
    assert says in str(caught.value)
    assert "pass" not in str(caught.value)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param({"origins": []}, "origins: there is none", id="no origin"),
        pytest.param({"origins": [SITE, SITE]}, "there twice; give it once", id="origin twice"),
        pytest.param({"methods": []}, "methods: there is none", id="no method"),
        pytest.param({"methods": ["put"]}, "'put' is none that a rule can allow; write PUT"),
        pytest.param({"methods": ["OPTIONS"]}, "a preflight needs no rule", id="OPTIONS"),
        pytest.param({"methods": ["PATCH"]}, "use GET, PUT, POST, DELETE or HEAD", id="PATCH"),
        pytest.param({"methods": ["*"]}, "use GET, PUT, POST, DELETE or HEAD", id="any method"),
        pytest.param({"methods": ["PUT", "PUT"]}, "there twice", id="method twice"),
        pytest.param({"headers": ["a b"]}, "headers: 'a b' is not a token", id="space"),
        pytest.param({"headers": ["<a>"]}, "is not a token", id="markup"),
        pytest.param({"headers": [""]}, "is not a token", id="empty header"),
        pytest.param({"headers": ["a: b"]}, "give the header's name alone", id="value"),
        pytest.param({"headers": ["x-*-*"]}, "more than one '*'", id="two in a header"),
        pytest.param({"headers": ["a", "A"]}, "headers: 'a' is there twice", id="header twice"),
        pytest.param({"expose": ["x-amz-*"]}, "which S3 does not take here", id="expose a family"),
        pytest.param({"expose": ["a\r\nb"]}, "is not a token", id="line end"),
        pytest.param({"expose": ["a", "A"]}, "expose: 'A' is there twice", id="expose twice"),
        pytest.param({"max_age": -1}, "max_age: -1 is out of range", id="negative"),
        pytest.param({"max_age": 2**31}, "give 0 to 2147483647 seconds", id="too long"),
        pytest.param({"max_age": 10**5000}, "many digits", id="far too long"),
    ],
)
def test_what_a_rule_does_not_take(arguments: dict[str, Any], says: str) -> None:
    """Each is an error that says what to do."""
    with pytest.raises(InvalidValueError) as caught:
        CorsRule(**{"origins": [SITE], "methods": ["GET"], **arguments})
    assert says in str(caught.value)


@pytest.mark.parametrize("name", ["origins", "methods", "headers", "expose", "max_age"])
@pytest.mark.parametrize(
    "value", [SITE, b"GET", None, 1.5, [None], [b"GET"], [["GET"]], True], ids=repr
)
def test_what_is_of_another_type(name: str, value: Any) -> None:
    """Anything but a list of texts is refused, one text above all: it would be its letters."""
    given: dict[str, Any] = {"origins": [SITE], "methods": ["GET"], name: value}
    with pytest.raises(InvalidTypeError) as caught:
        CorsRule(**given)
    assert caught.value.argument == name


def test_how_many_rules() -> None:
    """From one to a hundred, of no more than 64 KB as XML."""
    rule = CorsRule([SITE], ["GET"])
    assert len(cors_document(*[rule] * 100)["CORSRules"]) == 100
    large = CorsRule([SITE], ["GET"], headers=[f"x-amz-meta-{n}" for n in range(2000)])
    no_rule: Any = {"AllowedMethods": ["GET"], "AllowedOrigins": [SITE]}
    for make in (cors_document, cors_xml):
        for rules in ([], [rule] * 101):
            with pytest.raises(InvalidValueError, match="give 1 to 100 rules"):
                make(*rules)
        with pytest.raises(InvalidTypeError, match="CorsRule"):
            make(no_rule)
        with pytest.raises(InvalidValueError, match="65536 at most"):
            make(large)


@given(st.lists(st.text() | st.none() | st.integers() | st.binary(), max_size=2))
def test_whatever_comes_nothing_but_the_error_tree_goes_out(values: list[Any]) -> None:
    """Any input makes a rule or an InvalidInputError."""
    for name in ("origins", "methods", "headers", "expose"):
        given: dict[str, Any] = {"origins": [SITE], "methods": ["GET"], name: values}
        try:
            xml = cors_xml(CorsRule(**given))
        except InvalidInputError:
            continue
        assert botocore_reads(xml)


def test_a_rule_is_immutable_and_can_be_copied() -> None:
    """It is a record like the others."""
    rule = CorsRule([SITE], ["PUT"])
    with pytest.raises(AttributeError, match="immutable"):
        rule.origins = ("*",)
    for copied in (copy.deepcopy(rule), pickle.loads(pickle.dumps(rule))):
        assert cors_xml(copied) == cors_xml(rule)
