"""The paper's disclosures beside what the reporting bodies themselves have printed."""

import numpy as np
import pandas as pd
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from analysis.questions.statistics import CONFIDENCE, CONFIDENCE_PERCENT, DECIMALS
from analysis.tracing import trace

PAPER = "as_published"
BOTH = "BNN+Polri"
BODIES = [PAPER, BOTH, "Polri", "BNN"]


@trace
def series(disclosures: pd.DataFrame, reported: pd.DataFrame) -> pd.DataFrame:
    """Return the paper's series and the reports on whole years, one row a year and report.

    Columns: reporter (as_published, BNN+Polri, Polri or BNN), year, cases, suspects (persons),
    suspects_foreign, date (of the report), source; from the year of the oldest report kept,
    three years before the paper's first. Several reports on one year are side by side.
    """
    paper = disclosures.rename(columns={"suspects_total": "suspects"}).assign(reporter=PAPER)
    first = disclosures["year"].min() - 3
    reported = reported.rename(columns={"body": "reporter"})
    kept = reported["reporter"].isin(BODIES) & (reported["coverage"] == "year")
    reports = reported[kept & (reported["year"] >= first)]
    columns = ["reporter", "year", "cases", "suspects", "suspects_foreign", "date", "source"]
    both = pd.concat([paper, reports]).reindex(columns=columns)
    order = both["reporter"].map(BODIES.index)
    return both.assign(order=order).sort_values(["order", "year", "date"])[columns]


@trace
def with_printings(reported: pd.DataFrame, printings: pd.DataFrame) -> pd.DataFrame:
    """Return the reports with the rows of later vintages of the disclosures as reports.

    Takes ``tables.printings("disclosures")``, whose vintages are of BNN and Polri together. A
    row that only repeats the cases and suspects of a report is left out.
    """
    named = printings.rename(columns={"suspects_total": "suspects", "released": "date"})
    rows = named.dropna(subset=["cases", "suspects"], how="all").assign(body=BOTH, coverage="year")
    kept = rows.reindex(columns=reported.columns).astype(reported.dtypes)
    counted = ["year", "body", "cases", "suspects"]
    repeats = kept.merge(reported[counted].drop_duplicates(), how="left", indicator=True)
    new = kept[(repeats["_merge"] == "left_only").to_numpy()]
    return pd.concat([reported, new], ignore_index=True)


