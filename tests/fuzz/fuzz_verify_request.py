"""`verify_request`, of any bytes: refused, or what somebody who has the key did sign.

What the server signed of a request that it refuses is compared with `reference`. Then the
request gets the signature that is right, which leads to what is looked at behind it.
"""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from messages import Message
from reference import body_is, meaning, repeated, unsigned
from signed_requests import HOST, KEYS, NOW, SECRET, SIGNED, TOKEN

from sigv4 import SigningKey
from sigv4.verify import ANY, RefusedError, SignatureDiffersError, Verified, verify_request

# Bits of the first byte: the last is a server that decodes headers, which none should.
STRICT, CALLER, REQUIRED, AS_TEXT, DECODED = 1, 2, 4, 8, 16

_SIGNED = tuple(message.written() for message in SIGNED)
SEEDS = (
    *_SIGNED,
    *[bytes([ord(" ") | DECODED]) + data[1:] + b"\xc3\xa4\xff" for data in _SIGNED],
    _SIGNED[0].replace(b"Expires=", b"Expires=" + b"9" * 5000),
    *[
        data.replace(b"\n\n", b"\nDate: \xc4\xb0\nX-Amz-Meta-B: \xe2\x82\xac\n\n")
        for data in _SIGNED
    ],
)

# What may say something unsigned: the hash beside a query; IoT's token, behind the signature.
UNSIGNED = {"x-amz-content-sha256", "x-amz-security-token"}

_MEANINGS = {(*of[:3], request) for of in map(meaning, SIGNED) for request in of.requests}


def TestOneInput(data: bytes) -> None:
    """One request, and the same with the signature that it lacks."""
    message = Message.read(data)
    if message.mode & CALLER:
        message = replace(message, body=b"")
    verified, refused = _outcome(message)
    if message.mode & DECODED and not data.isascii():
        return  # What came is not what is signed here.
    if verified is not None:
        of = meaning(message)
        assert any((*of[:3], request) in _MEANINGS for request in of.requests), "forged"
        assert not repeated(message)
        assert unsigned(message, verified.signed_headers) <= UNSIGNED
        assert message.mode & CALLER or body_is(message, verified.payload_hash)
    elif type(refused) is SignatureDiffersError:
        _check_resigned(message, refused)


def verify(message: Message) -> Verified:
    """As the server does it that the first byte stands for."""
    strict, as_text = message.mode & STRICT, message.mode & AS_TEXT
    caller = message.mode & CALLER
    payload = "required" if message.mode & REQUIRED else "unsigned-ok"
    encoding = "utf-8" if message.mode & DECODED else "latin-1"
    texts = [(_text(name, encoding), _text(value, encoding)) for name, value in message.headers]
    return verify_request(
        message.method.decode("latin-1") if as_text else message.method,
        message.target.decode("latin-1") if as_text else message.target,
        texts if message.mode & (AS_TEXT | DECODED) else message.headers,
        credentials=KEYS.get,
        region="eu-central-2" if strict else ANY,
        service="s3" if strict else ANY,
        hosts=HOST.decode() if strict else ANY,
        now=NOW,
        body=None if caller else message.body,
        payload="caller" if caller else payload,
    )


def _text(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "surrogateescape")


def _outcome(message: Message) -> tuple[Verified | None, RefusedError | None]:
    """What comes of it. Nothing but a refusal is ever raised."""
    try:
        return verify(message), None
    except RefusedError as error:
        refused = error
    _check_told(refused, message)
    return None, refused


def _check_told(refused: RefusedError, message: Message) -> None:
    """It is an error document, and tells no secret."""
    document = refused.to_xml(resource="/", request_id="1", details=True)
    assert ElementTree.fromstring(document).findtext("Code") == refused.code
    assert 400 <= refused.status < 500
    assert refused.__context__ is None
    for told in (str(refused), document.decode()):
        assert SECRET not in told
        assert TOKEN not in told or TOKEN.encode() in message.written()


def _check_resigned(message: Message, refused: SignatureDiffersError) -> None:
    of = meaning(message)
    signed = refused.string_to_sign
    assert refused._request_bytes == of.requests[0]
    assert signed.split("\n")[:3] == [*of[:3]]
    date, *where, service, _ = of.scope.split("/")
    if not where:
        return  # SigV4A, whose signatures are long and differ each time.
    keys = KEYS[refused.access_key_id]
    right = SigningKey.derive(keys, date=date, region=where[0], service=service).sign(signed)
    # Told to nobody who does not have it: the right one may have come with a letter too many.
    told = f"{refused}{refused.to_xml(details=True).decode()}"
    assert right not in told or right.encode() in message.written()
    provided = refused.signature_provided.encode("latin-1")
    again = message.replaced(provided, right.encode())
    if again != message and again.written().count(right.encode()) == 1:
        verified, still = _outcome(again)
        assert type(still) is not SignatureDiffersError
        assert verified is None or verified.scope == of.scope
