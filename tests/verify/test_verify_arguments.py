"""What a server says of itself is checked, and nothing that comes in is accepted by omission."""

from __future__ import annotations

import asyncio
import pickle
from collections import UserDict
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from arrivals import NOW, Arrival, Server, arrival

import sigv4
from sigv4 import Credentials, InvalidInputError, InvalidTypeError
from sigv4.verify import (
    ANY,
    DuplicateParameterError,
    MalformedError,
    PayloadDiffersError,
    PayloadUnsignedError,
    SignatureDiffersError,
    UnsignedHeadersError,
    WrongHostError,
    verify_request,
    verify_request_async,
)

CREDENTIALS = Credentials("AKIDEXAMPLE", "the-secret-access-key")


@pytest.mark.parametrize(
    ("argument", "value", "words"),
    [
        pytest.param("region", None, "None was given", id="no region"),
        pytest.param("region", "", "it is empty", id="empty region"),
        pytest.param("region", set(), "nothing would be accepted", id="no regions"),
        pytest.param("region", {"a": 1}, "a dict was given", id="a mapping of regions"),
        pytest.param("region", ["a", None], "None was given", id="None among regions"),
        pytest.param("region", "a/b", "is no region", id="two regions in one"),
        pytest.param("region", "*", "say ANY", id="a wildcard for regions"),
        pytest.param("service", ["s3", "*"], "say ANY", id="a wildcard for services"),
        pytest.param("hosts", "*", "say ANY", id="a wildcard for hosts"),
        pytest.param("service", b"s3", "a bytes was given", id="service in bytes"),
        pytest.param("hosts", "https://h", "it is a URL, or has a path", id="URL as host"),
        pytest.param("hosts", "h/a", "it is a URL, or has a path", id="host with a path"),
        pytest.param("hosts", "", "it has no host", id="empty host"),
        pytest.param("hosts", ["h", "h:x"], "its port is none", id="no port"),
        pytest.param("now", datetime(2024, 1, 1), "no time zone", id="naive time"),
        pytest.param("now", 1709208000, "an int was given", id="time as a number"),
        pytest.param("body", None, "None was given", id="no body"),
        pytest.param("body", "text", "a str was given", id="body as text"),
        pytest.param("payload", "any", "is no way to treat it", id="payload"),
        pytest.param("payload", None, "None was given", id="payload of no type"),
        pytest.param("max_expires_in", 0, "not within", id="no life"),
        pytest.param("max_expires_in", 1.5, "a float was given", id="life with a fraction"),
        pytest.param("max_expires_in", 10**12, "not within", id="life of ages"),
        pytest.param("clock_skew", -1, "not within", id="negative skew"),
        pytest.param("rules", "s3", "a str was given", id="rules"),
        pytest.param("credentials", {"a": "b"}, "a dict was given", id="no look-up"),
    ],
)
def test_arguments_of_the_server_are_checked(
    argument: str, value: Any, words: str, presigned: Arrival
) -> None:
    """InvalidValueError or InvalidTypeError, naming the argument, whatever came in."""
    arguments: dict[str, Any] = {
        "credentials": lambda _: CREDENTIALS,
        "region": "eu-central-2",
        "service": "s3",
        "hosts": "files.example",
        "now": NOW,
        "body": b"",
        "payload": "unsigned-ok",
        argument: value,
    }
    with pytest.raises(InvalidInputError, match=words) as raised:
        verify_request("GET", presigned.target, presigned.headers, **arguments)
    assert raised.value.argument == argument


def test_a_look_up_that_is_not_awaited_is_told_of(presigned: Arrival) -> None:
    """The other way round as well."""
    look_up: Any = {"AKIDEXAMPLE": CREDENTIALS}.get
    verdict = verify_request_async(
        "GET",
        presigned.target,
        presigned.headers,
        credentials=look_up,
        region=ANY,
        service=ANY,
        hosts=ANY,
        now=NOW,
        body=b"",
        payload="unsigned-ok",
    )
    with pytest.raises(InvalidTypeError, match="no awaitable") as raised:
        asyncio.run(verdict)
    assert raised.value.argument == "credentials"


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        pytest.param("region", {"eu-central-2", "eu-west-1"}, id="a set of regions"),
        pytest.param("region", ["eu-central-2"], id="a list of regions"),
        pytest.param("region", ANY, id="any region"),
        pytest.param("service", frozenset({"s3"}), id="a frozen set of services"),
        pytest.param("service", ANY, id="any service"),
        pytest.param("hosts", ("a.example", "FILES.example:443"), id="hosts"),
        pytest.param("hosts", ANY, id="any host"),
    ],
)
def test_one_several_or_any(argument: str, value: Any, presigned: Arrival, server: Server) -> None:
    """A value, several, or ANY spelled out."""
    assert replace(server, **{argument: value}).verify(presigned)
    assert (repr(ANY), pickle.loads(pickle.dumps(ANY)) is ANY) == ("ANY", True)


