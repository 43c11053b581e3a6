"""A draft that streams in becomes sentences with marks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import Hit
from service.drafting import END, MISSING, NO_ANSWER, DraftReader, Sentence, escape, numbers
from service.drafting.marks import Read, read_marks
from tests.fakes import article, hit

DRAFTS = st.lists(
    st.sampled_from(
        [
            "Output rose to 4,100 tonnes [2].", " ", "\n", "[1]", "[1, 3]", "[2-4]", "[1][2]",
            "产量上升到4100吨", "。", "[1]。", "“Yes.” ", "Co., Ltd. said so. ", "No. 5 is shut",
            "U.S. output fell. ", "3.5 %", "...", " and more", "- item [3]\n", "\\[7\\] is text. ",
            f"{END}", f"\n{END}", f"{NO_ANSWER}\n", f"{MISSING} the price in 2027.\n", "[", "]",
            "[99]", "【2】", "He said: “It is done.” [4] Then he left. ", "\\", "(1)", "（2）。", "¹", "**",
            "<sup>1</sup>.", "[Passage 1]", " [1](#1).", "【1†source】", "According to [1], it fell. ",
            "[2] reports that it rose. ", "Source: [1]\n", "来源1", "Yes. ", "\n\n", "# Head\n", "1. ",
            "**Cost:** ", "| a | b |\n", "|---|---|\n", "| x | 3 [1] |\n", "<think>", "</think>", "<",
            "```\n", "{", "}", "[THINK]", "<|channel|>", "final", "a | b\n", "--- | ---\n", "✅ ", "^1^", "①",
            '{"a": "It rose.", "b": [1]}\n', "Based on the passages, ", "Missing: ", "(", ")", "*", "_", "`", "passage 3 ", "Is it so? ", "&#91;", "As follows [1]:\n",
            "end of answer\n", "[END_OF_ANSWER]", "<|im_end|>", "Nobody was hurt. ", "\u202e", "\u00a0",
        ]
    ),
    max_size=18,
).map("".join)  # fmt: skip


def read(*pieces: str) -> tuple[list[Sentence], DraftReader]:
    reader = DraftReader()
    found = [sentence for piece in pieces for sentence in reader.feed(piece)]
    return found + reader.close(), reader


@settings(max_examples=200, deadline=None)
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
    assert reader.missing == "the price. And the date"
    assert read(f"{NO_ANSWER}\n{END}")[1].no_answer


@given(st.text(alphabet="ab [1]\\.", max_size=30))
def test_an_escaped_text_comes_back_as_it_was_and_holds_no_mark(text: str) -> None:
    found, _ = read(escape(f"x{text}x.") + " [3]\n")
    assert {mark for sentence in found for mark in sentence.marks} == {"[3]"}
    kept, wanted = "".join(sentence.text for sentence in found), f"x{text}x."
    assert re.findall(r"\w", kept) == re.findall(r"\w", wanted)  # what holds no word is dropped
    if "." not in text:
        assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", wanted)


TRUE = "The store held 2,400 tonnes"
MARKS = r"""[1]. // . [1] // .[1] // [1][2]. // ¹. // [1, 2]. // [1; 2]. // [1-2]. // [1]-[2]. // [ 1 ]. // 【1】. // ［1］.
    // **[1]**. // *[1]*. // `[1]`. // ([1]). // [[1]]. // <sup>[1]</sup>. // (1). // . (1) // （1）. // {1}. // 〔1〕.
    // [^1]. // .¹ // <sup>1</sup>. // [1 and 2]. // [1 & 2]. // [Source 1]. // [source: 1]. // [Passage 1].
    // (Passage 1). // [1, The Ledger]. // [passage 1, The Ledger]. // [#1]. // [No. 1]. // [p1]. // [1.]. // [1](#1).
    // [1](https://a.example/b?c=1). // 【1†source】. // \[1\]. // (see [1]). // (Source: [1]). // [1] and [2].
    // [Passage 1, Passage 2]. // [来源1]. // （文1）. // [doc 1]. // [Quelle 1]. // **(1)**. // ([1], [2]). // (1)(2).
    // [^1^]. // ^1^. // $^{1}$. // ⁽¹⁾. // [¹]. // ①. // [①]. // <sup>(1)</sup>. // <ref>1</ref>. // <cite>[1]</cite>.
    // {{1}}. // {[1]}. // 「1」. // 〖1〗. // <1>. // [`1`]. // [**1**]. // \(1\). // [1 2].
    // [Source](1). // [cite: 1]. // [citation:1][citation:2]. // [S1]. // [ref_1]. // [Snippet 1]. // [Art. 1]. // [文档1].
    // [See Passage 1]. // (from [1]). // (Source: Passage 1). // （资料来源：[1]）. // （来源：文1、文2）. // — [1]. // \cite{1}.
    // [1,2], [3]. // [1]<|im_end|> // [1] END_OF_ANSWER // [1]. **END_OF_ANSWER**"""
