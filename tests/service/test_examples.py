"""Example questions come from the titles at hand."""

from service.examples import examples

TITLES = (
    "Kessandra delays Line B to 2028",
    "朔砚新材第三条晶界扩散线投产",
    "Quarrevane sues Kessandra over concentrate",
    "A " + "very " * 30 + "long title",
)


def test_names_of_several_titles_come_first_then_the_newest_titles() -> None:
    assert examples(TITLES) == (
        "What is new about Kessandra?",
        "What is behind “Kessandra delays Line B to 2028”?",
        "“朔砚新材第三条晶界扩散线投产”是怎么回事？",
        "What is behind “Quarrevane sues Kessandra over concentrate”?",
    )


def test_a_name_of_several_words_stays_whole() -> None:
    titles = ("Inspectors list findings at Kessandra's Port Ellisk plant", "Fire at Port Ellisk")
    assert examples(titles, 1) == ("What is new about Port Ellisk?",)


def test_words_of_a_headline_in_title_case_are_no_names() -> None:
    assert examples(("China Limits Exports", "Exports Fall Again"), 1) == (
        "What is behind “China Limits Exports”?",
    )


def test_without_articles_there_are_no_examples() -> None:
    assert examples(()) == ()
