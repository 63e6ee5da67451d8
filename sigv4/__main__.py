"""`python -m sigv4`: the same program as the command `sigv4`."""

from __future__ import annotations

import sys

from .cli import main

sys.exit(main())
