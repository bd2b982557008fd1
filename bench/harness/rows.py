"""The rows of the benchmark: what is done, by whom, and how often."""
import datetime
from dataclasses import dataclass
from typing import Callable

from .engine import EngineRuns
from .job import JOB_CONTENDERS, Job
from .load import LOAD_CONTENDERS, Loads

DAY = datetime.date(2025, 11, 12)
MEMORY_EVERY_MS = 40


def days(count):
    first = DAY - datetime.timedelta(days=count - 1)
    return [(first + datetime.timedelta(days=number)).isoformat() for number in range(count)]


@dataclass
class Row:
    """`runner(around)` prepares and returns run(contender, memory) → figures; figures hold wall_s, driver_cpu_s, …"""

    key: str
    title: str
    contenders: tuple
    runner: Callable


def job_row(key, title, stores=1, parallel=1, day_count=1, saved=False):
    def runner(around):
        job = Job(around, stores, parallel, days(day_count), saved)
        every_ms = MEMORY_EVERY_MS if day_count < 100 else 500
        return lambda contender, memory: job.run(contender, every_ms if memory else None, slope=day_count >= 100)

    return Row(key, title, JOB_CONTENDERS, runner)


BOTH_WAYS = tuple(f"{name}, {transport}" for name in ("nightporter", "playwright", "puppeteer") for transport in ("pipe", "websocket"))


def protocol_row(way, title, count, selenium=True):
    contenders = BOTH_WAYS + (("selenium",) if selenium else ()) + ("floor, pipe",)

    def runner(around):
        runs = EngineRuns(around)
        return lambda contender, memory: runs.protocol(contender, MEMORY_EVERY_MS if memory else None, way, count)

    return Row("protocol-" + way, title, contenders, runner)


def load_row(count):
    def runner(around):
        loads = Loads(around, count)
        return lambda contender, memory: loads.run(contender, MEMORY_EVERY_MS if memory else None)

    return Row(f"load{count}", f"an .xlsx of {count:,} rows x 27 columns into a database", LOAD_CONTENDERS, runner)


def download_row(size):
    def runner(around):
        runs = EngineRuns(around)
        return lambda contender, memory: runs.download(contender, MEMORY_EVERY_MS if memory else None, size)

    return Row("download", "a download of 1 GiB", ("nightporter", "playwright", "puppeteer", "floor"), runner)


ROWS = [
    job_row("cold", "one store, signing in"),
    job_row("saved", "one store, saved session", saved=True),
    job_row("stores16", "16 stores, 4 side by side, saved sessions", stores=16, parallel=4, saved=True),
    job_row("stores64", "64 stores, 4 side by side, saved sessions", stores=64, parallel=4, saved=True),
    job_row("long", "1,000 reports, one after the other, in one process", day_count=1000, saved=True),
    protocol_row("sequential", "2,000 round trips, one after the other", 2_000),
    protocol_row("pipelined", "20,000 round trips, all sent at once", 20_000, selenium=False),
    protocol_row("large", "one result of 64 MiB", 64 * 2**20),
    load_row(1_000),
    load_row(200_000),
    download_row(2**30),
]


def chosen(words):
    """The rows whose key is, or begins with, one of the words; all for none."""
    if not words:
        return ROWS
    unknown = [word for word in words if not any(row.key.startswith(word) for row in ROWS)]
    if unknown:
        raise SystemExit(f"compare: no row {', '.join(unknown)}; there are {', '.join(row.key for row in ROWS)}")
    return [row for row in ROWS if any(row.key.startswith(word) for word in words)]
