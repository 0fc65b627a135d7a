"""Typeset the staged book with Jupyter Book; every warning is an error."""

import re
import subprocess
import sys
from pathlib import Path

from analysis.errors import UserError

JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
STRICT = ["-n", "-W", "--keep-going", "--all", "--quiet"]
COMPLAINT = re.compile(r"(WARNING|ERROR|CRITICAL|Exception|Error:)")


def typeset(staged: Path) -> Path:
    """Return the folder of the site. Raises UserError with all that Jupyter Book complains of."""
    command = [sys.executable, "-c", JUPYTER_BOOK, "build", str(staged), *STRICT]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        raise UserError(
            "\n".join(["Jupyter Book found:", *complaints(done.stdout + done.stderr, staged)])
        )
    return staged / "_build" / "html"


def complaints(text: str, staged: Path) -> list[str]:
    """Return the lines of Jupyter Book's output that say what is wrong, with paths of the tree."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text).replace(f"{staged}/", "")
    lines = [line for line in plain.splitlines() if COMPLAINT.search(line)]
    return list(dict.fromkeys(lines)) or plain.splitlines()[-20:]
