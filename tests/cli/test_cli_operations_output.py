"""`sigv4 presign --operation`: bodies, many keys and lifetimes; and `sigv4 operations`."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from sigv4.s3.operations import operation as find_operation
from sigv4.s3.operations import operation_names

Run = Callable[..., "tuple[int, str, str]"]

AT = ("--signing-time", "20130524T000000Z")
HOST = "https://media.s3.us-east-1.amazonaws.com"
DIRECTORY = "s3://media--use1-az4--x-s3"


def _query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url.strip()).query, keep_blank_values=True)


@pytest.mark.parametrize(
    ("arguments", "words", "notes"),
    [
        pytest.param(("s3://media/k", "get_object"), [], "", id="no body"),
        pytest.param(
            ("s3://media/k", "put_object"),
            ["--upload-file", "FILE"],
            "put the name of the file to send in the place of FILE",
            id="PUT",
        ),
        pytest.param(
            ("s3://media/k", "copy_object", "--param", "CopySource=b/k"),
            ["--request", "PUT", "--header", "x-amz-copy-source: b/k"],
            "",
            id="PUT without a body",
        ),
        pytest.param(
            ("s3://media/k", "complete_multipart_upload", "--param", "UploadId=1"),
            ["--upload-file", "FILE", "--request", "POST"],
            "file to send (MultipartUpload)",
            id="POST",
        ),
        pytest.param(
            ("s3://media", "put_bucket_tagging"),
            ["--data-binary", "@FILE", "--header", "content-type:", "--request", "PUT"],
            "file to send (Tagging)",
            id="PUT of a bucket's",
        ),
        pytest.param(
            ("s3://media/k", "put_object", "--method", "HEAD"), ["--head"], "", id="another method"
        ),
    ],
)
def test_curl(sigv4: Run, arguments: tuple[str, ...], words: list[str], notes: str) -> None:
    """--curl prints a command that sends the request, with the body where it has one."""
    address, operation, *more = arguments
    status, out, err = sigv4("presign", address, "--operation", operation, *more, "--curl", *AT)
    command = shlex.split(out)
    assert command[:-1] == ["curl", "--path-as-is", "--globoff", *words]
    assert (status, err.count("\n")) == (0, bool(notes))
    assert notes in err


def test_note_on_a_body(sigv4: Run) -> None:
    """Without --curl a note says what goes with the request, unless it is an object's content."""
    _, _, err = sigv4("presign", "s3://media/k", "--operation", "select_object_content")
    assert err == (
        "sigv4: note: whoever uses the URL sends the body with it: Expression, ExpressionType, "
        "RequestProgress, InputSerialization, OutputSerialization, ScanRange\n"
    )
    for operation in ("put_object", "delete_object"):
        assert sigv4("presign", "s3://media/k", "--operation", operation)[2] == ""


