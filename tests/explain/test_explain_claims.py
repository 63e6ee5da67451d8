"""Nothing false is claimed of what a URL does not say, or no longer says."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from s3_documents import error_document, signature_document

from sigv4 import Credentials, PresignedRequest, presign, presign_url
from sigv4._explain.case import NO_SIGNATURES
from sigv4._explain.of_urls import _REFUSED_FOR
from sigv4._inspect.findings import FINDINGS
from sigv4.explain import explain_error
from sigv4.redact import redact

NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
CREDENTIALS = Credentials(
    "ASIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "IQoJb3JpZ2luX2VjEXAMPLETOKEN0123456789",
)
PLAIN = "https://media.s3.eu-west-1.amazonaws.com/a/b%20c.jpg"


def sign(method: str = "GET", **how: Any) -> PresignedRequest:
    """A URL for a picture."""
    how = {"region": "eu-west-1", "signing_time": NOW, **how}
    return presign(method, PLAIN, CREDENTIALS, **how)


def refused(signed: PresignedRequest, old: str, new: str) -> bytes:
    """What a server says that saw something else."""
    assert old in signed.canonical_request
    return signature_document(
        signed.canonical_request.replace(old, new, 1),
        signed.string_to_sign,
        access_key_id=CREDENTIALS.access_key_id,
        signature=signed.url.rpartition("=")[2],
    )


SIGNED = sign()


@pytest.mark.parametrize(
    ("old", "new", "id_", "words"),
    [
        pytest.param("/a/b", "/b", "path-prefix-stripped", "its beginning, /a", id="stripped"),
        pytest.param("/a/b", "/s/a/b", "path-prefix-added", "path: /s", id="short"),
        pytest.param("/a/b", f"/{'p' * 40}/a/b", "path-prefix-added", f"/{'p' * 40}", id="long"),
    ],
)
def test_the_prefix_is_the_one(old: str, new: str, id_: str, words: str) -> None:
    """It is said what was added to the path, or taken away from it."""
    found = explain_error(SIGNED.url, response=refused(SIGNED, old, new), method="GET", now=NOW)
    (cause,) = found.causes
    assert cause.id == id_
    assert cause.words.endswith(words)


def test_a_value_that_is_long_is_seen_to_be_cut_off() -> None:
    """What to send is not shown as if it were all."""
    signed = sign("PUT", headers={"x-amz-meta-a": "b" * 300})
    answer = refused(signed, "b" * 300, "c")
    how: Any = {"method": "PUT", "headers": dict(signed.headers), "now": NOW}
    (cause,) = explain_error(signed.url, response=answer, **how).causes
    assert f"send x-amz-meta-a: {'b' * 100}…;" in cause.remedy


@pytest.mark.parametrize("credentials", [None, CREDENTIALS], ids=["no secret", "the secret"])
@pytest.mark.parametrize(
    ("old", "new", "causes"),
    [
        pytest.param("/a/b", "/b", ["path-prefix-stripped"], id="a fault"),
        pytest.param("GET", "GET", ["wrong-secret", "secret-white-space"], id="none"),
    ],
)
def test_a_url_out_of_a_log(
    old: str, new: str, causes: list[str], credentials: Credentials | None
) -> None:
    """Signature and token are taken out: neither differs for that, nor is the signature wrong."""
    url = redact(SIGNED.url)
    assert url != SIGNED.url
    answer = refused(SIGNED, old, new)
    found = explain_error(url, response=answer, method="GET", credentials=credentials, now=NOW)
    named = [cause.id for cause in found.causes if cause.likelihood != "possible"]
    assert named == causes
    assert found.signature == "unknown"
    assert not [line for line in found.lines if not line.is_equal and "Token" in str(line.signed)]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="no answer"),
        pytest.param(error_document("AccessDenied", "Access Denied"), id="denied"),
        pytest.param(error_document("InvalidToken", "…"), id="token"),
        pytest.param(
            refused(SIGNED, "X-Amz-Algorithm", "X-Amz-Algorithms"), id="signature differs"
        ),
    ],
)
def test_a_url_without_a_signature(answer: bytes | None) -> None:
    """That is the cause; who signed, and with which secret, cannot be said of it."""
    found = explain_error(PLAIN, response=answer, method="GET", now=NOW)
    assert [cause.id for cause in found.causes] == ["unsigned"]
    assert found.lines == ()


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="no answer"),
        pytest.param(error_document("AccessDenied", "Access Denied"), id="denied"),
        pytest.param(
            error_document("AuthorizationQueryParametersError", "version 4 requires …"), id="said"
        ),
    ],
)
@pytest.mark.parametrize("end", ["&X-Amz-Credential", "&X-Amz-Date", "&X-Amz-Signature"])
def test_a_url_that_a_shell_cut_off(answer: bytes | None, end: str) -> None:
    """Who gives it here without quotes, too, is told so."""
    url = SIGNED.url.partition(end)[0]
    found = explain_error(url, response=answer, now=NOW)
    assert found.causes[0].id == "parameter-dropped"
    assert found.causes[0].likelihood == "certain"
    assert "quote it in a shell" in found.causes[0].remedy
    assert "has all of them" not in str(found)


def test_a_url_for_an_upload_that_was_read() -> None:
    """Of a Content-Type that is signed and a GET it is likely that the method is another."""
    signed = sign("PUT", headers={"content-type": "image/png"})
    found = explain_error(signed.url, response=refused(signed, "PUT\n", "GET\n"), now=NOW)
    assert "method-differs" in [c.id for c in found.causes if c.likelihood == "likely"]


def test_what_follows_from_another_service() -> None:
    """Paths and bodies that other services sign otherwise are no causes of their own."""
    signed = sign(service="execute-api")
    s3 = sign()
    scope, own = "20240229/eu-west-1/execute-api/", "20240229/eu-west-1/s3/"
    answer = signature_document(
        s3.canonical_request.replace("eu-west-1%2Fs3%2F", "eu-west-1%2Fexecute-api%2F"),
        signed.string_to_sign.replace(scope, own),
        access_key_id=CREDENTIALS.access_key_id,
        signature=signed.url[-64:],
    )
    found = explain_error(signed.url, response=answer, method="GET", now=NOW)
    assert [cause.id for cause in found.causes] == ["wrong-service"]


REGIONS: Any = {"region": None, "region_set": "*"}
OF_REGIONS = sign(**REGIONS)


@pytest.mark.parametrize("credentials", [None, CREDENTIALS], ids=["no secret", "the secret"])
def test_a_set_of_regions(credentials: Credentials | None) -> None:
    """What differs is told, and no algorithm beside it."""
    signed = OF_REGIONS
    answer = refused(signed, "GET\n", "PUT\n")
    found = explain_error(
        signed.url, response=answer, method="GET", credentials=credentials, now=NOW
    )
    assert [cause.id for cause in found.causes] == ["method-differs"]
    assert [line.part for line in found.lines if not line.is_equal] == ["method"]
    assert found.signature == ("unknown" if credentials is None else "right")


def test_the_secret_of_a_set_of_regions() -> None:
    """The public key tells right from wrong, though signatures differ at every signing."""
    url = OF_REGIONS.url
    how: Any = {"method": "GET", "now": NOW}
    assert explain_error(url, credentials=CREDENTIALS, **how).signature == "right"
    other = Credentials(CREDENTIALS.access_key_id, "another", CREDENTIALS.session_token)
    assert explain_error(url, credentials=other, **how).signature == "wrong"
    altered = url.replace("/a/b%20c.jpg", "/a/b%20d.jpg")
    assert explain_error(altered, credentials=CREDENTIALS, **how).signature == "wrong"
    for end in ("", "zz", "00", "30"):
        found = explain_error(f"{url}{end}", credentials=CREDENTIALS, **how)
        assert found.signature == ("right" if not end else "wrong")


def test_with_the_secret_no_method_is_suspected() -> None:
    """All of them were tried."""
    signed = sign(headers={"content-type": "image/png"})
    answer = refused(signed, "GET", "GET")
    other = Credentials(CREDENTIALS.access_key_id, "another", CREDENTIALS.session_token)
    how: Any = {"response": answer, "headers": dict(signed.headers), "now": NOW}
    assert "method-differs" in [each.id for each in explain_error(signed.url, **how).causes]
    (cause,) = explain_error(signed.url, credentials=other, **how).causes
    assert (cause.id, cause.likelihood) == ("wrong-secret", "certain")


@pytest.mark.parametrize("scope", ["", "a/b", "a/b/c/d/e"])
def test_a_string_to_sign_with_another_scope(scope: str) -> None:
    """One that is none tells nothing of the service."""
    answer = error_document(
        "AuthorizationQueryParametersError",
        'incorrect service "s3". This endpoint belongs to "sqs".',
        CanonicalRequest=SIGNED.canonical_request,
        StringToSign=f"AWS4-HMAC-SHA256\n20240229T120000Z\n{scope}\n{'0' * 64}",
    )
    found = explain_error(SIGNED.url, response=answer, method="GET", now=NOW)
    assert found.causes[0].id == "wrong-service"


def test_a_form() -> None:
    """It is not explained, and neither is its URL unsigned by mistake; its policy is named."""
    bucket = PLAIN.partition("/a/")[0]
    message = 'Invalid according to Policy: Policy Condition failed: ["eq", "$key", "v"]'
    answer = error_document("AccessDenied", message)
    (cause,) = explain_error(bucket, response=answer, now=NOW).causes
    assert cause.id == "form-policy"
    assert "$key" in cause.evidence[0]
    answer = error_document("SignatureDoesNotMatch", "…", StringToSign="eyJj")
    (cause,) = explain_error(bucket, response=answer, now=NOW).causes
    assert (cause.id, "as a form" in cause.evidence[0]) == ("unsigned", True)


def test_a_public_object_that_is_not_there() -> None:
    """It is not for want of a signature."""
    answer = error_document("NoSuchKey", "The specified key does not exist.")
    (cause,) = explain_error(PLAIN, response=answer, now=NOW).causes
    assert cause.id == "no-signature-fault"


def test_a_set_of_regions_without_cryptography(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its signature is not checked, and it is said what to install."""
    monkeypatch.setitem(sys.modules, "cryptography", None)
    found = explain_error(OF_REGIONS.url, credentials=CREDENTIALS, method="GET", now=NOW)
    assert found.signature == "unknown"
    assert "pip install 'sigv4-presign[sigv4a]'" in found.signature_words


