"""Write the numbers that the book prints for the paper's vintage as those agreed on."""

import json

from analysis.build.run import values
from analysis.tables import PAPER, ROOT

OWN = {"data"}  # counts every table and vintage there is, newer ones included


def numbers() -> dict[str, dict[str, str]]:
    """Return the numbers to agree on: chapter, name, words."""
    printed = values.collect_values(ROOT, PAPER)
    return {chapter: found for chapter, found in printed.items() if found and chapter not in OWN}


if __name__ == "__main__":
    text = json.dumps(numbers(), indent=1, ensure_ascii=False)
    (ROOT / "tests" / "values.json").write_text(text + "\n", encoding="utf-8")
