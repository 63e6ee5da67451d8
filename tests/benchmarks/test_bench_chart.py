from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import chart
import pytest

SVG = "{http://www.w3.org/2000/svg}"


def test_chart_is_well_formed_and_says_what_it_shows(mint_result: dict[str, Any]) -> None:
    """Whoever cannot see it is told the same figures, and it follows the page's scheme."""
    svg = chart.draw(mint_result)
    root = ElementTree.fromstring(svg)
    named = {str(root.get("aria-labelledby"))}
    assert named == {"title description"}
    assert root.findtext(f"{SVG}title")
    described = str(root.findtext(f"{SVG}desc"))
    values = mint_result["cases"]["a URL"]["values"]
    assert all(f": {value:.1f}" in described for value in values.values())
    assert "prefers-color-scheme: dark" in svg
    assert "Some <Processor> & Co" in "".join(root.itertext())


def test_bars_are_as_long_as_their_values(mint_result: dict[str, Any]) -> None:
    """On a linear scale that begins at nothing, and all inside the picture."""
    root = ElementTree.fromstring(chart.draw(mint_result))
    values = mint_result["cases"]["a URL"]["values"]
    widths = [float(str(bar.get("width"))) for bar in root.iter(f"{SVG}rect")]
    assert len(widths) == len(values)
    longest = chart.WIDTH - chart.LEFT - chart.RIGHT
    assert widths == [pytest.approx(value / 300 * longest, abs=0.1) for value in values.values()]


def test_a_peer_that_was_not_there_has_no_bar(mint_result: dict[str, Any]) -> None:
    """And the rest is drawn."""
    del mint_result["cases"]["a URL"]["values"]["minio"]
    assert "minio" not in chart.draw(mint_result)