@pytest.mark.parametrize("answer", [None, error_document("AccessDenied", "Access Denied")])
@pytest.mark.parametrize(
    ("url", "known"),
    [
        pytest.param(f"{PLAIN}?X-Goog-Signature=ab", "google", id="Google's"),
        pytest.param(f"{PLAIN}?sv=2024-01-01&sig=ab", "azure", id="Azure's"),
        pytest.param(f"{PLAIN}?Signature=ab&Key-Pair-Id=K", "cloudfront", id="CloudFront's"),
        pytest.param("s3://bucket/key", "no-url", id="an address"),
        pytest.param("arn:aws:s3:::bucket/key", "no-url", id="an ARN"),
    ],
)
def test_what_carries_no_signature_of_this_kind(url: str, known: str, answer: bytes | None) -> None:
    """It is named, and nothing is said of signers and secrets."""
    found = explain_error(url, response=answer, now=NOW)
    assert [(cause.id, cause.likelihood) for cause in found.causes] == [(known, "certain")]


@pytest.mark.parametrize("mask", ["***", "REDACTED", "<signature>"])
def test_a_signature_that_was_taken_out_by_hand(mask: str) -> None:
    """It is neither checked nor the first thing that is suspected."""
    url = SIGNED.url.replace(SIGNED.url[-64:], mask)
    found = explain_error(url, method="GET", credentials=CREDENTIALS, now=NOW)
    assert found.signature == "unknown"
    assert "taken out" in found.signature_words
    likelihoods = {cause.id: cause.likelihood for cause in found.causes}
    assert likelihoods["taken-out"] == "possible"
    assert "signature-malformed" not in likelihoods


