"""Numbers, dates, names and labels in two languages."""

import pandas as pd
import pytest

from analysis import wording
from analysis.errors import UserError
from analysis.tables import LANGUAGES, read_yaml
from analysis.wording import Wording


@pytest.mark.parametrize(
    ("column", "value", "english", "indonesian"),
    [
        ("cases", 59533, "59,533", "59.533"),
        ("year", 2018, "2018", "2018"),
        ("first_year", 2009, "2009", "2009"),
        ("cases_change_percent", -22.9487, "-22.9%", "-22,9%"),
        ("foreign_percent", 0.0521, "0.05%", "0,05%"),
        ("confidence_percent", 95, "95%", "95%"),
        ("cinc_ratio", 4.534, "4.53", "4,53"),
        ("fisher_p", 0.00019, "< 0.001", "< 0,001"),
        ("distance_km", 1187.57, "1,188", "1.188"),
        ("partner_iso3", "CHN", "China", "Tiongkok"),
        ("without_iso3", ["MYS", "SGP", "TLS"], "Malaysia, Singapore and Timor-Leste", None),
        ("without_iso3", [], "none", "tidak ada"),
        ("date_first", pd.Timestamp("2012-03-23"), "23 March 2012", "23 Maret 2012"),
        ("as_of", "2023-11", "November 2023", "November 2023"),
        ("agreement", True, "yes", "ya"),
        ("cases", pd.NA, "–", "–"),
        ("side", "supply", "supply", "pasokan"),
        ("place", "supply", "supply", "supply"),
    ],
)
def test_a_value_takes_the_form_that_its_column_and_the_edition_ask_for(
    column, value, english, indonesian
):
    assert Wording("en").value(column, value) == english
    if indonesian is not None:
        assert Wording("id").value(column, value) == indonesian


def test_every_label_has_every_language():
    labels = read_yaml(wording.LABELS)
    assert [
        key for key, pair in labels.items() if len(pair) != len(LANGUAGES) or not all(pair)
    ] == []


def test_a_missing_label_is_told_by_its_name():
    with pytest.raises(UserError, match="found no label 'weather'"):
        Wording().label("weather")


def test_an_unknown_language_is_refused():
    with pytest.raises(UserError, match="found 'fr', expected one of en, id"):
        Wording("fr")
