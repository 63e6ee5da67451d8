"""Forms: what their policies allow, and each condition of them violated."""

from __future__ import annotations

from functools import partial
from typing import Any

from ..case import INFORMATION, Case, Seen, said
from ..forms import FormDraft, add, drop, edit, say
from ..plays import is_taken, look
from ..stage import Stage
from ..steps import other_digit
from ..target import HERE
from .sources import BROWSER, ERRORS, FORM, POLICY, POST, UNKNOWN

_FAILED = "403 AccessDenied, Invalid according to Policy"
_EXPIRED = f"{_FAILED}: Policy expired."
_EXTRA = f"{_FAILED}: Extra input fields"
_DIFFERS = "403 SignatureDoesNotMatch"
_DOCUMENT = "400 InvalidPolicyDocument"
_CONTROL = "post/form"


def _play(
    draft: FormDraft, statuses: tuple[int, ...], key: str, accepts: bool, stage: Stage
) -> Seen:
    reply = stage.send(draft.signed(stage.target))
    there = stage.read(key)
    expected = b"" if draft.file is None else draft.file
    if not accepts:
        written = is_taken(reply) is False and there is not None
        problem = "it wrote the file in spite of its refusal" if written else ""
        return Seen(accepted=True, answer=said(reply), problem=problem) if written else look(reply)
    return look(reply, statuses, "" if there == expected else "the file is not there")


def _case(
    name: str,
    sends: str,
    aws: str,
    source: str,
    accepts: bool,
    how: dict[str, Any],
    *,
    kind: str | None = None,
    statuses: tuple[int, ...] = (),
    lands: str | None = None,
    needs: tuple[str, ...] = (_CONTROL,),
) -> Case:
    """A form of its own key. lands: where the file is to be found."""
    draft = FormDraft(**{"key": f"post/{name}", **how})
    key = draft.key if lands is None else lands
    return Case(
        id=f"post/{name}",
        sends=sends,
        accepts=accepts,
        aws=aws,
        source=source,
        play=partial(_play, draft, statuses, key, accepts),
        kind=kind or "conformance",
        needs=needs,
    )


def _takes(name: str, sends: str, how: dict[str, Any], **more: Any) -> Case:
    source = more.pop("source", POLICY)
    return _case(name, sends, more.pop("aws", "204"), source, True, how, **more)


def _refuses(name: str, sends: str, how: dict[str, Any], aws: str = _FAILED, **more: Any) -> Case:
    return _case(name, sends, aws, more.pop("source", POLICY), False, how, **more)


_IMAGES = (["starts-with", "$Content-Type", "image/"],)
_SIZES = (["content-length-range", 2, 5],)
_NOTE = ({"x-amz-meta-note": "a note"},)