@pytest.mark.parametrize(
    ("url", "known"),
    [
        pytest.param(SIGNED.url.replace(".com/", ".com:x/"), "port-malformed", id="port"),
        pytest.param(SIGNED.url.replace("media", "médias"), "host-not-ascii", id="host"),
        pytest.param(f"curl {SIGNED.url} -o a", "text-around", id="command"),
    ],
)
def test_what_is_wrong_with_the_url_itself_is_told(url: str, known: str) -> None:
    """As `inspect` does."""
    found = explain_error(url, method="GET", now=NOW)
    assert (known, "likely") in [(cause.id, cause.likelihood) for cause in found.causes]


def test_every_warning_of_inspect_has_its_place() -> None:
    """It may be why a request was refused, or is known to be no reason for it."""
    no_reasons = {
        *("in-quotes", "plain-http", "checksum-in-query", "customer-key-in-url"),
        *("no-host", "unknown-scheme", "expired", "not-yet-valid"),  # Told otherwise, or not sent.
    }
    of_forms = {
        *("policy-malformed", "policy-refused", "expiration-malformed", "condition-malformed"),
        *("no-bucket-condition", "any-key", "no-size-limit", "form-refused", "field-behind-file"),
    }
    assert _REFUSED_FOR.keys() | NO_SIGNATURES | no_reasons | of_forms == FINDINGS.keys()


def test_what_a_service_ends_by_its_own_time() -> None:
    """STS ends its URLs fifteen minutes after signing, whatever X-Amz-Expires says."""
    url = presign_url(
        "GET",
        "https://sts.amazonaws.com/?Action=GetCallerIdentity",
        CREDENTIALS,
        region="us-east-1",
        service="sts",
        expires_in=60,
        signing_time=NOW,
    )
    for seconds, expired in ((899, False), (900, True)):
        found = explain_error(url, method="GET", now=NOW + timedelta(seconds=seconds))
        assert ("expired" in [cause.id for cause in found.causes]) is expired
