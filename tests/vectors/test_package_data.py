"""The wheel carries the vectors as package data."""

from __future__ import annotations

from pathlib import Path

import pytest

import sigv4

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(sigv4.__file__).parent
PRODUCT = sorted(p.name for p in (ROOT / "vectors").iterdir() if p.suffix in {".json", ".md"})


@pytest.mark.parametrize("name", PRODUCT)
def test_every_file_of_the_product_is_carried(name: str) -> None:
    """Installed, each file is what it is in the repository; in the tree itself, the build is told.

    The tests run once in the tree and once against the built wheel (`make wheel-test`).
    """
    if PACKAGE == ROOT / "sigv4":
        assert f'"vectors/{name}" = "sigv4/vectors/{name}"' in (ROOT / "pyproject.toml").read_text()
    else:
        assert (PACKAGE / "vectors" / name).read_bytes() == (ROOT / "vectors" / name).read_bytes()


def test_the_product_is_there() -> None:
    """Four sets, their schema and the page that explains them."""
    assert len(PRODUCT) >= 6
