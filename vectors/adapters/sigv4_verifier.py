"""This library's verifier, asked through its public names."""

from __future__ import annotations

from typing import Any

from loop import Answer, Question, body_of, serve, time_of

from sigv4 import Credentials, ServiceRules
from sigv4.verify import RefusedError, verify_post, verify_request


def _credentials(known: dict[str, Any]) -> Credentials:
    return Credentials(
        known["access_key_id"], known["secret_access_key"], known.get("session_token")
    )


def _refused(refused: RefusedError) -> Answer:
    return {"accepted": False, "code": refused.code, "status": refused.status}


def verify(question: Question) -> Answer:
    received, context = question["received"], question["context"]
    known = {keys["access_key_id"]: _credentials(keys) for keys in context["known"]}
    caller = context["payload"] == "caller"
    try:
        verify_request(
            received["method"],
            received["target"].encode(),
            [(name, value.encode()) for name, value in received["headers"]],
            credentials=known.get,
            region=context["regions"],
            service=context["services"],
            hosts=context["hosts"],
            now=time_of(context["now"]),
            body=None if caller else body_of(received),
            payload=context["payload"],
            max_expires_in=context["rules"]["max_expires_in"],
            rules=ServiceRules(**context["rules"]),
        )
    except RefusedError as refused:
        return _refused(refused)
    return {"accepted": True}


def post_form(question: Question) -> Answer:
    form, context = question["form"], question["context"]
    known = {context["access_key_id"]: _credentials(context)}
    try:
        verify_post(
            form["fields"],
            credentials=known.get,
            region=context["region"],
            service=context["service"],
            bucket=form["bucket"],
            size=form["file"]["size"],
            filename=form["file"].get("name"),
            now=time_of(context["now"]),
        )
    except RefusedError as refused:
        return _refused(refused)
    return {"accepted": True}


if __name__ == "__main__":
    serve({"verify": verify, "post-form": post_form})