def test_method_and_headers(sigv4: Run) -> None:
    """--method takes the place of the operation's, and --header signs more headers."""
    status, out, _ = sigv4(
        *("presign", "s3://media/k", "--operation", "get_object", "--method", "HEAD", "--json"),
        *("--header", "x-amz-meta-a: b", "--param", "Range=bytes=0-9", *AT),
    )
    found = json.loads(out)
    assert (status, found["method"]) == (0, "HEAD")
    assert found["headers"] == {"range": "bytes=0-9", "x-amz-meta-a": "b"}


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["URL", "JSON"])
@pytest.mark.parametrize("prefix", ["", "p/"])
def test_keys(sigv4: Run, tmp_path: Path, form: tuple[str, ...], prefix: str) -> None:
    """With --keys each line is what the command prints for that key alone, or an error."""
    path = tmp_path / "keys"
    path.write_text("a b\n\ne\u0301\nx/../y\n", encoding="utf-8")
    more = (
        *("--operation", "get_object", "--param", "VersionId=7", "--param", "Range=bytes=0-9"),
        *("--header", "x-amz-meta-a: b", "--expires-in", "5m", *AT, *form),
    )
    one_by_one = [sigv4("presign", f"s3://media/{prefix}{k}", *more)[1] for k in ("a b", "e\u0301")]
    status, out, err = sigv4("presign", f"s3://media/{prefix}", "--keys", str(path), *more)
    if form:
        lines = [json.loads(line) for line in out.splitlines()]
        assert [line.pop("key") for line in lines] == [f"{prefix}a b", f"{prefix}e\u0301"]
        assert lines == [json.loads(line) for line in one_by_one]
    else:
        assert out == "".join(one_by_one)
    assert (status, err.count("\n")) == (1, 2)
    assert "error: line 2: it is empty" in err
    assert f"error: line 4: key: '{prefix}x/../y' has the segment '..'" in err


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["URL", "JSON"])
def test_keys_with_dot_segments(sigv4: Run, tmp_path: Path, form: tuple[str, ...]) -> None:
    """They are signed where they are allowed, in the address and in the file."""
    path = tmp_path / "keys"
    path.write_text("x/../y\n", encoding="utf-8")
    arguments = ("--operation", "get_object", "--allow-dot-segments", *form)
    status, out, err = sigv4("presign", "s3://media/../", "--keys", str(path), *arguments)
    assert (status, err, out.count(f"{HOST}/../x/../y?")) == (0, "", 1)


@pytest.mark.parametrize("keys", [False, True], ids=["one", "many"])
def test_notes(sigv4: Run, environment: pytest.MonkeyPatch, tmp_path: Path, *, keys: bool) -> None:
    """What may surprise is said once: the host, the end of the credentials, a key that is shown."""
    environment.setenv("AWS_SESSION_TOKEN", "t")
    environment.setenv("AWS_CREDENTIAL_EXPIRATION", "2013-05-24T00:10:00Z")
    path, customer_key = tmp_path / "keys", tmp_path / "key"
    path.write_text("a\nb\n", encoding="utf-8")
    customer_key.write_bytes(bytes(32))
    status, out, err = sigv4(
        *("presign", "s3://media/", "--keys", str(path)) if keys else ("presign", "s3://media/a"),
        *("--operation", "get_object", "--param", f"SSECustomerKey=@{customer_key}", "--json"),
        *("--endpoint-url", "https://s3.eu-west-1.amazonaws.com", *AT),
    )
    assert (status, out.count("\n"), err.count("\n")) == (0, 1 + keys, 3)
    assert "the host is in eu-west-1, and the signature is for us-east-1" in err
    assert "end at 2013-05-24T00:10:00Z" in err
    assert "holds the customer's key" in err


@pytest.mark.parametrize(
    ("address", "arguments", "says"),
    [
        pytest.param("s3://media", ("list_objects_v2",), "ListObjectsV2 is on none", id="bucket"),
        pytest.param("s3://", ("get_object",), "write s3://BUCKET/KEY", id="no bucket"),
        pytest.param("s3://media/p", ("get_object",), "write s3://media/p/", id="no slash"),
        pytest.param("s3://media/../", ("get_object",), "--allow-dot-segments", id="prefix"),
        pytest.param("s3://media", ("get_object", "--curl"), "--curl is for one URL", id="curl"),
        pytest.param(
            "s3://media", ("get_object", "--method", "HEAD"), "GetObject is a GET", id="method"
        ),
        pytest.param(
            "s3://media",
            ("get_object", "--param", "Range=\x7f"),
            "--param Range: it holds a control character",
            id="parameter",
        ),
        pytest.param(
            "s3://media", ("upload_part",), "--param PartNumber: it is missing", id="missing"
        ),
    ],
)
@pytest.mark.parametrize("form", [(), ("--json",)], ids=["URL", "JSON"])
def test_keys_refused(
    sigv4: Run, address: str, arguments: tuple[str, ...], says: str, form: tuple[str, ...]
) -> None:
    """What is wrong with the call is said once, before a key is read."""
    if form and "--curl" in arguments:
        form = ()
    status, out, err = sigv4(
        "presign", address, "--keys", "/nowhere/f", "--operation", *arguments, *form
    )
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert says in err


