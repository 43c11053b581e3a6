"""Repairs change what is broken, leave what is right, and always know the way back."""

import re
import textwrap
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from index.model import Edit
from index.repairing import Change, apply, compose, repair, to_raw

quick = settings(max_examples=200)

BROKEN = st.lists(
    st.sampled_from(
        [
            *("word", "A", "s", "7", "12", "é", "—", "’", "“", "”", '"', "'", ".", ",", "(", ")"),
            *(" ", "  ", "\t", "\xa0", "\u2009", "\u3000", "\n", "\r", "\r\n", "\u2028", "\x85"),
            *("\x00", "\x1c", "\x7f", "\ufeff", "\u200b", "\u00ad", "稀土", "。", "“好”", "ไทย"),
            *("â€™", "â€œ", "Ã©", "Ã", "©", "Â\xa0", "Â", "ï¿½", "\x93", "โ", "โโ", "โข", "ยฉ"),
            *(
                "Leave",
                "a",
                "Reply",
                "0",
                "Comments",
                "0 Comments",
                "Leave a Reply",
                "(opens in a new tab)",
                "TAGS:",
                *(".Leave a Reply", "Read More", "StopSummary", "Old DepotThe tram waits here."),
                *("\n", "Northern LineThis one is slow.", "Trams run", "Sign up here."),
                "<!-- /wp:x -->",
            ),
        ]
    ),
    max_size=14,
).map("".join)

RIGHT = st.lists(
    st.sampled_from(
        [
            *("The plant’s", "“output”", "rose—then", "fell", "2019–2021,", "café", "naïve", "Ærø"),
            *("by 4 %.", "It said:", "‘no’.", "Ångström", "Brand™", "©", "…", "€5", "10 µm", "50°"),
            *(
                "稀土价格上涨。",
                "他说：“好。”",
                "「出口」",
                "ราคาโลหะสูงขึ้น",
                "โรงงาน",
                "Ünal",
                "Łódź",
            ),
        ]
    ),
    min_size=1,
    max_size=10,
).flatmap(
    lambda words: st.lists(
        st.sampled_from([" ", "\n", "\n\n"]), min_size=len(words) - 1, max_size=len(words) - 1
    ).map(lambda gaps: "".join(w + g for w, g in zip(words, [*gaps, ""], strict=True)))
)


@st.composite
def changes(draw: st.DrawFn, text: str) -> list[Change]:
    """Changes to `text` in order, of which none overlap."""
    places = draw(st.lists(st.integers(0, len(text)), max_size=8).map(sorted))
    return [
        Change(start, end, draw(st.text("xyz", max_size=3)), "test")
        for start, end in zip(places[::2], places[1::2], strict=False)
    ]


@st.composite
def repaired_twice(draw: st.DrawFn) -> tuple[str, str, tuple[Edit, ...], str, tuple[Edit, ...]]:
    raw = draw(st.text("abcdef", max_size=20))
    between, first = apply(raw, draw(changes(raw)))
    text, second = apply(between, draw(changes(between)))
    return raw, between, first, text, second


def assert_accounts(raw: str, text: str, edits: Sequence[Edit]) -> None:
    """The edits are in order, don't overlap, and turn `raw` into `text`."""
    pieces, at_raw, at_text = list[str](), 0, 0
    for edit in edits:
        assert at_text <= edit.start <= edit.end
        assert at_raw <= edit.raw_start <= edit.raw_end
        pieces += (raw[at_raw : edit.raw_start], text[edit.start : edit.end])
        at_raw, at_text = edit.raw_end, edit.end
        assert sum(map(len, pieces)) == at_text
    assert "".join((*pieces, raw[at_raw:])) == text


@quick
@given(repaired_twice())
def test_edits_account_for_every_change_of_one_pass_and_of_two(
    both: tuple[str, str, tuple[Edit, ...], str, tuple[Edit, ...]],
) -> None:
    raw, between, first, text, second = both
    assert_accounts(raw, between, first)
    assert_accounts(between, text, second)
    assert_accounts(raw, text, compose(first, second))


