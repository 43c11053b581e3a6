"""Programs on this machine that can be killed and come back: PostgreSQL, Chroma, and others.

Each keeps its folder, which holds its data and its log, and its port.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

import httpx
import psutil

from index.errors import AssayError

PASSWORD = "not/said@anywhere"  # noqa: S105  of a server that lives for minutes
QUOTED_PASSWORD = "not%2Fsaid%40anywhere"  # noqa: S105

_PATIENCE = 300.0  # seconds; a busy machine starts slowly
_POLL = 0.05
_POSTGRES = "postgres"  # the user that Debian's package brings: the server refuses to be root


class ProgramMissing(AssayError):
    """A program isn't installed."""


class ProgramFailed(AssayError):
    """A program did not start."""


@dataclass(slots=True, eq=False)
class Program:
    """A command that is started, killed, and started again as it was.

    `answers` tells from what it said since its last start whether it can be used.
    """

    name: str
    command: Sequence[str | Path]
    folder: Path
    answers: Callable[[str], bool]
    settings: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    farewell: int = signal.SIGTERM
    """The signal that asks it to end."""
    starts: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _said_before: int = 0  # bytes of the log

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def start(self) -> None:
        """Start it, without waiting for it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._said_before = log.tell()
            self._process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env={**environment(), **self.settings},
                stdout=log,
                stderr=log,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
            )
        self.starts += 1

    def until_it_answers(self, *, again: bool = False) -> None:
        """Wait until it can be used; where it ended meanwhile, start it `again`.

        Raises `ProgramFailed`.
        """
        patient_until = time.monotonic() + _PATIENCE
        while not (self.runs and self.answers(self.said())):
            if not self.runs and again:
                self.start()
            elif not self.runs or time.monotonic() > patient_until:
                raise ProgramFailed(f"{self.name} did not start.", self.said()[-2_000:])
            time.sleep(_POLL)

    @property
    def runs(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def said(self) -> str:
        """What it said since its last start."""
        with self.log.open("rb") as log:
            log.seek(self._said_before)
            return log.read().decode(errors="replace")

    def kill(self) -> None:
        """End it and its children at once, as the loss of their machine would."""
        family = self.family()
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        if self._process:
            self._process.wait()
        psutil.wait_procs(family, timeout=10)

    def stop(self, seconds: float = 30.0) -> None:
        """Ask it to end; kill it where it doesn't."""
        if self._process and self.runs:
            self._process.send_signal(self.farewell)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
        self.kill()

    def family(self) -> list[psutil.Process]:
        """It and its children."""
        if not self._process:
            return []
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(self._process.pid)
            return [process, *process.children(recursive=True)]
        return []

    def cpu_seconds(self) -> dict[int, float]:
        """What it and each of its children that still runs took so far, by process id."""
        spent: dict[int, float] = {}
        for one in self.family():
            with suppress(psutil.NoSuchProcess):
                times = one.cpu_times()
                spent[one.pid] = times.user + times.system
        return spent


@contextmanager
def postgresql() -> Iterator[tuple[str, Program]]:
    """The URL of an empty database on a server of its own, and the server.

    It doesn't wait for the disk: what it wrote outlives its processes, though not the machine's
    power. Raises `ProgramMissing`, `ProgramFailed`.
    """
    programs = _postgresql_programs()
    user = _POSTGRES if os.getuid() == 0 else None
    folder = Path(mkdtemp(prefix="assay-postgresql-"))
    if user:  # who could not enter a folder in one of ours
        shutil.chown(folder, user, user)
    port = free_port()
    server = Program(
        name="postgresql",
        command=[programs / "postgres", "-D", folder / "data", "-p", str(port),
                 "-h", "127.0.0.1", "-k", folder, "-F"],
        folder=folder,
        answers=lambda said: "ready to accept connections" in said and _listens(port),
        user=user,
        farewell=signal.SIGQUIT,  # at once, and nothing is left in shared memory
    )  # fmt: skip
    try:
        _make_cluster(programs, folder, user)
        with _running(server):
            yield f"postgresql://assay:{QUOTED_PASSWORD}@127.0.0.1:{port}/postgres", server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def chroma(folder: Path) -> Iterator[tuple[str, Program]]:
    """The URL of a Chroma server that keeps its data in a folder, and the server.

    Raises `ProgramMissing`, `ProgramFailed`.
    """
    program = shutil.which("chroma", path=str(Path(sys.executable).parent))
    if not program:
        raise ProgramMissing("chroma is not installed beside Python.", "It comes with chromadb.")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    options = ["--host", "127.0.0.1", "--port", str(port), "--path", str(folder / "data")]
    server = Program(
        name="chroma",
        command=[program, "run", *options],
        folder=folder,
        answers=lambda _: is_ok(f"{url}/api/v2/heartbeat"),
        farewell=signal.SIGKILL,  # nothing is worth keeping
    )
    with _running(server):
        yield url, server


def free_port() -> int:
    """A port of this machine that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment() -> dict[str, str]:
    """The environment without Assay's settings: the defaults of this checkout."""
    others = {name: value for name, value in os.environ.items() if not _is_setting(name)}
    return {**others, "PYTHONPATH": str(Path(__file__).parents[1])}


@contextmanager
def _running(server: Program) -> Iterator[None]:
    try:
        server.start()
        server.until_it_answers()
        yield
    finally:
        server.stop()


def _postgresql_programs() -> Path:
    """Where the server's programs are. Raises `ProgramMissing`."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    found = versions[-1] if versions else Path(shutil.which("initdb") or "")
    if not found.is_file():
        raise ProgramMissing("PostgreSQL isn't installed.", "apt-get install postgresql")
    return found.resolve().parent


def _make_cluster(programs: Path, folder: Path, user: str | None) -> None:
    password = folder / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    done = subprocess.run(
        [programs / "initdb", "-D", folder / "data", "-U", "assay", "-E", "UTF8", "--no-sync",
         "--locale=C", "--locale-provider=icu", "--icu-locale=en",  # sorts a before B, as most do
         "--auth=scram-sha-256", f"--pwfile={password}"],
        cwd=folder, capture_output=True, check=False, user=user, group=user,
        extra_groups=[] if user else None,
    )  # fmt: skip
    if done.returncode:
        raise ProgramFailed("initdb failed.", done.stderr.decode(errors="replace")[-2_000:])


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def is_ok(url: str) -> bool:
    """Whether a server answers there that all is well."""
    try:
        return httpx.get(url, timeout=5, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def _is_setting(name: str) -> bool:
    return name.upper().startswith("ASSAY_")
