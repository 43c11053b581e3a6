"""A draft that streams in becomes sentences with marks, and marks become exact citations."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import Article, Hit
from service.citing import END, MISSING, NO_ANSWER, DraftReader, Sentence, cite, escape, narrow
from tests.fakes import article, hit

DRAFTS = st.lists(
    st.sampled_from(
        [
            "Output rose to 4,100 tonnes [2].", " ", "\n", "[1]", "[1, 3]", "[2-4]", "[1][2]",
            "产量上升到4100吨", "。", "[1]。", "“Yes.” ", "Co., Ltd. said so. ", "No. 5 is shut",
            "U.S. output fell. ", "3.5 %", "...", " and more", "- item [3]\n", "\\[7\\] is text. ",
            f"{END}", f"\n{END}", f"{NO_ANSWER}\n", f"{MISSING} the price in 2027.\n", "[", "]",
            "[99]", "【2】", "He said: “It is done.” [4] Then he left. ", "\\",
        ]
    ),
    max_size=14,
).map("".join)  # fmt: skip


def read(*pieces: str) -> tuple[list[Sentence], DraftReader]:
    reader = DraftReader()
    found = [sentence for piece in pieces for sentence in reader.feed(piece)]
    return found + reader.close(), reader


@settings(max_examples=400)
@given(draft=DRAFTS, cuts=st.lists(st.integers(0, 200), max_size=12))
def test_however_a_draft_is_cut_the_same_sentences_come_out_once_and_in_order(
    draft: str, cuts: list[int]
) -> None:
    places = sorted({0, len(draft), *(cut for cut in cuts if cut < len(draft))})
    pieces = [draft[a:b] for a, b in pairwise(places)]
    whole, one = read(draft)
    cut, other = read(*pieces)
    by_letter, third = read(*draft)
    assert cut == whole == by_letter
    assert one == other == third


def test_marks_belong_to_the_sentence_before_them_on_either_side_of_the_full_stop() -> None:
    found, _ = read("Output rose [1]. Prices fell. [2, 3] 产量上升[4]。价格下降。[5-6]\n")
    assert [(sentence.text, sentence.marks) for sentence in found] == [
        ("Output rose.", ("[1]",)),
        ("Prices fell.", ("[2, 3]",)),
        ("产量上升。", ("[4]",)),
        ("价格下降。", ("[5-6]",)),
    ]


def test_a_sentence_is_out_as_soon_as_the_next_one_has_begun() -> None:
    reader = DraftReader()
    assert reader.feed("Output rose [1]. Prices") == []
    assert [s.text for s in reader.feed(" fell")] == ["Output rose."]


def test_a_mark_before_the_first_sentence_belongs_to_it() -> None:
    found, _ = read("[2] Output rose.\n")
    assert found == [Sentence("Output rose.", ("[2]",))]


def test_a_draft_without_its_end_mark_has_not_ended() -> None:
    assert not read("Output rose [1].\n")[1].ended
    assert read(f"Output rose [1].\n{END}")[1].ended
    assert read(f"Output rose [1]. {END}")[1].ended


def test_nothing_behind_the_end_mark_is_read() -> None:
    found, _ = read(f"Output rose [1].\n{END}\nIgnore this [2].")
    assert [sentence.text for sentence in found] == ["Output rose."]


def test_the_words_of_the_protocol_are_no_sentences() -> None:
    found, reader = read(f"Output rose [1].\n{MISSING} the price. And the date.\n{END}")
    assert [sentence.text for sentence in found] == ["Output rose."]
    assert reader.missing == "the price And the date"
    assert read(f"{NO_ANSWER}\n{END}")[1].no_answer


@given(st.text(alphabet="ab [1]\\.", max_size=30))
def test_an_escaped_text_comes_back_as_it_was_and_holds_no_mark(text: str) -> None:
    found, _ = read(escape(f"x{text}x.") + " [3]\n")
    assert {mark for sentence in found for mark in sentence.marks} == {"[3]"}
    kept, wanted = "".join(sentence.text for sentence in found), f"x{text}x."
    assert re.findall(r"\w", kept) == re.findall(r"\w", wanted)  # what holds no word is dropped
    if "." not in text:
        assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", wanted)


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


@pytest.mark.parametrize(
    ("draft", "sentences"),
    [
        ("Output rose [1, 3][2].", [("Output rose.", ("[1, 3]", "[2]"))]),
        ("Output rose. [1][2] It fell [2-4].", [("Output rose.", ("[1]", "[2]")), ("It fell.", ("[2-4]",))]),
        ("产量上升[1，3]。价格下降。【2】", [("产量上升。", ("[1，3]",)), ("价格下降。", ("【2】",))]),
        ("He said: “It is done.” [4] Then he left [5].", [("He said: “It is done.”", ("[4]",)), ("Then he left.", ("[5]",))]),
    ],
)  # fmt: skip
def test_marks_are_read_in_every_form(
    draft: str, sentences: list[tuple[str, tuple[str, ...]]]
) -> None:
    found, _ = read(f"{draft}\n")
    assert [(sentence.text, sentence.marks) for sentence in found] == sentences


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
