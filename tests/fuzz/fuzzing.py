"""Fuzz one target, guided by the branches of sigv4 that it reaches: `python fuzzing.py TARGET …`.

TARGET is a module of this folder, `fuzz_TARGET.py`. It has `TestOneInput(data)`, which raises
where a promise is broken, and `SEEDS`, inputs to begin with; `corpus/TARGET` has more of them,
and `words/TARGET.dict` may have what inputs are made of. What is found on the way is kept in
`build/fuzz/TARGET`, and so is an input at which the target raised: it belongs into the corpus,
which the ordinary tests run.

What follows goes to libFuzzer: options such as -max_total_time=60, and folders in place of
those. To choose what the corpus needs of what was found, the most telling inputs first:

    mkdir chosen; cp build/fuzz/TARGET/seeds/* chosen
    python fuzzing.py TARGET -set_cover_merge=1 -max_len=2000 chosen build/fuzz/TARGET/found
"""

from __future__ import annotations

import importlib
import sys
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

import atheris

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build" / "fuzz"

# Of what is larger than the bounds of the verifier nothing is looked at. A second is a thousand
# times what an input takes.
_BOUNDS = ["-max_len=4096", "-len_control=10", "-timeout=10", "-rss_limit_mb=1024"]


def main() -> None:
    """Fuzz until a promise is broken, or an option's bound is reached."""
    name, *options = sys.argv[1:]
    sys.path.append(str(HERE.parent / "support"))
    with redirect_stderr(StringIO()), atheris.instrument_imports(include=["sigv4"]):
        target = importlib.import_module(f"fuzz_{name}")
        # What sigv4 imports within functions must be instrumented, too.
        for seed in target.SEEDS:
            target.TestOneInput(seed)
    seeds, found = (BUILD / name / folder for folder in ("seeds", "found"))
    for folder in (seeds, found):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.SEEDS):
        (seeds / f"{number:03}").write_bytes(seed)
    flags = [option for option in options if option.startswith("-")]
    folders = [option for option in options if not option.startswith("-")]
    corpus, words = HERE / "corpus" / name, HERE / "words" / f"{name}.dict"
    if words.exists():
        flags.append(f"-dict={words}")
    flags += ["-print_final_stats=1", f"-artifact_prefix={BUILD / name}/"]
    inputs = folders or [str(folder) for folder in (found, seeds, corpus) if folder.exists()]
    command = f"{sys.executable} {__file__} {name}"  # Merging starts it once more.
    atheris.Setup([command, *_BOUNDS, *flags, *inputs], target.TestOneInput)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