def test_a_customer_key_in_a_header(sigv4: Run) -> None:
    """A key does not come by another door either."""
    name = "X-Amz-Server-Side-Encryption-Customer-Key"
    status, out, err = sigv4(
        "presign", "s3://media/k", "--operation", "get_object", "--header", f"{name}: c2VjcmV0"
    )
    assert (status, out) == (2, "")
    assert "write --param SSECustomerKey=@FILE" in err
    assert "c2VjcmV0" not in err


def test_keys_of_a_body(sigv4: Run, tmp_path: Path) -> None:
    """The note on the body comes once."""
    path = tmp_path / "keys"
    path.write_text("a\nb\n", encoding="utf-8")
    keys = ("presign", "s3://media", "--keys", str(path), "--operation")
    _, out, err = sigv4(*keys, "put_object_tagging")
    assert (out.count("\n"), err) == (
        2,
        "sigv4: note: whoever uses the URL sends the body with it: Tagging\n",
    )
    assert sigv4(*keys, "put_object")[2] == ""


@pytest.mark.parametrize("operation", [(), ("--operation", "get_object")], ids=["plain", "by name"])
@pytest.mark.parametrize(
    ("arguments", "token", "expires"),
    [
        pytest.param(("s3://media/k",), "X-Amz-Security-Token", "3600", id="default"),
        pytest.param(("s3://media/k", "--expires-in", "60"), "X-Amz-Security-Token", "60", id="60"),
        pytest.param((f"{DIRECTORY}/k",), "X-Amz-S3session-Token", "300", id="session"),
        pytest.param(
            (f"{DIRECTORY}/k", "--expires-in", "1m"),
            "X-Amz-S3session-Token",
            "60",
            id="session, 60",
        ),
        pytest.param(
            (f"{DIRECTORY}/k", "--s3-disable-express-session-auth"),
            "X-Amz-Security-Token",
            "3600",
            id="no session",
        ),
    ],
)
def test_lifetime_and_token(
    sigv4: Run,
    environment: pytest.MonkeyPatch,
    operation: tuple[str, ...],
    arguments: tuple[str, ...],
    token: str,
    expires: str,
) -> None:
    """A URL lives for an hour, and as long as a session does on a directory bucket."""
    environment.setenv("AWS_SESSION_TOKEN", "t")
    status, out, err = sigv4("presign", *arguments, *operation)
    query = _query(out)
    assert (status, err, query["X-Amz-Expires"], query[token]) == (0, "", [expires], ["t"])
    assert sum("oken" in name for name in query) == 1


@pytest.mark.parametrize("operation", [(), ("--operation", "get_object")], ids=["plain", "by name"])
def test_session_refused(
    sigv4: Run, environment: pytest.MonkeyPatch, operation: tuple[str, ...]
) -> None:
    """A session's URL lives no longer than it, and credentials without a token are of none."""
    status, out, err = sigv4("presign", f"{DIRECTORY}/k", *operation)
    assert (status, out) == (1, "")
    assert "take those of a session, with their token" in err
    assert "--s3-disable-express-session-auth" in err
    environment.setenv("AWS_SESSION_TOKEN", "t")
    status, out, err = sigv4("presign", f"{DIRECTORY}/k", *operation, "--expires-in", "301")
    assert (status, out) == (2, "")
    assert "--expires-in: 301 seconds are more than the 300" in err


@pytest.mark.parametrize(
    "command",
    [("presign",), ("presign", "--operation", "get_object"), ("sign", "GET")],
    ids=" ".join,
)
def test_note_on_a_key_that_looks_like_another(sigv4: Run, command: tuple[str, ...]) -> None:
    """A key that is not in Unicode's form C gets one line, without a line of source."""
    status, _, err = sigv4(*command, "s3://media/cafe\u0301", *AT)
    lines = [line for line in err.splitlines() if "the headers are for" not in line]
    assert (status, len(lines)) == (0, 1)
    assert lines[0].startswith("sigv4: note: key: 'cafe\\u0301' is not in Unicode's normal form C")
    _, _, err = sigv4(*command, "s3://media/café", *AT)
    assert "normal form" not in err


