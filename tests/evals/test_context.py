"""What broad questions ask for, and whether the passages hold it."""

from evals.articles import sample_articles
from evals.bench.context import Broad, Place, broad_questions, held
from tests.fakes import article, hit


def test_every_place_of_every_question_stands_in_its_article() -> None:
    articles = {name.rpartition("/")[2]: one.text for name, one in sample_articles().items()}
    asked = broad_questions()
    assert len({one.kind for one in asked}) == len(asked) == 22
    lost = [
        place
        for one in asked
        for place in one.quotes
        if " ".join(place.quote.split()) not in " ".join(articles[place.article].split())
    ]
    assert not lost


def test_a_place_is_held_where_its_words_stand_in_one_passage() -> None:
    source = article("Output rose to 4,100\ntonnes. Prices fell.")
    asked = Broad("k", "?", (Place("a", "rose to 4,100 tonnes"), Place("a", "fell in May")))
    assert held(asked, [hit(source)]) == [True, False]
