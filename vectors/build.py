"""Write the sets of vectors from their sources, or check what is there.

    python vectors/build.py            writes the sets: aws-suite.json and its like
    python vectors/build.py --check    writes nothing; exit status 1 where a file differs

The expected values of the suites and of the documentation are AWS's. The others are botocore's,
or a second derivation's where botocore cannot be asked. Every case is derived a second time and
signed by sigv4 itself, and any difference stops the build. Verdicts on forms are the sources';
the tests send those forms to a server, which must answer as they say.
"""

from __future__ import annotations

import argparse
import hmac
import json
import sys
from dataclasses import replace
from hashlib import sha256
from typing import Any

from builder import asymmetric, chunks, posts, project, specification, suite, verified
from builder.oracle import Botocore
from builder.outcome import Signed, expected
from builder.tables import ASYMMETRIC, HERE, SOURCES, Case, Row, Tables, load

FORMAT_VERSION = "1"
CHECKPOINTS = ("canonical_request", "string_to_sign", "signature")
DESCRIPTIONS = {
    "aws-suite": "AWS's signing test suite for Signature Version 4: its 38 cases, each in the "
    "header form and in the query form.",
    "aws-suite-v4a": "AWS's signing test suite for Signature Version 4A: its 38 complete cases, "
    "each in the header form and in the query form, and a key pair.",
    "documentation": "The figures that AWS's documentation works through.",
    "edge-cases": "This project's own cases, one point each, with what must be refused.",
    "post-forms": "This project's own forms to send by POST: signed, and judged as S3 judges them.",
    "verify": "Requests that come in, to be verified: valid ones, and each single fault in them.",
    "streaming": "Bodies that are sent in signed chunks: AWS's two examples, and this project's "
    "cases.",
}
COPYRIGHTS = {
    "aws-suite": "Copyright Amazon.com, Inc. or its affiliates. All Rights Reserved.",
    "aws-suite-v4a": "Copyright Amazon.com, Inc. or its affiliates. All Rights Reserved.",
    "documentation": "Figures: Amazon.com, Inc. or its affiliates.",
    "edge-cases": "Copyright 2026 the sigv4 authors.",
    "post-forms": "Copyright 2026 the sigv4 authors.",
    "verify": "Copyright 2026 the sigv4 authors.",
    "streaming": "Copyright 2026 the sigv4 authors; figures of the documentation: Amazon.com, Inc. "
    "or its affiliates.",
}


class BuildError(Exception):
    """A vector that is not agreed on."""


def aws_suite(tables: Tables) -> list[Case]:
    """Both forms of every case that AWS's suite has."""
    cases = []
    notes = load(SOURCES / "aws-suite-notes.json")
    for entry in load(SOURCES / "aws-suite.json")["cases"]:
        for form in suite.FORMS:
            case, published = suite.case(entry, form, notes[entry["name"]], tables)
            _agree(case, "the second derivation", specification.sign(case), published)
            cases.append(_complete(case, published))
    return cases


def aws_suite_v4a(tables: Tables) -> list[Case]:
    """Both forms of every complete case of AWS's suite for sets of regions, and its key pair."""
    cases = []
    notes = load(SOURCES / "aws-suite-notes.json")
    for entry in load(SOURCES / "aws-suite-v4a.json")["cases"]:
        for form in suite.FORMS:
            cases.append(_asymmetric(entry, form, notes[entry["name"]], tables))
    for row in load(SOURCES / "aws-key-pairs.json")["cases"]:
        pair = asymmetric.key_pair(row["context"])
        _check(row, "the second derivation", "key pair", pair, row["expected"])
        cases.append(row)
    return cases


def _asymmetric(entry: dict[str, Any], form: str, note: Row, tables: Tables) -> Case:
    case, published = suite.case(entry, form, note, tables)
    derived = specification.sign(case)
    for name in CHECKPOINTS[:2]:
        theirs, agreed = getattr(derived, name), getattr(published, name)
        _check(case, "the second derivation", name, theirs, agreed)
    key = {axis.lower(): number for axis, number in entry["public_key"].items()}
    derived_key = asymmetric.key_pair(case["context"])["public_key"]
    _check(case, "the second derivation", "public_key", derived_key, key)
    signatures = suite.printed_signatures(entry, form)
    for signature in signatures:
        _check_verifies(case, published.string_to_sign, signature)
    answer = expected(case, replace(published, signature=signatures[0]))
    del answer["signature"]
    return {**case, "expected": {"public_key": key, "signatures": signatures, **answer}}


