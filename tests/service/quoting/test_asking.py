"""Promise: what a question asks for is told by its words, and a sentence fits where it tells that."""

import pytest

from index.language import AnswerKind, HeadField
from index.words import terms
from service.quoting.asking import read
from tests.fakes import weigh


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("When did the fair open?", {AnswerKind.DATE}),
        ("Who opened the fair?", {AnswerKind.PERSON}),
        ("Why did the fair close?", {AnswerKind.CAUSE}),
        ("How many guests came?", {AnswerKind.COUNT}),
        ("How much did the fair cost?", {AnswerKind.COUNT, AnswerKind.MONEY}),
        ("What opened in Tolm?", set()),
        ("博览会什么时候开幕？", {AnswerKind.DATE}),
        ("谁主持博览会？", {AnswerKind.PERSON}),
        ("为什么关闭？", {AnswerKind.CAUSE}),
        ("有多少客人？", {AnswerKind.COUNT}),
    ],
)
def test_the_kind_of_thing_that_is_asked_for(question: str, kinds: set[AnswerKind]) -> None:
    assert set(read(question, weigh).kinds) == kinds


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("Who published the article about the strike?", HeadField.OUTLET),
        ("By whom was the report on the strike published?", HeadField.OUTLET),
        ("Which newspaper has the story about the strike?", HeadField.OUTLET),
        ("Which news outlet reported the strike?", HeadField.OUTLET),
        ("Which media reported the strike?", HeadField.OUTLET),
        ("Which newspaper was the first to report the strike?", HeadField.OUTLET),
        ("From which outlet is the article about the strike?", HeadField.OUTLET),
        ("What day was the article about the strike published?", HeadField.PUBLISHED),
        ("When was the press release about the strike published?", HeadField.PUBLISHED),
        ("How old is the article about the strike?", HeadField.PUBLISHED),
        ("Who wrote the article about the strike?", HeadField.AUTHOR),
        ("By whom was the article on the strike written?", HeadField.AUTHOR),
        ("谁发表了关于罢工的文章？", HeadField.OUTLET),
        ("关于罢工的文章是哪家媒体发表的？", HeadField.OUTLET),
        ("关于罢工的文章是什么时候发表的？", HeadField.PUBLISHED),
        ("关于罢工的文章是谁写的？", HeadField.AUTHOR),
        ("谁写了关于罢工的文章？", HeadField.AUTHOR),
    ],
)
def test_the_catalogue_is_asked_for_an_outlet_a_day_or_an_author(
    question: str, field: HeadField
) -> None:
    asked = read(question, weigh)
    assert asked.of_catalogue is field
    assert asked.weights.keys() == set(terms("罢工" if "罢工" in question else "strike"))


@pytest.mark.parametrize(
    "question",
    [
        "Who published the study?",
        "Who wrote the report on the strike?",
        "Which paper has the highest circulation?",
        "How old is the mayor?",
        "When was the law published?",
        "What is the source of the river?",
        "谁写了这本书？",
    ],
)
def test_what_the_text_tells_is_not_asked_of_the_catalogue(question: str) -> None:
    assert read(question, weigh).of_catalogue is None


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("When did the fair open?", "It opened in May 2024.", "It opened late."),
        ("Who opened the fair?", "Ada Brook did.", "The mayor did."),
        ("Who opened the fair?", "Émile van Öberg did.", "The mayor of Lode did."),
        ("How many guests came in 2024?", "In 2024, 40 came.", "In 2024 guests came."),
        ("Why did it close?", "It closed because of rain.", "It closed at noon."),
        ("Who is Ada Brook?", "Mayor Ada Brook left.", "Ada Brook left."),
        ("What does HSB stand for?", "The Harbour Safety Board (HSB) met.", "HSB met."),
        ("博览会什么时候开幕？", "2024年开幕。", "在岚陂开幕。"),
    ],
)
def test_a_sentence_fits_that_tells_a_thing_of_the_kind(question: str, yes: str, no: str) -> None:
    asked = read(question, weigh)
    assert asked.fit(yes) == 1.0
    assert asked.fit(no) < 1.0


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is Oskarsson?", "Oskarsson"),
        ("Who is Émile Durand?", "Émile Durand"),
        ("Who is Ludwig van Beethoven?", "Ludwig van Beethoven"),
        ("Who is van Dijk?", "van Dijk"),
        ("Who exactly is this Oona Breck?", "Oona Breck"),
        ("Tell me who Oona Breck is", "Oona Breck"),
        ("who is oona breck?", "oona breck"),
        ("王伟是什么人？", "王伟"),
        ("Who is Mayor?", None),
        ("Who is Mayor of Norrow?", None),
        ("who is the mayor?", None),
        ("who is hiring engineers?", None),
        ("who is responsible?", None),
        ("市长是谁？", None),
    ],
)
def test_who_is_asked_about_is_a_name_in_any_letters(question: str, name: str | None) -> None:
    assert read(question, weigh).whom == name


