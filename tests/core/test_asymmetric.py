"""The key pair of SigV4A: its derivation, what it signs, and who verifies that."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

import sigv4
from sigv4 import Credentials, InvalidInputError, InvalidTypeError, InvalidValueError, _asymmetric
from sigv4._asymmetric import AsymmetricKey, Signing, derive_scalar, public_key_of, verifies
from sigv4._keys import SigningKey, signing_key
from sigv4._regions import RegionSet

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "AQoDYXdzEPT//////////wEXAMPLE:=="
NOW = datetime(2015, 8, 30, 12, 36, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIDEXAMPLE", SECRET, TOKEN, expiration=NOW + timedelta(hours=1))
ANYWHERE = RegionSet("*")
KEY = AsymmetricKey(CREDENTIALS, date="20150830", service="iam", region_set=ANYWHERE)
PUBLIC = KEY.public_key
# The order of P-256 (FIPS 186-4, appendix D.1.2.3), in decimal as it is printed there.
ORDER = 115792089210356248762697446949407573529996955224135760342422259061068512044369

api: Any = sigv4  # where a call is wrong on purpose, the type checker would say so


class Text(str):
    """A text that says of itself what is not so."""

    encode: Any = lambda self: 7


class Hmac:
    """In the place of HMAC: gives the numbers it was made with, and keeps what it was asked."""

    def __init__(self, *numbers: int) -> None:
        self.numbers = list(numbers)
        self.asked: list[tuple[bytes, bytes]] = []

    def __call__(self, key: bytes, message: bytes) -> bytes:
        """The next number."""
        self.asked.append((key, message))
        return self.numbers.pop(0).to_bytes(32, "big")


@pytest.mark.parametrize(
    ("numbers", "scalar"),
    [
        pytest.param([0], 1, id="the smallest"),
        pytest.param([ORDER - 2], ORDER - 1, id="the largest"),
        pytest.param([ORDER - 1, 5], 6, id="one too large"),
        pytest.param([2**256 - 1, ORDER, 7], 8, id="two too large"),
        pytest.param([ORDER] * 253 + [9], 10, id="the last counter"),
    ],
)
def test_a_candidate_out_of_range_is_followed_by_another(
    monkeypatch: pytest.MonkeyPatch, numbers: list[int], scalar: int
) -> None:
    """Each candidate's input is the specification's, whole, with its own counter and no more."""
    hmac = Hmac(*numbers)
    monkeypatch.setattr(_asymmetric, "_hmac", hmac)
    assert derive_scalar("AKIDEXAMPLE", SECRET) == scalar
    before = b"\0\0\0\1AWS4-ECDSA-P256-SHA256\0AKIDEXAMPLE"
    assert hmac.asked == [
        (b"AWS4A" + SECRET.encode(), before + bytes([counter]) + b"\0\0\1\0")
        for counter in range(1, len(numbers) + 1)
    ]
    assert not hmac.numbers


def test_the_counter_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """After 254 candidates there is an error, and neither another candidate nor a counter of 0."""
    hmac = Hmac(*[ORDER] * 300)
    monkeypatch.setattr(_asymmetric, "_hmac", hmac)
    with pytest.raises(InvalidValueError, match="254 candidates") as caught:
        derive_scalar("AKIDEXAMPLE", SECRET)
    assert (caught.value.argument, len(hmac.asked)) == ("credentials", 254)
    assert SECRET not in str(caught.value)


def test_it_has_what_a_signing_key_has() -> None:
    """Signers use either without asking which: the same names, and the same kinds of values."""
    other = SigningKey.derive(CREDENTIALS, date="20150830", region="us-east-1", service="iam")
    names = [name for name in SigningKey.__slots__ if not name.startswith("_")]
    for name in {*names, "algorithm", "region_parameter", "region_set"} - {"region"}:
        assert type(getattr(KEY, name)) is type(getattr(other, name)), name
    assert KEY.algorithm == "AWS4-ECDSA-P256-SHA256"
    assert KEY.scope == "20150830/iam/aws4_request"
    assert KEY.credential == "AKIDEXAMPLE/20150830/iam/aws4_request"
    assert KEY.encoded_credential == "AKIDEXAMPLE%2F20150830%2Fiam%2Faws4_request"
    assert KEY.region_parameter == "&X-Amz-Region-Set=%2A"
    assert (other.region_set, other.region_parameter) == ("", "")


def test_what_it_hashes_in_parts_verifies() -> None:
    """The mint's way: the beginning once, and a copy for each text."""
    inner, outer = KEY.hashes("AWS4\nthe beginning\n")
    for end in ("one", "other"):
        signature = inner.copy()
        signature.update(end.encode())
        signing = outer.copy()
        signing.update(signature.digest())
        assert isinstance(signing, Signing)
        assert verifies(PUBLIC, f"AWS4\nthe beginning\n{end}", signing.hexdigest())


