"""Follow-ups stand alone by what the conversation named before."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.answers import Question, Turn
from service.follow_ups import carry_over

OUTPUT = ("How much oxide did Kessandra make in 2024?", "Kessandra made 3,090 tonnes in 2024 [1].")
CHIEF = (
    "Who is the chief executive of Kessandra?",
    "Teodric Vaal has led Kessandra since 2019, when he left a kiln in Port Ellisk [1].",
)
CAPACITY = ("朔砚新材的年产能是多少？", "9200吨。[1]")


def rewritten(question: str, *talk: str) -> str | None:
    turns = tuple(
        Turn(role="assistant" if place % 2 else "user", content=text)
        for place, text in enumerate(talk)
    )
    return carry_over(Question(text=question, history=turns))


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("And in 2025?", "How much oxide did Kessandra make in 2025?"),
        ("and in March 2026", "How much oxide did Kessandra make in March 2026?"),
        ("What about 2023?", "How much oxide did Kessandra make in 2023?"),
        ("And last year?", "How much oxide did Kessandra make last year?"),
        ("What about Quarrevane?", "How much oxide did Quarrevane make in 2024?"),
        ("And Shuoyan?", "How much oxide did Shuoyan make in 2024?"),
        ("Why?", "Why: how much oxide did Kessandra make in 2024?"),
    ],
)
def test_what_is_left_out_comes_from_the_question_before(asked: str, meant: str) -> None:
    assert rewritten(asked, *OUTPUT) == meant


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Why?", "Why did Kessandra shut the kiln?"),
        ("When?", "When did Kessandra shut the kiln?"),
        ("And since when?", "Since when did Kessandra shut the kiln?"),
        ("In March?", "Did Kessandra shut the kiln in March?"),
    ],
)
def test_another_question_word_takes_the_place_of_the_first(asked: str, meant: str) -> None:
    assert rewritten(asked, "Did Kessandra shut the kiln?", "Yes [1].") == meant
    if asked != "In March?":
        assert rewritten(asked, "How did Kessandra shut the kiln?", "Slowly [1].") == meant


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("When did he join?", "When did Teodric Vaal join?"),
        ("What is his salary?", "What is Teodric Vaal's salary?"),
        ("Did he bring his own team?", "Did Teodric Vaal bring his own team?"),
        ("Why did he join it?", "Why did Teodric Vaal join Kessandra?"),
        ("What did Vaal say?", "What did Teodric Vaal say?"),
        ("When did they start?", "When did Kessandra start?"),
        ("Where are its kilns?", "Where are Kessandra's kilns?"),
        ("Who lives there?", "Who lives in Port Ellisk?"),
        ("Is there a mine?", "Is there a mine (Kessandra)?"),
        ("What happened then?", "What happened in 2019?"),
        ("And the price?", "The price of Kessandra?"),
        ("What was the price?", "What was the price of Kessandra?"),
        (
            "Who said that?",
            "Who said “Teodric Vaal has led Kessandra since 2019, when he left a kiln in Port Ellisk”?",
        ),
    ],
)
def test_what_points_back_gives_way_to_what_it_points_at(asked: str, meant: str) -> None:
    assert rewritten(asked, *CHIEF) == meant


@pytest.mark.parametrize(
    ("asked", "before", "answer", "meant"),
    [
        (
            "Who owns it?",
            "When will the Ellisk Moor project be ready?",
            "On 27 January the unit of Orsmark failed [1].",
            "Who owns Ellisk Moor project?",
        ),
        (
            "Who builds them?",
            "Which towns get the new low-floor trams?",
            "Tolhurst gets ten [1].",
            "Who builds the new low-floor trams?",
        ),
        ("Who owns it?", "When is it ready?", "On 27 January [1].", "Who owns it (ready)?"),
        (
            "What does it cost?",
            "What is in Tarvenna's Raw Earths Plan?",
            "Quarrevane gains [1].",
            "What does Tarvenna's Raw Earths Plan cost?",
        ),
        (
            "And under Order No. 93?",
            "What fee does Order No. 88 ask for?",
            "It asks for $2,600 [1].",
            "What fee does Order No. 93 ask for?",
        ),
        (
            "When will it decide on that?",
            "Does Quarrevane plan a separation plant?",
            "It studies one at Tarrow [1].",
            "When will Quarrevane decide on that (plan separation plant)?",
        ),
        (
            "And dysprosium?",
            "What was the price of terbium oxide in March?",
            "Metals Quay put it at $900 [1].",
            "What was the price of terbium oxide in March (dysprosium)?",
        ),
        (
            "Was that corrected?",
            "what was the price of terbium oxide?",
            "Metals Quay put it at $900 [1].",
            "Was that corrected (price terbium oxide)?",
        ),
        (
            "其中磁材业务呢？",
            "朔砚新材2026年营收是多少？",
            "93亿元。[1]",
            "朔砚新材中磁材业务2026年营收是多少？",
        ),
    ],
)
def test_what_was_asked_about_comes_before_what_an_answer_names(
    asked: str, before: str, answer: str, meant: str
) -> None:
    assert rewritten(asked, before, answer) == meant


def test_a_pronoun_keeps_its_meaning_from_question_to_question() -> None:
    talk = (*CHIEF, "Where was he born?", "Ambrose Teller says he was born in Lanpi [2].")
    assert rewritten("And how old is he?", *talk) == "And how old is Teodric Vaal?"


@pytest.mark.parametrize(
    "asked",
    [
        "How much did Shuoyan make?",
        "Did Quarrevane sell its kilns?",
        "Who is Askew Halvorn, and when did he leave?",
        "How is dysprosium separated from terbium in modern plants today?",
        "thanks",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(asked: str) -> None:
    assert rewritten(asked, *OUTPUT) is None
    assert rewritten(asked) is None


def test_where_nothing_has_a_name_the_words_before_are_carried_over() -> None:
    talk = ("how much does a tram ticket cost", "2 crowns")
    assert rewritten("and the old one?", *talk) == "The old one (tram ticket cost)?"


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("它的价格呢？", "朔砚新材的价格呢？"),
        ("他们什么时候投产？", "朔砚新材什么时候投产？"),
        ("价格是多少？", "朔砚新材的价格是多少？"),
        ("那2026年呢？", "2026年朔砚新材的年产能是多少？"),
        ("那沧岩集团呢？", "沧岩集团的年产能是多少？"),
        ("那价格呢？", "朔砚新材的价格呢？"),
        ("为什么？", "为什么：朔砚新材的年产能是多少？"),
        ("沧岩集团2025年的其他项目在哪里？", None),
    ],
)
def test_chinese_follow_ups_stand_alone_too(asked: str, meant: str | None) -> None:
    assert rewritten(asked, *CAPACITY) == meant


def test_a_year_takes_the_place_of_the_year_before_in_chinese() -> None:
    assert rewritten("那2026年呢？", "2025年朔砚新材卖了多少？") == "2026年朔砚新材卖了多少？"


TALK = st.lists(
    st.sampled_from(
        [
            *OUTPUT,
            *CHIEF,
            *CAPACITY,
            "And in 2025?",
            "他呢？",
            "Why?",
            "“",
            "The",
            "it",
            "A. B.",
            "a\nB",
        ]
    )
    | st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=30).filter(str.strip),
    max_size=6,
)


@settings(max_examples=200)
@given(
    talk=TALK,
    asked=st.sampled_from(["And in 2025?", "Is it his?", "那呢？", "Why?", "What about The?"]),
)
def test_any_conversation_leads_to_a_question_or_to_none(talk: list[str], asked: str) -> None:
    meant = rewritten(asked, *talk)
    assert meant is None or (meant.strip() and meant != asked)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("How many branches does the former have?", "How many branches does Norvane Bank have?"),
        ("Who leads the latter?", "Who leads Pellworth?"),
        ("What is the latter's rate in 2026?", "What is Pellworth's rate in 2026?"),
        ("Who was the former chairman of Orrinloop?", None),
    ],
)
def test_the_former_and_the_latter_are_the_last_two_that_were_named(
    asked: str, meant: str | None
) -> None:
    talk = (
        "What is Norvane Bank's mortgage rate?",
        "4.85 per cent.",
        "What about Pellworth?",
        "4.45.",
    )
    assert rewritten(asked, *talk) == meant