def documentation(tables: Tables) -> list[Case]:
    """The documentation's figures, with the texts that must lead to them."""
    cases = []
    for row in load(SOURCES / "documentation.json")["cases"]:
        post = row.get("kind") in posts.KINDS
        case = posts.case(row, row["where"]) if post else tables.case(row, row["where"])
        case["provenance"].update(source="aws-documentation", checked_by="published")
        if case["kind"] == "signing-key":
            _check(case, "the second derivation", "signing_key", _key(case), row["signing_key"])
            case["expected"] = {"signing_key": row["signing_key"]}
        elif case["kind"] == "post-policy":
            case["expected"] = posts.sign(case)
            signature = case["expected"]["signature"]
            _check(case, "the second derivation", "signature", signature, row["signature"])
        elif case["kind"] != "post-form":  # Its verdict is in the row.
            derived = specification.sign(case)
            _check(case, "the second derivation", "signature", derived.signature, row["signature"])
            case = _complete(case, derived)
        cases.append(case)
    return cases


def edge_cases(tables: Tables) -> list[Case]:
    """This project's own cases."""
    botocore = Botocore(tables)
    cases = []
    for path in sorted((SOURCES / "edge-cases").glob("*.json")):
        table = load(path)
        for row in table["cases"]:
            case = tables.case(row, table["where"])
            case["provenance"].update(_checked_by(case, row))
            if case["kind"] == "signing-key":
                case["expected"] = {"signing_key": _witnessed_key(case, botocore)}
            elif case["kind"] != "refused":
                case = _complete(case, _witnessed(case, row, botocore))
            cases.append(case)
    return cases


def post_forms(tables: Tables) -> list[Case]:
    """This project's own forms."""
    botocore = Botocore(tables)
    cases = []
    table = load(SOURCES / "posts.json")
    for row in table["cases"]:
        case = posts.case(row, table["where"])
        case["expected"] = posts.sign(case)
        case["provenance"].update(_checked_by(case, row))
        if "second_derivation" not in row:
            conditions, fields = posts.stated(case)
            begun = {"expiration": posts.expiration(case["context"]), "conditions": conditions}
            theirs = [list(pair) for pair in botocore.post(case, begun, fields).items()]
            _check(case, "botocore", "fields", sorted(theirs), sorted(case["expected"]["fields"]))
        cases.append(case)
    table = load(SOURCES / "post-forms.json")
    for row in table["cases"]:
        case = posts.case({**row, "kind": "post-form"}, table["where"])
        case["provenance"].update(posts.judged_by(row))
        cases.append(case)
    return cases


def streaming(tables: Tables) -> list[Case]:
    """Bodies in chunks."""
    botocore, cases = Botocore(tables), []
    table = load(SOURCES / "streaming.json")
    for written in table["cases"]:
        row = {"method": "PUT", **written, "flags": [*written.get("flags", []), "streaming"]}
        case = chunks.case_of(row, table["where"], tables)
        answer = chunks.derive(case)
        seed = chunks.seed_of_botocore(case, botocore)
        _check(case, "botocore", "signature", seed, answer["signature"])
        if "published" in row:
            case["provenance"].update(source="aws-documentation", checked_by="published")
            made = [answer["signature"], *(chunk["signature"] for chunk in answer["chunks"])]
            made += [answer["trailer"]["signature"]] if "trailer" in answer else []
            _check(case, "the second derivation", "signatures", made, row["published"])
        elif row.get("unsigned"):
            wire = chunks.wire_of_botocore(case)
            digest = sha256(wire).hexdigest()
            _check(case, "botocore", "wire_sha256", digest, answer["wire_sha256"])
            note = "botocore: its plain signer for the request, its AwsChunkedWrapper for the body"
            case["provenance"].update(checked_by="botocore-equivalent", note=note)
        else:
            note = (
                "botocore signs no chunks; the request's own signature is its plain signer's, too"
            )
            case["provenance"].update(checked_by="second-derivation", note=note)
        cases.append({**case, "expected": answer})
    return cases


def verify(tables: Tables) -> list[Case]:
    """Requests that come in."""
    botocore = Botocore(tables)
    table = load(SOURCES / "verify.json")
    return verified.cases(table, tables, lambda case, row: _witnessed(case, row, botocore))


SETS = {
    "aws-suite": aws_suite,
    "aws-suite-v4a": aws_suite_v4a,
    "documentation": documentation,
    "edge-cases": edge_cases,
    "post-forms": post_forms,
    "streaming": streaming,
    "verify": verify,
}