@pytest.mark.parametrize("kind", ["str", "bytes", "list of lists", "mapping", "generator"])
def test_targets_and_headers_come_as_servers_have_them(
    kind: str, presigned: Arrival, server: Server
) -> None:
    """WSGI's texts of bytes, ASGI's bytes, pairs or a mapping."""
    headers: Any = [("Host", "files.example"), ("X-Forwarded-Host", "other")]
    target: Any = presigned.target
    method: Any = "GET"
    if kind == "bytes":
        headers = [(n.encode(), v.encode()) for n, v in headers]
        target, method = target.encode(), b"GET"
    elif kind == "list of lists":
        headers = [[bytearray(n.encode()), bytearray(v.encode())] for n, v in headers]
    elif kind == "mapping":
        headers = UserDict(headers)
    elif kind == "generator":
        headers = (pair for pair in list(headers))
    came = Arrival(method, target, headers)
    assert server.verify(came).form == "query"


@pytest.mark.parametrize("name", ["X_Amz_Acl", "x-amz_acl", "Content_Type"])
def test_an_underscore_does_not_stand_in_for_a_hyphen(
    name: str, signed: Arrival, server: Server
) -> None:
    """Behind WSGI an application cannot tell the one from the other."""
    headers = (*signed.headers, (name, b"public-read"))
    with pytest.raises(UnsignedHeadersError) as raised:
        server.verify(replace(signed, headers=headers))
    assert raised.value.names == (name.lower(),)
    others = (*signed.headers, ("X_Request_Id", b"7"))
    assert server.verify(replace(signed, headers=others))


def test_nothing_that_came_in_is_changed(signed: Arrival, server: Server) -> None:
    """Neither the headers nor the body."""
    headers: Any = list(signed.headers)
    body: Any = bytearray(signed.body or b"")
    server.verify(Arrival(signed.method, signed.target, headers, body))
    assert headers == list(signed.headers)
    assert body == signed.body


@pytest.mark.parametrize(
    ("method", "target", "headers", "argument"),
    [
        pytest.param(None, "/", [], "method", id="no method"),
        pytest.param(["GET"], "/", [], "method", id="method in a list"),
        pytest.param("GET", None, [], "target", id="no target"),
        pytest.param("GET", 7, [], "target", id="target as a number"),
        pytest.param("GET", "/", None, "headers", id="no headers"),
        pytest.param("GET", "/", "a: b", "headers", id="headers as text"),
        pytest.param("GET", "/", [("a", "b", "c")], "headers", id="no pair"),
        pytest.param("GET", "/", ["ab"], "headers", id="a pair of characters"),
        pytest.param("GET", "/", [("a", None)], "headers", id="no value"),
        pytest.param("GET", "/", [(None, "a")], "headers", id="no name"),
        pytest.param("GET", "/", [(["host"], "a")], "headers", id="name in a list"),
    ],
)
def test_what_no_server_gives_is_an_error_of_the_server(
    method: Any, target: Any, headers: Any, argument: str, server: Server
) -> None:
    """Not a refusal: the application called the verifier wrongly."""
    with pytest.raises(InvalidTypeError) as raised:
        server.verify(Arrival(method, target, headers))
    assert raised.value.argument == argument


def test_a_decoded_header_is_not_guessed_at() -> None:
    """A str has one character a byte; what has more is not what came."""
    url = sigv4.presign_url(
        "GET",
        "https://h.example/",
        CREDENTIALS,
        region="r",
        headers={"x-amz-meta-a": "日本"},
        signing_time=NOW,
    )
    server = Server(NOW, "r", "s3", "h.example", lambda _: CREDENTIALS)
    came = arrival("GET", url, {"x-amz-meta-a": "日本"})
    assert server.verify(came)
    as_wsgi: Any = [(n, v.decode("latin-1")) for n, v in came.headers]
    assert server.verify(replace(came, headers=as_wsgi))
    decoded: Any = [(n, v.decode()) for n, v in came.headers]
    with pytest.raises(MalformedError, match="give the bytes that came"):
        server.verify(replace(came, headers=decoded))


def test_http_2_has_its_host_in_authority(presigned: Arrival, server: Server) -> None:
    """RFC 9113, section 8.3.1: where there is a Host as well, they agree."""
    authority = (":authority", b"files.example")
    assert server.verify(replace(presigned, headers=(authority,)))
    assert server.verify(replace(presigned, headers=(authority, *presigned.headers)))
    for more in ((("Host", b"other.example"),), (authority,)):
        with pytest.raises(DuplicateParameterError):
            server.verify(replace(presigned, headers=(authority, *more)))
    with pytest.raises(MalformedError, match="no token"):
        server.verify(replace(presigned, headers=(*presigned.headers, (":path", b"/"))))


