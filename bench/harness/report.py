"""docs/benchmarks.md: the figures between two marks, and a chart (SVG) for each row."""
import html
import statistics

from .results import FIGURES
from .surroundings import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
PICTURES = ROOT / "docs" / "benchmarks"
BEGIN, END = "<!-- figures: written by ./dev bench --report -->", "<!-- end of figures -->"
CHARTED = (("wall_s", "wall time, s"), ("driver_cpu_s", "CPU of the driver, s"), ("driver_peak_mib", "memory of the driver, MiB"))
OURS_COLOUR, FLOOR_COLOUR, PEER_COLOUR = "#0b6e4f", "#8d99ae", "#c9824a"
LABEL_WIDTH, BAR_WIDTH, BAR, GAP = 170, 400, 16, 6


def colour(contender):
    if contender.startswith("nightporter"):
        return OURS_COLOUR
    return FLOOR_COLOUR if contender.startswith("floor") else PEER_COLOUR


def chart(title, contenders):
    """Bars of the medians with lowest and highest as a line, a block for each figure, each from zero."""
    parts, y = [], 24
    for figure, heading in CHARTED:
        values = {name: figures[figure] for name, figures in contenders.items() if figures.get(figure)}
        if not values:
            continue
        scale = BAR_WIDTH / max(max(measured) for measured in values.values())
        y += 18
        parts.append(f'<text x="0" y="{y}" font-weight="bold">{heading}</text>')
        y += GAP
        for name, measured in values.items():
            width, low, high = statistics.median(measured) * scale, min(measured) * scale, max(measured) * scale
            middle = y + BAR / 2
            parts.append(f'<text x="{LABEL_WIDTH - 8}" y="{y + 12}" text-anchor="end">{html.escape(name)}</text>'
                         f'<rect x="{LABEL_WIDTH}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{colour(name)}"/>'
                         f'<path d="M{LABEL_WIDTH + low:.1f} {middle}H{LABEL_WIDTH + high:.1f}" stroke="#222"/>'
                         f'<text x="{LABEL_WIDTH + high + 6:.1f}" y="{y + 12}">{statistics.median(measured):.3g}</text>')
            y += BAR + GAP
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{LABEL_WIDTH + BAR_WIDTH + 70}" height="{y + 8}" '
            f'font-family="Liberation Sans, Arial, sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>'
            f'<text x="0" y="18" font-size="14">{html.escape(title)}</text>{"".join(parts)}</svg>\n')


def table(results, key):
    lines = ["| | " + " | ".join(heading for _, heading, _ in FIGURES) + " | ours / theirs: wall | CPU | driver memory |",
             "|---|" + "---:|" * (len(FIGURES) + 3)]
    for name, figures in results.rows[key]["contenders"].items():
        cells = []
        for figure, _, digits in FIGURES:
            values = figures.get(figure)
            cells.append(f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})" if values else "")
        for figure in ("wall_s", "driver_cpu_s", "driver_peak_mib"):
            ratio = results.ratios(key, figure).get(name)
            cells.append(f"{ratio[1]:.2f}" if ratio else "")
        shown = name + (f" ({growth})" if (growth := results.growth(key, name)) else "")
        lines.append(f"| {shown} | " + " | ".join(cells) + " |")
    for name, text in results.rows[key]["failures"].items():
        lines.append(f"| {name} | failed: {html.escape(text.splitlines()[0])} |" + " |" * (len(FIGURES) + 2))
    return "\n".join(lines)


def figures_text(results, command):
    machine = results.machine
    parts = [f"Last taken with `{command}` on {machine['processors']} × {machine['processor']}, {machine['memory_gib']} GiB, Linux"
             f" {machine['kernel']}; load when begun: {machine['load_when_begun']:.2f}. Median (lowest–highest).",
             "Versions: " + ", ".join(f"{name} {version}" for name, version in results.versions.items()) + "."]
    for key, row in results.rows.items():
        parts += [f"### {key}: {row['title']}", f"{row['rounds']} rounds.", f"![{row['title']}](benchmarks/{key}.svg)", table(results, key)]
    return "\n\n".join(parts)


def write(results, command):
    """Replaces the figures of the page and the charts; the text around them is a person's."""
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.svg"):
        old.unlink()
    for key, row in results.rows.items():
        (PICTURES / f"{key}.svg").write_text(chart(row["title"], row["contenders"]), encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n\n{figures_text(results, command)}\n\n{END}{after}", encoding="utf-8")
