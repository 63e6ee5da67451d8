"""Requests that say one thing to who verifies and another to who serves."""

from __future__ import annotations

import pytest
from protected_wire import head, lines_of, raw, told
from s3_server import CREDENTIALS, REGION, S3Server

from sigv4 import sign_headers

# Each is put in the place of a head of a GET of /a that was signed.
ATTACKS = {
    "host-behind": ("{head}Host: evil.example\r\n\r\n", ""),
    "host-before": ("GET /a HTTP/1.1\r\nHost: evil.example\r\n{rest}\r\n", ""),
    "absolute-form": ("GET http://evil.example/a HTTP/1.1\r\n{rest}\r\n", ""),
    "absolute-form-path": ("GET http://{host}/b HTTP/1.1\r\n{rest}\r\n", ""),
    "fragment": ("GET /a#b HTTP/1.1\r\n{rest}\r\n", ""),
    "asterisk": ("GET * HTTP/1.1\r\n{rest}\r\n", ""),
    "connect": ("CONNECT {host} HTTP/1.1\r\n{rest}\r\n", ""),
    "two-slashes": ("GET //a HTTP/1.1\r\n{rest}\r\n", ""),
    "escape": ("GET /%61 HTTP/1.1\r\n{rest}\r\n", ""),
    "query": ("GET /a?x HTTP/1.1\r\n{rest}\r\n", ""),
    "method": ("DELETE /a HTTP/1.1\r\n{rest}\r\n", ""),
    "script-name": ("{head}SCRIPT_NAME: /a\r\n\r\n", ""),
    "path-info": ("{head}PATH_INFO: /admin\r\n\r\n", ""),
    "forwarded-host": ("{head}X-Forwarded-Host: evil.example\r\n\r\n", ""),
    "underscores": ("{head}x_amz_acl: public-read\r\n\r\n", ""),
    "unsigned-header": ("{head}x-amz-acl: public-read\r\n\r\n", ""),
    "date-twice": ("{head}x-amz-date: 20200101T000000Z\r\n\r\n", ""),
    "folded": ("{head} folded: x\r\n\r\n", ""),
    "length-and-chunks": (
        "{head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "0\r\n\r\n",
    ),
    "chunks": ("{head}Transfer-Encoding: chunked\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n"),
    "two-lengths": ("{head}Content-Length: 0\r\nContent-Length: 3\r\n\r\n", "abc"),
    "body": ("{head}Content-Length: 3\r\n\r\n", "abc"),
}

# What a server makes the request that was signed of, before anybody could see a difference.
HARMLESS = {
    "absolute-form",
    "escape",
    "forwarded-host",
    "fragment",
    "path-info",
    "script-name",
    "underscores",
}


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_attacks(server: S3Server, attack: str) -> None:
    """None reaches the application with anything but what was signed."""
    signed = sign_headers("GET", f"{server.endpoint}/a", CREDENTIALS, region=REGION, service="s3")
    whole = head(server, "GET /a", signed).decode()[: -len("\r\n")]
    rest = whole.partition("\r\n")[2]
    template, body = ATTACKS[attack]
    request = template.format(head=whole, rest=rest, host=server.host)
    answers = raw(server, (request + body).encode())
    if b"x-told" in answers:
        assert attack in HARMLESS, answers
        saw = told(dict(line.split(": ", 1) for line in lines_of(answers)))
        assert (saw["path"], saw["length"]) == ("/a", 0)
        assert saw["headers"]["host"] == server.host
        assert "x-amz-acl" not in saw["headers"]
    else:
        assert answers.split()[1][:1] in (b"4", b"5") if answers else True


def test_the_middleware_itself_refuses_what_servers_let_through(server: S3Server) -> None:
    """The request that the attacks are made of is accepted as it was signed."""
    signed = sign_headers("GET", f"{server.endpoint}/a", CREDENTIALS, region=REGION, service="s3")
    assert b"x-told" in raw(server, head(server, "GET /a", signed))


def test_head_is_answered_without_a_body(server: S3Server) -> None:
    """And the connection can be used again."""
    answers = raw(
        server, head(server, "HEAD /a", {}) + head(server, "GET /a", {"Connection": "close"})
    )
    assert answers.count(b"HTTP/1.1 403") == 2
    assert answers.count(b"<Error>") == 1