@quick
@given(repaired_twice(), st.data())
def test_mapping_through_two_passes_at_once_finds_what_one_after_the_other_does(
    both: tuple[str, str, tuple[Edit, ...], str, tuple[Edit, ...]], data: st.DataObject
) -> None:
    _, _, first, text, second = both
    joined = compose(first, second)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    if start == end:
        return
    middle = to_raw(second, start, end)
    stepwise, at_once = to_raw(first, middle.start, middle.end), to_raw(joined, start, end)
    assert at_once.start <= stepwise.start
    assert stepwise.end <= at_once.end
    if not any(edit.start <= place <= edit.end for edit in joined for place in (start, end)):
        assert at_once == stepwise


@quick
@given(BROKEN, st.data())
def test_a_span_of_unchanged_text_maps_back_to_the_same_characters(
    raw: str, data: st.DataObject
) -> None:
    text, edits = repair(raw)
    assert_accounts(raw, text, edits)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    if start == end:
        return
    span = to_raw(edits, start, end)
    assert 0 <= span.start <= span.end <= len(raw)
    if not any(edit.start < end and start < edit.end for edit in edits):
        assert raw[span.start : span.end] == text[start:end]


def test_a_changed_stretch_maps_back_to_what_it_stands_for() -> None:
    raw = "The\xa0 old mineâ€™s output"
    text, edits = repair(raw)
    assert text == "The old mine’s output"
    span = to_raw(edits, text.index("mine"), text.index(" output"))
    assert raw[span.start : span.end] == "mineâ€™s"


@quick
@example("Leave  a Reply", None)
@example("Leave a (opens in a new tab) Reply", None)
@example("Ã\u200b©", None)
@example("Trams\n- Trams\nTrams run", "Trams")
@given(BROKEN, st.none() | st.sampled_from(["Trams run", "Read More", "the word", "Ã©"]))
def test_repairing_what_was_repaired_changes_nothing(raw: str, title: str | None) -> None:
    text, edits = repair(raw, title)
    assert repair(raw, title) == (text, edits)
    assert repair(text, title) == (text, ())


@quick
@given(RIGHT)
def test_right_text_stays_as_it_is(text: str) -> None:
    assume(not any(above == below for above, below in pairwise(re.findall(r"[^\n]+", text))))
    assert repair(text) == (text, ())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "“It’s late,” she said—‘again’… 4 % off, 5\u202fkm. 🚋👩‍🔧 ½ ≠ 1", id="English"
        ),
        pytest.param(
            "«\u202fOù va-t-il\u202f?\u202f» L’été, à 5\xa0€ près\xa0: Noël.", id="French"
        ),
        pytest.param("„Grüße“, sagte er, ‚fein‘. Die Straße ist »größer«.", id="German"),
        pytest.param("รถรางวิ่งช้า โรงงานเปิดแล้ว “ใหม่” และราคา ๕๐ บาท", id="Thai"),
        pytest.param("Το τραμ είναι αργό· «γιατί;» ρώτησε η Άννα.", id="Greek"),
        pytest.param("Трамвай идёт медленно — «почему?» № 5 объект.", id="Russian"),
        pytest.param("Tàu điện chạy rất chậm; người dân đã nói “ổn”.", id="Vietnamese"),
        pytest.param("Tramvay çok yavaş, İstanbul’da ığdır ÖĞÜŞ.", id="Turkish"),
        pytest.param("الترام بطيء جدًا، «لماذا؟» سأل الرجل. ١٢٣", id="Arabic"),
        pytest.param("电车很慢。“为什么？”他问。——价格上涨３％……《车站》", id="Chinese"),
        pytest.param("東京　大阪。「電車は遅い」と言った！　なぜ？ﾃｽﾄ", id="Japanese"),
        pytest.param("전차는 느리다. “왜?”라고 물었다.", id="Korean"),
        pytest.param("ट्राम धीमी है। រថភ្លើង\u200bយឺត", id="Hindi, Khmer"),
        pytest.param("Prices\n\nTram: 3 €\nBus: 2 €\n\n- slow\n- old", id="lines as typeset"),
    ],
)
def test_right_text_of_any_language_stays_as_it_is(text: str) -> None:
    assert repair(text) == (text, ())


