"""The marks of a sentence become exact citations: the characters of the source that carry it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import Hit
from service.answers import Citation, CitationError
from service.checking.aligning import align
from service.citing import cite, pointed
from service.drafting import Sentence
from tests.fakes import article, hit, weigh


def citations_of(
    sentence: Sentence, passages: list[Hit]
) -> tuple[tuple[Citation, ...], tuple[CitationError, ...]]:
    cited, errors = pointed(sentence, passages)
    articles = {"a1": SOURCE}
    return cite(align(sentence.text, cited, articles, weigh), articles) if cited else (), errors


def test_what_is_compared_in_one_spelling_is_quoted_in_its_own() -> None:
    source = article("瀾橋機場新航站樓將於2027年5月啟用。", language="zh")
    claim = "澜桥机场新航站楼将于2027年5月启用。"
    aligned = align(claim, [hit(source)], {"a1": source}, weigh)
    [citation] = cite(aligned, {"a1": source})
    assert citation.quote == source.text


def quotes(claim: str, text: str) -> list[str]:
    source = article(text)
    aligned = align(claim, [hit(source)], {"a1": source}, weigh)
    return [citation.quote for citation in cite(aligned, {"a1": source})]


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
    citations, _ = citations_of(Sentence(claim, tuple(marks)), passages)
    for citation in citations:
        assert SOURCE.text[citation.start : citation.end] == citation.quote != ""
        assert 0 <= citation.raw_start <= citation.raw_end <= len(SOURCE.raw)
        received = SOURCE.raw[citation.raw_start : citation.raw_end]
        kept = received.replace("Leave a Reply", "").replace("โ", "’")
        assert _letters(citation.quote) in _letters(kept)


def test_a_sentence_quoted_word_for_word_is_found_where_it_was_received() -> None:
    [citation], _ = citations_of(
        Sentence("Baogang’s plant in Ellisk is shut.", ("[1]",)), [hit(SOURCE)]
    )
    assert citation.quote == "Baogang’s plant in Ellisk is shut."
    received = SOURCE.raw[citation.raw_start : citation.raw_end]
    assert received == "Baogangโs plant in Ellisk is shut."


def test_a_citation_narrows_to_the_sentences_that_carry_the_claim() -> None:
    passage = "Prices fell in May. Output rose to 4,100 tonnes. The plant is in Ellisk."
    assert quotes("The output of the Ellisk plant rose to 4,100 tonnes.", passage) == [
        "Output rose to 4,100 tonnes.",
        "The plant is in Ellisk.",
    ]


def test_rare_words_tell_which_sentence_carries_a_claim() -> None:
    passage = (
        "The plant made more oxide than the plan said. The plant made oxide of terbium in March. "
        "The plan for the plant was made in May."
    )
    assert quotes("Terbium was made at the plant.", passage) == [
        "The plant made oxide of terbium in March."
    ]


def test_an_invented_number_is_reported_and_points_nowhere() -> None:
    """Promise 3."""
    citations, errors = citations_of(Sentence("Output rose.", ("[1]", "[7]")), [hit(SOURCE)])
    assert {citation.number for citation in citations} == {1}
    assert [(error.mark, error.message) for error in errors] == [
        ("[7]", "There is no passage 7; 1 were given.")
    ]


def test_a_range_of_marks_names_all_between() -> None:
    passages: list[Hit] = [hit(SOURCE, number) for number in (1, 2, 3)]
    citations, errors = citations_of(Sentence("Output rose.", ("[1-3]",)), passages)
    assert [citation.number for citation in citations] == [1, 2, 3]
    assert not errors


def _part(number: int, start: int, length: int) -> Hit:
    start = min(start, len(SOURCE.text) - 1)
    return hit(SOURCE, number, start, min(start + length, len(SOURCE.text)))


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum() or char in "’。😀")
