"""AWS's signing test suite: its transcription as cases, the header form and the query form.

Its context file has words of its own. `normalize` is normalize_path; the service, called
"service", encodes the path once; `sign_body` adds and signs x-amz-content-sha256, in the
header form only; `omit_session_token` has the token added after signing.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from .outcome import Signed
from .tables import ASYMMETRIC, Case, Row, Tables

FORMS = {"header": "sign", "query": "presign"}


def parse_request(lines: list[str]) -> tuple[str, str, list[list[str]], str]:
    """Method, target, headers and body of a raw request.

    A header line that begins with white space goes on with the one before it: the two
    are joined by one space (RFC 9112, section 5.2).
    """
    # A target may hold raw spaces, and so only the outer two part the line.
    method, _, rest = lines[0].partition(" ")
    target = rest.removesuffix(" HTTP/1.1")
    end = lines.index("") if "" in lines else len(lines)
    headers: list[list[str]] = []
    for line in lines[1:end]:
        if line[:1] in (" ", "\t"):
            headers[-1][1] += f" {line.strip()}"
        else:
            name, _, value = line.partition(":")
            headers.append([name, value])
    return method, target, headers, "\n".join(lines[end + 1 :])


def case(entry: dict[str, Any], form: str, note: Row, tables: Tables) -> tuple[Case, Signed]:
    """One form of a transcribed case, with this project's note on it, and AWS's checkpoints."""
    name, operation = entry["name"], FORMS[form]
    asymmetric = "public_key" in entry
    figures = entry[form]
    made: Case = {
        "id": f"suite-{'v4a-' if asymmetric else ''}{operation}-{name}",
        "kind": f"{operation}{ASYMMETRIC}" if asymmetric else operation,
        "why": note["why"],
        "flags": sorted([*note["flags"], *(["region-set"] if asymmetric else [])]),
        "provenance": {
            "source": "aws-signing-test-suite",
            "where": f"{'v4a' if asymmetric else 'v4'}/{name}, {form} form",
            "checked_by": "published",
        },
    }
    method, target, headers, body = parse_request(entry["request"])
    host = next(value for header, value in headers if header.lower() == "host")
    made["request"] = {
        "method": method,
        "url": f"https://{host}{target}",
        "headers": [pair for pair in headers if pair[0].lower() != "host"],
    }
    if body:
        made["request"]["body"] = {"text": body}
    made["context"] = _context(entry["context"], operation, body, tables)
    if asymmetric:
        made["context"] = _for_a_set(made["context"])
    checkpoints = Signed(
        "\n".join(figures["canonical_request"]),
        "\n".join(figures["string_to_sign"]),
        figures["signature"],
    )
    return made, checkpoints


def printed_signatures(entry: dict[str, Any], form: str) -> list[str]:
    """The signature of AWS's signed request, and the one that AWS printed beside it."""
    text = " ".join(entry[form]["signed_request"])
    signed = text.partition("Signature=")[2].partition(" ")[0].partition("&")[0]
    return [signed, entry[form]["signature"]]


def _for_a_set(context: dict[str, Any]) -> dict[str, Any]:
    return {("region_set" if name == "region" else name): v for name, v in context.items()}


def _context(given: dict[str, Any], kind: str, body: str, tables: Tables) -> dict[str, Any]:
    credentials = given["credentials"]
    context = {name: credentials[name] for name in ("access_key_id", "secret_access_key")}
    context["region"] = given["region"]
    context["service"] = given["service"]
    if "token" in credentials:
        context["session_token"] = credentials["token"]
    context["signing_time"] = given["timestamp"]
    if kind == "presign":
        context["expires_in"] = given["expiration_in_seconds"]
        if body:
            context["payload_hash"] = sha256(body.encode()).hexdigest()
    changes = {
        "double_encode_path": False,
        "normalize_path": given["normalize"],
        "payload_hash_header": given["sign_body"] and kind == "sign",
        "session_token_signed": not given.get("omit_session_token", False),
    }
    context["rules"] = tables.rules(given["service"], changes)
    return context
