"""Shared files in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[..., dict[str, str]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the shared files and give the environment that names them, with more variables."""

    def write_files(
        credentials: str | None = None, config: str | None = None, **variables: str
    ) -> dict[str, str]:
        paths = {"AWS_SHARED_CREDENTIALS_FILE": credentials, "AWS_CONFIG_FILE": config}
        environ = {"HOME": str(tmp_path)}
        for variable, text in paths.items():
            path = tmp_path / variable.lower()
            if text is not None:
                path.write_text(text, encoding="utf-8")
            environ[variable] = str(path)
        return {**environ, **variables}

    return write_files
