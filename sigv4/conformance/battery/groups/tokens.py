"""Session tokens: those of temporary credentials, where there are some, and one of nobody."""

from __future__ import annotations

from functools import partial

from ..case import Case, Seen
from ..draft import Draft
from ..forms import FormDraft
from ..forms import drop as drop_field
from ..plays import Request, look, refuses
from ..stage import SEED, Stage
from ..steps import Step, append, drop, drop_header, edit, edit_header, header
from .sources import ERRORS, POLICY, QUERY, TEMPORARY

# What the cases of temporary credentials need: that the battery was given some.
GIVEN = "temporary credentials"

_PARAMETER = "X-Amz-Security-Token"
_HEADER = "x-amz-security-token"
_INVALID = "400 InvalidToken, or 403"
_DIFFERS = "403 SignatureDoesNotMatch"
_BODY = b"by a session"


def _other_end(token: str) -> str:
    """A token whose last letter is another, wherever padding ends it."""
    kept = token.rstrip("=%3D")
    return f"{kept[:-1]}{'A' if kept[-1:] != 'A' else 'B'}{token[len(kept) :]}"


def _request(accepts: bool, draft: Draft, steps: tuple[Step, ...], stage: Stage) -> Seen:
    def shows(stage: Stage, reply: object) -> str:
        if draft.method == "PUT":
            return "" if stage.read(draft.key or "") == _BODY else "it is not there"
        body = getattr(reply, "body", b"")
        return "" if draft.key != "seed" or body == SEED else "the answer is not the object"

    play = Request(draft=draft, steps=steps, accepts=accepts, statuses=(), shows=shows)
    return play(stage)


def _form(draft: FormDraft, stage: Stage) -> Seen:
    reply = stage.send(draft.signed(stage.target))
    return look(reply)


def _case(
    name: str,
    sends: str,
    accepts: bool,
    draft: Draft,
    *steps: Step,
    aws: str = "",
    source: str = TEMPORARY,
) -> Case:
    control = "tokens/header" if draft.auth == "header" else "tokens/query"
    return Case(
        id=f"tokens/{name}",
        sends=sends,
        accepts=accepts,
        aws=aws or ("200" if accepts else _INVALID),
        source=source,
        play=partial(_request, accepts, draft, steps),
        needs=(GIVEN,) if accepts else (control,),
    )


def _post(name: str, sends: str, accepts: bool, draft: FormDraft, aws: str) -> Case:
    return Case(
        id=f"tokens/{name}",
        sends=sends,
        accepts=accepts,
        aws=aws,
        source=POLICY,
        play=partial(_form, draft),
        needs=(GIVEN, "post/form") if accepts else ("tokens/post",),
    )


_QUERY = Draft()
_IN_HEADER = Draft(auth="header")

CASES: tuple[Case, ...] = (
    # A token that no server gave out.
    refuses(
        "tokens/of-nobody",
        "a URL with a token that nobody gave out, and signed with it",
        Draft(token="nobody-gave-this-out"),
        aws="400 InvalidToken",
        source=ERRORS,
        needs=("basic/get",),
    ),
    refuses(
        "tokens/of-nobody-in-header",
        "an Authorization header with a token that nobody gave out",
        Draft(token="nobody-gave-this-out", auth="header"),
        aws="400 InvalidToken",
        source=ERRORS,
        needs=("header/get",),
    ),
    refuses(
        "tokens/of-nobody-appended",
        "a URL with a token of nobody that was not signed",
        Draft(token=""),
        append(f"{_PARAMETER}=nobody-gave-this-out"),
        aws="403 SignatureDoesNotMatch, or 400 InvalidToken",
        source=QUERY,
        needs=("basic/get",),
    ),
    # Temporary credentials.
    _case("query", "GET with a URL that a session signed", True, _QUERY),
    _case("header", "GET with an Authorization header that a session signed", True, _IN_HEADER),
    _case(
        "put",
        "PUT with a URL that a session signed",
        True,
        Draft(method="PUT", key="tokens/put", body=_BODY),
    ),
    _case(
        "header-put",
        "PUT with a header that a session signed",
        True,
        Draft(method="PUT", key="tokens/header-put", body=_BODY, auth="header"),
    ),
    _case(
        "without",
        "a URL signed without the token",
        False,
        Draft(token=""),
        aws="403 InvalidAccessKeyId",
    ),
    _case(
        "header-without",
        "a header signed without the token",
        False,
        Draft(token="", auth="header"),
        aws="403 InvalidAccessKeyId",
    ),
    _case(
        "dropped",
        "a URL whose token was taken away",
        False,
        _QUERY,
        drop(_PARAMETER),
        aws=f"{_DIFFERS}, or 403 InvalidAccessKeyId",
    ),
    _case(
        "header-dropped",
        "a token that was signed and is not sent",
        False,
        _IN_HEADER,
        drop_header(_HEADER),
        aws=f"{_DIFFERS}, or 403 InvalidAccessKeyId",
    ),
    _case(
        "changed",
        "a URL with another token than was signed",
        False,
        _QUERY,
        edit(_PARAMETER, _other_end),
    ),
    _case(
        "header-changed",
        "a header with another token than was signed",
        False,
        _IN_HEADER,
        edit_header(_HEADER, _other_end),
    ),
    _case(
        "in-other-case",
        "a URL with the token in the other case",
        False,
        _QUERY,
        edit(_PARAMETER, str.swapcase),
    ),
    _case("emptied", "a URL with an empty token", False, _QUERY, edit(_PARAMETER, lambda _: "")),
    _case(
        "of-another",
        "a URL signed with a token of nobody",
        False,
        Draft(token="nobody-gave-this-out"),
    ),
    _case(
        "secret",
        "a URL with the token, signed with another secret",
        False,
        Draft(secret="nobody's secret"),
        aws=_DIFFERS,
    ),
    _case(
        "key-id",
        "a URL with the token and another access key id",
        False,
        Draft(access_key_id="AKIASIGV4NOBODY"),
        aws="403 InvalidAccessKeyId, or 400 InvalidToken",
    ),
    _case(
        "in-a-header-instead",
        "a URL whose token was moved to an unsigned header",
        False,
        _QUERY,
        drop(_PARAMETER),
        header(_HEADER, "nobody-gave-this-out"),
        aws="403",
    ),
    _post("post", "a form that a session signed", True, FormDraft(key="tokens/post"), "204"),
    _post(
        "post-dropped",
        "a form whose token was taken away",
        False,
        FormDraft(key="tokens/post-dropped", steps=(drop_field(_HEADER),)),
        "403",
    ),
    _post(
        "post-not-allowed",
        "a form whose policy has no condition on the token",
        False,
        FormDraft(key="tokens/post-not-allowed", without=(_HEADER,)),
        "403 AccessDenied, Extra input fields",
    ),
    _post(
        "post-without",
        "a form signed without the token",
        False,
        FormDraft(key="tokens/post-without", token=""),
        "403 InvalidAccessKeyId",
    ),
)
