"""Look-ups: what they may give, and what time and errors tell of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from arrivals import NOW, Arrival, Server, arrival

import sigv4
from sigv4 import Credentials, SigningKey, SigV4Error, _keys
from sigv4._verify import keys
from sigv4.verify import (
    ANY,
    SignatureDiffersError,
    UnknownKeyError,
    verify_request_async,
)

ID = "AKIDEXAMPLE"
SECRET = "the-secret-access-key"


def key(service: str = "s3", date: str = "20240229") -> SigningKey:
    """A signing key of the right secret."""
    return SigningKey.derive(
        Credentials(ID, SECRET), date=date, region="eu-central-2", service=service
    )


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(SECRET, id="secret"),
        pytest.param(Credentials(ID, SECRET), id="credentials"),
        pytest.param(key(), id="signing key"),
        pytest.param([SECRET], id="a list"),
        pytest.param(("old", SECRET, "new"), id="several secrets"),
        pytest.param({"old", SECRET}, id="a set"),
        pytest.param([Credentials(ID, "old"), key(), SECRET], id="several kinds"),
        pytest.param([key(service="sqs"), key(date="20240301"), key()], id="several days' keys"),
    ],
)
def test_a_look_up_gives_any_of_these(answer: Any, presigned: Arrival, server: Server) -> None:
    """The right key among them is enough."""
    assert replace(server, credentials=lambda _: answer).verify(presigned).access_key_id == ID


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="nothing"),
        pytest.param([], id="an empty list"),
        pytest.param(key(service="sqs"), id="a key for another service"),
        pytest.param([key(date="20240301")], id="a key for another day"),
        pytest.param("-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----", id="PEM"),
        pytest.param(b"the-secret-access-key", id="bytes, which are a public key"),
    ],
)
def test_no_key_for_the_request_is_an_unknown_key(
    answer: Any, presigned: Arrival, server: Server
) -> None:
    """A key that could not have signed it is none."""
    with pytest.raises(UnknownKeyError):
        replace(server, credentials=lambda _: answer).verify(presigned)


@pytest.mark.parametrize("before", ["", "\n", "\ufeff", "# ours\n", "Bag Attributes\n"], ids=ascii)
def test_a_public_key_is_no_secret(before: str) -> None:
    """Whoever has it must not be able to sign with it: HMAC would take any text."""
    pem = f"{before}-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----"
    forged = sigv4.sign_headers(
        "GET",
        "https://h.example/",
        key_of_text(pem),
        region="r",
        service="s3",
        signing_time=NOW,
        allow_signing_key=True,
    )
    came = arrival("GET", "https://h.example/", forged)
    for text in (pem, pem.encode()):
        with pytest.raises(UnknownKeyError):
            Server(NOW, ANY, ANY, ANY, giving(text)).verify(came)


def key_of_text(text: str) -> SigningKey:
    """What a text signs with, if it is taken for a secret."""
    derived = sigv4.derive_signing_key(text, date="20240229", region="r", service="s3")
    return SigningKey(derived, ID, None, None, date="20240229", region="r", service="s3")


def test_nobodys_key_opens_nothing() -> None:
    """The key against which unknown ones are checked is known to all, and accepted of none."""
    url = sigv4.presign_url(
        "GET", "https://h.example/", Credentials(ID, keys.NOBODY), region="r", signing_time=NOW
    )
    with pytest.raises(UnknownKeyError):
        Server(NOW, ANY, ANY, ANY, lambda _: None).verify(arrival("GET", url))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param("", "empty secret", id="empty secret"),
        pytest.param([SECRET, ""], "empty secret", id="empty secret among others"),
        pytest.param({"secret": SECRET}, "a dict was given", id="mapping"),
        pytest.param(7, "an int was given", id="number"),
        pytest.param([None], "None was given", id="None in a list"),
        pytest.param(Credentials("AKIDOTHER", SECRET), "another access key id", id="another's"),
        pytest.param("\ud800", "lone surrogate", id="surrogate"),
    ],
)
def test_a_look_up_that_gives_something_else_is_an_error(
    answer: Any, words: str, presigned: Arrival, server: Server
) -> None:
    """Of the server's own, and so no refusal; it shows no secret."""
    with pytest.raises(SigV4Error, match=words) as raised:
        replace(server, credentials=lambda _: answer).verify(presigned)
    assert raised.value.args[0] == "credentials"
    assert SECRET not in str(raised.value)


def test_a_look_up_that_fails_is_not_caught(presigned: Arrival, server: Server) -> None:
    """A database that is down is no unknown key."""

    def fails(_: str) -> str:
        raise OSError("down")

    with pytest.raises(OSError, match="down"):
        replace(server, credentials=fails).verify(presigned)


def test_the_look_up_is_asked_once_and_last(presigned: Arrival, server: Server) -> None:
    """Not for what is refused without it; its argument is the access key id."""
    asked: list[str] = []

    def credentials(name: str) -> str:
        asked.append(name)
        return SECRET

    counting = replace(server, credentials=credentials)
    for elsewhere in ({"region": "b"}, {"hosts": "b"}, {"now": NOW + timedelta(days=1)}):
        with pytest.raises(SigV4Error):
            replace(counting, **elsewhere).verify(presigned)
    assert asked == []
    counting.verify(presigned)
    assert asked == [ID]


