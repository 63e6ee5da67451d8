"""How long does `sigv4 presign` take as a command, beside `aws s3 presign`?"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import peers
from report import Case, Result, finish, options
from timing import output, processes

ADDRESS = f"s3://{peers.BUCKET}/{peers.KEY}"
ENVIRON = {
    "AWS_ACCESS_KEY_ID": peers.ACCESS_KEY_ID,
    "AWS_SECRET_ACCESS_KEY": peers.SECRET_ACCESS_KEY,
    "AWS_EC2_METADATA_DISABLED": "true",
}

# Without it the AWS CLI signs with Signature Version 2 in this region.
CONFIG = "[default]\ns3 =\n    signature_version = s3v4\n    addressing_style = virtual\n"

# What the script `aws` does. awscrt is installed for other benchmarks; the CLI does not
# need it and would take its time to import it.
AWS = """import sys
sys.modules["awscrt"] = None
from awscli.clidriver import main
sys.exit(main())
"""


def sigv4_command() -> list[str]:
    """The installed script of this environment."""
    script = shutil.which("sigv4", path=str(Path(sys.executable).parent))
    return [script] if script else [sys.executable, "-m", "sigv4"]


def aws_command(notes: list[str]) -> list[str] | None:
    """The AWS CLI of this environment, or the one on the path; None where there is none."""
    if find_spec("awscli") is not None:
        notes.append("aws is the pure-Python version 1, without awscrt.")
        return [sys.executable, "-c", AWS]
    script = shutil.which("aws")
    if script is not None and "/shims/" in script:
        # pyenv's shim is a shell script, which would cost aws more than its own start.
        try:
            script = output(["pyenv", "which", "aws"]).strip()
        except (OSError, subprocess.CalledProcessError):
            script = None
    if script is None:
        notes.append("aws is left out: it is not installed.")
        return None
    notes.append(f"aws is not this environment's: {output([script, '--version']).strip()}.")
    return [script]


def run(quick: bool = False) -> Result:
    """Start both in turn, with the same environment and configuration."""
    result = Result("command", "A presigned URL on the command line")
    rounds = 4 if quick else 25
    region = ("--region", peers.REGION)
    commands = {"sigv4 presign": [*sigv4_command(), "presign", ADDRESS, *region]}
    aws = aws_command(result.notes)
    if aws is not None:
        commands["aws s3 presign"] = [*aws, "s3", "presign", ADDRESS, *region]
    with tempfile.TemporaryDirectory() as directory:
        config = Path(directory, "config")
        config.write_text(CONFIG, encoding="ascii")
        environ = {**ENVIRON, "HOME": directory, "AWS_CONFIG_FILE": str(config)}
        for name, command in commands.items():
            peers.check(name, output(command, environ).strip(), peers.url_of(peers.KEY))
        best = processes(commands, rounds=rounds, environ=environ)
    result.cases["a command"] = Case("ms", best, rounds)
    return result


if __name__ == "__main__":
    chosen = options(__doc__)
    finish(run(chosen.quick), chosen)
