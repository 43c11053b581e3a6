"""Running: a server that holds the samples is judged over its public API, as it would be here."""

from pathlib import Path

import pytest

from evals.articles import received
from evals.cases import load
from evals.running import Ways, run
from evals.subjects import NotJudgeable, there
from service.settings import Settings
from tests.serving import house


async def test_a_server_is_asked_every_case_but_its_articles_are_left_alone(tmp_path: Path) -> None:
    corpus = received()
    cases = load()
    asked = [case for case in cases if case.kind == "number"][:3]
    planted = [case for case in cases if case.plant][:1]
    with house(tmp_path, list(corpus.values())) as url:
        ways = Ways(name="a server", settings=Settings.model_construct(), url=url)
        judged = await run(ways, [*asked, *planted])
    assert [item.case.id for item in judged.items] == [case.id for case in asked]
    assert not [broken for item in judged.items for broken in item.broken]
    assert judged.manifest["index"].startswith("words@1")
    assert judged.edits == ()


async def test_a_server_without_the_samples_is_refused_with_the_command_that_adds_them(
    tmp_path: Path,
) -> None:
    with (
        house(tmp_path) as url,
        pytest.raises(NotJudgeable, match="lacks 62 sample articles") as refused,
    ):
        async with there(url, received()):
            pass
    assert "assay add evals/corpus --url" in refused.value.hint
