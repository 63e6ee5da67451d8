"""The vectors, seen from the other side: what they sign is accepted, and for what it is."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import oracle
import pytest
from arrivals import Arrival, Server, arrival

import sigv4
from sigv4.verify import (
    PayloadChunksError,
    PayloadUnsignedError,
    RefusedError,
    SignatureDiffersError,
)

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
Case = dict[str, Any]
SETS = ("aws-suite", "aws-suite-v4a", "documentation", "edge-cases", "streaming", "verify")
CASES: list[Case] = [
    case
    for name in SETS
    for case in json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))["cases"]
]

# What a client sends as it stands; of the rest, it sends the UTF-8 bytes as escapes.
VISIBLE = "".join(map(chr, range(0x21, 0x7F)))


def of_kind(*kinds: str) -> pytest.MarkDecorator:
    """The cases of some kinds."""
    return pytest.mark.parametrize(
        "case", [pytest.param(case, id=case["id"]) for case in CASES if case["kind"] in kinds]
    )


def server_of(case: Case, host: str) -> Server:
    """The server that a case is for, in its second."""
    context = case["context"]
    token = context.get("session_token")
    credentials = sigv4.Credentials(
        context["access_key_id"], context["secret_access_key"], token or None
    )
    return Server(
        now=datetime.fromisoformat(context["signing_time"].replace("Z", "+00:00")),
        region=context.get("region") or region_in(context["region_set"]),
        service=context["service"],
        hosts=host,
        credentials={context["access_key_id"]: credentials}.get,
        more={
            "rules": sigv4.ServiceRules(**context["rules"]),
            "max_expires_in": context["rules"]["max_expires_in"],
        },
    )


def region_in(region_set: str) -> str:
    """A region that a set covers."""
    return region_set.partition(",")[0].replace("*", "anywhere-1")


def arrived(case: Case) -> Arrival:
    """What the server gets: the URL and the headers of the answer, and the case's body."""
    request, expected = case["request"], case["expected"]
    url = quote(expected.get("url", request["url"]), safe=VISIBLE)
    headers = [*request["headers"], *expected["headers"]]
    return arrival(request["method"], url, headers, body_of(case))


def body_of(case: Case) -> bytes:
    """The body that is hashed."""
    body = case["request"].get("body", {"text": ""})
    return base64.b64decode(body["base64"]) if "base64" in body else body["text"].encode()


def host_of(came: Arrival) -> str:
    """The host that it was sent to."""
    return next(value.decode() for name, value in came.headers if name.lower() == "host")


@of_kind("presign", "sign", "presign-asymmetric", "sign-asymmetric")
def test_what_a_vector_signs_is_accepted(case: Case) -> None:
    """Signed by who it says, in its form; one byte more is another request."""
    came = arrived(case)
    server = server_of(case, host_of(came))
    context = case["context"]
    if context.get("payload_hash", "").startswith("STREAMING-"):
        # The case has the request alone; the body in chunks is a case of its own.
        came, server = replace(came, body=None), replace(server, payload="caller")
    verified = server.verify(came)
    assert verified.access_key_id == context["access_key_id"]
    assert verified.form == ("query" if case["kind"].startswith("presign") else "header")
    assert verified.region == context.get("region", context.get("region_set"))
    assert verified.service == context["service"]
    assert verified.payload_hash == case["expected"]["canonical_request"].rpartition("\n")[2]
    assert (
        ";".join(verified.signed_headers)
        == (case["expected"]["canonical_request"].rpartition("\n")[0].rpartition("\n")[2])
    )
    if "expires_in" in context:
        lives = timedelta(seconds=context["expires_in"])
        assert verified.expires_at == server.now + lives
    with pytest.raises(SignatureDiffersError):
        server.verify(replace(came, method=f"{came.method}X"))


@of_kind("presign-asymmetric", "sign-asymmetric")
def test_a_public_key_alone_verifies_a_set_of_regions(case: Case) -> None:
    """Both signatures that AWS printed of a case, by the coordinates that it printed."""
    came = arrived(case)
    point = case["expected"]["public_key"]
    public_key = b"\x04" + bytes.fromhex(point["x"] + point["y"])
    server = replace(server_of(case, host_of(came)), credentials=lambda _: public_key)
    token = case["context"].get("session_token")
    for signature in case["expected"]["signatures"]:
        sent = with_signature(case, came, signature)
        if token:
            # A public key has no token, and what has one needs the credentials.
            assert server_of(case, host_of(came)).verify(sent)
        else:
            assert server.verify(sent)


def with_signature(case: Case, came: Arrival, signature: str) -> Arrival:
    """The same with another signature."""
    first = case["expected"]["signatures"][0]
    return replace(
        came,
        target=came.target.replace(first, signature),
        headers=tuple((n, v.replace(first.encode(), signature.encode())) for n, v in came.headers),
    )


