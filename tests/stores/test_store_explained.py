"""Why the servers refuse, in one command; and what is said to do about it works."""

from __future__ import annotations

import pytest
from faults import FAULTS, kept, scene_in
from faults_named import check
from store import Store


def test_each_fault_is_named_anew(store: Store) -> None:
    """What was kept of the servers' answers is what they say today."""
    scene = scene_in(store)
    for fault, make in FAULTS.items():
        check(fault, store.name, kept(make(scene), scene.now))
