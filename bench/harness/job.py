"""The job: sign in where there is no session, fetch the orders of days, check the files. One contender's way each."""
import hashlib
import json
import shutil

from .surroundings import ROOT, BenchError

OURS = "nightporter"
FLOOR = "floor"
JOB_CONTENDERS = (OURS, "playwright", "puppeteer", "selenium", FLOOR)


def slopes(series, seconds_per_report):
    """Least squares over measure's readings: KiB per report, of the driver and of the whole tree."""
    with open(series, encoding="utf-8") as file:
        readings = [[float(word) for word in line.split()] for line in file]
    late = [reading for reading in readings if reading[0] > readings[-1][0] / 5]
    if len(late) < 3:
        return {}
    middle = [sum(column) / len(late) for column in zip(*late)]
    square = sum((reading[0] - middle[0]) ** 2 for reading in late)
    return {name: sum((reading[0] - middle[0]) * (reading[at] - middle[at]) for reading in late) / square * seconds_per_report * 1024
            for name, at in (("driver_growth_kib", 1), ("tree_growth_kib", 2))}


class Job:
    """What is to be done, the same for all."""

    def __init__(self, surroundings, stores, parallel, days, saved):
        self.around = surroundings
        self.codes = [f"s{number}" for number in range(1, stores + 1)]
        self.parallel = parallel
        self.days = days
        self.saved = saved
        self.templates = {}
        self.expected = None

    def state(self, code):
        cookie = {"name": "lantern_session", "value": self.around.cookie(code), "domain": "127.0.0.1", "path": "/", "expires": -1,
                  "httpOnly": True, "secure": False, "sameSite": "Lax"}
        return {"cookies": [cookie], "origins": []}

    def run(self, contender, memory_ms=None, slope=False):
        """Does it once and returns the figures; raises BenchError when a file is missing or wrong. `slope`: how much memory grows with
        each report, once the first fifth is over."""
        folder = self.around.new_folder(f"job-{contender}")
        command, extra = getattr(self, "_" + contender)(folder)
        self.around.hand_over(folder)
        series = self.around.folder / "series" if memory_ms and slope else None
        figures = self.around.measure(command, folder, memory_ms, series, extra)
        if series:
            figures.update(slopes(series, figures["wall_s"] / (len(self.codes) * len(self.days))))
        self._check(contender, folder, figures.pop("said"))
        if figures["left_over"] and contender == OURS:
            raise BenchError(f"{contender} left {figures['left_over']} processes behind")
        shutil.rmtree(folder)
        return figures

    def _check(self, contender, folder, said):
        if contender == OURS:
            hashes = [hashlib.sha256(file.read_bytes()).hexdigest() for file in (folder / "downloads").rglob("*.xlsx")]
        else:
            hashes = [line.split()[2] for line in said.splitlines()]
        hashes.sort()
        if len(hashes) != len(self.codes) * len(self.days):
            raise BenchError(f"{contender} fetched {len(hashes)} of {len(self.codes) * len(self.days)} files:\n{said[-2000:]}")
        if self.expected is None:
            self.expected = hashes
        elif hashes != self.expected:
            raise BenchError(f"{contender} fetched other files than those before it")

    # ---- each contender's command, and the environment that it needs besides the common one

    def _nightporter(self, folder):
        template = self._nightporter_template()
        shutil.copytree(template, folder, dirs_exist_ok=True)
        command = [self.around.program, "download", "--crm", "bench", "--store", "all", "--report", "orders", "--from", self.days[0], "--to", self.days[-1]]
        # Without TMPDIR, as a night has it, the profile of Chrome lies in memory where there is room.
        return command, {**self._secrets(), "TMPDIR": None}

    def _secrets(self):
        secrets = {}
        for code in self.codes:
            secrets[f"BENCH_{code.upper()}_USER"] = f"{code}.office"
            secrets[f"BENCH_{code.upper()}_PASSWORD"] = f"lantern-{code}"
        return secrets

    def _nightporter_template(self):
        """A folder with configuration, database and, where wanted, saved sessions, as after earlier nights."""
        folder = self.around.folder / f"template-{len(self.codes)}-{self.saved}-{self.parallel}"
        if folder.exists():
            return folder
        folder.mkdir()
        (folder / "recipes").mkdir()
        shutil.copy(ROOT / "bench" / "lantern.yaml", folder / "recipes" / "bench.yaml")
        stores = "".join(f"  - {{ site: bench, code: {code}, name: Store {code[1:]}, secrets: {{ username: env:BENCH_{code.upper()}_USER,"
                         f" password: env:BENCH_{code.upper()}_PASSWORD }} }}\n" for code in self.codes)
        (folder / "nightporter.yaml").write_text(
            "data: data\ndownloads: { folder: downloads, keep: for ever }\n"
            f"parallel: {self.parallel}\n"
            f"chrome: {{ executable: {self.around.browser}, transport: pipe }}\n"
            "sites:\n  folders: [recipes]\n  origins:\n"
            f"    bench: {{ \"https://lantern.example\": \"{self.around.origin}\" }}\nstores:\n" + stores, encoding="utf-8")
        self.around.hand_over(folder)
        self._ours(folder, ["sessions", "list"])  # makes the database
        for code in self.codes if self.saved else []:
            state = folder / "state.json"
            state.write_text(json.dumps(self.state(code)), encoding="utf-8")
            state.chmod(0o600)
            self.around.hand_over(state)
            self._ours(folder, ["sessions", "import", "--crm", "bench", "--store", code, state])
            state.unlink()
        return folder

    def _ours(self, folder, words):
        ran = self.around.run([self.around.program, *words], folder, self._secrets())
        if ran.returncode != 0:
            raise BenchError(f"nightporter {' '.join(map(str, words))} ended with {ran.returncode}:\n{ran.stdout}")

    def _json_task(self, folder):
        stores = [{"code": code, "user": f"{code}.office", "password": f"lantern-{code}", "state": self.state(code) if self.saved else None}
                  for code in self.codes]
        file = folder / "task.json"
        file.write_text(json.dumps({"browser": self.around.browser, "flags": self.around.flags, "folder": str(folder),
                                    "origin": self.around.origin, "parallel": self.parallel, "days": self.days, "stores": stores}),
                        encoding="utf-8")
        return file

    def _playwright(self, folder):
        return [self.around.node, self.around.peers / "playwright.mjs", self._json_task(folder)], {}

    def _puppeteer(self, folder):
        return [self.around.node, self.around.peers / "puppeteer.mjs", self._json_task(folder)], {}

    def _selenium(self, folder):
        return ["/usr/bin/python3", self.around.peers / "selenium_job.py", self._json_task(folder)], {}

    def _floor(self, folder):
        lines = [f"browser {self.around.browser}", f"folder {folder}", f"origin {self.around.origin}", f"parallel {self.parallel}"]
        lines += [f"store {code} {code}.office lantern-{code} {self.around.cookie(code) if self.saved else '-'}" for code in self.codes]
        lines += [f"day {day}" for day in self.days]
        file = folder / "task.txt"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return [self.around.built / "bench" / "floor", "fetch", file], {}
