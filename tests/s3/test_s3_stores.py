"""The presets for stores that speak S3's protocol."""

from __future__ import annotations

from typing import Any

import pytest

from sigv4._rules import SEVEN_DAYS
from sigv4.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from sigv4.s3.endpoints import EndpointOptions, resolve_endpoint
from sigv4.s3.stores import STORES, Store, store

_WORDS = {
    "account": "0123456789abcdef",
    "endpoint_url": "http://localhost:9000",
    "region": "us-west-004",
    "jurisdiction": "eu",
}


@pytest.mark.parametrize(
    ("name", "words", "url", "region"),
    [
        pytest.param(
            "cloudflare-r2",
            {"account": "abc"},
            "https://abc.r2.cloudflarestorage.com/media",
            "auto",
            id="R2",
        ),
        pytest.param(
            "cloudflare-r2",
            {"account": "abc", "jurisdiction": "eu"},
            "https://abc.eu.r2.cloudflarestorage.com/media",
            "auto",
            id="R2 in the EU",
        ),
        pytest.param(
            "cloudflare-r2",
            {"account": "abc", "jurisdiction": "fedramp"},
            "https://abc.fedramp.r2.cloudflarestorage.com/media",
            "auto",
            id="R2 under FedRAMP",
        ),
        pytest.param(
            "minio",
            {"endpoint_url": "http://localhost:9000"},
            "http://localhost:9000/media",
            "us-east-1",
            id="MinIO",
        ),
        pytest.param(
            "minio",
            {"endpoint_url": "http://localhost:9000", "region": "here"},
            "http://localhost:9000/media",
            "here",
            id="MinIO with a region",
        ),
        pytest.param(
            "backblaze-b2",
            {"region": "us-west-004"},
            "https://s3.us-west-004.backblazeb2.com/media",
            "us-west-004",
            id="Backblaze B2",
        ),
        pytest.param(
            "google-cloud-storage",
            {},
            "https://storage.googleapis.com/media",
            "auto",
            id="Google Cloud Storage",
        ),
        pytest.param(
            "ceph",
            {"endpoint_url": "https://rgw.example.com/base", "region": "my_zone"},
            "https://rgw.example.com/base/media",
            "my_zone",
            id="Ceph",
        ),
    ],
)
def test_stores(name: str, words: dict[str, str], url: str, region: str) -> None:
    """A preset leads to the store's own host, and the region that signs there."""
    arguments: dict[str, Any] = store(name, **words)
    endpoint = resolve_endpoint("media", EndpointOptions(**arguments))
    assert (endpoint.url, endpoint.signing_region) == (url, region)
    assert endpoint.signing_name == "s3"


@pytest.mark.parametrize("preset", STORES.values(), ids=lambda preset: preset.name)
def test_the_table(preset: Store) -> None:
    """Every preset names its source, has a region or asks for one, and a host or asks for it."""
    assert STORES[preset.name] is preset
    assert preset.source
    assert preset.note
    assert preset.region is not None or "region" in preset.needs
    assert bool(preset.host) != ("endpoint_url" in preset.needs)
    words = {word: _WORDS[word] for word in preset.needs}
    arguments = preset.arguments(words)
    assert ("rules" in arguments) == (preset.max_expires_in != SEVEN_DAYS)
    for missing in preset.needs:
        rest = {word: value for word, value in words.items() if word != missing}
        with pytest.raises(InvalidTypeError, match=f"{missing}: {preset.name} needs it"):
            store(preset.name, **rest)


@pytest.mark.parametrize("ceiling", [3600, 10 * SEVEN_DAYS])
def test_a_ceiling_of_its_own_comes_as_rules(ceiling: int) -> None:
    """A store whose URLs may live for another time than S3's has rules of its own."""
    preset = Store(
        "mine", host="example.com", region="x", max_expires_in=ceiling, source="", note=""
    )
    rules: Any = preset.arguments({})["rules"]
    assert rules.max_expires_in == ceiling
    assert not rules.double_encode_path


@pytest.mark.parametrize(
    ("name", "words", "argument", "says"),
    [
        pytest.param("cloudflare", {}, "name", "did you mean cloudflare-r2", id="nearest"),
        pytest.param("xyzzy", {}, "name", "cloudflare-r2, minio, ", id="no nearest: the list"),
        pytest.param(
            "minio", {"account": "a"}, "account", "it has endpoint_url, region", id="word"
        ),
        pytest.param(
            "cloudflare-r2",
            {"account": "a", "jurisdiction": "us"},
            "jurisdiction",
            "use eu or fedramp",
            id="jurisdiction",
        ),
        pytest.param(
            "minio", {"endpoint_url": "localhost"}, "endpoint_url", "http://", id="endpoint"
        ),
        pytest.param(
            "ceph",
            {"endpoint_url": "http://h", "region": "a/b"},
            "region",
            "no region",
            id="region in no scope",
        ),
        *(
            pytest.param(
                "cloudflare-r2", {"account": account}, "account", "cannot stand in a host", id=name
            )
            for name, account in {
                "dot": "a.b",
                "slash": "a/b",
                "user info": "a@b",
                "port": "a:1",
                "upper case": "ABC",
                "line end": "a\n",
                "empty": "",
                "not ASCII": "é",
                "hyphen": "-a",
            }.items()
        ),
        pytest.param(
            "backblaze-b2", {"region": "a.b"}, "region", "cannot stand in a host", id="region"
        ),
    ],
)
def test_refused(name: str, words: dict[str, str], argument: str, says: str) -> None:
    """An unknown store or word, and what cannot stand in a host, is refused by name."""
    with pytest.raises(InvalidInputError, match=says) as caught:
        store(name, **words)
    assert caught.value.argument == argument


def test_types() -> None:
    """A word is a str."""
    words: dict[str, Any] = {"account": 1}
    with pytest.raises(InvalidTypeError, match="account"):
        store("cloudflare-r2", **words)


def test_a_password_is_not_shown() -> None:
    """An endpoint with user info may hold a password."""
    with pytest.raises(InvalidValueError, match="user info") as caught:
        store("minio", endpoint_url="http://u:hunter2@h")
    assert "hunter2" not in str(caught.value)
