"""Example questions come from the titles at hand."""

from service.examples import examples

TITLES = (
    "Kessandra delays Line B to 2028",
    "朔砚新材第三条晶界扩散线投产",
    "A " + "very " * 30 + "long title",
    "Kessandra delays Line B to 2028",
    "Quarrevane sues Kessandra over concentrate",
)


def test_each_short_title_is_asked_about_once_in_its_language() -> None:
    assert examples(TITLES) == (
        "What is behind “Kessandra delays Line B to 2028”?",
        "“朔砚新材第三条晶界扩散线投产”是怎么回事？",
        "What is behind “Quarrevane sues Kessandra over concentrate”?",
    )
    assert len(examples(TITLES, 2)) == 2


def test_without_articles_there_are_no_examples() -> None:
    assert examples(()) == ()
