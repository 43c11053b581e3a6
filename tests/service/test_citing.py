"""The marks of a sentence become exact citations: the characters of the source that carry it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import Article, Hit
from service.citing import cite, narrow
from service.drafting import Sentence
from tests.fakes import article, hit

SOURCE = article(
    "\r\n  Output rose to 4,100 tonnes in 2025.  Prices fell, Ms Ollivant said.\r\n\r\n"
    "Leave a Reply\r\nBaogangโs plant in Ellisk is shut. 😀 产量上升到4100吨。价格下降。\r\n"
)


@settings(max_examples=200)
@given(
    claim=st.one_of(
        st.sampled_from(["Output rose.", "价格下降。", "The plant is shut.", "4,100 tonnes", "!"]),
        st.text(min_size=1, max_size=40).filter(str.strip),
    ),
    start=st.integers(0, 60),
    length=st.integers(1, 150),
    marks=st.lists(st.sampled_from(["[1]", "[2]", "[1-3]", "[9]", "[1, 1]"]), max_size=3),
)
def test_every_citation_points_at_real_characters_and_knows_their_place_as_received(
    claim: str, start: int, length: int, marks: list[str]
) -> None:
    """Promise 1."""
    passages = [_part(1, start, length), _part(2, 0, 30)]
    citations, _ = cite(Sentence(claim, tuple(marks)), passages, {"a1": SOURCE})
    for citation in citations:
        assert SOURCE.text[citation.start : citation.end] == citation.quote != ""
        assert 0 <= citation.raw_start <= citation.raw_end <= len(SOURCE.raw)
        received = SOURCE.raw[citation.raw_start : citation.raw_end]
        kept = received.replace("Leave a Reply", "").replace("โ", "’")
        assert _letters(citation.quote) in _letters(kept)


def test_a_sentence_quoted_word_for_word_is_found_where_it_was_received() -> None:
    [citation], _ = cite(
        Sentence("Baogang’s plant in Ellisk is shut.", ("[1]",)), [hit(SOURCE)], {"a1": SOURCE}
    )
    assert citation.quote == "Baogang’s plant in Ellisk is shut."
    received = SOURCE.raw[citation.raw_start : citation.raw_end]
    assert received == "Baogangโs plant in Ellisk is shut."


def test_a_citation_narrows_to_the_sentences_that_carry_the_claim() -> None:
    passage = "Prices fell in May. Output rose to 4,100 tonnes. The plant is in Ellisk."
    spans = narrow("The output of the Ellisk plant rose to 4,100 tonnes.", passage)
    assert [passage[s.start : s.end] for s in spans] == [
        "Output rose to 4,100 tonnes.",
        "The plant is in Ellisk.",
    ]


def test_rare_words_tell_which_sentence_carries_a_claim() -> None:
    passage = (
        "The plant made more oxide than the plan said. The plant made oxide of terbium in March. "
        "The plan for the plant was made in May."
    )
    [span] = narrow("Terbium was made at the plant.", passage)
    assert passage[span.start : span.end] == "The plant made oxide of terbium in March."


def test_an_invented_number_is_reported_and_points_nowhere() -> None:
    """Promise 3."""
    citations, errors = cite(
        Sentence("Output rose.", ("[1]", "[7]")), [hit(SOURCE)], {"a1": SOURCE}
    )
    assert {citation.number for citation in citations} == {1}
    assert [(error.mark, error.message) for error in errors] == [
        ("[7]", "There is no passage 7; 1 were given.")
    ]


def test_a_range_of_marks_names_all_between() -> None:
    passages: list[Hit] = [hit(SOURCE, number) for number in (1, 2, 3)]
    articles: dict[str, Article] = {"a1": SOURCE}
    citations, errors = cite(Sentence("Output rose.", ("[1-3]",)), passages, articles)
    assert [citation.number for citation in citations] == [1, 2, 3]
    assert not errors


def _part(number: int, start: int, length: int) -> Hit:
    start = min(start, len(SOURCE.text) - 1)
    return hit(SOURCE, number, start, min(start + length, len(SOURCE.text)))


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum() or char in "’。😀")
