"""What commands print about articles that went in."""

from index.reading import Remark
from service.answers import Answer, Citation, Claim, MadeWith, Respelled, Sources, Usage
from service.console import remark_lines, source_lines
from tests.fakes import article, hit


def test_what_is_told_of_many_articles_is_told_once() -> None:
    told = [Remark("a.md", "a field was ignored"), Remark("b.md", "a page has no text")]
    told += [Remark(f"{n}.md", "a field was ignored") for n in range(3)]
    assert list(remark_lines(told)) == [
        "note    a.md and 3 more: a field was ignored.",
        "note    b.md: a page has no text.",
    ]


def test_names_of_files_and_fields_move_no_cursor() -> None:
    [line] = remark_lines([Remark("\x1b[2Ja.md", "fields were ignored: \x1b[31mred")])
    assert "\x1b" not in line


GERMAN = article("Die Stadtwerke verkaufen ihren Anteil.", title="Anteil", language="de")


def answer(*citations: Citation, **more: object) -> Answer:
    claims = [Claim(text="Sold.", verdict="supported", citations=citations)] if citations else []
    about: dict[str, object] = {
        "id": "a", "question": "What was sold?", "rewritten_question": None, "status": "answered",
        "text": "", "claims": tuple(claims), "withheld": (), "citation_errors": (),
        "passages": (hit(GERMAN),), "sources": Sources(articles=1, independent=1), "missing": None,
        "degraded_reason": None, "made_with": MadeWith(writer="quoting", index="x"),
        "usage": Usage(), "question_language": "en",
    }  # fmt: skip
    return Answer(**{**about, **more})  # type: ignore[arg-type]


def cited(**place: object) -> Citation:
    fields: dict[str, object] = {
        "number": 1, "article_id": "a1", "version": 1, "start": 0, "end": 3, "quote": "Die",
        "raw_start": 0, "raw_end": 3, "language": "de",
    }  # fmt: skip
    return Citation(**{**fields, **place})  # type: ignore[arg-type]


def told(answer: Answer) -> str:
    return "\n".join(source_lines(answer))


def test_a_quote_is_told_with_its_page_or_heading_and_its_language_where_it_is_another() -> None:
    assert "[1] Anteil (in German)\n    “Die” (page 3)" in told(answer(cited(page=3, heading="x")))
    assert "“Die” (under “Verkauf”)" in told(answer(cited(heading="Verkauf")))
    assert "German" not in told(answer(cited(), question_language="de"))
    assert "German" not in told(answer(cited(), question_language=None))
    refused = told(answer(status="not_in_articles"))
    assert "The nearest passages:\n\nAnteil (in German)" in refused


def test_how_a_question_was_taken_is_told_with_the_way_to_undo_it() -> None:
    names = (Respelled(written="Kesandra", meant="Kessandra"),)
    lines = told(answer(respelled=names, rewritten_question="Who is Kessandra?"))
    assert "Did you mean “Kessandra”? With --as-written" in lines
    assert "Understood as: Who is Kessandra?" in lines
    assert "Understood" not in told(answer())