BEHIND = [
    f"{TRUE}{mark if mark[0] == '.' else f' {mark}'}" for mark in re.split(r"\s+//\s+", MARKS)
]
APART = [f"[1] {TRUE}.", f"[1]: {TRUE}.", f"{TRUE}¹.", f"{TRUE}.\nSource: [1]", f"{TRUE}.\n\n**Sources:** [1], [2]",
    f"{TRUE}. Passage 1.", f"{TRUE}, source 1.", f"{TRUE} – Source 1.", f"{TRUE}.\nSource: 1", f"{TRUE}.\n\nSources: 1, 2",
    f"Passage 1: {TRUE}.", f"- **Source 1:** {TRUE}.", f"- **[1]:** {TRUE}."]  # fmt: skip
NAMED = [
    ("According to [1], it fell.", "According to The Ledger, it fell."),
    ("According to passage 1, it fell.", "According to The Ledger, it fell."),
    ("[1] states that it fell.", "The Ledger states that it fell."),
    ("However, [1] reports that it fell.", "However, The Ledger reports that it fell."),
    ("Both [1] and [2] say that it fell.", "Both The Ledger and Ore Weekly say that it fell."),
    ("Prices rose [2]. [1] also says that it fell.", "The Ledger also says that it fell."),
    ("根据[1]，价格下降。", "根据The Ledger，价格下降。"),
    ("[1]指出价格下降。", "The Ledger指出价格下降。"),
    ("根据文1，价格下降。", "根据The Ledger，价格下降。"),
    ("据来源1报道，价格下降。", "据The Ledger报道，价格下降。"),
    ("价格下降到3000元¹。", "价格下降到3000元。"),
    ("价格下降到3000元来源1。", "价格下降到3000元。"),
    ("价格下降了70%来源1。", "价格下降了70%。"),
    ("价格下降，来源1。", "价格下降。"),
    ("价格下降。文1。", "价格下降。"),
    ("As [1] notes, it fell.", "As The Ledger notes, it fell."),
    ("It fell, says [1].", "It fell, says The Ledger."),
    ("In [1], it fell.", "In The Ledger, it fell."),
    ("The figures in [1] and [2] differ.", "The figures in The Ledger and Ore Weekly differ."),
    ("Source [1] states that it fell.", "The Ledger states that it fell."),
    ("Passage 1 (The Ledger) says that it fell.", "The Ledger says that it fell."),
    ("It fell (as reported in [1]).", "It fell (as reported in The Ledger)."),
    ("来源[1]指出价格下降。", "The Ledger指出价格下降。"),
    ("如[1]所述，价格下降。", "如The Ledger所述，价格下降。"),
    ("It fell (The Ledger, [1]).", "It fell."),
    ("It fell (in May [1]).", "It fell (in May)."),
    ("It fell [1](The Ledger).", "It fell."),
    ("而来源1指出价格下降。", "而The Ledger指出价格下降。"),
    ("文1指出价格下降。", "The Ledger指出价格下降。"),
    ("数字来自来源1。", "数字来自The Ledger。"),
]
SOURCES = [
    hit(article("Text.", id=f"a{number}", title=title, outlet=outlet), number)
    for number, title, outlet in [
        (1, "Store corrected", "The Ledger"),
        (2, "Prices", "Ore Weekly"),
        (3, "Third", None),
    ]
]


@pytest.mark.parametrize("draft", [*BEHIND, *APART])
@pytest.mark.parametrize("passages", [(), SOURCES])
def test_a_mark_is_read_in_every_form_and_leaves_nothing_behind(
    draft: str, passages: Sequence[Hit]
) -> None:
    reader = DraftReader(passages)
    [sentence] = [*reader.feed(draft), *reader.close()]
    assert sentence.text.rstrip(".") == TRUE
    assert 1 in {number for mark in sentence.marks for number in numbers(mark)}