def test_list_of_operations(sigv4: Run) -> None:
    """Without a name all of them come, one a line, in Python's spelling and in columns."""
    status, out, err = sigv4("operations")
    lines = out.splitlines()
    assert (status, err, len(lines)) == (0, "", 116)
    assert [find_operation(line.split()[0]).name for line in lines] == operation_names()
    assert len({line.index(line.split()[1], len(line.split()[0])) for line in lines}) == 1
    assert max(map(len, lines)) <= 100
    assert next(line for line in lines if line.startswith("list_buckets ")).endswith("no bucket")


def test_one_operation(sigv4: Run) -> None:
    """With a name: what it is on, its method and query, each parameter, and the body's."""
    status, out, err = sigv4("operations", "select_object_content")
    assert (status, err) == (0, "")
    head, blank, title, *rest = out.splitlines()
    assert head == (
        "select_object_content: SelectObjectContent, POST on an object with ?select&select-type=2"
    )
    assert (blank, title) == ("", "parameters:")
    assert [line.split() for line in rest[1:4]] == [
        [f"SSECustomer{name}", kind, "header", f"x-amz-server-side-encryption-customer-{end}"]
        for name, kind, end in (
            ("Algorithm", "text", "algorithm"),
            ("Key", "@FILE", "key"),
            ("KeyMD5", "text", "key-MD5"),
        )
    ]
    assert rest[-3:] == ["  InputSerialization", "  OutputSerialization", "  ScanRange"]


@pytest.mark.parametrize("name", operation_names())
def test_every_operation_is_told_of(sigv4: Run, name: str) -> None:
    """All parameters are there with their places, whoever the operation is."""
    status, out, _ = sigv4("operations", name)
    assert status == 0
    rows = [line.split() for line in out.splitlines()]
    for parameter in find_operation(name).parameters.values():
        row = next(r for r in rows if r and r[0].rstrip("*").partition(".")[0] == parameter.name)
        assert row[-1].removesuffix("NAME") == parameter.wire_name
        assert row[0].endswith("*") == parameter.required
        assert row[-2] == parameter.where.removesuffix("s")
    _, out, _ = sigv4("operations", name, "--json")
    found = json.loads(out)
    assert found["name"] == name
    assert found["parameters"] == [
        {n: getattr(p, n) for n in ("name", "where", "wire_name", "kind", "required")}
        for p in find_operation(name).parameters.values()
    ]


def test_operations_as_json(sigv4: Run) -> None:
    """--json gives the list with what each is on."""
    found = json.loads(sigv4("operations", "--json")[1])
    assert [operation["name"] for operation in found] == operation_names()
    assert next(o for o in found if o["python_name"] == "list_objects_v2") == {
        "name": "ListObjectsV2",
        "python_name": "list_objects_v2",
        "method": "GET",
        "takes_bucket": True,
        "takes_key": False,
        "query": {"list-type": "2"},
    }


def test_an_operation_that_is_none(sigv4: Run) -> None:
    """It is refused with the names that are near it."""
    status, out, err = sigv4("operations", "get_objects")
    assert (status, out) == (2, "")
    assert "'get_objects'; did you mean get_object" in err


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="POSIX has a file without an end")
def test_a_customer_key_without_an_end(sigv4: Run) -> None:
    """No more is read than a key can be long."""
    status, out, err = sigv4(
        *("presign", "s3://media/k", "--operation", "get_object"),
        *("--param", "SSECustomerKey=@/dev/zero"),
    )
    assert (status, out) == (2, "")
    assert "'/dev/zero' holds no key" in err
