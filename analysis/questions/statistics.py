"""Methods for small numbers: exact for shares and two-by-two tables, approximate for ranks."""

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.nonparametric import rank_compare_2indep

CONFIDENCE_PERCENT = 95
CONFIDENCE = CONFIDENCE_PERCENT / 100
DECIMALS = 6


def share(part: int, whole: int) -> dict[str, float]:
    """Return a share and its exact interval in percent: share, low, high.

    Clopper and Pearson (1934), at CONFIDENCE; NaN throughout for an empty whole. Rounded
    to what scipy's root finder gives alike on every Python.
    """
    if whole == 0:
        return dict.fromkeys(("share_percent", "low_percent", "high_percent"), float("nan"))
    interval = stats.binomtest(part, whole).proportion_ci(CONFIDENCE, method="exact")
    return {
        "share_percent": 100 * part / whole,
        "low_percent": round(100 * interval.low, DECIMALS),
        "high_percent": round(100 * interval.high, DECIMALS),
    }


def fisher(table: list[list[int]]) -> dict[str, float]:
    """Return Fisher's exact test of a two-by-two table.

    odds_ratio is the conditional maximum-likelihood estimate, low_ratio and high_ratio
    its exact interval at CONFIDENCE, fisher_p the two-sided p-value (Fisher 1935).
    """
    estimate = stats.contingency.odds_ratio(table, kind="conditional")
    interval = estimate.confidence_interval(CONFIDENCE)
    return {
        "odds_ratio": float(estimate.statistic),
        "low_ratio": float(interval.low),
        "high_ratio": float(interval.high),
        "fisher_p": float(stats.fisher_exact(np.array(table)).pvalue),
    }


def larger(first: pd.Series, second: pd.Series) -> dict[str, float]:
    """Return how often a member of the first group exceeds one of the second, in percent.

    larger_percent is the probability of superiority, ties counted half; low_percent and
    high_percent its interval at CONFIDENCE, rank_p the two-sided p-value against
    an even chance (Brunner and Munzel 2000).
    """
    groups = (group.dropna().to_numpy(dtype=float) for group in (first, second))
    result = rank_compare_2indep(*groups)
    low, high = result.conf_int(alpha=1 - CONFIDENCE)
    return {
        "larger_percent": 100 * float(result.prob1),
        "low_percent": 100 * float(low),
        "high_percent": 100 * float(high),
        "rank_p": float(result.pvalue),
    }
