"""What to begin with comes from the titles at hand."""

from service.examples import examples

TITLES = (
    "Kessandra delays Line B to 2028",
    "朔砚新材第三条晶界扩散线投产",
    "A " + "very " * 30 + "long title",
    "Kessandra delays Line B to 2028",
    "Quarrevane sues Kessandra over concentrate",
)


def test_each_short_title_is_proposed_once() -> None:
    assert examples(TITLES) == (TITLES[0], TITLES[1], TITLES[4])
    assert len(examples(TITLES, 2)) == 2


def test_without_articles_there_are_no_examples() -> None:
    assert examples(()) == ()