@pytest.mark.parametrize(
    ("received", "right"),
    [
        ("the cityโs tram", "the city’s tram"),
        ("they donโt know", "they don’t know"),
        ("the workersโ pay", "the workers’ pay"),
        ("She said โwe willโ today.", "She said “we will” today."),
        ("โWe will,โ she said.", "“We will,” she said."),
        ("in 2018โ2021", "in 2018–2021"),
        ("pages 4โ9", "pages 4–9"),
        ("the tramโslow and loudโran", "the tram—slow and loud—ran"),
        ("โWe may stopโโ she began", "“We may stop”— she began"),
        ("a Tramlyโข car", "a Tramly™ car"),
        ("ยฉ 2021 Tram Weekly", "© 2021 Tram Weekly"),
        ("the end โฆ perhaps", "the end … perhaps"),
    ],
)
def test_punctuation_read_as_the_thai_code_page_is_told_from_its_surroundings(
    received: str, right: str
) -> None:
    text, edits = repair(received)
    assert text == right
    assert {edit.reason for edit in edits} == {"broken encoding (Thai code page)"}


def test_an_open_quotation_ends_with_its_line() -> None:
    assert repair("He said โyes.\nThe ownersโ plan")[0] == "He said “yes.\nThe owners’ plan"


def test_real_thai_keeps_its_letters() -> None:
    text = "โรงงานแห่งใหม่เปิดแล้ว (the new plant’s name: โลหะไทย)"
    assert repair(text) == (text, ())


@pytest.mark.parametrize(
    ("received", "right"),
    [
        ("the mineâ€™s owner", "the mine’s owner"),
        ("â€œNoâ€\x9d, he said", "“No”, he said"),
        ("2018â€“2021", "2018–2021"),
        ("cafÃ© in MÃ¼nchen", "café in München"),
        ("ç¨€åœŸ prices", "稀土 prices"),
        ("5Â\xa0cm wide", "5\xa0cm wide"),
    ],
)
def test_utf8_read_as_latin1_is_undone(received: str, right: str) -> None:
    assert repair(received)[0] == right


def test_words_that_were_not_broken_are_not_part_of_an_edit() -> None:
    raw = "One two cafÃ© three four."
    (edit,) = repair(raw)[1]
    assert raw[edit.raw_start : edit.raw_end] == "cafÃ©"


@pytest.mark.parametrize(
    "debris",
    [
        *("Leave a Reply", "Leave a Comment", "0 Comments", "No Comments", "12 Comments"),
        *("Share this article:", "Spread the word", "TAGS: ", "Required fields are marked *"),
        *("Your email address will not be published. Required fields are marked *",),
        *("<!-- /wp:paragraph -->", "Leave  a\xa0Reply", "0\u2009Comments", "Read more »"),
        *("Share on WhatsApp", "Facebook Twitter Email", "Facebook | LinkedIn | Print"),
        *("ADVERTISEMENT", "Story continues below advertisement", "Skip to main content"),
        *("Please enable JavaScript to see this page", "Playback is not supported on this device"),
        *("Video Ad Feedback Why trams are slow 01:12 - Source: Tram News",),
        *("Sign up for our weekly newsletter.", "Rails and more: Subscribe to our free newsletter"),
        *("Sign up for Tram Weekly’s newsletter. Get the news first.", "Subscribe now!"),
        *(
            "Please enable JavaScript to view this page.",
            "Subscribe now! Sign in to continue reading.",
        ),
        *("This article is for subscribers only. Subscribe to continue reading.",),
        *("We use cookies to improve your visit. Read our policy.", "Accept all cookies"),
    ],
)
def test_lines_that_the_web_page_left_behind_go(debris: str) -> None:
    assert repair(f"The tram runs.\n{debris}\nIt is slow.")[0] == "The tram runs.\n\nIt is slow."


@pytest.mark.parametrize(
    "text",
    [
        "The page showed 0 Comments at noon.\nUsers may leave a reply there.",
        "Disclaimer: This report is based on a state-owned paper and should be verified.",
        "We use cookies and cream for the crust.",
        "Facebook and Twitter rose.\nFacebook, Twitter and others",
        "“Sign up for our newsletter,” the shop said. It had 5 readers.",
        "The mayor said so. Sign up for our newsletter, she added, is what they all say.",
        "Read more books than you sell.\nAdvertisements cost 5 €.",
        "- Sign up for emergency alerts.\n- Subscribe to a local paper.",
        "It cost $5.0 Comments were few",
    ],
)
def test_sentences_that_speak_of_such_things_stay(text: str) -> None:
    assert repair(text) == (text, ())


