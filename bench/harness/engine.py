"""Rows of the engine alone: round trips of the protocol, and a large download."""
import json
import shutil

from .surroundings import BenchError


class EngineRuns:
    """`engine_bench` and the same by others; what they share is the task."""

    def __init__(self, around):
        self.around = around
        self.expected = None

    def _task(self, folder, **task):
        file = folder / "task.json"
        file.write_text(json.dumps({"browser": self.around.browser, "flags": self.around.flags, "folder": str(folder),
                                    "origin": self.around.origin, **task}), encoding="utf-8")
        return file

    def protocol(self, contender, memory_ms, way, count):
        """The times are those that the program itself took, without its start and Chrome's."""
        name, _, transport = contender.partition(", ")
        folder = self.around.new_folder("engine")
        built, node, peers = self.around.built / "bench", self.around.node, self.around.peers
        task = self._task(folder, way=way, transport=transport, count=count)
        command = {"nightporter": [built / "engine_bench", "protocol", transport, way, count, self.around.browser],
                   "floor": [built / "floor", "protocol", way, count, self.around.browser, folder],
                   "selenium": ["/usr/bin/python3", peers / "selenium_protocol.py", task]}.get(
                       name, [node, peers / "engine.mjs", name, "protocol", task])
        figures = self.around.measure(command, folder, memory_ms)
        shutil.rmtree(folder)
        del figures["driver_cpu_s"], figures["chrome_cpu_s"]
        return {**figures, **json.loads(figures.pop("said").splitlines()[-1])}

    def download(self, contender, memory_ms, size):
        folder = self.around.new_folder("engine")
        built, node, peers = self.around.built / "bench", self.around.node, self.around.peers
        ours = ["download", self.around.browser, folder, self.around.origin, size]
        command = {"nightporter": [built / "engine_bench", *ours], "floor": [built / "floor", *ours]}.get(
            contender, [node, peers / "engine.mjs", contender, "download", self._task(folder, bytes=size)])
        figures = self.around.measure(command, folder, memory_ms)
        digest = figures.pop("said").split()[-1]
        if (folder / "big.bin").stat().st_size != size or self.expected not in (None, digest):
            raise BenchError(f"{contender} brought another file than those before it")
        self.expected = digest
        shutil.rmtree(folder)
        return figures