# RFC 6979, appendix A.2.5: the key, and the signatures of "sample" and "test" with SHA-256.
RFC_6979_KEY = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
RFC_6979 = [
    pytest.param(
        "sample",
        0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,
        0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8,
        id="sample",
    ),
    pytest.param(
        "test",
        0xF1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367,
        0x019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083,
        id="test",
    ),
]


@pytest.mark.parametrize(("text", "r", "s"), RFC_6979)
def test_deterministic_signatures_are_those_of_the_rfc(
    monkeypatch: pytest.MonkeyPatch, text: str, r: int, s: int
) -> None:
    """With the RFC's key in the place of a derived one, whole and in the mint's parts."""
    monkeypatch.setattr(_asymmetric, "derive_scalar", lambda *_: RFC_6979_KEY)
    settled = RegionSet("*", deterministic=True)
    key = AsymmetricKey(CREDENTIALS, date="20150830", service="iam", region_set=settled)
    assert decode_dss_signature(bytes.fromhex(key.sign(text))) == (r, s)
    _, outer = key.hashes("")
    outer.update(hashlib.sha256(text.encode()).digest())
    assert decode_dss_signature(bytes.fromhex(outer.hexdigest())) == (r, s)


def _urls(**options: Any) -> set[str]:
    base, common = "https://h/", {"region_set": "*", "signing_time": NOW, **options}
    credentials = Credentials("AKIDEXAMPLE", SECRET)
    mint = api.Minter("GET", base, credentials, **common)
    urls = [api.presign_url("GET", f"{base}k", credentials, **common) for _ in range(3)]
    return {*urls, mint("k"), mint("k"), api.presign("GET", f"{base}k", credentials, **common).url}


@pytest.mark.parametrize("service", ["s3", "execute-api"])
def test_the_same_input_gives_the_same_url_if_told(service: str) -> None:
    """And another one at every signing if not."""
    assert len(_urls(service=service, deterministic=True)) == 1
    assert len(_urls(service=service)) == 6


def test_headers_are_deterministic_if_told() -> None:
    """The header form has the option, too."""
    given: dict[str, Any] = {"region_set": "*", "service": "iam", "signing_time": NOW}
    arguments = ("GET", "https://iam.amazonaws.com/", CREDENTIALS)
    first = sigv4.sign_headers(*arguments, deterministic=True, **given)
    assert first == sigv4.sign_headers(*arguments, deterministic=True, **given)
    assert first != sigv4.sign_headers(*arguments, **given)