@of_kind("chunks")
def test_a_body_in_chunks_is_accepted_with_its_request(case: Case) -> None:
    """Whole, or taken apart by the chunk verifier of the result; a byte more is refused."""
    body = body_of(case) * case["request"]["body"]["times"]
    sent = on_the_wire(case, body)
    came = replace(arrived(case), body=sent)
    server = server_of(case, host_of(came))
    verified = server.verify(came)
    assert verified.payload_hash == case["context"]["payload_hash"]
    chunks = verified.chunks()
    assert b"".join(chunks.feed(sent)) == body
    chunks.finish()
    for wrong in (sent + b"x", sent[:-1]):
        with pytest.raises(PayloadChunksError):
            server.verify(replace(came, body=wrong))
    with pytest.raises(SignatureDiffersError):
        server.verify(came.header("content-encoding", b"gzip"))
    required = replace(server, payload="required")
    if "UNSIGNED" in verified.payload_hash:
        with pytest.raises(PayloadUnsignedError):
            required.verify(came)
    else:
        assert required.verify(came)


def on_the_wire(case: Case, body: bytes) -> bytes:
    """The frames, by the sizes and signatures of the answer."""
    wire, start = b"", 0
    for chunk in case["expected"]["chunks"]:
        size = chunk["size"]
        signature = f";chunk-signature={chunk['signature']}" if "signature" in chunk else ""
        data = body[start : start + size]
        wire += f"{size:x}{signature}\r\n".encode() + data + (b"\r\n" if size else b"")
        start += size
    for name, value in sorted(case["request"].get("trailers", [])):
        wire += f"{name}:{value}\r\n".encode()
    if "trailer" in case["expected"]:
        wire += f"x-amz-trailer-signature:{case['expected']['trailer']['signature']}\r\n".encode()
    wire += b"\r\n"
    assert sha256(wire).hexdigest() == case["expected"]["wire_sha256"]
    return wire


def judged(case: Case) -> Arrival:
    """The request of a case that is to be judged, as servers hand it over: a character a byte."""
    received = case["received"]
    headers = tuple((name, value.encode()) for name, value in received["headers"])
    target = received["target"].encode().decode("latin-1")
    return Arrival(received["method"], target, headers, body_of({"request": received}))


def judge_of(case: Case) -> Server:
    """The server of such a case."""
    context = case["context"]
    known = {
        keys["access_key_id"]: sigv4.Credentials(
            keys["access_key_id"], keys["secret_access_key"], keys.get("session_token")
        )
        for keys in context["known"]
    }
    return Server(
        now=datetime.fromisoformat(context["now"].replace("Z", "+00:00")),
        region=context["regions"],
        service=context["services"],
        hosts=context["hosts"],
        credentials=known.get,
        payload=context["payload"],
        more={"rules": sigv4.ServiceRules(**context["rules"])},
    )


@of_kind("verify")
def test_a_request_is_judged_as_the_vector_says(case: Case) -> None:
    """Accepted, or refused with S3's status and code."""
    expected = case["expected"]
    if expected["accepted"]:
        assert judge_of(case).verify(judged(case))
        return
    with pytest.raises(RefusedError) as raised:
        judge_of(case).verify(judged(case))
    assert (raised.value.status, raised.value.code) == (expected["status"], expected["code"])


def test_each_fault_is_one_thing_in_a_valid_request() -> None:
    """At least eighty; each differs from its twin, which is accepted, in one part alone."""
    cases = {case["id"]: case for case in CASES if case["kind"] == "verify"}
    faults = [case for case in cases.values() if not case["expected"]["accepted"]]
    assert len(faults) >= 80
    for case in faults:
        twin = cases[case["twin"]]
        assert twin["expected"]["accepted"]
        parts = [(twin[where], case[where]) for where in ("received", "context")]
        changed = [
            name
            for before, after in parts
            for name in before.keys() | after.keys()
            if before.get(name) != after.get(name)
        ]
        assert len(changed) == 1, (case["id"], changed)
    assert {case["twin"] for case in faults} == {
        case["id"] for case in cases.values() if case["expected"]["accepted"]
    }


@of_kind("verify")
def test_valid_twins_are_what_botocore_signs(case: Case) -> None:
    """Their signature is botocore's: what differs from it is what is at fault."""
    if not case["expected"]["accepted"]:
        return
    received, context = case["received"], case["context"]
    (keys,) = context["known"]
    added = ("host", "authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token")
    query = [
        item
        for item in received["target"].partition("?")[2].split("&")
        if item and not item.startswith("X-Amz-")
    ]
    path = received["target"].partition("?")[0]
    presigned = "X-Amz-Signature" in received["target"]
    request = oracle.Request(
        method=received["method"],
        url=f"https://{context['hosts'][0]}{path}" + (f"?{'&'.join(query)}" if query else ""),
        access_key_id=keys["access_key_id"],
        secret_access_key=keys["secret_access_key"],
        session_token=keys.get("session_token"),
        region=context["regions"][0],
        service=context["services"][0],
        signing_time=judge_of(case).now,
        headers=[(n, v) for n, v in received["headers"] if n.lower() not in added],
        body=b"" if presigned else body_of({"request": received}),
    )
    signed = oracle.presign(request) if presigned else oracle.sign(request)
    sent = received["target"] + str(received["headers"])
    assert f"Signature={signed.signature}" in sent
