"""Writes vectors.json: what SciPy and statsmodels make of a table of samples.

    python -m venv /tmp/vectors && /tmp/vectors/bin/pip install scipy==1.17.1 statsmodels==0.15.0
    /tmp/vectors/bin/python Tests/StatisticsTests/Vectors/vectors.py

The tests of the room Statistics hold against that file to 1e-9; only this script needs Python.
"""

import json
import pathlib
import warnings

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import ttost_ind, ttost_paired

warnings.simplefilter("ignore")
random = np.random.default_rng(20240823)
SIDES = ["two-sided", "greater", "less"]


def sides(test):
    return {side: float(test(side).pvalue) for side in SIDES}


def samples(sizes, shift=0.0):
    for size in sizes:
        for scale in (0.1, 1.0, 40.0):
            first = random.normal(shift, scale, size)
            second = random.normal(0, 1, size)
            yield [float(x) for x in first], [float(x) for x in second]


def t_distribution():
    for degrees in (1, 2, 2.5, 7, 30, 400.25):
        for t in (-40.0, -3.1, -0.2, 0.0, 1e-6, 0.7, 2.0, 12.0):
            yield {"degrees": degrees, "t": t, "above": float(stats.t.sf(t, degrees))}


def t_quantiles():
    for degrees in (1, 2, 3.7, 9, 120):
        for p in (1e-9, 0.001, 0.025, 0.4, 0.5, 0.9, 0.975, 0.9999):
            yield {"degrees": degrees, "p": p, "quantile": float(stats.t.ppf(p, degrees))}


def paired():
    for first, second in samples((2, 3, 5, 12, 80), 0.3):
        test = stats.ttest_rel(first, second)
        interval = test.confidence_interval(0.9)
        margin = 0.8
        yield {
            "first": first, "second": second, "statistic": float(test.statistic), "margin": margin,
            "p": sides(lambda side: stats.ttest_rel(first, second, alternative=side)),
            "interval": [float(interval.low), float(interval.high)],
            "equivalence": float(ttost_paired(np.array(first), np.array(second), -margin, margin)[0]),
        }


def welch():
    for first, second in samples((2, 4, 9, 60), 0.5):
        second = second + second[:2] if len(second) > 2 else second
        test = stats.ttest_ind(first, second, equal_var=False)
        margin = 1.5
        yield {
            "first": first, "second": second, "statistic": float(test.statistic), "degrees": float(test.df),
            "p": sides(lambda side: stats.ttest_ind(first, second, equal_var=False, alternative=side)),
            "margin": margin,
            "equivalence": float(
                ttost_ind(np.array(first), np.array(second), -margin, margin, usevar="unequal")[0]
            ),
        }


def signed_rank():
    for size in (1, 2, 4, 8, 13, 20, 50, 51, 90):
        for kind in ("plain", "ties", "zeros"):
            differences = random.normal(0.2, 1, size)
            if kind != "plain":
                differences = np.round(differences * 2) / 2
            if kind == "ties":
                differences[differences == 0] = 0.5
            if kind == "zeros" and size > 2:
                differences[0] = 0
            if not np.any(differences) or (kind == "ties" and size < 3):
                continue
            tied = len(set(np.abs(differences))) < size or not np.all(differences)
            row = {"differences": [float(x) for x in differences]}
            row["normal"] = sides(
                lambda side: stats.wilcoxon(differences, alternative=side, method="asymptotic", correction=False)
            )
            if size <= 50 and not tied:
                row["exact"] = sides(lambda side: stats.wilcoxon(differences, alternative=side, method="exact"))
            # What SciPy chooses by itself; its permutations of up to 13 differences are all of them.
            row["automatic"] = sides(lambda side: stats.wilcoxon(differences, alternative=side))
            yield row


def mcnemar_tables():
    for b, c in ((0, 0), (0, 1), (3, 0), (7, 2), (10, 10), (12, 30), (120, 95), (1, 400)):
        table = [[50, b], [c, 40]]
        row = {"onlyFirst": b, "onlySecond": c, "exact": float(mcnemar(table, exact=True).pvalue)}
        row["greater"] = float(stats.binomtest(b, b + c, alternative="greater").pvalue) if b + c else 1.0
        if b + c:
            row["chi2"] = float(mcnemar(table, exact=False, correction=False).pvalue)
            row["continuity"] = float(mcnemar(table, exact=False, correction=True).pvalue)
        yield row