@pytest.mark.parametrize("error", [TypeError("an old cryptography"), UnsupportedAlgorithm("old")])
def test_where_there_are_no_deterministic_signatures(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """An old cryptography does not know the argument, an old OpenSSL cannot do it: said alike."""

    def old(_: object, **options: bool) -> object:
        raise error if options else AssertionError("it was asked without the option")

    monkeypatch.setattr(ec, "ECDSA", old)
    with pytest.raises(InvalidValueError, match="cryptography 43") as caught:
        sigv4.presign_url(
            "GET", "https://h/k", Credentials("A", "b"), region_set="*", deterministic=True
        )
    assert caught.value.argument == "deterministic"
    assert caught.value.__context__ is None


def test_the_cache_of_keys_is_bounded_and_belongs_to_its_owner() -> None:
    """A key for each day, service and set, few of them, each with its credentials; no secret."""
    credentials = Credentials("AKIA", SECRET)
    first = signing_key(credentials, "20150830", ANYWHERE, "s3")
    assert signing_key(credentials, "20150830", RegionSet(["*"]), "s3") is first
    others = [
        signing_key(credentials, "20150831", ANYWHERE, "s3"),
        signing_key(credentials, "20150830", ANYWHERE, "iam"),
        signing_key(credentials, "20150830", RegionSet("eu-*"), "s3"),
        signing_key(credentials, "20150830", RegionSet("*", deterministic=True), "s3"),
        signing_key(credentials, "20150830", RegionSet("eu-west-1"), "s3"),
        signing_key(credentials, "20150830", "eu-west-1", "s3"),
        signing_key(Credentials("AKIA", SECRET), "20150830", ANYWHERE, "s3"),
    ]
    assert len({id(key) for key in [first, *others]}) == 8
    assert signing_key(credentials, "20150830", ANYWHERE, "s3") is first
    for day in range(10, 60):
        signing_key(credentials, f"201501{day}", ANYWHERE, "s3")
        assert 0 < len(credentials._asymmetric_keys) <= 32
    assert SECRET not in repr(credentials._asymmetric_keys)
    assert not Credentials("AKIA", SECRET)._asymmetric_keys


def test_nothing_gives_it_away() -> None:
    """The repr shows whose key it is; it is immutable, and neither copied out nor pickled."""
    private = f"{derive_scalar('AKIDEXAMPLE', SECRET):x}"
    assert repr(KEY) == "AsymmetricKey('AKIDEXAMPLE/20150830/iam/aws4_request', …)"
    for secret in (private, SECRET, TOKEN):
        assert secret not in f"{KEY!r} {KEY} {[KEY]}"
    with pytest.raises(AttributeError, match="immutable"):
        KEY.service = "s3"
    assert not hasattr(KEY, "export")


PEM = PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
POINT = PUBLIC.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
NUMBERS = PUBLIC.public_numbers()


@pytest.mark.parametrize(
    "public_key",
    [
        pytest.param(CREDENTIALS, id="credentials"),
        pytest.param(PUBLIC, id="cryptography's"),
        pytest.param(PEM, id="PEM, bytes"),
        pytest.param(PEM.decode(), id="PEM, text"),
        pytest.param(POINT, id="point"),
        pytest.param((NUMBERS.x, NUMBERS.y), id="numbers"),
    ],
)
def test_a_public_key_may_be_given_in_any_form(public_key: Any) -> None:
    """Each verifies what the key signed."""
    assert verifies(public_key_of(public_key), "text", KEY.sign("text"))
    assert not verifies(public_key_of(public_key), "texts", KEY.sign("text"))


OTHER_CURVE = ec.generate_private_key(ec.SECP384R1())
PRIVATE_PEM = ec.derive_private_key(7, ec.SECP256R1()).private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
)
ED25519 = ed25519.Ed25519PrivateKey.generate().public_key()


@pytest.mark.parametrize(
    ("public_key", "error"),
    [
        pytest.param("", InvalidValueError, id="nothing"),
        pytest.param("-----BEGIN PUBLIC KEY-----", InvalidValueError, id="half of PEM"),
        pytest.param("\ud800", InvalidValueError, id="a lone surrogate"),
        pytest.param(Text("x"), InvalidValueError, id="text that encodes as something else"),
        pytest.param(PRIVATE_PEM, InvalidValueError, id="a private key"),
        pytest.param(POINT[:-1], InvalidValueError, id="a short point"),
        pytest.param(POINT[:-1] + bytes([POINT[-1] ^ 1]), InvalidValueError, id="off the curve"),
        pytest.param((NUMBERS.x, NUMBERS.y + 1), InvalidValueError, id="numbers off the curve"),
        pytest.param((-1, NUMBERS.y), InvalidValueError, id="a negative number"),
        pytest.param((NUMBERS.x,), InvalidValueError, id="one number"),
        pytest.param((str(NUMBERS.x), "1"), InvalidValueError, id="numbers as text"),
        pytest.param(OTHER_CURVE.public_key(), InvalidValueError, id="another curve"),
        pytest.param(
            ED25519.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            InvalidValueError,
            id="another kind of key",
        ),
        pytest.param(ED25519, InvalidTypeError, id="another kind of key's object"),
        pytest.param(None, InvalidTypeError, id="none"),
        pytest.param(KEY, InvalidTypeError, id="a key of ours"),
        pytest.param(bytearray(POINT), InvalidTypeError, id="bytearray"),
    ],
)
def test_what_is_no_public_key_is_refused(public_key: Any, error: type[Exception]) -> None:
    """By its name, in one line that shows nothing of it."""
    with pytest.raises(error) as caught:
        public_key_of(public_key)
    assert isinstance(caught.value, InvalidInputError)
    assert caught.value.argument == "public_key"
    assert caught.value.__context__ is None


