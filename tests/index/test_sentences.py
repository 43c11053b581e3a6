"""Sentences are exact stretches of a text, and people would cut it in the same places."""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import language
from index.language import LANGUAGES, Language, Skill
from index.model import Span
from index.sentences import is_prose, sentences

quick = settings(max_examples=300)

TEXTS = st.lists(
    st.sampled_from(
        [
            *(
                "Trams",
                "run",
                "The",
                "It",
                "Co.",
                "Ltd.",
                "U.S.",
                "No.",
                "5",
                "J.",
                "Smith",
                "etc.",
            ),
            *("e.g.", "7.", "8", "3.5", "4,200", "million", "...", "…", "?", "!", "?!", ".", "a."),
            *(
                "«",
                "»",
                "„",
                "–",
                "Dec.",
                "I.",
                "v.",
                "，",
            ),
            *("“", "”", '"', "'", "(", ")", "[", "]", "*", "-", "•", "#", "##", "1)", "(a)", "iv."),
            *(
                "稀土",
                "。",
                "！",
                "？”",
                "」",
                "，",
                "|",
                "\n",
                "\n\n",
                " ",
                "  ",
                "\t",
                ",",
                ";",
                ":",
            ),
        ]
    ),
    max_size=25,
).flatmap(
    lambda parts: st.lists(
        st.sampled_from(["", " "]), min_size=len(parts), max_size=len(parts)
    ).map(lambda gaps: "".join(p + g for p, g in zip(parts, gaps, strict=True)))
)


def cut(text: str, near: Language | None = None) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text, near)]


@quick
@given(TEXTS | st.text(max_size=60))
def test_every_sentence_is_a_trimmed_stretch_behind_the_one_before(text: str) -> None:
    done = 0
    for span in sentences(text):
        assert done <= span.start < span.end <= len(text)
        sentence = text[span.start : span.end]
        assert sentence == sentence.strip()
        done = span.end


@quick
@given(TEXTS | st.text(max_size=60))
def test_no_word_is_outside_of_the_sentences(text: str) -> None:
    done, outside = 0, ""
    for span in sentences(text):
        outside += text[done : span.start]
        done = span.end
    outside += text[done:]
    assert re.fullmatch(r"[\s#*•●■►·▪◦‣>–-]*", outside)


@quick
@example("No. 5 “Oh!” etc. The end.")
@given(TEXTS)
def test_a_sentence_cut_alone_stays_one_sentence(text: str) -> None:
    for sentence in cut(text):
        assert list(sentences(sentence)) == [Span(start=0, end=len(sentence))]