@trace
def latest(series: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the last report on each year that has a value, one row a body and year; one
    without a date counts as the last."""
    known = series.dropna(subset=column)
    return known.groupby(["reporter", "year"], sort=False).tail(1)


@trace
def per_case(series: pd.DataFrame) -> pd.DataFrame:
    """Return suspects per case where one report gives both, one row a report.

    Columns: reporter, year, cases, suspects, suspects_per_case_ratio; BNN alone is left out,
    whose cases are of another kind.
    """
    both = series.dropna(subset=["cases", "suspects"])
    both = both[both["reporter"].isin([PAPER, BOTH, "Polri"])]
    ratio = both["suspects"] / both["cases"]
    return both[["reporter", "year", "cases", "suspects"]].assign(suspects_per_case_ratio=ratio)


@trace
def per_case_facts(series: pd.DataFrame) -> pd.DataFrame:
    """Return the range of suspects per case that the bodies report, in one row: report_count,
    low_ratio and high_ratio (of the last reports on each year), and paper_one_count (years
    in which the paper has exactly one)."""
    ratios = per_case(series)
    last = per_case(latest(series, "cases"))
    reports = last[last["reporter"] != PAPER]["suspects_per_case_ratio"]
    paper = ratios[ratios["reporter"] == PAPER]["suspects_per_case_ratio"]
    return pd.DataFrame(
        {
            "report_count": [len(reports)],
            "low_ratio": [reports.min()],
            "high_ratio": [reports.max()],
            "paper_one_count": [(paper == 1).sum()],
        }
    )


@trace
def trends(series: pd.DataFrame) -> pd.DataFrame:
    """Return the yearly change of each body's suspects and cases, one row a body and count.

    Columns: reporter, measure (cases or suspects_total), year_count, first_year, last_year,
    change_percent (a year), low_percent, high_percent. A quasi-Poisson regression of the
    last report on each year on the year (McCullagh and Nelder 1989), with the interval of
    the t-distribution, since counts spread more than a Poisson allows; at least four years.
    """
    rows = []
    for body in BODIES[:3]:
        for measure, column in (("cases", "cases"), ("suspects_total", "suspects")):
            if (body, column) == (PAPER, "cases"):
                continue
            known = latest(series, column)
            known = known[known["reporter"] == body]
            if len(known) >= 4:
                rows.append({"reporter": body, "measure": measure} | trend(known, column))
    return pd.DataFrame(rows)


def trend(known: pd.DataFrame, column: str) -> dict[str, float]:
    """Return the change a year of one count in percent, with its interval."""
    years = known["year"].astype(float)
    centred = (years - years.mean()).to_numpy()
    design = np.column_stack([np.ones_like(centred), centred])
    model = GLM(known[column].astype(float).to_numpy(), design, family=Poisson())
    fit = model.fit(scale="X2", use_t=True)
    low, high = fit.conf_int(alpha=1 - CONFIDENCE)[1]
    change = 100 * np.expm1([fit.params[1], low, high])
    spans = {"first_year": int(years.min()), "last_year": int(years.max())}
    named = zip(("change_percent", "low_percent", "high_percent"), change, strict=True)
    return (
        {"year_count": len(known)}
        | spans
        | {name: round(float(value), DECIMALS) for name, value in named}
    )


@trace
def trend_facts(series: pd.DataFrame) -> pd.DataFrame:
    """Return two trends in one row: of the paper's suspects change_percent, low_percent,
    high_percent and year_count, of the cases of BNN and Polri both_percent, both_low_percent
    and both_high_percent, and confidence_percent; missing where there are too few years."""
    names = ["change_percent", "low_percent", "high_percent", "year_count"]
    found = trends(series).reindex(columns=["reporter", "measure", *names])
    paper = first_of(found[found["reporter"] == PAPER])
    both = first_of(found[(found["reporter"] == BOTH) & (found["measure"] == "cases")])
    return paper[names].assign(
        both_percent=both["change_percent"],
        both_low_percent=both["low_percent"],
        both_high_percent=both["high_percent"],
        confidence_percent=CONFIDENCE_PERCENT,
    )


def first_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the first row of a frame, or one row of missing values."""
    return rows.head(1).reset_index(drop=True).reindex([0])


@trace
def fall(series: pd.DataFrame) -> pd.DataFrame:
    """Return what the last step of the paper's column of cases is made of, in one row.

    before_year, after_year; printed_before, printed_after (cases as printed); total_count
    and total_percent (the apparent change); counted_before (cases that BNN and Polri
    reported for the year before); scale_count (the part due to another count) and
    scale_percent (of the apparent change); rest_count and rest_percent (the change from
    counted_before to printed_after). Missing if there is no such report.
    """
    paper = series[series["reporter"] == PAPER].set_index("year")["cases"]
    after = paper.index.max()
    before = after - 1
    reports = latest(series, "cases").query("reporter == @BOTH").set_index("year")["cases"]
    counted = reports.get(before, pd.NA)
    total = paper[after] - paper[before]
    rest = paper[after] - counted
    return pd.DataFrame(
        {
            "before_year": [before],
            "after_year": [after],
            "printed_before": [paper[before]],
            "printed_after": [paper[after]],
            "total_count": [total],
            "total_percent": [100 * total / paper[before]],
            "counted_before": [counted],
            "scale_count": [counted - paper[before]],
            "scale_percent": [100 * (counted - paper[before]) / total],
            "rest_count": [rest],
            "rest_percent": [100 * rest / counted],
        }
    )
