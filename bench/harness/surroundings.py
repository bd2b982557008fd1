"""Where things are, the server that all work against, and how a command is measured."""
import json
import os
import pwd
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class BenchError(Exception):
    """Something that keeps a figure from being taken; the message says what to do."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Surroundings:
    """Folders, user, browser and server of one benchmark. Use it in a `with`: it stops the server and removes its folder."""

    def __init__(self, preset, stores):
        self.built = ROOT / "build" / preset
        self.program = self.built / "app" / "nightporter"
        self.npm = ROOT / "build" / "bench-npm"
        self.node = self.npm / "node"
        self.peers = ROOT / "build" / "bench-npm" / "peers"
        self.user = "nobody" if os.geteuid() == 0 else ""
        self.store_count = stores
        self.folder = None
        self.server = None
        self.helpers = {}

    def shared(self, name, make):
        """What several rows use and what is stopped at the end."""
        if name not in self.helpers:
            self.helpers[name] = make()
        return self.helpers[name]

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="nightporter-bench-"))
        self.hand_over(self.folder)
        try:
            self._check_readable()
            self.browser = self._find_browser()
            self.flags = subprocess.check_output([self.built / "bench" / "floor", "flags"], text=True).split()
            self.server = subprocess.Popen([self.built / "bench" / "back_office", str(self.store_count)],
                                           stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.origin = self.server.stdout.readline().strip()
            if not self.origin:
                raise BenchError("the back office did not start; see its message above")
            self.cookies = {}
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for helper in self.helpers.values():
            helper.stop()
        if self.server:
            self.server.stdin.close()
            self.server.terminate()
            self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _check_readable(self):
        for needed in (self.program, self.node, self.peers / "playwright.mjs"):
            if self.run(["test", "-r", needed]).returncode != 0:
                raise BenchError(f"{needed} is missing, or {self.user or 'this user'} may not read it: as root all programs run as"
                                 " nobody, so put the tree where everybody can read it, or run as another user")

    def _find_browser(self):
        launcher = subprocess.run([ROOT / "chrome-setup", "--for", "unattended", "--path"], text=True, stdout=subprocess.PIPE, check=False)
        if launcher.returncode != 0:
            raise BenchError("no Chrome starts here; ./chrome-setup --check --for unattended says what it lacks")
        path = launcher.stdout.strip()
        # Debian's command is a shell script around the program; all start the program itself, as Nightporter does.
        behind = Path("/usr/lib/chromium") / Path(path).name
        return str(behind if behind.exists() else path)

    def hand_over(self, path):
        """Makes `path`, with all below it, the property of the user that the programs run as."""
        if not self.user:
            return
        owner = pwd.getpwnam(self.user)
        os.chown(path, owner.pw_uid, owner.pw_gid)
        for folder, folders, files in os.walk(path):
            for name in folders + files:
                os.chown(os.path.join(folder, name), owner.pw_uid, owner.pw_gid)

    def environment(self):
        kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
        home = self.folder / "home"
        if not home.exists():
            home.mkdir()
            self.hand_over(home)
        return {**kept, "HOME": str(home), "LANG": "C.UTF-8", "TMPDIR": str(home), "SE_AVOID_STATS": "true"}

    def run(self, command, folder=None, extra=None):
        """Runs a command as the user, not measured."""
        as_user = ["setpriv", "--reuid", self.user, "--regid", str(pwd.getpwnam(self.user).pw_gid), "--clear-groups"] if self.user else []
        return subprocess.run([*as_user, *map(str, command)], cwd=folder or self.folder, env={**self.environment(), **(extra or {})},
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)

    def measure(self, command, folder, memory_ms=None, series=None, extra=None, within_s=1800):
        """Runs a command as the user and returns its figures (see bench/measure.cpp) with "said", its standard output."""
        said = folder.parent / (folder.name + ".said")
        options = ["--said", said, "--within", within_s]
        if self.user:
            options += ["--as", self.user]
        if memory_ms:
            options += ["--memory", memory_ms]
        if series:
            options += ["--series", series]
        environment = {name: value for name, value in {**self.environment(), **(extra or {})}.items() if value is not None}
        ran = subprocess.run([str(word) for word in [self.built / "bench" / "measure", *options, *command]], cwd=folder, env=environment, text=True, capture_output=True, check=False)
        text = said.read_text(encoding="utf-8", errors="replace") if said.exists() else ""
        if ran.returncode != 0:
            raise BenchError(f"{' '.join(Path(word).name for word in command[:3])} … ended with {ran.returncode}:\n{text[-1500:]}{ran.stderr[-2500:]}")
        figures = json.loads(ran.stdout)
        figures["said"] = text
        return figures

    def cookie(self, code):
        """A session of that store, signed in by plain HTTP."""
        if code not in self.cookies:
            form = urllib.parse.urlencode({"username": f"{code}.office", "password": f"lantern-{code}"}).encode()
            try:
                answer = urllib.request.build_opener(NoRedirect).open(self.origin + "/sign-in", form)
            except urllib.error.HTTPError as redirect:
                answer = redirect
            words = [header.split(";")[0] for header in answer.headers.get_all("Set-Cookie") or []]
            self.cookies[code] = next(word.split("=", 1)[1] for word in words if word.startswith("lantern_session="))
        return self.cookies[code]

    def new_folder(self, name):
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        self.hand_over(folder)
        return folder
