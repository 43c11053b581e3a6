"""A draft that streams in becomes sentences with marks."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.drafting import END, MISSING, NO_ANSWER, DraftReader, Sentence, escape

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