def _checked_by(case: Case, row: Row) -> dict[str, str]:
    if case["kind"] == "refused":
        return {"checked_by": "rule"}
    if "second_derivation" in row:
        return {"checked_by": "second-derivation", "note": row["second_derivation"]}
    if "fed" in row:
        return {"checked_by": "botocore-equivalent", "note": f"botocore: {row['fed']['note']}"}
    if case["kind"] == "signing-key":
        note = "botocore: compared by what the key signs, since it hands out no key"
        return {"checked_by": "botocore-equivalent", "note": note}
    return {"checked_by": "botocore"}


def _witnessed(case: Case, row: Row, botocore: Botocore) -> Signed:
    derived = specification.sign(case)
    if "second_derivation" in row:
        return derived
    witness = botocore.sign(case, row.get("fed", {}))
    _agree(case, "the second derivation", derived, witness)
    return witness


def _witnessed_key(case: Case, botocore: Botocore) -> str:
    key, text = _key(case), "text"
    mac = hmac.new(bytes.fromhex(key), text.encode(), "sha256").hexdigest()
    _check(case, "the second derivation", "key", mac, botocore.keyed_hash(case["context"], text))
    return key


def _key(case: Case) -> str:
    context = case["context"]
    names = ("secret_access_key", "date", "region", "service")
    return specification.signing_key(*(context[name] for name in names)).hex()


def _complete(case: Case, signed: Signed) -> Case:
    return {**case, "expected": expected(case, signed)}


def _agree(case: Case, who: str, theirs: Signed, agreed: Signed) -> None:
    for name in CHECKPOINTS:
        _check(case, who, name, getattr(theirs, name), getattr(agreed, name))


def _check_verifies(case: Case, string_to_sign: str, signature: str) -> None:
    verdict = asymmetric.verifies(case["context"], string_to_sign, signature)
    _check(case, "cryptography", f"the verdict on {signature}", verdict, True)


def _check(case: Case, who: str, what: str, theirs: object, agreed: object) -> None:
    if theirs != agreed:
        raise BuildError(f"{case['id']}: {what} of {who} is\n{theirs}\nand should be\n{agreed}")


def check_project(cases: list[Case]) -> None:
    """sigv4 must answer every case as expected; the first checkpoint that differs is named."""
    for case in cases:
        answer = project.answer(case)
        if case["kind"].endswith(ASYMMETRIC):
            answer = _with_printed_signature(case, answer)
        for name, value in case["expected"].items():
            _check(case, "sigv4", name, answer.get(name, answer), value)


def _with_printed_signature(case: Case, answer: dict[str, Any]) -> dict[str, Any]:
    """An answer with AWS's signature where sigv4's was, once that is verified."""
    _check_verifies(case, case["expected"]["string_to_sign"], answer.get("signature", ""))
    ours = answer.pop("signature")
    signatures = case["expected"]["signatures"]
    text = json.dumps(answer).replace(f"Signature={ours}", f"Signature={signatures[0]}")
    return {
        **json.loads(text),
        "signatures": signatures,
        "public_key": project.public_key(case["context"]),
    }


def rendered(name: str, cases: list[Case]) -> str:
    """A set as the text of its file: ASCII only, so that no editor or pipe can alter it."""
    content: dict[str, Any] = {
        "$schema": "schema.json",
        "format_version": FORMAT_VERSION,
        "set": name,
        "description": DESCRIPTIONS[name],
        "copyright": COPYRIGHTS[name],
        "license": "Apache-2.0",
        "case_count": len(cases),
        "cases": cases,
    }
    return json.dumps(content, indent=2, ensure_ascii=True) + "\n"


def main() -> int:
    """Write the sets, or with --check compare them with the files."""
    parser = argparse.ArgumentParser(description="Write the sets of vectors from their sources.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    check = parser.parse_args().check
    tables, stale = Tables(), []
    for name, make in SETS.items():
        try:
            cases = make(tables)
            check_project(cases)
        except BuildError as error:
            print(error, file=sys.stderr)
            return 1
        path, text = HERE / f"{name}.json", rendered(name, cases).encode()
        if not check:
            path.write_bytes(text)
        elif not path.exists() or path.read_bytes() != text:
            stale.append(path.name)
    for file in stale:
        print(
            f"vectors/{file} differs from its sources: run python vectors/build.py", file=sys.stderr
        )
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