@pytest.mark.parametrize("glued", ["Leave a Reply", "3 Comments", "Share this:", "Read More"])
def test_what_is_glued_to_the_end_of_a_sentence_goes(glued: str) -> None:
    assert (
        repair(f"They took decisions.{glued}\nTrams run.")[0] == "They took decisions.\nTrams run."
    )
    assert repair(f"“They took decisions.”{glued}")[0] == "“They took decisions.”"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Trams\n\nTrams\n\nThey run.", "Trams\n\nThey run."),
        (
            "It runs.\nA tram in the snow\n\nA tram in the snow\nEnd.",
            "It runs.\nA tram in the snow\nEnd.",
        ),
        ("电车为什么很慢\n电车为什么很慢\n很慢。", "电车为什么很慢\n很慢。"),
    ],
)
def test_a_headline_or_caption_said_twice_in_a_row_stays_once(raw: str, text: str) -> None:
    assert repair(raw)[0] == text


@pytest.mark.parametrize(
    "text",
    ["Fares\n$5.50\n$5.50", "Was it late?\nYes.\nYes.", "Old trams run\nSlow\nOld trams run"],
)
def test_figures_single_words_and_lines_further_apart_may_repeat(text: str) -> None:
    assert repair(text) == (text, ())


def test_a_first_line_that_is_the_title_goes() -> None:
    raw = "# New trams: at last\n\nThey run."
    assert repair(raw, "New trams – at last")[0] == "They run."
    assert repair(raw, "Old trams")[0] == raw
    assert repair("New trams", "New trams")[0] == "New trams"


def test_cells_that_run_into_each_other_are_parted() -> None:
    raw = (
        "Two plans:\n\nPlansSummary\nNew Lines for the NorthThe old town gets two lines.\n"
        "Fares and TicketsAlthough cheap, they rise by 4 %.\n\nBoth start soon."
    )
    text, edits = repair(raw)
    assert "\nPlans: Summary\nNew Lines for the North: The old town" in text
    assert "\nFares and Tickets: Although cheap" in text
    assert [edit.reason for edit in edits] == ["flattened table"] * 3


@pytest.mark.parametrize(
    "text",
    [
        "LinkedIn\nSnapChat is an app for friends.\nFaceTime is one for calls.",
        "DeepMind plans\nThe rise of SnapChat was very quick.\nThe fall of WordPress was not.",
        "McDonald\nThe firm McDonald sells food to all.\nThe MacDonald farm sells to it.",
        "Use of NdFeB\nMagnets of NdFeB are strong and small.\nIt is an iPhone part, too.",
        "LinksSummary\nSee tram.example/someThing for the rest.\nSee #tramsToday for it all.",
        "JavaScript\nTypeScript adds types to JavaScript code.\nWe like TypeScript for this.",
        "PlansSummary\nNew Lines for the NorthThe old town gets two lines.",
    ],
)
def test_names_formulas_and_addresses_are_no_table(text: str) -> None:
    assert repair(text) == (text, ())


def test_a_hint_inside_a_line_goes_without_its_space() -> None:
    assert repair("See the map (opens in a new tab).")[0] == "See the map."


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("  one \t two\xa0\u3000three\tfour \n", "one two three four"),
        ("one \n \n\n\n  two", "one\n\ntwo"),
        ("\ufeffone\u200b two\x00", "one two"),
        ("", ""),
        (" \n\t", ""),
    ],
)
def test_spaces_line_ends_and_hidden_characters_become_plain(raw: str, text: str) -> None:
    assert repair(raw)[0] == text


