"""Rows of reading a workbook and loading it into a database."""
import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile

from .surroundings import BenchError

POSTGRES = "/usr/lib/postgresql/15/bin/"
LOAD_CONTENDERS = ("nightporter", "nightporter, PostgreSQL", "pandas", "openpyxl", "sheetjs")
# A whole number in the benchmark's workbook (parse_bench.cpp): what everybody must have read alike.
CHECKED = "SELECT count(*), sum(c3) FROM fact_bench"


class PostgresServer:
    """A private server on a socket in its own folder."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="nightporter-bench-pg-")
        self.count = 0
        self.as_user = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        os.chmod(self.folder, 0o755)
        self.call("initdb", "--auth=trust", "--username=nightporter", "--encoding=UTF8", "--locale=C.UTF-8", "-D", self.folder + "/data")
        self.call("pg_ctl", "-D", self.folder + "/data", "-l", self.folder + "/log", "-w", "-o",
                  f"-k {self.folder} -c listen_addresses=", "start")

    def call(self, program, *words):
        ran = subprocess.run([*self.as_user, POSTGRES + program, *words], cwd=self.folder, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE if program == "psql" else subprocess.DEVNULL, stderr=subprocess.STDOUT, text=True,
                             check=False)
        if ran.returncode != 0:
            raise BenchError(f"{program} ended with {ran.returncode}: {ran.stdout or ''}")
        return ran.stdout

    def new_database(self):
        self.count += 1
        self.call("createdb", "-h", self.folder, "-U", "nightporter", f"bench{self.count}")
        return f"bench{self.count}", f"postgresql:///bench{self.count}?host={self.folder}&user=nightporter"

    def take_answer(self, database):
        answer = self.call("psql", "-h", self.folder, "-U", "nightporter", "-d", database, "-Atc", CHECKED)
        self.call("dropdb", "-h", self.folder, "-U", "nightporter", database)
        return tuple(int(number) for number in answer.strip().split("|"))

    def stop(self):
        self.call("pg_ctl", "-D", self.folder + "/data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)


class Loads:
    def __init__(self, around, rows):
        self.around = around
        self.rows = rows
        self.workbook = around.folder / f"rows-{rows}.xlsx"
        self.expected = None
        around.run([around.built / "bench" / "parse_bench", "write", self.workbook, rows])

    def run(self, contender, memory_ms):
        folder = self.around.new_folder("load")
        file = folder / "loaded.sqlite"
        if contender.endswith("PostgreSQL"):
            server = self.around.shared("postgres", PostgresServer)
            database, address = server.new_database()
            figures = self.around.measure([self.around.built / "bench" / "parse_bench", "into", self.workbook, address], folder, memory_ms)
            answer = server.take_answer(database)
        else:
            command = {"nightporter": [self.around.built / "bench" / "parse_bench", "into"],
                       "sheetjs": [self.around.node, "--max-old-space-size=16384", self.around.peers / "load_sheetjs.mjs"]}.get(
                           contender, ["/usr/bin/python3", self.around.peers / f"load_{contender}.py"])
            figures = self.around.measure([*command, self.workbook, file], folder, memory_ms)
            answer = sqlite3.connect(file).execute(CHECKED).fetchone()
        figures.pop("said")
        if answer[0] != self.rows or self.expected not in (None, answer):
            raise BenchError(f"{contender} loaded {answer[0]} rows that sum up to {answer[1]}; expected {self.expected or self.rows}")
        self.expected = answer
        shutil.rmtree(folder)
        return figures
