"""Second opinions: heard with words of the source, asked about several sentences at once."""

import asyncio
import json
from collections.abc import AsyncGenerator

import pytest

from prompts import load
from service.answers import Piece, Usage, Verdict, VerdictName
from service.checking import Finding
from service.errors import ModelUnavailable
from service.opinions import Hearing, Judge, heard, reconsider
from tests.fakes import article, hit

SOURCE = article(
    "Output rose to 4,100 tonnes. Prices fell. The plant is in Ellisk. It has two halls."
)
CITED = [hit(SOURCE)]
CLAIM = "Output rose because prices fell."


def finding(name: VerdictName, *, open_: bool = False) -> Finding:
    reasons = () if name == "supported" else ("because",)
    speaks = "clauses asks" if open_ else "modes doubts"
    return Finding(verdict=Verdict(name=name, reasons=reasons), wording=0.5, speaks=(speaks,))


SUPPORTED = finding("supported")
OPEN = finding("unverified", open_=True)


def judge(said: str) -> Hearing:
    async def ask(messages: list[dict[str, str]]) -> AsyncGenerator[Piece, None]:
        assert json.dumps(CLAIM) in messages[1]["content"]
        yield said[:7]
        yield said[7:]
        yield Usage(input_tokens=5)

    return Hearing(Judge(load("check/v2"), ask, "m"))


def answer(verdict: str, evidence: str) -> str:
    return "Here you are: " + json.dumps({"verdict": verdict, "evidence": evidence})


QUOTE = "Output rose to 4,100 tonnes"


@pytest.mark.parametrize(
    "said",
    [
        *(answer(verdict, QUOTE) for verdict in (
            "unsupported", "Contradicted", "not supported", "NOT_SUPPORTED", "Unsupported.",
            "refuted", "neutral")),
        f"<think>Is {{it}} so?</think>{answer('unsupported', QUOTE)}",
        f"It says {{this}}: {answer('supported', 'Prices fell')} No: {answer('unsupported', QUOTE)}",
        "```json\n" + answer("unsupported", QUOTE) + "\n```",
        answer("unsupported", f"“{QUOTE}.”"),
        answer("unsupported", f"'{QUOTE}'"),
        answer("unsupported", "Output rose … The plant is in Ellisk"),
        answer("unsupported", "Output rose ... It has two halls."),
    ],
)  # fmt: skip
async def test_a_judge_who_quotes_the_passage_adds_doubt_however_it_says_so(said: str) -> None:
    hearing = judge(said)
    verdict = await reconsider(SUPPORTED, CLAIM, CITED, [hearing])
    assert verdict.name == "unverified"
    assert verdict.reasons[0].startswith("The judge doubts it: the source says “Output rose")
    assert not hearing.silent


@pytest.mark.parametrize(
    "said",
    [
        answer("contradicted", "Output fell to 4,100 tonnes"),
        answer("unsupported", "It has two halls … Output rose"),
        answer("unsupported", ""),
        answer("supported", "tonnes"),
        answer("perhaps", QUOTE),
        "I can't say.",
        '{"verdict": "unsupported", "evidence": ',
        "[1, 2]",
        f"<think>{answer('unsupported', QUOTE)}",
    ],
)
async def test_a_judge_without_a_verdict_and_words_of_the_passage_is_silent_and_that_is_told(
    said: str,
) -> None:
    for found in (SUPPORTED, OPEN):
        hearing = judge(said)
        assert await reconsider(found, CLAIM, CITED, [hearing]) == found.verdict
        assert heard([hearing]) == {"judge": "m", "judge_silent": 1}


async def test_a_judge_supports_what_was_only_left_open_and_stands_for_it() -> None:
    said = answer("Supported", QUOTE)
    verdict = await reconsider(OPEN, CLAIM, CITED, [judge(said)])
    assert verdict == Verdict(name="supported", supported_by="judge m")
    assert await reconsider(SUPPORTED, CLAIM, CITED, [judge(said)]) == SUPPORTED.verdict


async def test_a_judge_who_does_not_answer_leaves_the_verdict(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def ask(messages: list[dict[str, str]]) -> AsyncGenerator[Piece, None]:
        raise ModelUnavailable("The model did not answer.", "Wait.")
        yield ""

    silent = Hearing(Judge(load("check/v2"), ask))
    assert await reconsider(SUPPORTED, CLAIM, CITED, [silent]) == SUPPORTED.verdict
    assert silent.silent == {CLAIM}
    assert "did not answer" in caplog.text


@pytest.mark.parametrize("name", ["contradicted", "unverified", "uncited"])
async def test_nobody_is_asked_about_what_an_exact_layer_speaks_against(name: VerdictName) -> None:
    async def never(messages: list[dict[str, str]]) -> AsyncGenerator[Piece, None]:
        raise AssertionError(messages)
        yield ""

    against = finding(name)
    asked = Hearing(Judge(load("check/v2"), never))
    assert await reconsider(against, CLAIM, CITED, [asked]) == against.verdict


async def test_sentences_that_come_while_the_judge_is_asked_go_together() -> None:
    asked: list[list[str]] = []
    first_may_end = asyncio.Event()

    async def ask(messages: list[dict[str, str]]) -> AsyncGenerator[Piece, None]:
        claims = json.loads(messages[1]["content"].rpartition("as a JSON list: ")[2])
        asked.append([claim["text"] for claim in claims])
        if len(asked) == 1:
            await first_may_end.wait()
        yield json.dumps([
            {"sentence": claim["sentence"], "verdict": "unsupported" if "halls" in claim["text"]
             else "supported", "evidence": "It has two halls"}
            for claim in reversed(claims)
        ])  # fmt: skip

    hearing = Hearing(Judge(load("check/v2"), ask, "m"))
    texts = ["Prices fell.", "It has three halls.", "Output rose.", "It is in Ellisk."]
    opinions = [asyncio.create_task(hearing.opinion(text, CITED)) for text in texts]
    await asyncio.sleep(0)
    first_may_end.set()
    assert [one.holds for one in await asyncio.gather(*opinions)] == [
        "supports", "doubts", "supports", "supports",
    ]  # fmt: skip
    assert asked == [texts[:1], texts[1:]]


async def test_whoever_asked_for_others_too_and_fails_leaves_them_to_ask_for_themselves() -> None:
    asked: list[int] = []

    async def ask(messages: list[dict[str, str]]) -> AsyncGenerator[Piece, None]:
        claims = json.loads(messages[1]["content"].rpartition("as a JSON list: ")[2])
        asked.append(len(claims))
        await asyncio.sleep(0)
        if len(asked) == 2:
            raise OSError("the catalogue is gone")
        yield answer("supported", "Prices fell")

    hearing = Hearing(Judge(load("check/v2"), ask, "m"))
    opinions = [hearing.opinion(text, CITED) for text in ("One.", "Two.", "Three.")]
    async with asyncio.timeout(60):
        first, second, third = await asyncio.gather(*opinions, return_exceptions=True)
    assert (first, isinstance(second, OSError), third) == (first, True, first)
    assert asked == [1, 2, 1]


async def test_a_judge_who_skips_a_sentence_is_silent_about_that_one_alone() -> None:
    async def ask(messages: list[dict[str, str]]) -> AsyncGenerator[Piece, None]:
        yield '{"results": [{"Sentence": "2.", "verdict": "supported", "evidence": "Prices fell"}]}'

    found = await Judge(load("check/v2"), ask).opinions([(CLAIM, CITED), ("Prices fell.", CITED)])
    assert [one.holds for one in found] == ["silent", "supports"]
