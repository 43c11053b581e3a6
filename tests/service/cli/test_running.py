"""Where commands find the service, what they refuse, and how they end."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from index.directory import hold
from service.settings import load
from tests.commands import assay, process


def test_status_show_and_remove_tell_what_is_there(home: Path) -> None:
    status = json.loads(assay("status", "--json", cwd=home).stdout)
    assert (status["articles"], status["indexed"], status["passages"]) == (1, 1, 1)
    unknown = assay("show", "nothing", cwd=home)
    assert unknown.returncode == 3
    assert unknown.stderr.startswith("assay: No article has the id 'nothing'.\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["ask", ""], "The question is empty."),
        (["ask", "x" * 100_000], "The question has 100,000 characters, at most 4,000 are read."),
        (["ask", "a\x1bb"], "The question holds the character U+001B"),
        (["ask", b"a\xff".decode("utf-8", "surrogateescape")], "U+DCFF"),
        (["search", " "], "The query is empty."),
        (["ask"], "Missing argument"),
        (["answer", "x"], "No such command"),
        (["ask", "x", "--limit", "3"], "No such option"),
    ],
)
def test_wrong_usage_is_told_at_once_and_ends_with_2(
    tmp_path: Path, words: list[str], told: str
) -> None:
    """Promise 13."""
    ran = assay(*words, cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"ASSAY_MODLE": "x"}, "Unknown settings: ASSAY_MODLE."),
        ({"ASSAY_ANSWER_TOKENS": "many"}, "ASSAY_ANSWER_TOKENS: Input should be a valid integer"),
    ],
)
def test_a_setting_that_is_not_known_or_not_valid_is_refused(
    tmp_path: Path, env: dict[str, str], told: str
) -> None:
    ran = assay("ask", "x", cwd=tmp_path, **env)
    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False)
    assert told in ran.stderr
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in env.items()))
    in_file = process("ask", "x", cwd=tmp_path)
    assert (in_file.returncode, told in in_file.stderr) == (2, True)


def test_a_file_of_settings_may_hold_what_others_look_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("OPENAI_API_KEY=sk-1\nASSAY_ANSWER_TOKENS=900\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    assert load().answer_tokens == 900
    assert os.environ["OPENAI_API_KEY"] == "sk-1"


def test_a_data_directory_that_is_in_use_names_its_holder_and_is_left_alone(tmp_path: Path) -> None:
    """Promise 9."""
    with hold(tmp_path / "data", "assay serve", "http://127.0.0.1:8321"):
        before = sorted(tmp_path.rglob("*"))
        ran = assay("ask", "x", "--data", "data", cwd=tmp_path)
        assert ran.returncode == 3
        assert f"is held by `assay serve` (process {os.getpid()}" in ran.stderr
        assert "Ask it at http://127.0.0.1:8321" in ran.stderr
        assert sorted(tmp_path.rglob("*")) == before


def test_every_command_goes_through_a_server_just_as_well(tmp_path: Path, server: str) -> None:
    (tmp_path / "good.md").write_text("---\ntitle: A year\n---\nKessandra made 3,410 tonnes.\n")
    (tmp_path / "wordless.txt").write_text("?!")

    def through(*words: str) -> subprocess.CompletedProcess[str]:
        return assay(*words, "--url", server, cwd=tmp_path)

    added = through("add", "good.md", "wordless.txt", "missing.txt")
    assert (added.returncode, added.stdout) == (1, "1 added, 0 changed, 0 unchanged, 2 failed\n")
    assert "has no words" in added.stderr
    assert "missing.txt: It can't be read: No such file or directory" in added.stderr
    asked = through("ask", "How many tonnes did Kessandra make?")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert asked.stdout.startswith("Kessandra made 3,410 tonnes [1].\n")
    answer = json.loads(through("ask", "How many tonnes did Kessandra make?", "--json").stdout)
    [passage] = answer["passages"]
    assert passage["id"] in through("search", "tonnes").stdout
    assert "Kessandra made" in through("show", passage["article_id"]).stdout
    status = json.loads(through("status", "--json").stdout)
    assert (status["server"], status["indexed"]) == (server, 1)
    removed = through("remove", passage["article_id"], "nothing")
    assert (removed.returncode, removed.stdout) == (1, f"removed {passage['article_id']}\n")
    assert "No article has the id 'nothing'" in removed.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.md", "wordless.txt"]


def test_a_directory_that_a_server_holds_is_reached_through_it(tmp_path: Path, server: str) -> None:
    (tmp_path / "held.txt").write_text("Kessandra made 3,410 tonnes of oxide in 2025.")
    with hold(tmp_path / ".assay", "assay serve", server):
        added = assay("add", "held.txt", cwd=tmp_path)
        assert (added.returncode, added.stderr) == (0, "")
        assert added.stdout == "1 added, 0 changed, 0 unchanged, 0 failed\n"
        asked = assay("ask", "How much oxide did Kessandra make in 2025?", cwd=tmp_path)
        assert asked.stdout.startswith("Kessandra made 3,410 tonnes of oxide in 2025 [1].\n")
        assert json.loads(assay("status", "--json", cwd=tmp_path).stdout)["server"] == server


@pytest.mark.parametrize("words", [["rebuild"], ["doctor", "--check"], ["serve", "--port", "0"]])
def test_what_needs_the_directory_itself_is_refused_and_names_the_holder(
    tmp_path: Path, server: str, words: list[str]
) -> None:
    """Promise 9."""
    with hold(tmp_path / ".assay", "assay serve", server):
        before = sorted(tmp_path.rglob("*"))
        ran = assay(*words, cwd=tmp_path)
        assert ran.returncode == 3
        assert f"is held by `assay serve` (process {os.getpid()}" in ran.stderr
        assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("url", "status", "told"),
    [
        ("127.0.0.1:8321", 2, "'127.0.0.1:8321' is no address of a server."),
        ("http://127.0.0.1:9", 3, "No server answers at http://127.0.0.1:9."),
    ],
)
def test_a_server_that_is_not_there_is_told(
    tmp_path: Path, url: str, status: int, told: str
) -> None:
    ran = assay("ask", "x", "--url", url, cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (status, "")
    assert ran.stderr.startswith(f"assay: {told}\n")
    assert list(tmp_path.iterdir()) == []


def test_a_data_directory_that_cannot_be_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    ran = assay("status", "--data", "data", cwd=tmp_path)
    assert ran.returncode == 3
    assert "can't be used" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ran = process("serve", "--port", port, cwd=tmp_path)
    assert ran.returncode == 3
    assert f"can't listen at 127.0.0.1, port {port}" in ran.stderr
