"""`redact`, of any text: nothing is raised, once is enough, and a signature behind it is hidden."""

from __future__ import annotations

from sigv4.redact import redact

SIGNATURE = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
# Stands in no seed, so that where it is seen, it is the one behind the text.
BEHIND = SIGNATURE[::-1]

SEEDS = (
    f"GET /a?X-Amz-Signature={SIGNATURE}&X-Amz-Security-Token=IQoJb3JpZ2luX2Vj HTTP/1.1".encode(),
    f"GET /%3FX-Amz-Signature%3D{SIGNATURE}&amp;x-amz-signature=3D{SIGNATURE}".encode(),
    f"Authorization: AWS4-HMAC-SHA256 Credential=AKIA, Signature={SIGNATURE}".encode(),
    b"{'aws_secret_access_key': \"wJalrXUtnFEMI\", 'SessionToken': b'IQoJ\\x00'}",
    b"<Credentials><SecretAccessKey>wJalrXUtnFEMI</SecretAccessKey></Credentials>",
    b"export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI; https://user:password@h/",
    b"policy=eyJjb25kaXRpb25zIjogW3sieC1hbXotc2VjdXJpdHktdG9rZW4iOiAiSVFvSiJ9XX0=",
    b"-----BEGIN EC PRIVATE KEY-----\\nTUhjQ0FRRUVJSXJZU1NOUUZh\\n-----END EC PRIVATE KEY-----",
    b"AWS Secret Access Key [None]: wJalrXUtnFEMI | SecretKey | wJal |\nASIAIOSFODNN7EXAMPLE:w",
    f"\x1b[36mX-Amz-Signature\x1b[0m=\x1b[1m{SIGNATURE[:20]}\n > {SIGNATURE[20:]}".encode(),
    b"<name>secretKey</name><value>w</value> {'Token': {'S': 'w'}} --secret-key minioadmin -u a:b",
    b"k8s-aws-v1.aHR0cHM6Ly9oLz9YLUFtei1TaWduYXR1cmU9YWJj sigv4-key-1:AKIA:00",
)


def TestOneInput(data: bytes) -> None:
    """One text, alone and in front of a URL."""
    text = data.decode("utf-8", "surrogateescape")
    safe = redact(text)
    assert redact(safe) == safe
    assert BEHIND not in redact(f"{text}\nhttps://h/?X-Amz-Signature={BEHIND}\n")