def test_every_edit_says_why() -> None:
    edits = repair("a\r\nb\u200bc  dâ€™s eโs\n0 Comments")[1]
    assert all(edit.reason for edit in edits)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("plain words " * 5_000, id="one plain line"),
        pytest.param("TAGS:" + " " * 60_000 + "x", id="spaces behind a mark"),
        pytest.param("x" + " " * 60_000 + "x", id="spaces"),
        pytest.param("the cityโs tram is late again and again\n" * 5_000, id="many marks"),
        pytest.param("cafÃ© " * 10_000, id="one broken line"),
        pytest.param("a NorthThe " * 90_000, id="glued words"),
        pytest.param("PlansSummary\n" + "Fares UpThe tram\n" * 60_000, id="glued lines"),
        pytest.param("Sign up for A newsletter " * 40_000, id="a newsletter without end"),
        pytest.param("Trams run daily\n" * 60_000, id="one line again and again"),
        pytest.param("(" * 500_000 + "." * 500_000, id="brackets and stops"),
    ],
)
def test_a_large_text_is_repaired_whole(raw: str) -> None:
    """In time that grows with its length: were it the square, this would run for minutes."""
    text, edits = repair(raw)
    assert 0 < len(text) <= len(raw)
    assert all(a.end <= b.start for a, b in pairwise(edits))


STORY = (
    "The new tram line in Baotou opened on Monday after two years of work on the tracks, which were "
    "laid in the night. Riders pay two yuan for a ticket, and most of them said that the tram was "
    "quieter than any bus, though the doors are slow and the heating of the first cars fails often."
)
TOLD = "包头的新电车线路星期一开通，此前轨道施工进行了两年，全部在夜间完成。乘客购票支付两元，多数人表示电车比任何公交车都要安静，不过车门开关较慢。"


@pytest.mark.parametrize("width", [60, 72, 80])
@pytest.mark.parametrize("end", ["\n", "\r\n", " \n"])
def test_paragraphs_that_were_wrapped_at_a_width_are_whole_again(width: int, end: str) -> None:
    wrapped = end.join(textwrap.wrap(STORY, width))
    raw = f"# Trams{end}{end}{wrapped}{end}{end}{wrapped}"
    text, edits = repair(raw)
    assert text == f"# Trams\n\n{STORY}\n\n{STORY}"
    place = text.index("two years of work")
    span = to_raw(edits, place, place + len("two years of work"))
    assert raw[span.start : span.end].split() == ["two", "years", "of", "work"]


def test_wrapped_items_of_a_list_stay_items() -> None:
    items = [f"- {textwrap.fill(STORY[at:], 70, subsequent_indent='  ')}" for at in (0, 84)]
    assert repair("\n".join(items))[0] == f"- {STORY}\n- {STORY[84:].strip()}"


def test_an_item_of_a_list_goes_on_in_the_lines_that_are_set_in_below_it() -> None:
    listed = "Sponsors:\n- The Bank\n  of Norrow\n- Quarn\n  1. One\n- 岚陂有港口，岚陂有港口，岚陂有港口，岚陂有\n  港口。\n"
    told, edits = repair(listed)
    assert (
        told
        == "Sponsors:\n- The Bank of Norrow\n- Quarn\n1. One\n- 岚陂有港口，岚陂有港口，岚陂有港口，岚陂有港口。"
    )
    start = told.index("The Bank")
    raw = to_raw(edits, start, start + len("The Bank of Norrow"))
    assert listed[raw.start : raw.end] == "The Bank\n  of Norrow"
    assert repair("1. Head\n   The plant is old.")[0] == "1. Head\nThe plant is old."


def test_wrapped_chinese_has_no_spaces() -> None:
    lines = [TOLD[at : at + 22] for at in range(0, len(TOLD), 22)]
    assert repair("\n".join(lines))[0] == TOLD


@pytest.mark.parametrize(
    "text",
    [
        (
            "Shall I compare thee to a summer’s day?\nThou art more lovely and more temperate:\n"
            "Rough winds do shake the darling buds of May,\nAnd summer’s lease hath too short a date;"
        ),
        "\n".join(f"2024-05-06 12:0{n} tram 1{n} left the depot" for n in range(4)),
        (
            "Norrow Bank and all of its houses in town\nQuarn Glass and all of its works in town\n"
            "Hale and Sons and their brewery in town\nTessaly Tile and all of its ovens there"
        ),
        f"{STORY}\nA second paragraph is short.\n{STORY}\nA fourth one is short, too.\n{STORY}",
        "白日依山尽，\n黄河入海流。\n欲穷千里目，\n更上一层楼。",
    ],
)
def test_verses_records_lists_and_paragraphs_keep_their_lines(text: str) -> None:
    assert repair(text)[0] == text