@pytest.mark.parametrize(
    "expected",
    [
        ["Tram Works Co. makes trams.", "It is old."],
        ["Tram Works Co., Ltd. and Rail Ltd. merged.", "Both are old."],
        ["It left the U.S. market.", "Sales fell."],
        ["They moved to the U.S.", "The plant closed."],
        ["Line No. 5 is slow.", "No. 6 is not."],
        ["He spoke to J. Smith.", "Smith agreed."],
        ["Mr. Lee and Dr. Wu met Gov. Park.", "They left."],
        ["It rose 3.5 % to 4,200.75 points.", "Then it fell."],
        ["About 7. 8 million rode it.", "That is a record."],
        ["It cost 900.", "Few paid."],
        ["It opened in 2021.", "2022 was better."],
        ["He waited... and then left.", "She stayed…", "So did we."],
        ["“We will go,” she said.", "“When?”", "“Now!”", "He nodded."],
        ["He asked “why?” and left.", "Nobody knew."],
        ["Really?!", "Yes!", "Good."],
        ["It grew (see Fig. 3).", "(It had shrunk before.)", "Then it stopped."],
        ["Trams, buses, etc. run daily.", "Trains don't."],
        ["At 9 a.m. the line opens.", "It closes at 11 p.m.", "It is then dark."],
        ["It matters, e.g. Monday mornings, i.e. rush hours.", "So plan."],
        ["The site is tram.example.com today.", "Look there."],
        ["It opened on Jan. 5 in St. Louis.", "Many came."],
        ["He said no.", "They left.", "Lines no. 5 and Nos. 6 to 8 are slow."],
        ["So did I.", "They left with J. A. Smith and Joseph P. Lee.", "Plan B.", "It failed."],
        ["It closes in Dec.", "Sales fell.", "On Dec. 5 they rose."],
        ["See Fig. S1 on p. 5 in Smith v. Jones vs. Lee.", "Then go."],
        ["It ends at 5 p.m.", "The driver sleeps at 6 p.m. Monday."],
        ["It left the U.S.", "Although slow, it arrived."],
        ["“We will go.", "We will win.", "Trust us.”", "He left."],
        ["« Nous partons.", "Et vite. »", "Il est parti.", "«\u202fEnfin\u202f!\u202f»"],
        ["Er sagte: „Sie ist langsam.“", "Niemand ging."],
        ["It ended *well.*", "It began _badly._", "Both count."],
    ],
)
def test_latin_sentences_end_where_a_reader_would_end_them(expected: list[str]) -> None:
    assert cut(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["电车很慢。", "公交车呢？", "也慢！"],
        ["他说：“电车很慢。”", "没人回答。"],
        ["「停车！」", "他喊。"],
        ["“停车！”，他喊。", "电车停了。"],
        ["（电车很慢。）", "大家都知道。"],
        ["真的吗？！", "是的。"],
        ["他读了《电车何时来？》", "很好。"],
        ["价格为3.5元。", "比U.S.低。"],
        ["Tram（电车）很慢。", "It is slow."],
    ],
)
def test_chinese_stops_end_a_sentence_together_with_what_closes_it(expected: list[str]) -> None:
    glue = "" if not expected[-1].isascii() else " "
    assert cut(glue.join(expected)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Trams are slow. 2. Buses too.", ["1. Trams are slow.", "2. Buses too."]),
        ("a) Trams run.\nb) Buses run.", ["a) Trams run.", "b) Buses run."]),
        ("(iv) Trams run. They are slow.", ["(iv) Trams run.", "They are slow."]),
        (
            "- Trams\n* Buses\n• Boats\n► Ships\n– Cars",
            ["Trams", "Buses", "Boats", "Ships", "Cars"],
        ),
        ("> - Trams run. Buses too.", ["Trams run.", "Buses too."]),
        ("## Lines and stops\n\nTrams run.", ["Lines and stops", "Trams run."]),
        ("Lines and stops\nTrams run", ["Lines and stops", "Trams run"]),
        ("-5 degrees were measured.", ["-5 degrees were measured."]),
        ("#1 of all trams.", ["#1 of all trams."]),
        ("", []),
        (" \n \n- \n## \n", []),
    ],
)
def test_lists_and_headings_are_cut_without_their_marks(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_full_stop_at_the_end_of_growing_text_waits_for_the_next_word() -> None:
    assert cut("It left the U.S. ") == ["It left the U.S."]
    assert cut("It left the U.S. mar") == ["It left the U.S. mar"]
    assert cut("It left the U.S. The") == ["It left the U.S.", "The"]


def test_prose_ends_with_a_stop_and_is_no_table_row() -> None:
    assert is_prose("Trams run.")
    assert is_prose("他说：“电车很慢。”")
    assert is_prose("“Really?”")
    assert is_prose("« Vraiment ? »")
    assert not is_prose("Lines and stops")
    assert not is_prose("Line 5 | 12 stops | slow.")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Trams run daily. " * 60_000, id="1 MB of sentences"),
        pytest.param("tram" * 250_000, id="one word of 1 MB"),
        pytest.param("." * 40_000, id="dots"),
        pytest.param("No. 5 " * 10_000, id="a stop that never ends"),
        pytest.param("e.g. " * 100_000, id="lower case behind every stop"),
        pytest.param("。" * 100_000, id="chinese stops"),
        pytest.param("- " * 100_000, id="bullets"),
    ],
)
def test_a_long_line_is_cut_whole(line: str) -> None:
    """In time that grows with its length: were it the square, this would run for minutes."""
    spans = list(sentences(line))
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert not spans or spans[-1].end <= len(line)


ORDINALS_AND_ABBREVIATIONS = {
    "de": [
        "Die Brücke wurde am 3. März 2026 eröffnet.",
        "Am 3. März 2026 wurde die Brücke eröffnet.",
        "Im 19. Jahrhundert begann hier der Bergbau.",
        "Es gibt z. B. Berlin und d. h. Städte mit ca. 4,2 Mio. Einwohnern.",
        "Dr. Vaal sagte, der 2. Platz sei genug.",
    ],
    "fr": ["M. Dupont et Mme. Vaal ont visité l'usine."],
    "es": ["El Sr. Vaal visitó EE. UU. con la Dra. Orrin."],
    "ja": ["彼は「行きます。」と言った。", "「橋は安全だ。」という声があった。"],
    "zh": ["第88号令（Order No. 88）规定的期限是45个工作日。"],
    "en": ["Mr. Vaal moved to No. 3 in Orrin."],
}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [(code, sentence) for code, told in ORDINALS_AND_ABBREVIATIONS.items() for sentence in told],
)
def test_an_ordinal_or_an_abbreviation_ends_no_sentence_of_its_language(
    code: str, sentence: str
) -> None:
    assert cut(sentence, language.get(code)) == [sentence]


def test_every_language_that_knows_sentences_is_tried() -> None:
    knowing = {spoken.code for spoken in LANGUAGES.values() if Skill.SENTENCES in spoken.knows}
    assert set(ORDINALS_AND_ABBREVIATIONS) == knowing


@pytest.mark.parametrize("told", [ORDINALS_AND_ABBREVIATIONS["de"][0]])
def test_a_sentence_that_tells_its_language_needs_no_other_to_tell_it(told: str) -> None:
    assert cut(told) == [told]


@pytest.mark.parametrize(
    "text",
    [
        "He came in at 3.|Then he left.",
        "Die Brücke schließt um 12.|Der Weg bleibt offen.",
        "¿Cuándo abrió el puente?|¿Quién lo dijo?|¡Nadie!",
        "पुल खुला।|वह बंद है।",
        "هل فتح الجسر؟|نعم.",
    ],
)
def test_sentences_end_by_the_stops_of_their_script(text: str) -> None:
    assert cut(text.replace("|", " ")) == text.split("|")
