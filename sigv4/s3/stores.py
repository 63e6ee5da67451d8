"""Stores that speak S3's protocol with words of their own: host, region, addressing, expiry.

`store("cloudflare-r2", account="…")` gives the keyword arguments that `S3` wants for one.
"""

from __future__ import annotations

from .._checks import check_scope_part, exact_str, shown
from .._frozen import Frozen
from .._rules import S3, SEVEN_DAYS
from ..errors import InvalidTypeError, InvalidValueError
from ._names import nearest
from .buckets import is_label
from .endpoints import split_endpoint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Store(Frozen):
    """What one store wants. Immutable.

    name: what `store` knows it by. host: the labels of its host, "{word}" for a word that is
        given; a label whose word is left out falls away; "" where `endpoint_url` is given.
    needs: the words that must be given. takes: those that may be.
    region: the one that signs unless the word `region` is given; None where it must be.
    addressing_style: as `S3` takes it. max_expires_in: the longest life of a URL, in seconds.
    source: the documents that say so. note: what else to know.
    """

    __slots__ = (
        "addressing_style",
        "host",
        "max_expires_in",
        "name",
        "needs",
        "note",
        "region",
        "source",
        "takes",
    )

    name: str
    host: str
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    region: str | None
    addressing_style: str
    max_expires_in: int
    source: str
    note: str

    def __init__(
        self,
        name: str,
        *,
        host: str = "",
        needs: tuple[str, ...] = (),
        takes: tuple[str, ...] = (),
        region: str | None = None,
        addressing_style: str = "path",
        max_expires_in: int = SEVEN_DAYS,
        source: str,
        note: str,
    ) -> None:
        self._set(
            name=name,
            host=host,
            needs=needs,
            takes=takes,
            region=region,
            addressing_style=addressing_style,
            max_expires_in=max_expires_in,
            source=source,
            note=note,
        )

    def arguments(self, words: dict[str, str]) -> dict[str, Any]:
        """The keyword arguments of `S3`; `rules` only where the store's ceiling is not S3's.

        Raises InvalidTypeError or InvalidValueError for a word that is missing, unknown or
        cannot stand where it goes.
        """
        for word in words:
            if word not in (*self.needs, *self.takes):
                known = ", ".join((*self.needs, *self.takes)) or "none"
                plain = word.isascii() and word.isidentifier() and len(word) <= 60
                raise InvalidTypeError(
                    word if plain else shown(word),
                    f"{self.name} has no such argument",
                    f"it has {known}",
                )
        for word in self.needs:
            if word not in words:
                raise InvalidTypeError(word, f"{self.name} needs it", f"give {word}=")
        checked = {word: _CHECKS[word](word, value) for word, value in words.items()}
        labels = []
        for label in self.host.split("."):
            word = label.strip("{}")
            if word == label:
                labels.append(label)
            elif word in checked:
                labels.append(_label(word, checked[word]))
        arguments: dict[str, Any] = {
            "region": checked.get("region", self.region),
            "endpoint_url": checked["endpoint_url"]
            if not self.host
            else f"https://{'.'.join(labels)}",
            "addressing_style": self.addressing_style,
        }
        if self.max_expires_in != SEVEN_DAYS:
            arguments["rules"] = S3.replace(max_expires_in=self.max_expires_in)
        return arguments


def store(name: str, **words: str) -> dict[str, Any]:
    """The keyword arguments that make `S3` a client of a store: `S3(credentials, **store(…))`.

    name: one of `STORES`. words: what the store needs to be told: `account`, `jurisdiction`,
    `region` or `endpoint_url`.

    Raises InvalidTypeError or InvalidValueError.
    """
    name = exact_str("name", name)
    found = STORES.get(name)
    if found is None:
        raise InvalidValueError(
            "name",
            f"{shown(name)} is not among the presets",
            nearest(name, STORES)
            or f"there are {', '.join(STORES)}; for others give S3 region= and endpoint_url=",
        )
    return found.arguments(words)


def _endpoint_url(word: str, value: str) -> str:
    value = exact_str(word, value)
    split_endpoint(value)
    return value


def _jurisdiction(word: str, value: object) -> str:
    value = exact_str(word, value)
    if value not in _JURISDICTIONS:
        raise InvalidValueError(
            word, f"{shown(value)} is none of R2's", f"use {' or '.join(_JURISDICTIONS)}"
        )
    return value


def _label(word: str, value: str) -> str:
    if not is_label(value) or value != value.lower():
        raise InvalidValueError(
            word,
            f"{shown(value)} cannot stand in a host",
            "use a-z, 0-9 and '-', with a letter or digit at both ends",
        )
    return value


_JURISDICTIONS = ("eu", "fedramp")

_CHECKS = {
    "account": exact_str,
    "endpoint_url": _endpoint_url,
    "jurisdiction": _jurisdiction,
    "region": check_scope_part,
}

_STORES = (
    Store(
        "cloudflare-r2",
        host="{account}.{jurisdiction}.r2.cloudflarestorage.com",
        needs=("account",),
        takes=("jurisdiction",),
        region="auto",
        source="Cloudflare R2 documentation, 'Presigned URLs', 'S3 API compatibility' and "
        "'Data location', section 'Jurisdictional Restrictions'",
        note="a bucket in a jurisdiction is reached through the jurisdiction's host only; "
        "presigned URLs work on these hosts, not on custom domains",
    ),
    Store(
        "minio",
        needs=("endpoint_url",),
        takes=("region",),
        region="us-east-1",
        source="MinIO's source, cmd/signature-v4-parser.go (604800 seconds); MinIO documentation, "
        "settings MINIO_SITE_REGION and MINIO_DOMAIN",
        note="the region is the site's, if the server is told one; virtual-hosted style needs "
        "MINIO_DOMAIN there, and addressing_style='virtual' here",
    ),
    Store(
        "backblaze-b2",
        host="s3.{region}.backblazeb2.com",
        needs=("region",),
        source="Backblaze B2 documentation, 'Call the S3-Compatible API' and 'Introduction to the "
        "S3-Compatible API'; they name no ceiling of their own, so it is Signature Version 4's",
        note="an account has one region, which its buckets' endpoints name; the master "
        "application key does not sign, and hosts take https only",
    ),
    Store(
        "google-cloud-storage",
        host="storage.googleapis.com",
        takes=("region",),
        region="auto",
        source="Google Cloud Storage documentation, 'Simple migration from Amazon S3', 'HMAC keys' "
        "and 'Canonical requests' (604800 seconds)",
        note="the credentials are an HMAC key of Cloud Storage, and the API is its XML API; the "
        "region is not checked",
    ),
    Store(
        "ceph",
        needs=("endpoint_url",),
        takes=("region",),
        region="us-east-1",
        source="Ceph documentation, 'Ceph Object Gateway S3 API', 'Common Entities'; Ceph's "
        "source, src/rgw/rgw_auth_s3.cc (604800 seconds)",
        note="virtual-hosted style needs rgw_dns_name or the zone group's hostnames there, and "
        "addressing_style='virtual' here",
    ),
)

STORES = {preset.name: preset for preset in _STORES}