CASES: tuple[Case, ...] = (
    _takes("form", "a form with a file", {}, source=POST, needs=()),
    _takes("empty", "a form with a file without a byte", {"file": b""}, source=POST),
    _takes(
        "status-201",
        "a form that asks for 201",
        {
            "fields": (("success_action_status", "201"),),
            "conditions": ({"success_action_status": "201"},),
        },
        aws="201",
        statuses=(201,),
        source=POST,
    ),
    _takes(
        "status-200",
        "a form that asks for 200",
        {
            "fields": (("success_action_status", "200"),),
            "conditions": ({"success_action_status": "200"},),
        },
        aws="200",
        statuses=(200,),
        source=POST,
    ),
    _takes(
        "redirect",
        "a form that asks to be sent on",
        {
            "fields": (("success_action_redirect", "https://example.com/done"),),
            "conditions": ({"success_action_redirect": "https://example.com/done"},),
        },
        aws="303",
        statuses=(303,),
        source=POST,
    ),
    _takes(
        "filename",
        "a key that ends in ${filename}",
        {
            "key": "post/filename/${filename}",
            "key_condition": ["starts-with", "$key", f"{HERE}/post/filename/"],
        },
        lands="post/filename/file.txt",
        source=FORM,
    ),
    _takes("hard-key", "a key that a URL would have to encode", {"key": "post/a b+c%20\u00e9"}),
    _takes(
        "eq-as-list",
        "the condition on the key as a list",
        {"key_condition": ["eq", "$key", f"{HERE}/post/eq-as-list"]},
    ),
    _takes(
        "starts-with-key",
        "a condition on the beginning of the key",
        {"key_condition": ["starts-with", "$key", f"{HERE}/post/"]},
    ),
    _takes(
        "starts-with-anything",
        "a condition that leaves the key open",
        {"key_condition": ["starts-with", "$key", ""]},
    ),
    _takes(
        "content-type",
        "a Content-Type as the policy wants it to begin",
        {"fields": (("Content-Type", "image/png"),), "conditions": _IMAGES},
    ),
    _takes(
        "metadata",
        "metadata as the policy wants it",
        {"fields": (("x-amz-meta-note", "a note"),), "conditions": _NOTE},
    ),
    _takes("smallest", "the smallest file there may be", {"file": b"12", "conditions": _SIZES}),
    _takes("largest", "the largest file there may be", {"file": b"12345", "conditions": _SIZES}),
    _takes(
        "ignored-field",
        "a field that begins with x-ignore-",
        {"fields": (("x-ignore-this", "a"),)},
        source=FORM,
    ),
    _takes(
        "field-behind-the-file",
        "a field behind the file, which is ignored",
        {"behind": (("acl", "public-read"),)},
        source=FORM,
    ),
    _takes(
        "names-in-capitals",
        "fields whose names are in another case than the policy's",
        {
            "fields": (("X-Amz-Meta-Note", "a note"),),
            "conditions": _NOTE,
        },
    ),
    _takes(
        "binary",
        "a file with a boundary's beginning in it",
        {"file": b"a\r\n----sigv4\r\n\x00\xff"},
        source=POST,
    ),
    # The size.
    _refuses(
        "too-small",
        "a file with a byte too few",
        {"file": b"1", "conditions": _SIZES},
        "400 EntityTooSmall",
    ),
    _refuses(
        "too-large",
        "a file with a byte too many",
        {"file": b"123456", "conditions": _SIZES},
        "400 EntityTooLarge",
    ),
    _refuses(
        "nothing",
        "no byte where two are the least",
        {"file": b"", "conditions": _SIZES},
        "400 EntityTooSmall",
    ),
    # Each condition violated.
    _refuses(
        "bucket",
        "a policy for another bucket",
        {"without": ("bucket",), "conditions": ({"bucket": "another-bucket"},)},
    ),
    _refuses(
        "key", "another key than the policy's", {"key_condition": {"key": f"{HERE}/post/another"}}
    ),
    _refuses(
        "key-as-list",
        "another key, the condition as a list",
        {"key_condition": ["eq", "$key", f"{HERE}/post/another"]},
    ),
    _refuses(
        "key-in-capitals",
        "the policy's key in another case",
        {"key_condition": {"key": f"{HERE}/post/KEY-in-capitals"}},
    ),
    _refuses(
        "key-longer",
        "a key that begins with the policy's",
        {"key_condition": {"key": f"{HERE}/post/key-lon"}},
    ),
    _refuses(
        "key-start",
        "a key that does not begin as the policy wants",
        {"key_condition": ["starts-with", "$key", f"{HERE}/elsewhere/"]},
    ),
    _refuses(
        "filename-elsewhere",
        "a ${filename} in a key of which the whole does not match",
        {
            "key": "post/filename-elsewhere/${filename}",
            "key_condition": {"key": f"{HERE}/post/filename-elsewhere/other.txt"},
        },
        lands="post/filename-elsewhere/file.txt",
    ),
    _refuses(
        "content-type-other",
        "another Content-Type than the policy's",
        {"fields": (("Content-Type", "text/html"),), "conditions": _IMAGES},
    ),
    _refuses(
        "content-type-list",
        "a Content-Type of two, of which one is not the policy's",
        {"fields": (("Content-Type", "image/png,text/html"),), "conditions": _IMAGES},
    ),
    _refuses(
        "metadata-other",
        "other metadata than the policy's",
        {"fields": (("x-amz-meta-note", "another"),), "conditions": _NOTE},
    ),
    _refuses(
        "acl",
        "another acl than the policy's",
        {"fields": (("acl", "bucket-owner-read"),), "conditions": ({"acl": "private"},)},
    ),
    _refuses(
        "status",
        "another success_action_status than the policy's",
        {
            "fields": (("success_action_status", "201"),),
            "conditions": ({"success_action_status": "200"},),
        },
    ),
    _refuses(
        "redirect-elsewhere",
        "another success_action_redirect than the policy's",
        {
            "fields": (("success_action_redirect", "https://example.org/"),),
            "conditions": (["starts-with", "$success_action_redirect", "https://example.com/"],),
        },
    ),
    _refuses("field-missing", "no field for one of the conditions", {"conditions": _NOTE}),
    _refuses(
        "open-field-missing",
        "no field for a condition that leaves its value open",
        {"conditions": (["starts-with", "$x-amz-meta-note", ""],)},
    ),
    _refuses(
        "content-type-missing",
        "no Content-Type where the policy wants one",
        {"conditions": _IMAGES},
    ),
    # Fields that no condition allows.
    *[
        _refuses(
            f"extra-{name.lower()}",
            f"a field {name} that no condition allows",
            {"fields": ((name, value),)},
            _EXTRA,
            source=FORM,
        )
        for name, value in (
            ("acl", "private"),
            ("Content-Type", "text/html"),
            ("Cache-Control", "no-cache"),
            ("x-amz-meta-note", "a note"),
            ("x-amz-storage-class", "STANDARD"),
            ("success_action_status", "201"),
            ("success_action_redirect", "https://example.com/"),
            ("nobody-knows-this", "1"),
        )
    ],
    _refuses(
        "key-not-allowed",
        "a policy without a condition on the key",
        {"without": ("key",)},
        _EXTRA,
        source=FORM,
    ),
    _refuses(
        "no-conditions",
        "a policy that allows nothing",
        {"policy": '{"expiration": "2099-01-01T00:00:00Z", "conditions": []}'},
        _EXTRA,
        source=FORM,
    ),
    *[
        _refuses(
            f"{name}-not-allowed",
            f"a policy without a condition on {name}",
            {"without": (name,)},
            _EXTRA,
            source=FORM,
        )
        for name in ("x-amz-algorithm", "x-amz-credential", "x-amz-date")
    ],
    # The time.
    _refuses("expired", "a policy that ended a minute ago", {"age": 660}, _EXPIRED),
    _refuses(
        "expired-long-ago",
        "a policy of the year before",
        {"expiration": "2020-01-01T00:00:00.000Z"},
        _EXPIRED,
    ),
    _refuses(
        "expiration-without-zone",
        "an expiration without its Z",
        {"expiration": "2099-01-01T00:00:00"},
        _DOCUMENT,
    ),
    _refuses(
        "expiration-word", "an expiration that is no time", {"expiration": "never"}, _DOCUMENT
    ),
    # The signature.
    *[
        _refuses(
            f"signature-{name}",
            f"a signature {words}",
            {"steps": (edit("x-amz-signature", change),)},
            _DIFFERS,
            source=BROWSER,
        )
        for name, words, change in (
            ("digit-1", "with another first digit", lambda s: other_digit(s, 0)),
            ("digit-64", "with another last digit", lambda s: other_digit(s, 63)),
            ("short", "without its last digit", lambda s: s[:-1]),
            ("half", "of half its length", lambda s: s[:32]),
            ("long", "with a digit more", lambda s: f"{s}0"),
            ("empty", "that is empty", lambda _: ""),
            ("in-capitals", "in capitals", str.upper),
        )
    ],
    _refuses(
        "policy-changed",
        "another policy than was signed",
        {"steps": (edit("policy", lambda p: f"{p[:8]}{'A' if p[8] != 'A' else 'B'}{p[9:]}"),)},
        _DIFFERS,
        source=BROWSER,
    ),
    _refuses(
        "policy-longer",
        "a policy with spaces behind it",
        {"steps": (edit("policy", lambda p: f"{p}ICAg"),)},
        _DIFFERS,
        source=BROWSER,
    ),
    _refuses(
        "policy-empty",
        "an empty policy",
        {"steps": (say("policy", ""),)},
        "403 or 400",
        source=BROWSER,
    ),
    _refuses(
        "secret",
        "a policy signed with another secret",
        {"secret": "nobody's secret"},
        _DIFFERS,
        source=BROWSER,
    ),
    _refuses(
        "key-id",
        "an access key id that nobody has",
        {"access_key_id": "AKIASIGV4NOBODY"},
        "403 InvalidAccessKeyId",
        source=ERRORS,
    ),
    *[
        _refuses(
            f"without-{name}",
            f"no {name}",
            {"steps": (drop(name),)},
            "400 InvalidArgument, or 403",
            source=FORM,
        )
        for name in (
            "x-amz-algorithm",
            "x-amz-credential",
            "x-amz-date",
            "x-amz-signature",
            "policy",
        )
    ],
    _refuses(
        "anonymous",
        "a form without any signature",
        {
            "steps": (
                drop(
                    "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature", "policy"
                ),
            )
        },
        "403 AccessDenied, where the bucket is not public",
        source=POST,
    ),
    *[
        _refuses(
            f"scope-{name}",
            f"a policy signed for {words}",
            how,
            "400 InvalidArgument, or 403",
            source=ERRORS,
        )
        for name, words, how in (
            ("region", "another region", {"region": "mars-north-1"}),
            ("service", "another service", {"service": "sqs"}),
            ("terminator", "another terminator", {"terminator": "aws5_request"}),
            ("date", "the day before in its scope", {"scope_age": 1}),
        )
    ],
    _refuses(
        "algorithm",
        "another algorithm, which the policy allows",
        {"said": {"x-amz-algorithm": "AWS4-HMAC-SHA1"}},
        "400 InvalidArgument",
        source=FORM,
    ),
    _refuses(
        "date-changed",
        "another x-amz-date than was signed",
        {"steps": (say("x-amz-date", "20130524T000000Z"),)},
        f"{_FAILED}, or 400",
    ),
    _refuses(
        "credential-malformed",
        "a credential that is none",
        {"said": {"x-amz-credential": "AKIASIGV4NOBODY"}},
        "400 InvalidArgument",
        source=FORM,
    ),
    # Policies that are none.
    *[
        _refuses(
            f"document-{name}",
            f"a policy that is {words}, signed as it is",
            {"policy": text},
            _DOCUMENT,
            source=ERRORS,
        )
        for name, words, text in (
            ("no-json", "no JSON", "expiration: never"),
            ("list", "a list", "[]"),
            ("cut-off", "cut off", '{"expiration": "2099-01-01T00:00:00Z", "conditions": ['),
            (
                "no-expiration",
                "without expiration",
                f'{{"conditions": [["starts-with", "$key", "{HERE}"]]}}',
            ),
            ("no-conditions", "without conditions", '{"expiration": "2099-01-01T00:00:00Z"}'),
        )
    ],
    _refuses(
        "document-no-base64",
        "a policy that is not base64, signed as it is",
        {"encoded": lambda text: f"!{text}"},
        _DOCUMENT,
        source=ERRORS,
    ),
    # The form.
    _refuses(
        "key-behind-the-file",
        "a key that stands behind the file, where it is ignored",
        {
            "steps": (drop("key"),),
            "behind": (("key", f"{HERE}/post/key-behind-the-file"),),
            "filename": f"{HERE}-file.txt",
        },
        "400 InvalidArgument, Bucket POST must contain a field named 'key'",
        source=FORM,
    ),
    _refuses(
        "no-file",
        "a form without a file",
        {"file": None},
        "400 IncorrectNumberOfFilesInPostRequest",
        source=FORM,
    ),
    _refuses(
        "urlencoded",
        "a form that is not multipart",
        {"content_type": "application/x-www-form-urlencoded"},
        "412 PreconditionFailed",
        source=ERRORS,
    ),
    _refuses(
        "added-field",
        "a field that was put in after signing",
        {"steps": (add("x-amz-meta-added", "1"),)},
        _EXTRA,
        source=FORM,
    ),
    _case(
        "signature-twice",
        "a second signature, which is wrong",
        "not known",
        UNKNOWN,
        True,
        {"steps": (add("x-amz-signature", "0" * 64),)},
        kind=INFORMATION,
    ),
    _case(
        "key-twice",
        "a second key, which the policy does not allow",
        "not known",
        UNKNOWN,
        True,
        {"steps": (lambda fields: [*fields, ("key", fields[0][1] + "-2")],)},
        kind=INFORMATION,
    ),
    _case(
        "an-hour-ahead",
        "a policy that was signed an hour in the future",
        "not known",
        UNKNOWN,
        True,
        {"age": -3600},
        kind=INFORMATION,
    ),
)
