"""Figures of all runs: medians, spreads and ratios; as a table on the terminal and as JSON."""
import json
import os
import platform
import statistics
import subprocess

from .surroundings import ROOT

# name in JSON, heading, digits
FIGURES = (("wall_s", "wall s", 3), ("driver_cpu_s", "driver CPU s", 3), ("driver_peak_mib", "driver MiB", 1),
           ("tree_peak_mib", "tree MiB", 1))
GROWTH = (("driver_growth_kib", "driver"), ("tree_growth_kib", "tree"))  # of the long row only
OURS = "nightporter"


class Results:
    def __init__(self):
        self.machine = machine()
        self.versions = {}
        self.rows = {}  # key → {"title", "rounds", "contenders": {name: {figure: [values]}}, "failures": {name: text}}

    def take_over(self, file):
        """The rows of an earlier benchmark, so that a report can be put together of several."""
        if not file.exists():
            return
        for key, row in json.loads(file.read_text(encoding="utf-8"))["rows"].items():
            self.rows[key] = {name: row[name] for name in ("title", "rounds", "contenders", "failures")}

    def begin_row(self, row, rounds):
        """What is known of it from before is forgotten."""
        self.rows.pop(row.key, None)
        self.rows[row.key] = {"title": row.title, "rounds": rounds, "contenders": {}, "failures": {}}

    def add(self, row, contender, figures, names):
        into = self.rows[row.key]["contenders"].setdefault(contender, {})
        for name in names:
            if figures.get(name) is not None:
                into.setdefault(name, []).append(figures[name])

    def fail(self, row, contender, text):
        self.rows[row.key]["failures"][contender] = text

    def median(self, key, contender, figure):
        values = self.rows[key]["contenders"].get(contender, {}).get(figure)
        return statistics.median(values) if values else None

    def ratios(self, key, figure):
        """{contender: [lowest, median, highest]} of ours to theirs: of the medians, and of each round's own pair, since what makes one
        round slow makes both slow. Below 1: ours needs less."""
        found = {}
        contenders = self.rows[key]["contenders"]
        for name, theirs in contenders.items():
            ours = contenders.get(ours_beside(name, contenders), {}).get(figure)
            values = theirs.get(figure)
            if is_ours(name) or not ours or not values or not all(values):
                continue
            pairs = [mine / other for mine, other in zip(ours, values)]
            found[name] = [min(pairs), statistics.median(ours) / statistics.median(values), max(pairs)]
        return found

    def growth(self, key, contender):
        """"memory grows by …" or nothing."""
        medians = [(what, self.median(key, contender, figure)) for figure, what in GROWTH]
        return ", ".join(f"{what} grows by {value:.1f} KiB per report" for what, value in medians if value is not None)

    def to_json(self):
        rows = {}
        for key, row in self.rows.items():
            rows[key] = {**row, "medians": {name: {figure: statistics.median(values) for figure, values in figures.items()}
                                            for name, figures in row["contenders"].items()},
                         "ratios": {figure: self.ratios(key, figure) for figure, _, _ in FIGURES}}
        return json.dumps({"machine": self.machine, "versions": self.versions, "rows": rows}, indent=1) + "\n"

    def print_row(self, key):
        row = self.rows[key]
        print(f"\n{key}: {row['title']}")
        print(f"  {'':24}" + "".join(f"{heading:>14} {'spread':>15}" for _, heading, _ in FIGURES) + f"{'ours/theirs: wall':>20}{'CPU':>7}"
              f"{'driver':>8}{'tree':>7}")
        ratios = {figure: self.ratios(key, figure) for figure, _, _ in FIGURES}
        for name, figures in row["contenders"].items():
            line = f"  {name:24}"
            for figure, _, digits in FIGURES:
                values = figures.get(figure)
                spread = f"{min(values):.{digits}f}–{max(values):.{digits}f}" if values else ""
                line += f"{statistics.median(values):14.{digits}f} {spread:>15}" if values else f"{'':14} {'':>15}"
            for (figure, _, _), width in zip(FIGURES, (20, 7, 8, 7)):
                ratio = ratios[figure].get(name)
                line += f"{ratio[1]:{width}.2f}" if ratio else " " * width
            print(line.rstrip())
            if growth := self.growth(key, name):
                print(f"  {'':24}  {growth}")
        for name, text in row["failures"].items():
            print(f"  {name}: FAILED: {text.splitlines()[0] if text else ''}")


def is_ours(contender):
    return contender.split(",")[0] == OURS


def ours_beside(contender, contenders):
    """The row of ours to compare with: the same variant ("playwright, pipe" with "nightporter, pipe"), else the first of ours."""
    variant = contender.partition(",")[2]
    same = OURS + ("," + variant if variant else "")
    return same if same in contenders else next((name for name in contenders if is_ours(name)), "")


def first_line(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT).stdout.strip().splitlines()[0]
    except (OSError, IndexError):
        return "?"


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine())
    return {"processor": model, "processors": os.cpu_count(),
            "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
            "kernel": ".".join(platform.release().split(".")[:2]), "load_when_begun": os.getloadavg()[0]}


def versions(around):
    lock = json.loads((ROOT / "bench" / "npm" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found = {name: lock["node_modules/" + name]["version"] for name in ("playwright-core", "puppeteer-core", "xlsx")}
    debian = subprocess.run(["dpkg-query", "-W", "-f=${Package} ${Version}\n", "python3-selenium", "chromium-driver", "python3-pandas",
                             "python3-sqlalchemy", "python3-openpyxl"], capture_output=True, text=True, check=False).stdout
    found.update(line.split(" ", 1) for line in debian.splitlines())
    return {"chrome": first_line(around.browser, "--version"), "node": first_line(str(around.node), "--version"),
            "nightporter": first_line(str(around.program), "--version"), "commit": first_line("git", "rev-parse", "--short", "HEAD"),
            **found}
