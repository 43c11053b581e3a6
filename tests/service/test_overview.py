"""What the passages of an answer hold besides it, and what can be asked next."""

from dataclasses import replace
from datetime import date
from typing import Any

from index.model import Hit
from service.answers import Answer, Blanked, Citation, Claim, MadeWith, Sources, Usage
from service.overview import Overview, overview
from service.quoting import Choose, Readers, Weights
from tests.fakes import article, hit, weigh

COMPANY = article(
    "Quarrevane cut 38 jobs at its smelter in May 2026, said Orla Venn, the mayor of Ellisk. "
    "The smelter belongs to the State Grain Office (SGO).",
    id="a1", title="Smelter cuts jobs", outlet="Ledger", published=date(2026, 5, 3),
)  # fmt: skip
UNION = article(
    "Quarrevane cut 60 jobs at its smelter in May 2026, said the union.",
    id="a2", title="Union counts more", outlet="Courier", published=date(2026, 5, 9),
)  # fmt: skip
BEFORE = article(
    "Quarrevane cut 12 jobs at its smelter in June 2023, said the union. Trams cost $5 million.",
    id="a3", title="An earlier cut",
)  # fmt: skip
JOBS = "How many jobs did Quarrevane cut?"


def hits(*articles: Any) -> tuple[Hit, ...]:
    return tuple(hit(one, number) for number, one in enumerate(articles, start=1))


def claim(passage: Hit, quote: str) -> Claim:
    start = passage.text.index(quote)
    cited = Citation(
        number=passage.number, article_id=passage.article_id, version=1, start=start,
        end=start + len(quote), quote=quote, raw_start=0, raw_end=0,
    )  # fmt: skip
    return Claim(text=quote, verdict="supported", citations=(cited,))


def told(
    passages: tuple[Hit, ...], *claims: Claim, choose: Choose | None = None, **more: Any
) -> Overview:
    about: dict[str, Any] = {
        "id": "x", "question": JOBS, "rewritten_question": None, "status": "answered", "text": "",
        "claims": claims, "withheld": (), "citation_errors": (), "passages": passages,
        "sources": Sources(articles=1, independent=1), "missing": None, "degraded_reason": None,
        "made_with": MadeWith(writer="quoting", index="x"), "usage": Usage(),
    }  # fmt: skip
    return overview(Answer(**{**about, **more}), choose or Choose(weigh))


def test_figures_that_differ_stand_side_by_side_the_latest_first() -> None:
    """What is told of another time is none of them, and each side is cited exactly."""
    passages = hits(COMPANY, UNION, BEFORE)
    [difference] = told(passages, claim(passages[0], COMPANY.text[:20])).differences
    assert [side.text for side in difference.sides] == ["60 jobs", "38 jobs"]
    for side, source in zip(difference.sides, (UNION, COMPANY), strict=True):
        found = side.excerpt
        assert (found.article_id, source.text[found.start : found.end]) == (source.id, found.quote)


def test_the_same_figure_and_a_copy_of_it_are_no_difference() -> None:
    again = replace(UNION, text=UNION.text.replace("60", "38"), raw="")
    assert told(hits(COMPANY, again)).differences == ()
    one, other = hits(COMPANY, UNION)
    copies = (replace(one, cluster="c"), replace(other, cluster="c"))
    assert told(copies).differences == ()


def test_names_figures_and_days_are_told_that_neither_question_nor_answer_names() -> None:
    passages = hits(COMPANY, BEFORE)
    first = claim(passages[0], COMPANY.text[: COMPANY.text.index(",")])
    mentions = {(one.kind, one.text) for one in told(passages, first).mentions}
    assert ("name", "State Grain Office") in mentions
    assert ("figure", "$5 million") in mentions
    assert ("day", "June 2023") in mentions
    assert not any("Quarrevane" in text or text == "May 2026" for _, text in mentions)


def test_only_questions_are_proposed_that_quoting_answers_from_these_passages() -> None:
    passages = hits(UNION, COMPANY)
    questions = told(passages, claim(passages[0], UNION.text)).questions
    assert "Who is Orla Venn?" in questions
    assert "What does SGO stand for?" in questions
    for question in questions:
        assert Choose(weigh)(question, passages).quotes
    assert told(hits(UNION), claim(hits(UNION)[0], UNION.text)).questions == ()


def test_no_model_reads_for_an_overview() -> None:
    """It is asked for under every answer."""

    def read(question: str, texts: object) -> list[float]:
        raise AssertionError(f"{question} was read for {texts}")

    readers = Readers(closeness=read, answering=read, weights=Weights.of(None))
    passages = hits(UNION, COMPANY)
    assert told(passages, choose=Choose(weigh, readers)) == told(passages)


def test_nobody_asks_who_a_place_is() -> None:
    place = article(
        "The mayor opened the works of Port Dene, where 40 people build trams.", id="a4"
    )
    assert not any("Port Dene" in question for question in told(hits(place)).questions)


def test_nothing_is_told_of_a_passage_that_instructs_machines() -> None:
    found = told(hits(UNION, COMPANY), blanked=(Blanked(number=2, start=0, end=9),))
    assert {one.excerpt.number for one in found.mentions} <= {1}
    assert found.differences == ()
    assert not any("Venn" in question or "SGO" in question for question in found.questions)
