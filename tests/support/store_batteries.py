"""Record what the servers make of the battery: python tests/support/store_batteries.py

Writes tests/stores/batteries.json, which the tests then hold the servers to. Names of servers as
arguments record those only.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from radosgw_server import assume_role
from store import KINDS, Store, open_store

from sigv4 import Credentials
from sigv4.conformance.server import CASES, Report, chosen, find_target, send_battery

BATTERIES = Path(__file__).parents[1] / "stores" / "batteries.json"

# A server, and "sts" for radosgw asked by a session of its STS.
SESSION = "sts"
COLUMNS = (*KINDS, SESSION)


def load() -> dict[str, dict[str, list[str]]]:
    """Case → server → its verdict, and what it answered."""
    batteries: dict[str, dict[str, list[str]]] = json.loads(BATTERIES.read_text("utf-8"))
    return batteries


def send(
    store: Store,
    credentials: Credentials | None = None,
    *,
    only: Sequence[str] = (),
    bucket: str | None = None,
) -> Report:
    """The battery, all of it unless some is named, to a bucket that is new unless it is named."""
    s3 = store.s3(credentials=credentials)
    bucket = bucket or store.new_bucket()
    target = find_target(
        credentials or store.credentials,
        bucket,
        region=s3.endpoint(bucket).signing_region,
        endpoint_url=store.server.endpoint,
        addressing_style="path",
    )
    return send_battery(target, chosen(only))


def outcomes(report: Report) -> dict[str, list[str]]:
    """What is kept of a report: of an answer that cannot be read, not in which way."""
    return {r.case.id: [r.verdict, r.seen.answer] for r in report.results}


def main(names: list[str]) -> None:
    """Ask, and write."""
    batteries = load() if BATTERIES.exists() else {}
    for name in names or COLUMNS:
        with open_store("radosgw" if name == SESSION else name) as store:
            credentials = assume_role(store.server) if name == SESSION else None
            for case, outcome in outcomes(send(store, credentials)).items():
                batteries.setdefault(case, {})[name] = outcome
    rows = [f"  {json.dumps(case.id)}: {json.dumps(batteries[case.id])}" for case in CASES]
    BATTERIES.write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