GOOD = KEY.sign("text")
R, S = decode_dss_signature(bytes.fromhex(GOOD))


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param("", id="nothing"),
        pytest.param("3", id="half a byte"),
        pytest.param("30", id="one byte"),
        pytest.param(GOOD.upper(), id="capitals"),
        pytest.param(f" {GOOD}", id="a space before it"),
        pytest.param(f"{GOOD[:4]} {GOOD[4:]}", id="a space within it"),
        pytest.param(f"{GOOD}\n", id="a line end"),
        pytest.param(f"{GOOD}00", id="a byte more"),
        pytest.param(GOOD[:-2], id="a byte less"),
        pytest.param(f"{GOOD}**", id="padded"),
        pytest.param(f"{R:064x}{S:064x}", id="the two numbers without DER"),
        pytest.param("30060201000201" + "00", id="zeros"),
        pytest.param("30" * 10**6, id="very long"),
        pytest.param("é" * 100, id="not ASCII"),
        pytest.param("\ud800" * 100, id="lone surrogates"),
        pytest.param("٣٠" * 40, id="other digits"),
        pytest.param("a" * 64, id="HMAC's"),
        pytest.param(None, id="none"),
        pytest.param(bytes.fromhex(GOOD), id="bytes"),
        pytest.param(7, id="number"),
    ],
)
def test_what_is_no_signature_does_not_verify(signature: Any) -> None:
    """It is false, and never an error."""
    assert verifies(PUBLIC, "text", GOOD)
    assert verifies(PUBLIC, "text", signature) is False


@given(st.text(max_size=150) | st.from_regex(r"\A30[0-9a-f]{0,142}\Z"), st.text(max_size=50))
def test_nothing_that_was_made_up_verifies(signature: str, text: str) -> None:
    """Whatever the text, surrogates included."""
    assert not verifies(PUBLIC, text, signature)
    assert not verifies(PUBLIC, "\ud800", GOOD)


@given(st.integers(0, len(GOOD) * 4 - 1))
def test_a_flipped_bit_does_not_verify(bit: int) -> None:
    """In any place of the signature."""
    data = bytearray.fromhex(GOOD)
    data[bit // 8] ^= 1 << bit % 8
    assert not verifies(PUBLIC, "text", data.hex())


def test_a_signing_key_signs_for_no_set() -> None:
    """It is HMAC's, for one region, and the error says what is wanted."""
    key = SigningKey.derive(CREDENTIALS, date="20150830", region="us-east-1", service="s3")
    for call in (sigv4.presign, sigv4.presign_url, sigv4.Minter):
        with pytest.raises(InvalidTypeError, match="a SigningKey was given; give Credentials"):
            call("GET", "https://h/", key, region_set="*", signing_time=NOW)


def test_an_end_of_credentials_is_looked_at() -> None:
    """Temporary credentials that have ended sign for no set of regions either."""
    with pytest.raises(InvalidValueError, match="they ended") as caught:
        sigv4.presign_url(
            "GET", "https://h/", CREDENTIALS, region_set="*", signing_time=NOW + timedelta(hours=2)
        )
    assert caught.value.argument == "credentials"