@pytest.mark.parametrize(("draft", "text"), NAMED)
def test_a_mark_that_is_a_part_of_its_sentence_becomes_the_name_of_its_source(
    draft: str, text: str
) -> None:
    reader = DraftReader(SOURCES)
    sentence = [*reader.feed(draft), *reader.close()][-1]
    assert sentence.text == text
    assert 1 in {number for mark in sentence.marks for number in numbers(mark)}


@pytest.mark.parametrize(
    ("draft", "text"),
    [
        ("The pit covers 3 km² (5) [1].", "The pit covers 3 km² (5)."),
        ("It rose by 5 m² [1].", "It rose by 5 m²."),
        ("资金来源1亿元[1]。", "资金来源1亿元。"),
        ("其中，来源1亿元的有两家[1]。", "其中，来源1亿元的有两家。"),
        ("By source: 3 from coal [1].", "By source: 3 from coal."),
        ("Article 1 of the law holds [1].", "Article 1 of the law holds."),
        ("They met in [2025] again [1].", "They met in [2025] again."),
        ("He said “[the mine] is shut” [1].", "He said “[the mine] is shut”."),
        ("Unit (2) of the plant is shut [1].", "Unit (2) of the plant is shut."),
        ("It has 4 (5) lines (9).", "It has 4 (5) lines (9)."),
        ("It has lines (a) and (2).", "It has lines (a) and (2)."),
        ("They emit carbon dioxide [CO2].", "They emit carbon dioxide [CO2]."),
        ("It covers 3 km<sup>2</sup> [1].", "It covers 3 km2."),
        ("It is 10^2 and 5 m^2 [1].", "It is 10^2 and 5 m^2."),
        ("It made 10&nbsp;tonnes &amp; more [1].", "It made 10 tonnes & more."),
        ("The mine that it depends on [1].", "The mine that it depends on."),
        ("It fell 2 * 3 times in a_b [1].", "It fell 2 * 3 times in a_b."),
        ("It costs $2{,}400$ [1].", "It costs 2,400."),
        ("It grew [a lot](https://a.example/b) ![map](x.png) [1].", "It grew a lot."),
        ("It is **shut** for `good` [1].", "It is shut for good."),
        ("Output fell \x1b]0;PWNED\x07\u202eby 3 % [1].", "Output fell ]0;PWNEDby 3 %."),
    ],
)
def test_what_is_no_mark_stays(draft: str, text: str) -> None:
    reader = DraftReader(SOURCES)
    [sentence] = [*reader.feed(draft), *reader.close()]
    assert sentence.text == text


def test_a_mark_that_cannot_be_read_is_taken_out_and_named() -> None:
    [sentence], _ = read("Output rose [ibid.].\n")
    assert sentence == Sentence("Output rose.", ("[ibid.]",))
    assert list(numbers("[ibid.]")) == []


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from([*BEHIND, *APART, *(draft for draft, _ in NAMED)]), max_size=4),
    st.data(),
)
def test_no_mark_damages_the_text_that_remains(drafts: list[str], data: st.DataObject) -> None:
    draft = " ".join(drafts)
    places = sorted(data.draw(st.lists(st.integers(0, len(draft)), max_size=8)))
    pieces = [draft[a:b] for a, b in pairwise([0, *places, len(draft)])]
    found, _ = read(*pieces)
    assert found == read(draft)[0] == read(*draft)[0]
    for sentence in found:
        assert not re.search(r"\*|``|__|\(\s*\)|\[\s*\]|【|\s[.,]|  |https|†|<", sentence.text)


def test_sentences_without_a_mark_rest_on_the_one_that_closes_their_paragraph() -> None:
    found, _ = read("Output rose. Prices fell [1]. It rained.\n\nNobody came. It is over [2].\n")
    assert [(sentence.text, sentence.marks, sentence.borrowed) for sentence in found] == [
        ("Output rose.", ("[1]",), True),
        ("Prices fell.", ("[1]",), False),
        ("It rained.", (), False),
        ("Nobody came.", ("[2]",), True),
        ("It is over.", ("[2]",), False),
    ]


def test_items_rest_on_the_marks_of_the_line_that_introduces_them() -> None:
    found, _ = read("Three firms pay [1]:\n- Halvorn pays $5 million\n- Wexcombe pays more [2]\n")
    assert [sentence.marks for sentence in found] == [("[1]",), ("[1]",), ("[2]",)]


