from __future__ import annotations

import pytest
import redact
import targets

from sigv4.redact import redact as hidden


@pytest.mark.parametrize("name", redact.TEXTS)
def test_what_is_timed_is_redacted(name: str) -> None:
    """Each text holds as many secrets as it says, in whole units, and up to its size."""
    unit, secrets = redact.TEXTS[name]
    text = redact.text_of(unit, 10_000)
    assert 10_000 - len(unit) < len(text) <= 10_000
    assert hidden(unit).count("REDACTED") == secrets
    redact.loop(name, 10_000)(1)


def test_secrets_that_are_left_are_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not do its work is not timed."""
    monkeypatch.setattr(redact, "redact", str)
    with pytest.raises(SystemExit, match="secrets are left"):
        redact.loop("presigned URLs", 10_000)


def test_every_text_has_its_target() -> None:
    """Each is judged, the longest text by one that is a hundred times shorter."""
    judged = {
        target.case: (redact.SIZES[target.ours], redact.SIZES[target.against])
        for target in targets.TARGETS
        if target.question == "redact"
    }
    assert judged == dict.fromkeys(redact.TEXTS, (10_000_000, 100_000))
