"""The chart of what one URL costs, as SVG: bars on a linear scale, each with its figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, TOP, ROW, BAR = 760, 214, 150, 74, 30, 18

# Text takes the colour of the page's scheme; bars stand out on white and on black.
STYLE = """
    text { font: 14px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
    .title { font-size: 17px; font-weight: 600; }
    .small { font-size: 12.5px; fill: #59636e; }
    .figure { font-variant-numeric: tabular-nums; }
    .ours { font-weight: 600; }
    rect { fill: #8c959f; }
    rect.ours { fill: #0a7f5a; }
    rect.floor { fill: #c0892b; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .small { fill: #9198a1; }
      rect { fill: #6e7681; }
      rect.ours { fill: #2fbf8f; }
      rect.floor { fill: #d9a441; }
    }
"""

LABELS = {
    "floor": "the hash calls alone",
    "sigv4 mint(key)": "sigv4: mint(key)",
    "sigv4 mint.many": "sigv4: mint.many(keys)",
    "sigv4 presign_url": "sigv4: presign_url",
    "obstore in bulk": "obstore (Rust), in bulk",
    "obstore": "obstore (Rust)",
    "awscrt": "awscrt (C)",
    "minio": "minio-py's client",
    "botocore": "botocore's bare signer",
    "boto3": "boto3's client, in Python",
}


def draw(result: Mapping[str, Any]) -> str:
    """The chart of a run of mint.py."""
    values: Mapping[str, float] = result["cases"]["a URL"]["values"]
    shown = {name: values[name] for name in LABELS if name in values}
    height = TOP + ROW * len(shown) + 34
    unit = (WIDTH - LEFT - RIGHT) / max(shown.values())
    described = "; ".join(f"{LABELS[name]}: {value:.1f}" for name, value in shown.items())
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" aria-labelledby="title description">',
        '  <title id="title">Microseconds for one more presigned URL, by signer</title>',
        f'  <desc id="description">{escape(described)} microseconds. Less is better.</desc>',
        f"  <style>{STYLE}  </style>",
        '  <text class="title" x="8" y="28">One more presigned URL</text>',
        '  <text class="small" x="8" y="50">microseconds, less is better; '
        "in brackets, times the hash calls alone</text>",
    ]
    for index, (name, value) in enumerate(shown.items()):
        lines += _bar(name, value, value / shown["floor"], unit, TOP + ROW * index)
    told = f"{result['python']}, {result['processor']}; the minimum of "
    told += f"{result['cases']['a URL']['rounds']} rounds; linear scale"
    lines.append(f'  <text class="small" x="8" y="{height - 10}">{escape(told)}</text>')
    return "\n".join([*lines, "</svg>", ""])


def _bar(name: str, value: float, floors: float, unit: float, top: int) -> list[str]:
    kind = "floor" if name == "floor" else "ours" if name.startswith("sigv4") else "peer"
    base = top + BAR - 4
    end = LEFT + value * unit
    times = f"{floors:.1f}" if floors < 10 else f"{floors:.0f}"
    return [
        f'  <text class="{kind}" x="{LEFT - 10}" y="{base}" text-anchor="end">'
        f"{escape(LABELS[name])}</text>",
        f'  <rect class="{kind}" x="{LEFT}" y="{top}" width="{value * unit:.1f}" height="{BAR}"/>',
        f'  <text class="{kind} figure" x="{end + 8:.1f}" y="{base}">'
        f"{value:.1f} µs ({times} ×)</text>",
    ]
