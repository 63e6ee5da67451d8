"""Amazon S3, and the stores that speak its protocol."""

from __future__ import annotations

from .client import S3
from .disposition import attachment
from .stores import store

__all__ = ["S3", "attachment", "store"]