@pytest.mark.parametrize(
    ("sent", "ours", "accepted"),
    [
        pytest.param("h.example", "h.example", True, id="as it is"),
        pytest.param("H.Example", "h.EXAMPLE", True, id="without case"),
        pytest.param("h.example:443", "h.example", True, id="port of https"),
        pytest.param("h.example:80", "h.example:443", True, id="port of http"),
        pytest.param("h.example:9000", "h.example:9000", True, id="another port"),
        pytest.param("h.example:9000", "h.example", False, id="a port too many"),
        pytest.param("h.example", "h.example:9000", False, id="no port"),
        pytest.param("h.example.evil.example", "h.example", False, id="a longer host"),
        pytest.param("evil-h.example", "h.example", False, id="another label"),
    ],
)
def test_hosts_are_compared_as_hosts(sent: str, ours: str, accepted: bool) -> None:
    """Without case and without the ports that the scheme implies, which a server cannot see."""
    url = sigv4.presign_url("GET", f"https://{sent}/a", CREDENTIALS, region="r", signing_time=NOW)
    server = Server(NOW, "r", "s3", ours, lambda _: CREDENTIALS)
    came = arrival("GET", url).header("host", sent.encode())
    if accepted:
        assert server.verify(came)
    else:
        with pytest.raises(WrongHostError):
            server.verify(came)


@pytest.mark.parametrize("body", [b"body", bytearray(b"body"), memoryview(b"body")], ids=type)
def test_a_body_is_checked(body: Any, signed: Arrival, server: Server) -> None:
    """Its hash must be the one that was signed."""
    came = replace(signed, body=body)
    for payload in ("required", "unsigned-ok", "caller"):
        assert replace(server, payload=payload).verify(came)
        with pytest.raises(PayloadDiffersError):
            replace(server, payload=payload).verify(replace(signed, body=bytes(body) + b"x"))


def test_the_caller_gets_the_hash_to_check(signed: Arrival, presigned: Arrival) -> None:
    """With payload="caller" the body need not be there, and the result says what it must be."""
    from hashlib import sha256

    arguments: dict[str, Any] = {
        "credentials": lambda _: CREDENTIALS,
        "region": "eu-central-2",
        "service": "s3",
        "hosts": "files.example",
        "now": NOW,
        "payload": "caller",
    }
    verified = verify_request(signed.method, signed.target, signed.headers, **arguments)
    assert verified.payload_hash == sha256(b"body").hexdigest()
    verified = verify_request("GET", presigned.target, presigned.headers, **arguments)
    assert verified.payload_hash == "UNSIGNED-PAYLOAD"


def test_where_nothing_says_the_hash_the_body_does() -> None:
    """Services other than S3 need no x-amz-content-sha256: the signature covers the body."""
    added = sigv4.sign_headers(
        "POST",
        "https://h.example/",
        CREDENTIALS,
        region="r",
        service="sts",
        body=b"body",
        signing_time=NOW,
    )
    server = Server(NOW, "r", "sts", "h.example", lambda _: CREDENTIALS, payload="required")
    assert server.verify(arrival("POST", "https://h.example/", added, b"body"))
    for body in (b"", b"other"):
        with pytest.raises(SignatureDiffersError):
            server.verify(arrival("POST", "https://h.example/", added, body))


def test_unsigned_is_unsigned_in_every_form(server: Server) -> None:
    """UNSIGNED-PAYLOAD in a signed header, too, is accepted only where the server says so."""
    added = sigv4.sign_headers(
        "PUT",
        "https://files.example/a",
        CREDENTIALS,
        region="eu-central-2",
        service="s3",
        payload_hash="UNSIGNED-PAYLOAD",
        signing_time=NOW,
    )
    came = arrival("PUT", "https://files.example/a", added, b"any")
    assert server.verify(came).payload_hash == "UNSIGNED-PAYLOAD"
    with pytest.raises(PayloadUnsignedError):
        replace(server, payload="required").verify(came)


@pytest.mark.parametrize(
    ("service", "target", "path"),
    [
        pytest.param("s3", "/a//b/../c%2Fd%7e", "/a//b/../c%2Fd~", id="S3's, as it is"),
        pytest.param("execute-api", "/a//b/../c%2Fd", "/a/c%2Fd", id="others', normalised"),
    ],
)
def test_the_result_says_what_to_route_on(service: str, target: str, path: str) -> None:
    """Services that sign a path without dot segments accept any way to write it with them."""
    url = f"https://h.example{path}"
    added = sigv4.sign_headers(
        "GET", url, CREDENTIALS, region="r", service=service, signing_time=NOW
    )
    server = Server(NOW, "r", service, "h.example", lambda _: CREDENTIALS)
    came = arrival("GET", f"https://h.example{target}", added)
    assert server.verify(came).path == path


def test_the_repr_shows_who_and_for_what(presigned: Arrival, server: Server) -> None:
    """And no signature; a copy is the same."""
    verified = server.verify(presigned)
    assert repr(verified) == "<Verified query AKIDEXAMPLE/20240229/eu-central-2/s3/aws4_request>"
    again = pickle.loads(pickle.dumps(verified))
    assert (again.expires_at, again.scope) == (verified.expires_at, verified.scope)
    changed: Any = verified
    with pytest.raises(AttributeError):
        changed.form = "header"
    with pytest.raises(sigv4.InvalidValueError, match="does not come in chunks"):
        verified.chunks()
