"""S3's objects, listings and uploads in memory: what a small server needs once it knows that a
request is to be obeyed. It looks at no signature."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import md5
from itertools import count
from urllib.parse import quote, unquote
from xml.etree import ElementTree
from xml.sax.saxutils import escape

LOCATION = "us-east-1"
LEAST_PART = 5 * 1024**2
LONGEST_KEY = 1024
MOST_PARTS = 10000

OVERRIDES = (
    *("content-type", "content-language", "expires"),
    *("cache-control", "content-disposition", "content-encoding"),
)
KEPT = (*OVERRIDES, "x-amz-website-redirect-location")


@dataclass(frozen=True)
class S3Error(Exception):
    """A refusal, with S3's status and code."""

    status: int
    code: str


@dataclass(frozen=True)
class Request:
    """A request that was understood: names of headers in lower case, the query decoded."""

    method: str
    key: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Response:
    """What is answered."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Stored:
    """An object."""

    body: bytes
    headers: Mapping[str, str]

    @property
    def etag(self) -> str:
        """The digest, in quotes."""
        return f'"{md5(self.body).hexdigest()}"'


@dataclass
class Upload:
    """An upload in parts."""

    key: str
    parts: dict[int, bytes] = field(default_factory=dict)


class MemoryStore:
    """One bucket."""

    def __init__(self, bucket: str) -> None:
        self.bucket = bucket
        self.objects: dict[str, Stored] = {}
        self.uploads: dict[str, Upload] = {}
        self._numbers = count(1)

    def answer(self, request: Request) -> Response:
        """Do what is asked. Raises S3Error."""
        return self._on_object(request) if request.key else self._on_bucket(request)

    def put(self, key: str, body: bytes, headers: Mapping[str, str]) -> Stored:
        """Keep an object."""
        if len(key.encode()) > LONGEST_KEY:
            raise S3Error(400, "KeyTooLongError")
        kept = {n: v for n, v in headers.items() if n in KEPT or n.startswith("x-amz-meta-")}
        coding = kept.get("content-encoding", "").removeprefix("aws-chunked").strip(", ")
        if "content-encoding" in kept:
            kept["content-encoding"] = coding
        stored = Stored(body, {name: value for name, value in kept.items() if value})
        self.objects[key] = stored
        return stored

    def _on_bucket(self, request: Request) -> Response:
        query = request.query
        if request.method == "HEAD":
            return Response()
        if request.method == "GET" and "location" in query:
            return document("LocationConstraint", LOCATION)
        if request.method == "GET" and "uploads" in query:
            return self._list_uploads(query.get("prefix", ""))
        if request.method == "GET":
            return self._list(query)
        if request.method == "POST" and "delete" in query:
            return self._delete_many(request)
        raise S3Error(405, "MethodNotAllowed")

    def _on_object(self, request: Request) -> Response:
        method, query = request.method, request.query
        routes: tuple[tuple[bool, Callable[[Request], Response]], ...] = (
            (method in ("GET", "HEAD") and "uploadId" in query, self._list_parts),
            (method in ("GET", "HEAD"), self._read),
            (method == "PUT" and "partNumber" in query, self._put_part),
            (method == "PUT" and "x-amz-copy-source" in request.headers, self._copy),
            (method == "PUT", self._write),
            (method == "POST" and "uploads" in query, self._create),
            (method == "POST" and "uploadId" in query, self._complete),
            (method == "DELETE" and "uploadId" in query, self._abort),
            (method == "DELETE", self._delete),
        )
        for applies, play in routes:
            if applies:
                return play(request)
        raise S3Error(405, "MethodNotAllowed")

    def _copy(self, request: Request) -> Response:
        source = self._source(request)
        etag = self.put(request.key, source.body, source.headers).etag
        return document("CopyObjectResult", f"<ETag>{escape(etag)}</ETag>")

    def _write(self, request: Request) -> Response:
        check_digest(request)
        stored = self.put(request.key, request.body, request.headers)
        return Response(headers={"ETag": stored.etag})

    def _create(self, request: Request) -> Response:
        name = f"upload-{next(self._numbers)}"
        self.uploads[name] = Upload(request.key)
        return document("InitiateMultipartUploadResult", f"<UploadId>{name}</UploadId>")

    def _abort(self, request: Request) -> Response:
        self._upload(request)
        del self.uploads[request.query["uploadId"]]
        return Response(204)

    def _delete(self, request: Request) -> Response:
        self.objects.pop(request.key, None)
        return Response(204)

    def _read(self, request: Request) -> Response:
        stored = self.objects.get(request.key)
        if stored is None:
            raise S3Error(404, "NoSuchKey")
        given = request.headers
        if "if-match" in given and given["if-match"] != stored.etag:
            raise S3Error(412, "PreconditionFailed")
        overrides = {
            name: request.query[f"response-{name}"]
            for name in OVERRIDES
            if f"response-{name}" in request.query
        }
        headers = {**stored.headers, "ETag": stored.etag, **overrides}
        if "\r" in "".join(headers.values()) or "\n" in "".join(headers.values()):
            raise S3Error(400, "InvalidArgument")
        body, status = stored.body, 200
        if given.get("range", "").startswith("bytes="):
            first, _, last = given["range"][6:].partition("-")
            body, status = body[int(first) : int(last) + 1], 206
        return Response(status, headers, body)

    def _list(self, query: Mapping[str, str]) -> Response:
        prefix, most = query.get("prefix", ""), int(query.get("max-keys", "1000"))
        start = query.get("continuation-token") or query.get("marker") or ""
        delimiter = query.get("delimiter")
        encode = quote if query.get("encoding-type") == "url" else escape
        # S3's order is that of the bytes.
        keys = sorted(
            [key for key in self.objects if key.startswith(prefix) and key > start],
            key=str.encode,
        )
        folders, plain = _folded(keys, prefix, delimiter)
        page = plain[:most]
        parts = [f"<Contents><Key>{encode(key)}</Key></Contents>" for key in page]
        parts += [f"<CommonPrefixes><Prefix>{encode(f)}</Prefix></CommonPrefixes>" for f in folders]
        if encode is quote:
            parts.append("<EncodingType>url</EncodingType>")
        if len(plain) > most > 0:
            parts.append(f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>")
        return document("ListBucketResult", "".join(parts))

    def _list_uploads(self, prefix: str) -> Response:
        parts = [
            f"<Upload><Key>{escape(upload.key)}</Key><UploadId>{name}</UploadId></Upload>"
            for name, upload in self.uploads.items()
            if upload.key.startswith(prefix)
        ]
        return document("ListMultipartUploadsResult", "".join(parts))

    def _delete_many(self, request: Request) -> Response:
        check_digest(request)
        for element in ElementTree.fromstring(request.body).iter():
            if element.tag.rpartition("}")[2] == "Key":
                self.objects.pop(element.text or "", None)
        return document("DeleteResult", "")

    def _source(self, request: Request) -> Stored:
        bucket, _, key = unquote(request.headers["x-amz-copy-source"].lstrip("/")).partition("/")
        if bucket != self.bucket or key not in self.objects:
            raise S3Error(404, "NoSuchKey")
        return self.objects[key]

    def _upload(self, request: Request) -> Upload:
        upload = self.uploads.get(request.query["uploadId"])
        if upload is None or upload.key != request.key:
            raise S3Error(404, "NoSuchUpload")
        return upload

    def _put_part(self, request: Request) -> Response:
        check_digest(request)
        number = request.query["partNumber"]
        if not (number.isascii() and number.isdigit() and 1 <= int(number) <= MOST_PARTS):
            raise S3Error(400, "InvalidArgument")
        if "uploadId" not in request.query:
            raise S3Error(400, "InvalidArgument")
        upload = self._upload(request)
        copied = "x-amz-copy-source" in request.headers
        body = self._source(request).body if copied else request.body
        upload.parts[int(number)] = body
        etag = Stored(body, {}).etag
        if copied:
            return document("CopyPartResult", f"<ETag>{escape(etag)}</ETag>")
        return Response(headers={"ETag": etag})

    def _list_parts(self, request: Request) -> Response:
        parts = [
            f"<Part><PartNumber>{number}</PartNumber></Part>"
            for number in sorted(self._upload(request).parts)
        ]
        return document("ListPartsResult", "".join(parts))

    def _complete(self, request: Request) -> Response:
        upload = self._upload(request)
        listed = list(_listed(request.body))
        numbers = [number for number, _ in listed]
        if numbers != sorted(set(numbers)):
            raise S3Error(400, "InvalidPartOrder")
        for number, etag in listed:
            if number not in upload.parts or Stored(upload.parts[number], {}).etag != etag:
                raise S3Error(400, "InvalidPart")
        if any(len(upload.parts[number]) < LEAST_PART for number in numbers[:-1]):
            raise S3Error(400, "EntityTooSmall")
        body = b"".join([upload.parts[number] for number in numbers])
        stored = self.put(request.key, body, {})
        del self.uploads[request.query["uploadId"]]
        etag = f"<ETag>{escape(stored.etag)}</ETag>"
        return document("CompleteMultipartUploadResult", etag)


def _folded(keys: list[str], prefix: str, delimiter: str | None) -> tuple[list[str], list[str]]:
    """What a delimiter makes folders of, and the keys that are in none."""
    if not delimiter:
        return [], keys
    folders: dict[str, None] = {}
    plain = []
    for key in keys:
        folder, found, _ = key[len(prefix) :].partition(delimiter)
        if found:
            folders[f"{prefix}{folder}{delimiter}"] = None
        else:
            plain.append(key)
    return list(folders), plain


def _listed(body: bytes) -> Iterator[tuple[int, str]]:
    for part in ElementTree.fromstring(body).iterfind("{*}Part"):
        number, etag = part.findtext("{*}PartNumber"), part.findtext("{*}ETag")
        yield int(number or "0"), etag or ""


def check_digest(request: Request) -> None:
    """Refuse a body that its Content-MD5 is not of."""
    stated = request.headers.get("content-md5")
    if stated is not None and stated != b64encode(md5(request.body).digest()).decode():
        raise S3Error(400, "BadDigest")


def document(root: str, inside: str) -> Response:
    """An answer in XML."""
    body = f'<?xml version="1.0" encoding="UTF-8"?><{root}>{inside}</{root}>'
    return Response(headers={"Content-Type": "application/xml"}, body=body.encode())
