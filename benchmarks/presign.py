"""What does one presigned URL cost, signed on its own? Prints ratios to the floor."""

from __future__ import annotations

import argparse
import json
from importlib.metadata import version

import peers
import timing

import sigv4

# What the design asks of a plain URL: at most so many times the floor, and at least so
# many times faster than each peer.
MOST_FLOORS = 5.0
DISTRIBUTIONS = {"sigv4": "sigv4-presign"}
LEAST_RATIOS = {"boto3": 20.0, "awscrt": 1.0, "obstore": 1.0}


def contestants() -> dict[str, peers.Signer]:
    """Ours, the floor and the peers, each shown to sign the same before it is timed."""
    credentials = sigv4.Credentials(peers.ACCESS_KEY_ID, peers.SECRET_ACCESS_KEY)
    url = f"https://{peers.HOST}/{peers.KEY}"
    one = sigv4.presign("GET", url, credentials, region=peers.REGION)
    signers = {
        "sigv4": lambda: sigv4.presign_url("GET", url, credentials, region=peers.REGION),
        "obstore": peers.with_obstore(),
        "awscrt": peers.with_awscrt(),
        "botocore": peers.with_botocore(),
        "boto3": peers.with_boto3(),
    }
    for name, signer in signers.items():
        peers.same_signature(name, signer())
    return {"floor": peers.floor(one.canonical_request, one.string_to_sign), **signers}


def main() -> int:
    """Print the table; with --json a file as well; with --check fail where a row is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each contestant")
    parser.add_argument("--json", help="a file to write")
    parser.add_argument("--check", action="store_true", help="fail if a ratio is missed by 25 %%")
    options = parser.parse_args()
    best = timing.minima(contestants(), rounds=20, seconds=options.seconds)
    floors = {name: value / best["floor"] for name, value in best.items()}
    faster = {name: best[name] / best["sigv4"] for name in LEAST_RATIOS}
    versions = {name: version(DISTRIBUTIONS.get(name, name)) for name in best if name != "floor"}
    print(f"One presigned URL, {timing.machine()}; the minimum of 20 rounds\n")
    print(f"{'signer':<12}{'version':<12}{'us':>8}{'x floor':>10}{'x sigv4':>10}")
    for name, value in best.items():
        ratios = f"{floors[name]:>10.1f}{value / best['sigv4']:>10.1f}"
        print(f"{name:<12}{versions.get(name, ''):<12}{value:>8.2f}{ratios}")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            result = {
                "machine": timing.machine(),
                "versions": versions,
                "microseconds": best,
                "floors": floors,
            }
            json.dump(result, file, indent=2)
            file.write("\n")
    missed = [f"{name}: {r:.1f}" for name, r in faster.items() if r < LEAST_RATIOS[name] * 0.75]
    if floors["sigv4"] > MOST_FLOORS * 1.25:
        missed.append(f"floor: {floors['sigv4']:.1f}")
    if options.check and missed:
        print(f"\nmissed: {', '.join(missed)}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
