"""What is told of a refusal: S3's document, and the tree of their classes."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from arrivals import NOW, Arrival, Server, arrival

import sigv4
from sigv4 import verify
from sigv4._verify import refusals, refused
from sigv4.verify import RefusedError, verify_request

SECRET = "the-secret-access-key"


def test_the_document_is_s3s(presigned: Arrival, server: Server) -> None:
    """Code, message and facts; what was signed only where the server says so, to the byte."""
    with pytest.raises(verify.SignatureDiffersError) as raised:
        server.verify(replace(presigned, target=presigned.target.replace("=7", "=8")))
    refused = raised.value
    root = ElementTree.fromstring(refused.to_xml())
    assert [e.tag for e in root] == ["Code", "Message", "AWSAccessKeyId"]
    full = ElementTree.fromstring(
        refused.to_xml(resource="/a b", request_id="4442587FB7D0A2F9", details=True)
    )
    told = {e.tag: e.text or "" for e in full}
    expected = sigv4.canonical_request(
        "GET",
        f"https://files.example{presigned.target.replace('=7', '=8')}",
        payload_hash="UNSIGNED-PAYLOAD",
    )
    text = sigv4.string_to_sign(expected, signing_time=NOW, region="eu-central-2", service="s3")
    assert told["CanonicalRequest"] == refused.canonical_request == expected
    assert told["StringToSign"] == refused.string_to_sign == text
    assert bytes.fromhex(told["CanonicalRequestBytes"]) == expected.encode()
    assert bytes.fromhex(told["StringToSignBytes"]) == text.encode()
    assert told["SignatureProvided"] == presigned.target.rpartition("=")[2]
    assert (told["Resource"], told["RequestId"]) == ("/a b", "4442587FB7D0A2F9")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<b>&\"'</b>", id="markup"),
        pytest.param("]]>", id="end of a section"),
        pytest.param("a\r\nb\tc", id="line ends"),
        pytest.param("日本\U0001f389", id="not Latin"),
    ],
)
def test_documents_hold_any_text(text: str) -> None:
    """A reader gets back what was written."""
    root = ElementTree.fromstring(verify.WrongHostError(text).to_xml(resource=text))
    assert root.findtext("Host") == root.findtext("Resource") == text


def test_documents_are_well_formed_whatever_they_hold() -> None:
    """Characters that XML does not have become U+FFFD."""
    text = "".join(map(chr, [*range(0x20), 0x7F, 0xD800, 0xFFFE, 0xFFFF]))
    root = ElementTree.fromstring(verify.WrongHostError(text).to_xml())
    assert str(root.findtext("Host")).count("\ufffd") == 29 + 3


def test_values_that_are_no_utf_8_are_shown(server: Server) -> None:
    """A canonical request holds the bytes that came, whatever they are."""
    url = sigv4.presign_url(
        "GET",
        "https://files.example/",
        sigv4.Credentials("AKIDEXAMPLE", SECRET),
        region="eu-central-2",
        headers={"x-amz-meta-a": "é"},
        signing_time=NOW,
    )
    came = arrival("GET", url).header("x-amz-meta-a", "é".encode())
    assert server.verify(came)
    with pytest.raises(verify.SignatureDiffersError) as raised:
        server.verify(came.header("x-amz-meta-a", b"\xe9"))
    assert "x-amz-meta-a:é" in raised.value.canonical_request
    root = ElementTree.fromstring(raised.value.to_xml(details=True))
    assert b"x-amz-meta-a:\xe9\n" in bytes.fromhex(str(root.findtext("CanonicalRequestBytes")))


def test_the_drawn_tree_of_refusals_is_the_real_one() -> None:
    """The docstring draws each class below its base; each is public, and each has words."""
    drawn = [line for line in str(refusals.__doc__).splitlines() if "Error  " in line]
    bases: list[str] = []
    for line in drawn:
        name = line.strip("│├└─ ").split()[0]
        depth = (len(line) - len(line.lstrip(" │├└─")) - 4) // 4
        bases[depth:] = [name]
        cls = getattr(verify, name)
        assert cls.__doc__
        if depth:
            assert cls.__mro__[1].__name__ == bases[depth - 1]
    classes = {
        c.__name__
        for module in (refusals, refused)
        for c in vars(module).values()
        if isinstance(c, type) and issubclass(c, RefusedError)
    }
    assert classes == {line.strip("│├└─ ").split()[0] for line in drawn} <= set(verify.__all__)
    assert verify.__all__ == sorted(verify.__all__, key=lambda n: (not n.isupper(), n))


def test_importing_the_package_does_not_import_the_verifier() -> None:
    """Who signs only does not pay for it."""
    import subprocess
    import sys

    program = "import sys, sigv4; print([m for m in sys.modules if 'verify' in m])"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_verify_request_is_documented_by_what_it_takes() -> None:
    """No region, service, host or look-up by omission."""
    import inspect

    parameters = inspect.signature(verify_request).parameters
    needed = [n for n, p in parameters.items() if p.default is inspect.Parameter.empty]
    assert needed == ["method", "target", "headers", "credentials", "region", "service", "hosts"]
    asked = inspect.signature(verify.verify_request_async).parameters
    assert list(asked) == list(parameters)