@pytest.mark.parametrize(
    ("sentence", "tells"),
    [
        ("Petra Vance, an economist at Norvane, said so.", 1.0),
        ("The chief scientist, Petra Vance, said so.", 1.0),
        ("Petra Vance, who chairs the board, said so.", 1.0),
        ("Petra Vance was a baker.", 1.0),
        ("Mayor Vance left.", 1.0),
        ("Petra Vance, who was absent, wrote.", 0.0),
        ("In the harbour, Petra Vance said no.", 0.0),
        ("Minister Celia Bright met Petra Vance in Lode.", 0.0),
        ("The mayor, Mark Vance, left.", 0.0),
    ],
)
def test_who_somebody_is_is_told_beside_the_name_and_not_beside_another(
    sentence: str, tells: float
) -> None:
    assert read("Who is Petra Vance?", weigh).fit(sentence) == tells
    assert read("who is petra vance?", weigh).fit(sentence) == tells


@pytest.mark.parametrize(
    ("sentence", "tells"),
    [
        ("总裁王伟表示同意。", 1.0),
        ("王偉是諾羅銀行的總裁。", 1.0),
        ("王伟，诺罗银行行长，表示同意。", 1.0),
        ("王伟昨天来了。", 0.0),
    ],
)
def test_who_somebody_is_is_told_in_chinese(sentence: str, tells: float) -> None:
    assert read("王伟是什么人？", weigh).fit(sentence) == tells


def test_where_no_kind_is_asked_for_nothing_fits_better() -> None:
    asked = read("What opened in Tolm?", weigh)
    assert asked.fit("A fair did.") == asked.fit("In 2024 Ada Brook did.") == 0.5


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("Did Tolm open the fair?", "Tolm opened a fair.", 1.0),
        ("Did Tolm open the fair?", "Rain fell.", 0.0),
        ("Is it so?", "Rain fell.", 1.0),
    ],
)
def test_shares_of_a_question_lie_between_nothing_and_all(
    question: str, text: str, held: float
) -> None:
    words = set(terms(text))
    asked = read(question, weigh)
    assert asked.held(words) == held
    assert 0 <= asked.names_held(words) <= 1
    assert 0 <= asked.focus_held(words) <= 1


def test_names_and_numbers_are_told_from_what_opens_the_question() -> None:
    asked = read("Where did Tolm sell 40 tonnes?", weigh)
    assert set(terms("Tolm 40")) <= asked.named
    assert not set(terms("Where tonnes")) & asked.named


@pytest.mark.parametrize(
    ("question", "manner"),
    [
        ("Who opened the fair?", "spaced"),
        ("谁主持博览会？", "foreign"),
        ("Wer hat die Messe in der Stadt eröffnet?", "foreign"),
    ],
)
def test_a_question_in_another_language_than_a_text_is_foreign_to_it(
    question: str, manner: str
) -> None:
    text = "The mayor of Tolm opened the fair in May. It was the first of them."
    assert read(question, weigh).manner(text) == manner
