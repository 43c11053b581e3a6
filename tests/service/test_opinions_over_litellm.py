"""Language models with opinions on the check, over a real model library and a scripted provider."""

import json
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from evals.upstream import Reply, Request, Upstream
from index.model import Received
from service.answers import Answer, Question
from service.checks import CheckRequest, report_of
from service.errors import SettingsInvalid
from service.service import Service
from service.settings import load
from service.wiring import build
from tests.fakes import WordEmbedding

SOURCE = Received(
    uri="test:a1",
    id="a1",
    title="A plant shuts",
    raw="Kessandra shut the plant at Port Ellisk in May after an inspection. "
    "The residue store held 2,400 tonnes.",
)
VERBATIM = "The residue store held 2,400 tonnes."
FREE = "A safety review preceded the idling of the works in Port Ellisk."
ALSO_FREE = "A check led Kessandra to close the Port Ellisk plant in May."
NEAR = "Kessandra shut the plant at Port Ellisk after an inspection."
FALSE = "The residue store held 2,900 tonnes."
ASKED = Question(text="Why was the plant at Port Ellisk shut, and what did the residue store hold?")


class Provider:
    """Serves a writer that drafts all sentences, and models that read with these verdicts."""

    def __init__(self, verdicts: Mapping[str, tuple[str, str]]) -> None:
        self.verdicts = verdicts
        self.asked: list[tuple[str, list[str]]] = []  # by whom, about which sentences together

    def __call__(self, request: Request) -> Reply:
        said = request["messages"][-1]["content"]
        if request["model"] == "writer":
            draft = " ".join(f"{text} [1]" for text in (VERBATIM, FREE, NEAR, FALSE, ALSO_FREE))
            return Reply(pieces=[draft, "\nEND_OF_ANSWER"])
        claims = json.loads(said.rpartition("as a JSON list: ")[2])
        self.asked.append((request["model"], [claim["text"] for claim in claims]))
        return Reply(pieces=[self._opinion(**claim) for claim in claims])

    def _opinion(self, sentence: int, text: str, cites: list[int]) -> str:
        verdict, words = self.verdicts[text]
        return json.dumps({"sentence": sentence, "verdict": verdict, "evidence": words}) + "\n"

    @property
    def read(self) -> set[str]:
        """Every sentence that a model was asked about."""
        return {text for _, texts in self.asked for text in texts}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")


def opened(data: Path, upstream: Upstream, **more: object) -> AbstractAsyncContextManager[Service]:
    given = {"model": "openai/writer", "api_base": upstream.url, "repairs": 0, **more}
    return build(load(data=data, **given), "a test", load_embedding=lambda _: WordEmbedding())


async def answered(data: Path, upstream: Upstream, **more: object) -> Answer:
    async with opened(data, upstream, **more) as service:
        await service.ingest.add([SOURCE])
        return await service.pipeline.answer(ASKED)


def verdicts(answer: Answer) -> dict[str, tuple[str, str | None]]:
    claims = (*answer.claims, *answer.withheld)
    return {claim.text: (claim.verdict, claim.supported_by) for claim in claims}


async def test_a_language_model_reads_for_the_check_in_the_place_of_the_packaged_one(
    tmp_path: Path,
) -> None:
    provider = Provider({
        FREE: ("supported", "shut the plant at Port Ellisk in May after an inspection"),
        NEAR: ("unsupported", "in May after an inspection"),
        ALSO_FREE: ("supported", "words of its own"),
    })  # fmt: skip
    async with Upstream(provider).running() as upstream:
        answer = await answered(tmp_path, upstream, checker="openai/reader")
    assert verdicts(answer) == {
        VERBATIM: ("supported", "words"),
        FREE: ("supported", "reading"),
        NEAR: ("unverified", None),
        FALSE: ("contradicted", None),
        ALSO_FREE: ("unverified", None),
    }
    doubt = next(claim.reasons for claim in answer.claims if claim.text == NEAR)
    assert "The model that reads for the check doubts it: the source says “in May" in doubt[0]
    assert provider.read == {FREE, NEAR, ALSO_FREE}  # not what is verbatim, nor what was refused
    assert len(provider.asked) < 3, "sentences that come meanwhile go together"
    made = answer.made_with
    assert (made.checker, made.checker_silent, made.judge) == ("openai/reader", 1, None)
    assert "reading@" not in (made.check or "")
    silent = "The model that reads for the check did not answer for 1 of the sentences."
    assert answer.degraded_reason == silent


async def test_a_judge_at_another_server_is_heard_behind_it_and_its_silence_is_told(
    tmp_path: Path,
) -> None:
    quote = "shut the plant at Port Ellisk in May after an inspection"
    reader = Provider(dict.fromkeys((FREE, NEAR, ALSO_FREE), ("perhaps", "")))
    judge = Provider({
        VERBATIM: ("supported", "residue store held"), FREE: ("entailed", quote),
        NEAR: ("supported", quote), ALSO_FREE: ("I can't say", ""),
    })  # fmt: skip
    async with Upstream(reader).running() as upstream, Upstream(judge).running() as other:
        more = {"judge": "openai/judge", "judge_api_base": other.url, "checker": "openai/reader"}
        answer = await answered(tmp_path, upstream, **more)
    found = verdicts(answer)
    assert found[FREE] == ("supported", "judge openai/judge")
    assert found[NEAR] == ("supported", "words")
    assert found[ALSO_FREE] == ("unverified", None)
    assert {who for who, _ in reader.asked} == {"reader"}
    assert {who for who, _ in judge.asked} == {"judge"}
    assert judge.read == {VERBATIM, FREE, NEAR, ALSO_FREE}
    made = answer.made_with
    assert (made.checker_silent, made.judge, made.judge_silent) == (3, "openai/judge", 1)
    assert (answer.degraded_reason or "").endswith(
        "The judge did not answer for 1 of the sentences."
    )


async def test_a_text_of_others_is_read_by_the_same_model(tmp_path: Path) -> None:
    provider = Provider({FREE: ("supported", "shut the plant at Port Ellisk in May")})
    async with (
        Upstream(provider).running() as upstream,
        opened(tmp_path, upstream, checker="openai/reader", model="") as service,
    ):
        await service.ingest.add([SOURCE])
        quoted = await service.pipeline.answer(Question(text="What did the residue store hold?"))
        assert (quoted.text, provider.asked) == (f"{VERBATIM[:-1]} [1].", [])
        request = CheckRequest(text=FREE, articles=("a1",))
        report = await report_of(service.verifier.events(request))
    assert [claim.supported_by for claim in report.claims] == ["reading"]
    assert (report.made_with.checker, report.made_with.checker_silent) == ("openai/reader", 0)


async def test_a_checker_that_is_neither_here_nor_known_is_refused(tmp_path: Path) -> None:
    settings = load(data=tmp_path, checker="nobody/knows-this")
    with pytest.raises(SettingsInvalid, match="can't be loaded") as told:
        async with build(settings, "a test", load_embedding=lambda _: WordEmbedding()):
            pass
    assert "as LiteLLM does" in told.value.hint