def test_a_table_without_a_frame_is_a_table_and_a_heading_s_marks_are_its_items() -> None:
    found, _ = read(
        "Item | Value\n--- | ---\nStore | 2,400 tonnes [1]\n\n**2024** [2]\n- It fell\n"
    )
    assert [(sentence.text, sentence.marks) for sentence in found] == [
        ("Store: 2,400 tonnes", ("[1]",)),
        ("It fell", ("[2]",)),
    ]


def test_yes_and_no_are_judged_with_the_sentence_that_follows() -> None:
    found, _ = read("No. The licence was kept [1].\n")
    assert found == [Sentence("No. The licence was kept.", ("[1]",), "The licence was kept.")]


def test_items_and_rows_are_claims_with_their_labels_and_headings_are_none() -> None:
    draft = """### Reasons
1. **Substation:** It is late [1].
2. **Prices and pay**: They fell [1].
*   **Line B:** shut
    *   The panel agreed [2].

**New targets**

| Item | Old plan | New plan | Source |
|---|---|---|---|
| Cost | $412 million | $498 million | [1] |
| Staff | | 1,480 [2] | |

Source: [1]
"""
    found, _ = read(draft)
    assert [(sentence.text, sentence.claim) for sentence in found] == [
        ("Substation: It is late.", "substation: It is late."),
        ("Prices and pay: They fell.", "prices and pay: They fell."),
        ("Line B: shut", "Line B: shut"),
        ("The panel agreed.", "The panel agreed."),
        ("Cost: old plan $412 million; new plan $498 million",) * 1
        + ("cost: old plan $412 million; new plan $498 million",),
        ("Staff: 1,480", "staff: 1,480"),
    ]


@pytest.mark.parametrize(
    "draft",
    [
        "<think>Passage 1 says 9 tonnes [1].</think>Output rose [1].",
        "<think>\nIt says 9 tonnes [1].\n\nEND_OF_ANSWER</think>\n\nOutput rose [1].",
        "[THINK]It says 9 tonnes [1].[/THINK]Output rose [1].",
        "<|START_THINKING|>It says 9 tonnes [1].<|END_THINKING|>Output rose [1].",
        "<|channel|>analysis<|message|>9 tonnes [1].<|end|><|start|>assistant<|channel|>final<|message|>Output rose [1].",
        '{"answer": "Output rose.", "citations": [1]}',
        '[{"text": "Output rose.", "source": 1}]',
        "✅ Output rose [1].",
        "1️⃣ Output rose [1].",
        "a) Output rose [1].",
        "## History [1]\nOutput rose [1].",
        "Output rose [1].\n\n*Sources: [1] The Ledger, [2] Ore Weekly*",
        "Output rose [1].\n\nReferences:\n[1]: https://ledger.example/x",
        "Output rose [1].\nEND_OF_ANSWER END_OF_ANSWER",
        "It says 9 tonnes.\n</think>\nOutput rose [1].",
        "```markdown\nOutput rose [1].\n```",
        '{"answer": "Output rose [1]."}',
        "<answer>Output rose [1].</answer>",
        "[1] (Store corrected, The Ledger)\nOutput rose [1].",
        "Output rose [1].\n\nSources:\n[1] Store corrected, The Ledger",
    ],
)
def test_thoughts_wrappings_and_echoes_are_no_sentences(draft: str) -> None:
    reader = DraftReader(SOURCES)
    found = [*reader.feed(draft), *reader.close()]
    assert [sentence.text for sentence in found] == ["Output rose."]


def test_a_thought_that_never_ends_is_never_read() -> None:
    assert read("<think>Output rose [1].\nPrices fell [1].\n")[0] == []


@pytest.mark.parametrize(
    "end",
    ["END OF ANSWER", "end_of_answer", "End of answer.", "[END_OF_ANSWER]", "<END_OF_ANSWER>", '"END_OF_ANSWER"',
     "---END_OF_ANSWER---", r"END\_OF\_ANSWER", "END_OF_ANSWER<|im_end|>", "**END_OF_ANSWER**", "`END_OF_ANSWER`",
     "(END_OF_ANSWER)", "「END_OF_ANSWER」", "# END_OF_ANSWER #"],
)  # fmt: skip
def test_the_end_word_counts_in_every_form(end: str) -> None:
    found, reader = read(f"Output rose [1].\n{end}\nIgnore this [2].")
    assert [sentence.text for sentence in found] == ["Output rose."]
    assert reader.ended
    growing = DraftReader()
    growing.feed(f"Output rose [1].\n{end.removesuffix('<|im_end|>')}")
    assert growing.at_end


