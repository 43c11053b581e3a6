"""The command line: what it prints and how it ends."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from index.directory import hold
from index.lexical import Lexical
from index.model import Received
from service.cli import app
from tests.fakes import WordEmbedding, passage
from tests.serving import house


def assay(*words: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command in this process, as a shell in that folder would."""
    with chdir(cwd):
        ran = CliRunner().invoke(app, [*map(str, words)], env=env)
    return subprocess.CompletedProcess(words, ran.exit_code, ran.stdout, ran.stderr)


def process(*words: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles, some bad, taken into its `.assay`."""
    folder = tmp_path_factory.mktemp("home")
    articles = folder / "articles"
    articles.mkdir()
    (articles / "good.md").write_text(
        "---\ntitle: Kessandra's year\noutlet: The Ledger\npublished: 2026-04-23\n---\n"
        "Kessandra made 3,410 tonnes of oxide in 2025. The plant was shut in May.\n",
        encoding="utf-8",
    )
    (articles / "empty.txt").write_text("")
    (articles / "binary.txt").write_bytes(b"\x89PNG\0\0\0")
    with (articles / "huge.txt").open("wb") as huge:
        huge.truncate(50_000_000)
    added = assay("add", "articles", "missing.txt", cwd=folder)
    assert added.returncode == 1, added.stderr
    assert added.stdout == "1 added, 0 changed, 0 unchanged, 4 failed\n"
    for name, reason in {
        "empty.txt": "is empty",
        "binary.txt": "is not text",
        "huge.txt": "is too large (50 MB, at most 20 MB)",
        "missing.txt": "No such file or directory",
    }.items():
        [line] = [line for line in added.stderr.splitlines() if name in line]
        assert reason in line
    return folder


def test_an_answer_shows_under_each_number_the_source_and_its_exact_words(home: Path) -> None:
    asked = process("ask", "How much oxide did Kessandra make in 2025?", cwd=home)
    assert asked.returncode == 0, asked.stderr
    told, _, kept = asked.stdout.partition("\nKept as ")
    assert told == (
        "Kessandra made 3,410 tonnes of oxide in 2025 [1].\n\n"
        "[1] Kessandra's year, The Ledger, 2026-04-23\n"
        "    “Kessandra made 3,410 tonnes of oxide in 2025.”\n\n"
        "No language model is set, so answers quote the articles.\n"
    )
    assert assay("replay", kept.strip(), cwd=home).returncode == 0


def test_json_is_the_answer_as_the_api_gives_it(home: Path) -> None:
    asked = assay("ask", "Who won the football cup?", "--json", "--strict", cwd=home)
    answer = json.loads(asked.stdout)
    assert (answer["status"], answer["claims"]) == ("not_in_articles", [])
    assert answer["passages"][0]["title"] == "Kessandra's year"


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
        ({"ASSAY_ANSWER_TOKENS": "many"}, "ANSWER_TOKENS: Input should be a valid integer"),
    ],
)
def test_a_setting_that_is_not_known_or_not_valid_is_refused(
    tmp_path: Path, env: dict[str, str], told: str
) -> None:
    ran = assay("ask", "x", cwd=tmp_path, **env)
    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False)
    assert told in ran.stderr
    (tmp_path / ".env").write_text("ASSAY_MODLE=x\n")
    in_file = assay("ask", "x", cwd=tmp_path)
    assert (in_file.returncode, "MODLE" in in_file.stderr) == (2, True)


def test_a_data_directory_that_is_in_use_names_its_holder_and_is_left_alone(tmp_path: Path) -> None:
    """Promise 9."""
    with hold(tmp_path / "data", "assay serve", "http://127.0.0.1:8321"):
        before = sorted(tmp_path.rglob("*"))
        ran = assay("ask", "x", "--data", "data", cwd=tmp_path)
        assert ran.returncode == 3
        assert f"is held by `assay serve` (process {os.getpid()}" in ran.stderr
        assert "Ask it at http://127.0.0.1:8321" in ran.stderr
        assert sorted(tmp_path.rglob("*")) == before


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("served")) as url:
        yield url


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


def test_what_readers_said_is_exported_through_a_server_and_here(
    tmp_path: Path, words: None
) -> None:
    data = tmp_path / "data"
    with house(
        data, [Received(uri="test:a", title="A year", raw="Kessandra made 9 tonnes.")]
    ) as url:
        asked = {"question": "How many tonnes did Kessandra make?"}
        answer = httpx.post(f"{url}/v1/answers", json=asked, timeout=20).json()
        httpx.post(f"{url}/v1/answers/{answer['id']}/feedback", json={"thumb": "down"})
        there = here("feedback", "export", "--url", url)
    exported = here("feedback", "export", "--out", tmp_path / "cases.jsonl", "--data", data)
    assert (exported.exit_code, exported.output) == (0, "")
    assert there.output == (tmp_path / "cases.jsonl").read_text(encoding="utf-8")
    case = json.loads(there.output)
    assert (case["answer_id"], case["thumb"]) == (answer["id"], "down")
    assert case["claims"][0]["citations"] == [
        {"article": "test:a", "quote": "Kessandra made 9 tonnes."}
    ]


def test_a_replay_ends_with_1_where_the_articles_now_say_something_else(data: Path) -> None:
    asked = here("ask", "How many tonnes did the kiln make in 2025?", "--json", "--data", data)
    id_ = json.loads(asked.output)["id"]
    same = here("replay", id_, "--data", data)
    assert (same.exit_code, same.output) == (0, "The same answer.\n")
    (data.parent / "kiln.txt").write_text("The kiln made 9 tonnes in 2025.")
    here("add", data.parent / "kiln.txt", "--data", data)
    changed = here("replay", id_, "--json", "--data", data)
    told = json.loads(changed.output)
    assert (changed.exit_code, told["same"], told["before"]) == (1, False, id_)
    assert any("9 tonnes" in (change["after"] or "") for change in told["changes"])
    unknown = here("replay", "nothing", "--data", data)
    assert unknown.exit_code == 3
    assert "No answer with the id 'nothing' is kept." in unknown.output


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of this process take a fake for the embedding model."""
    monkeypatch.setattr("index.embedding.E5Embedding", WordEmbedding)


@pytest.fixture
def data(tmp_path: Path, words: None) -> Path:
    """A data directory with two articles."""
    for name in ("kiln", "ore"):
        (tmp_path / f"{name}.txt").write_text(f"The {name} made 3,410 tonnes in 2025.")
    added = here("add", tmp_path / "kiln.txt", tmp_path / "ore.txt", "--data", tmp_path / "data")
    assert added.output == "2 added, 0 changed, 0 unchanged, 0 failed\n"
    return tmp_path / "data"


def here(*words: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, [*map(str, words)])


def damage(data: Path) -> str:
    """Take a passage out of the lexical index, and put a stranger in."""
    lexical = Lexical(data / "indexes" / "1" / "lexical")
    taken = min(lexical.ids())
    lexical.delete([taken])
    lexical.upsert([passage("ghost:1:0", "A ghost", "that no one accepted")])
    lexical.close()
    return taken


def test_questions_and_searches_take_filters(tmp_path: Path, server: str) -> None:
    article = tmp_path / "year.md"
    about = "title: A year\noutlet: The Ledger\npublished: 2026-04-23\nlanguage: en"
    article.write_text(f"---\n{about}\n---\nKessandra made 3,410 tonnes.\n")
    assert here("add", article, "--url", server).exit_code == 0
    for options, status, told in (
        (["--as-of", "2026-04-23", "--outlet", "The Ledger", "--language", "en"], 0, True),
        (["--published-from", "2026-04-23", "--published-to", "2026-04-24"], 0, True),
        (["--as-of", "2026-04-22"], 0, False),
        (["--outlet", "Another"], 0, False),
        (["--article", "another"], 0, False),
        (["--published-from", "2026-04-24", "--published-to", "2026-04-23"], 2, False),
        (["--as-of", "April"], 2, False),
    ):
        for command in (["ask", "How many tonnes did Kessandra make?"], ["search", "tonnes"]):
            done = here(*command, *options, "--url", server)
            assert (done.exit_code, "3,410" in done.output) == (status, told), done.output


def test_a_search_explains_itself_on_request(data: Path) -> None:
    told = here("search", "kiln tonnes", "--limit", "1", "--explain", "--data", data)
    assert told.exit_code == 0
    assert re.search(r"\(dense 1, \d\.\d{3}, lexical 1, \d\.\d{3}\)", told.output)
    assert "below the limit: The ore made 3,410 tonnes in 2025." in told.output
    found = json.loads(
        here("search", "kiln tonnes", "--limit", "1", "--explain", "--json", "--data", data).output
    )
    assert [one["reason"] for one in found["dropped"]] == ["below the limit"]
    assert set(found["hits"][0]["scores"]) == {"dense", "lexical"}


WELL = "vectors: well, 2 passages\nlexical: well, 2 passages\n"
ILL = "vectors: well, 2 passages\nlexical: 1 missing, 1 too many, 0 not found, of 2\n"


def test_the_doctor_tells_what_is_wrong_and_mends_it(data: Path) -> None:
    well = here("doctor", "--data", data)
    assert (well.exit_code, well.output) == (0, WELL)
    taken = damage(data)
    for _ in range(2):
        checked = here("doctor", "--check", "--data", data)
        assert (checked.exit_code, checked.output) == (
            1, ILL + "Mend them with `assay doctor`, or make the indexes anew with `assay rebuild`.\n",
        )  # fmt: skip
    told = json.loads(here("doctor", "--check", "--json", "--data", data).stdout)
    assert (told["well"], told["mended"], told["failed"]) == (False, None, [])
    assert [one["missing"] for one in told["found"]] == [[], [taken]]
    assert [one["surplus"] for one in told["found"]] == [[], ["ghost:1:0"]]
    mended = here("doctor", "--data", data)
    assert (mended.exit_code, mended.output) == (0, f"{ILL}After mending:\n{WELL}")
    assert here("doctor", "--check", "--data", data).output == WELL


def test_the_doctor_fills_indexes_that_were_deleted(data: Path) -> None:
    shutil.rmtree(data / "indexes")
    refused = here("search", "kiln", "--data", data)
    assert refused.exit_code == 3
    assert "Mend them with `assay doctor`" in refused.stderr
    mended = here("doctor", "--json", "--data", data)
    told = json.loads(mended.stdout)
    assert (mended.exit_code, told["well"]) == (0, True)
    assert [len(one["missing"]) for one in told["found"] + told["mended"]] == [2, 2, 0, 0]


def test_what_the_doctor_cannot_mend_a_rebuild_can(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(data)

    def choke(_: object, text: str) -> list[float]:
        raise ValueError("choked")

    with monkeypatch.context() as choking:
        choking.setattr(WordEmbedding, "_get_text_embedding", choke)
        left = here("doctor", "--data", data)
    assert left.exit_code == 1
    assert left.stdout.endswith("Make the indexes anew with `assay rebuild`.\n")
    assert "could not be embedded: choked" in left.stderr
    rebuilt = here("rebuild", "--data", data)
    assert (rebuilt.exit_code, rebuilt.stdout) == (0, "2 articles indexed, 0 failed\n")
    assert here("doctor", "--check", "--data", data).output == WELL


@pytest.mark.parametrize("command", ["doctor", "search"])
def test_indexes_that_cannot_be_opened_are_told_and_can_be_made_anew(
    data: Path, command: str
) -> None:
    (data / "indexes" / "1" / "vectors" / "chroma.sqlite3").write_text("junk")
    refused = here(command, *(["kiln"] if command == "search" else []), "--data", data)
    assert refused.exit_code == 3
    assert "can't be opened" in refused.stderr
    assert "`assay rebuild`" in refused.stderr
    assert here("rebuild", "--data", data).exit_code == 0
    assert here("doctor", "--data", data).output == WELL


def test_indexes_of_another_model_are_told_by_the_doctor(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = WordEmbedding(fingerprint="others@1")
    monkeypatch.setattr("index.embedding.E5Embedding", lambda: other)
    refused = here("doctor", "--data", data)
    assert refused.exit_code == 3
    assert "`assay rebuild`" in refused.stderr
    assert here("rebuild", "--data", data).exit_code == 0
    assert here("doctor", "--data", data).output == WELL


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
