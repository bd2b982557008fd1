"""bench --check: the ratios of today beside the stored ones."""
import json

from .surroundings import ROOT

STORED = ROOT / "bench" / "ratios.json"
FIGURES = ("wall_s", "driver_cpu_s", "driver_peak_mib", "tree_peak_mib")
# What is left of the stored spread when few rounds happened to agree.
LEAST_SPREAD = 0.1


def ratios_of(results, keys):
    """{row: {figure: {contender: [lowest, median, highest]}}}"""
    found = {}
    for key in keys:
        figures = {figure: results.ratios(key, figure) for figure in FIGURES}
        found[key] = {figure: ratios for figure, ratios in figures.items() if ratios}
    return found


def beyond(stored, now):
    """Sentences for each ratio whose median lies above the stored spread; a ratio that fell is no fault. `stored`, `now`: ratios_of."""
    sentences = []
    for key, figures in now.items():
        for figure, ratios in figures.items():
            for contender, (_, median, _) in ratios.items():
                known = stored.get(key, {}).get(figure, {}).get(contender)
                if known is None:
                    continue
                limit = max(known[2], known[1] * (1 + LEAST_SPREAD))
                if median > limit:
                    sentences.append(f"{key}, {figure}: {median:.2f} times {contender}'s; it was {known[1]:.2f}, at most {limit:.2f}")
    return sentences


def store(results, keys):
    """Rows that were not run now keep what is stored of them."""
    stored = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    stored.update({key: {figure: {name: [round(value, 4) for value in values] for name, values in ratios.items()}
                         for figure, ratios in figures.items()} for key, figures in ratios_of(results, keys).items()})
    STORED.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def check(results, keys):
    """The sentences of beyond(); raises FileNotFoundError when nothing is stored yet."""
    return beyond(json.loads(STORED.read_text(encoding="utf-8")), ratios_of(results, keys))