def test_words_that_only_resemble_the_end_word_are_text() -> None:
    found, reader = read("He wrote it at the end of answer 3 [1].\nThe end of answers came [1].\n")
    assert len(found) == 2
    assert not reader.ended


@pytest.mark.parametrize("none", ["none", "None.", "nothing", "N/A", "-", "", "无", "nichts"])
def test_nothing_missing_is_nothing_missing(none: str) -> None:
    assert read(f"Output rose [1].\nMISSING: {none}\n{END}")[1].missing is None
    for word in ("**MISSING:**", "Missing:", "**Missing**:"):
        assert read(f"Output rose [1].\n{word} the price\n{END}")[1].missing == "the price"


@pytest.mark.parametrize("none", ["NOT_IN_ARTICLES", "not in articles", "**NOT_IN_ARTICLES**."])
def test_the_word_for_no_answer_counts_in_every_form(none: str) -> None:
    assert read(f"{none}\n")[1].no_answer
    found, reader = read("NOT_IN_ARTICLES: The passages tell of pumps only.\n")
    assert reader.no_answer
    assert [sentence.marks for sentence in found] == [()]


@pytest.mark.parametrize(
    ("draft", "fragment"),
    [("Output rose [1].", False), ("Output rose [1]", False), ("Output rose. Prices", True),
     ("- Cost: 3 [1]\n- Staff", True), ("产量上升。", False), ("| a | b [1] |", False), ("", False)],
)  # fmt: skip
def test_a_draft_that_stops_inside_of_a_sentence_ends_in_a_fragment(
    draft: str, fragment: bool
) -> None:
    assert read(draft)[1].fragment == fragment


def test_the_last_line_of_a_draft_that_broke_off_is_no_sentence() -> None:
    reader = DraftReader()
    assert reader.feed("Output rose [1].\nIt fell to 3.") != []
    assert reader.close(broken=True) == []
    assert reader.fragment


@pytest.mark.parametrize(
    "part",
    ["Output rose [1]. ", "Mr. and Ms. U.S. No. 5, ", "word ", "产量上升", "[1 (2 {3 ", "a" * 9],
)
def test_the_work_for_a_draft_in_one_line_grows_no_faster_than_its_length(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 4: a draft is read on the event loop, letter by letter."""
    looked_at: list[int] = []

    def counted(line: str, names: Mapping[int, str]) -> Read:
        looked_at.append(len(line))
        return read_marks(line, names)

    monkeypatch.setattr("service.drafting.reader.read_marks", counted)

    def work(length: int) -> int:
        looked_at.clear()
        read(*(part * (length // len(part))))
        return sum(looked_at)

    assert work(12_000) < 2.5 * work(6_000) + 10_000


def test_what_opens_a_paragraph_or_is_an_item_says_so() -> None:
    found, _ = read("Output rose [1]. It fell [1].\n\nPrices rose [2].\n- Cost [1]\n- Pay [2]\n")
    assert [sentence.begins for sentence in found] == [None, None, "paragraph", "item", "item"]


@pytest.mark.parametrize(
    ("written", "text", "claim"),
    [
        (
            "According to [1], the store held 2,400 tonnes.",
            "According to The Ledger, the store held 2,400 tonnes.",
            "The store held 2,400 tonnes.",
        ),
        *(
            (f"{lead} the store held 2,400 tonnes [1].",) * 1
            + (f"{lead} the store held 2,400 tonnes.", "The store held 2,400 tonnes.")
            for lead in (
                "Based on the passages,",
                "Answer:",
                "No:",
                "As the provided articles say,",
            )
        ),
        *(
            (f"{lead} it held 2 tonnes [1].", *(f"{lead} it held 2 tonnes.",) * 2)
            for lead in ("He said,", "As a result,", "According to sources,", "In May:")
        ),
        (
            "According to The Herald, the store held 2,400 tonnes [1].",
            "According to The Herald, the store held 2,400 tonnes.",
            "According to The Herald, the store held 2,400 tonnes.",
        ),
    ],
)
def test_what_is_checked_leaves_out_the_name_of_its_own_source(
    written: str, text: str, claim: str
) -> None:
    told = article("A store. According to sources, it is full.")
    reader = DraftReader([replace(hit(told, 1), outlet="The Ledger")])
    [sentence] = [*reader.feed(f"{written}\n"), *reader.close()]
    assert (sentence.text, sentence.claim) == (text, claim)