def test_an_access_key_id_may_hold_a_slash() -> None:
    """The scope is the last four parts of the credential."""
    credentials = Credentials("a/b", SECRET)
    url = sigv4.presign_url("GET", "https://h.example/", credentials, region="r", signing_time=NOW)
    server = Server(NOW, "r", "s3", "h.example", {"a/b": SECRET}.get)
    assert server.verify(arrival("GET", url)).access_key_id == "a/b"


def giving(answer: Any) -> Callable[[str], Any]:
    """A look-up that gives the same to all."""
    return lambda _: answer


def counted(monkeypatch: pytest.MonkeyPatch, server: Server, came: Arrival) -> int:
    """The HMACs of one verification, accepted or refused."""
    count = 0
    hashes, sign = _keys._keyed_hashes, SigningKey.sign

    def counting_hashes(key: bytes) -> Any:
        nonlocal count
        count += 1
        return hashes(key)

    def counting_sign(self: SigningKey, text: str) -> str:
        nonlocal count
        count += 1
        return sign(self, text)

    with monkeypatch.context() as patch:
        patch.setattr(_keys, "_keyed_hashes", counting_hashes)
        patch.setattr(SigningKey, "sign", counting_sign)
        with suppress(SignatureDiffersError, UnknownKeyError):
            server.verify(came)
    return count


@pytest.mark.parametrize("signature", ["0" * 64, "z", "é"], ids=["hex", "no hex", "no ASCII"])
def test_time_does_not_tell_whether_a_key_is_known(
    signature: str, presigned: Arrival, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every refusal costs five HMACs: derived anew, kept from before, given, or of nobody."""
    kept = Credentials(ID, SECRET)
    replace(server, credentials=lambda _: kept).verify(presigned)
    forged = replace(presigned, target=f"{presigned.target[:-64]}{_encoded(signature)}")
    answers: tuple[Any, ...] = (None, [], SECRET, kept, Credentials(ID, SECRET), key(), key("sqs"))
    for answer in answers:
        there = replace(server, credentials=giving(answer))
        assert counted(monkeypatch, there, forged) == 5, answer
    two = replace(server, credentials=giving([SECRET, kept]))
    assert counted(monkeypatch, two, forged) == 10


def _encoded(text: str) -> str:
    from urllib.parse import quote

    return quote(text)


def test_a_key_that_verified_is_kept_with_its_owner(
    presigned: Arrival, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accepted again, it costs one HMAC; what was refused is not kept, and pushes nothing out."""
    owner = Credentials(ID, SECRET)
    there = replace(server, credentials=lambda _: owner)
    forged = replace(presigned, target=f"{presigned.target[:-1]}_")
    with pytest.raises(SignatureDiffersError):
        there.verify(forged)
    assert not owner._signing_keys
    there.verify(presigned)
    assert counted(monkeypatch, there, presigned) == 1
    for n in range(100):
        elsewhere = presigned.target.replace("eu-central-2", f"r{n}")
        with pytest.raises(SignatureDiffersError):
            replace(there, region=ANY).verify(replace(presigned, target=elsewhere))
    assert len(owner._signing_keys) == 1


def test_the_end_of_credentials_ends_their_urls(presigned: Arrival, server: Server) -> None:
    """`expires_at` is the earlier of both ends."""
    ends = NOW + timedelta(minutes=10)
    owner = Credentials(ID, SECRET, expiration=ends)
    assert replace(server, credentials=lambda _: owner).verify(presigned).expires_at == ends


def test_a_session_token_comes_along_in_either_form() -> None:
    """In the query or in a header; S3 Express has a parameter of its own, and takes both."""
    credentials = Credentials(ID, SECRET, "the+token/=")
    for service in ("s3", "s3express", "iotdevicegateway", "sts"):
        server = Server(NOW, "r", service, "h.example", lambda _: credentials)
        url = sigv4.presign_url(
            "GET", "https://h.example/", credentials, region="r", service=service, signing_time=NOW
        )
        assert server.verify(arrival("GET", url)).form == "query"
        added = sigv4.sign_headers(
            "GET", "https://h.example/", credentials, region="r", service=service, signing_time=NOW
        )
        assert server.verify(arrival("GET", "https://h.example/", added)).form == "header"
    ordinary = sigv4.presign_url(
        "GET",
        "https://h.example/?session",
        credentials,
        region="r",
        service="s3express",
        signing_time=NOW,
        rules=sigv4.ServiceRules.of("s3"),
    )
    express = Server(NOW, "r", "s3express", "h.example", lambda _: credentials)
    assert express.verify(arrival("GET", ordinary))


def test_an_awaited_look_up_verifies_alike(presigned: Arrival, server: Server) -> None:
    """The same verdicts; the plain function says that a look-up is to be awaited."""

    async def credentials(name: str) -> str | None:
        await asyncio.sleep(0)
        return SECRET if name == ID else None

    async def verify(target: str) -> str:
        verified = await verify_request_async(
            "GET",
            target,
            presigned.headers,
            credentials=credentials,
            region=server.region,
            service=server.service,
            hosts=server.hosts,
            now=NOW,
            body=b"",
            payload="unsigned-ok",
        )
        return verified.access_key_id

    assert asyncio.run(verify(presigned.target)) == ID
    with pytest.raises(SignatureDiffersError):
        asyncio.run(verify(f"{presigned.target}&a"))
    with pytest.raises(SigV4Error, match="await verify_request_async"):
        replace(server, credentials=credentials).verify(presigned)