def kendall():
    for size in (2, 3, 5, 9, 33, 34, 60):
        for kind in ("plain", "ties"):
            first = random.normal(0, 1, size)
            second = first + random.normal(0, 1, size)
            if kind == "ties":
                first, second = np.round(first), np.round(second * 2) / 2
            if len(set(first)) < 2 or len(set(second)) < 2:
                continue
            row = {"first": [float(x) for x in first], "second": [float(x) for x in second]}
            row["tau"] = float(stats.kendalltau(first, second).statistic)
            row["p"] = sides(lambda side: stats.kendalltau(first, second, alternative=side))
            yield row


def page():
    for subjects, conditions in ((3, 3), (3, 4), (5, 3), (8, 4), (6, 6)):
        rows = random.normal(0, 1, (subjects, conditions)) + 0.4 * np.arange(conditions)
        exact = stats.page_trend_test(rows, method="exact")
        normal = stats.page_trend_test(rows, method="asymptotic")
        yield {
            "rows": [[float(x) for x in row] for row in rows], "statistic": float(exact.statistic),
            "exact": float(exact.pvalue), "normal": float(normal.pvalue),
        }


def holm():
    for values in ([0.01], [0.04, 0.01, 0.03], [0.5, 0.9, 0.2, 1e-6, 0.01, 0.01], [0.02, 0.02, 0.02]):
        yield {"p": values, "adjusted": [float(x) for x in multipletests(values, method="holm")[1]]}


def spending():
    for alpha in (0.05, 0.01, 0.2):
        for fraction in (0.1, 0.2, 0.375, 0.5, 0.8, 1.0):
            spent = 2 - 2 * stats.norm.cdf(stats.norm.ppf(1 - alpha / 2) / np.sqrt(fraction))
            yield {"alpha": alpha, "fraction": fraction, "spent": float(spent)}


def bootstrap():
    for size, statistic in ((8, np.mean), (25, np.mean), (15, np.std), (40, lambda x, axis: np.median(x, axis=axis))):
        data = random.lognormal(0, 1, size)
        row = {"data": [float(x) for x in data], "confidence": 0.9}
        row["estimate"] = float(statistic(data, axis=0))
        row["leaveOneOut"] = [float(statistic(np.delete(data, i), axis=0)) for i in range(size)]
        for method in ("percentile", "BCa"):
            result = stats.bootstrap(
                (data,), statistic, n_resamples=199, confidence_level=0.9, method=method, rng=np.random.default_rng(1)
            )
            row["distribution"] = [float(x) for x in result.bootstrap_distribution]
            row[method] = [float(result.confidence_interval.low), float(result.confidence_interval.high)]
        yield row


def pairs():
    """The smallest number of pairs by the noncentral t distribution."""
    for effect in (0.3, 0.5, 0.8, 1.2, 2.0, 4.0):
        for alpha, power in ((0.05, 0.8), (0.01, 0.8), (0.05, 0.95)):
            for n in range(2, 1001):
                critical = stats.t.ppf(1 - alpha, n - 1)
                if stats.nct.sf(critical, n - 1, effect * np.sqrt(n)) >= power:
                    yield {"effect": effect, "alpha": alpha, "power": power, "pairs": n}
                    break


makers = [t_distribution, t_quantiles, paired, welch, signed_rank, mcnemar_tables, kendall, page, holm, spending,
          bootstrap, pairs]
vectors = {"versions": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__}}
for maker in makers:
    vectors[maker.__name__] = list(maker())
path = pathlib.Path(__file__).with_name("vectors.json")
parts = []
for name, rows in vectors.items():
    lines = [json.dumps(row) for row in rows] if isinstance(rows, list) else None
    parts.append(f'"{name}": ' + ("[\n" + ",\n".join(lines) + "]" if lines else json.dumps(rows)))
path.write_text("{" + ",\n".join(parts) + "}\n")
print(path, {name: len(rows) for name, rows in vectors.items()})
