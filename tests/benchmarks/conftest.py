"""The suite is not installed: its modules are found where they stand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
sys.path.append(str(BENCHMARKS))


@pytest.fixture
def mint_result() -> dict[str, Any]:
    """What mint.py might write."""
    values = {
        "floor": 2.0,
        "sigv4 mint(key)": 3.0,
        "sigv4 mint.many": 3.1,
        "sigv4 presign_url": 9.0,
        "obstore in bulk": 15.0,
        "obstore": 16.0,
        "awscrt": 30.0,
        "minio": 70.0,
        "botocore": 90.0,
        "boto3": 300.0,
    }
    return {
        "question": "mint",
        "cases": {"a URL": {"unit": "µs a URL", "values": values, "rounds": 7}},
        "python": "CPython 3.13.0",
        "processor": "Some <Processor> & Co",
        "versions": {"sigv4": "1.2.3"},
    }
