"""A sound layout that is changed in one place is read as a careful person reads it, or refused.

Every mutation says what a careful reading gives: the same rows, fewer rows, or none at all, as the
scope is another one. What is read otherwise is silently wrong. ``MUTATIONS=2000`` tries as many.
"""

import copy
import os
import random

import pytest
from test_layouts import READ, filled, reading

from analysis.errors import UserError

COUNT = int(os.environ.get("MUTATIONS", "200"))
ANOTHER_SCOPE = [
    "Data Polda Jawa Tengah",
    "Kasus yang ditangani Bareskrim Polri",
    "Ungkap kasus oleh BNNP Kalimantan Barat",
    "Hasil penindakan Bea dan Cukai",
    "Periode Januari s.d. September {year}",
    "Data sampai dengan Juni {year}",
    "Triwulan III {year}",
    "Semester I {year}",
    "(dalam ribuan)",
    "Angka dalam ribu orang",
    "Khusus tersangka perempuan",
    "Tersangka usia 15-24 tahun",
    "Kasus ganja saja",
    "Hanya kasus psikotropika",
    "Data penyelesaian perkara",
    "Target kasus per tahun",
    "Kasus di Kota Surabaya",
    "Data kasus Kabupaten Bogor",
    "Provinsi Sumatera Utara",
    "Kasus per 100.000 penduduk",
]
NO_SCOPE = [
    "Sumber: Badan Narkotika Nasional",
    "BADAN NARKOTIKA NASIONAL REPUBLIK INDONESIA",
    "*) Angka sementara",
    "Catatan: angka dapat berubah",
    "Sumber: Pusat Penelitian, Data, dan Informasi BNN",
    "Data diolah",
    "Sumber: BNN dan Polri",
]
PLAIN = [
    layout
    for layout in READ
    if layout["table"] == "disclosures"
    and "options" not in layout
    and len({row["year"] for row in layout["rows"]}) == len(layout["rows"])
]


def rows_of_years(sheet, years):
    """Where the rows of these years are: a year and something beside it."""
    return [
        n
        for n, row in enumerate(sheet)
        if sum(cell not in (None, "") for cell in row) > 1
        and any(str(cell).strip().removesuffix("*") in years for cell in row)
    ]


def with_title(layout, text):
    layout["sheet"].insert(0, [text])
    layout["merged"] = [moved(cells) for cells in layout.get("merged", [])]


def moved(cells):
    """A range of cells one row further down."""
    first, _, last = cells.partition(":")
    return ":".join(
        c.rstrip("0123456789") + str(int(c.lstrip("ABCDEFGHIJ")) + 1) for c in (first, last)
    )


def with_note(layout, text):
    layout["sheet"].append([text])


def with_column(layout, name, text):
    """A column that says the same in every row of figures; None for sheets it can't be put in."""
    years = {str(row["year"]) for row in layout["rows"]}
    places = rows_of_years(layout["sheet"], years)
    width = max(map(len, layout["sheet"]))
    for n, row in enumerate(layout["sheet"]):
        row += [None] * (width - len(row))
        row.append(name if n == places[0] - 1 else text if n in places else None)


def told(layout, chance):
    """A text of another scope, of the layout's last year."""
    year = max(row["year"] for row in layout["rows"])
    return chance.choice(ANOTHER_SCOPE).format(year=year)


def places_of(layout):
    """Where the rows of figures of a layout are."""
    return rows_of_years(layout["sheet"], {str(row["year"]) for row in layout["rows"]})


def another_title(layout, chance):
    with_title(layout, text := told(layout, chance))
    return f"title {text}", None


def another_note(layout, chance):
    with_note(layout, f"Catatan: {(text := told(layout, chance))}")
    return f"note {text}", None


def another_column(layout, chance):
    with_column(layout, "Cakupan data", text := told(layout, chance))
    return f"column {text}", None


def neutral_title(layout, chance):
    with_title(layout, text := chance.choice(NO_SCOPE))
    return f"title {text}", layout["rows"]


def neutral_note(layout, chance):
    with_note(layout, text := chance.choice(NO_SCOPE))
    return f"note {text}", layout["rows"]


def typo(layout, chance):
    header = layout["sheet"][: places_of(layout)[0]]
    return f"typo {misspell(header, chance)}", layout["rows"]


def row_gone(layout, chance):
    row = chance.choice(places_of(layout))
    gone = layout["sheet"].pop(row)
    kept = [r for r in layout["rows"] if not any(str(r["year"]) in str(c) for c in gone)]
    return f"row {row} gone", kept


def row_twice(layout, chance):
    row = chance.choice(places_of(layout))
    layout["sheet"].insert(row, list(layout["sheet"][row]))
    return f"row {row} twice", None


def blank_row(layout, chance):
    row = chance.choice(places_of(layout))
    layout["sheet"].insert(row, [None] * len(layout["sheet"][row]))
    return f"blank above row {row}", layout["rows"]


SCOPES = [another_title, another_note, another_column]
MUTATIONS = [*SCOPES, neutral_title, neutral_note, typo, row_gone, row_twice, blank_row]


def mutate(layout, chance):
    """A layout changed in one place, how, and the rows of a careful reading (None: refuse)."""
    layout = copy.deepcopy(layout)
    return layout, *chance.choice(MUTATIONS)(layout, chance)


def misspell(rows, chance):
    """Swap two letters of one word of a header, in place; return it."""
    cells = [(r, c) for r in rows for c, cell in enumerate(r) if isinstance(cell, str)]
    words = [(r, c) for r, c in cells if len(r[c]) > 4 and r[c].isalpha()]
    if not words:
        return "of nothing"
    row, column = chance.choice(words)
    text = row[column]
    at = chance.randrange(1, len(text) - 2)
    row[column] = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return row[column]


@pytest.mark.slow
def test_no_mutation_of_a_layout_is_read_otherwise_than_a_careful_person_reads_it(
    tmp_path,
    unguarded,  # noqa: ARG001
):
    chance = random.Random(2026)
    wrong, refused = [], 0
    for number in range(COUNT):
        layout, how, careful = mutate(chance.choice(PLAIN), chance)
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            draft = reading(layout, folder)
        except UserError:
            refused += 1
            continue
        refused += bool(draft.problems)
        if not draft.problems and filled(draft.frame) != careful:
            wrong.append(f"{layout['name']}: {how}")
    assert wrong == []
    assert refused < COUNT * 0.8
