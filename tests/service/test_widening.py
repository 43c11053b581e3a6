"""What a model is given to read beside what a search found."""

from hypothesis import given
from hypothesis import strategies as st

from index.model import Article
from service.widening import headed, tokens, widened
from tests.fakes import article, hit

SHORT = article("First. " * 20 + "The reason was a fire. " + "Last. " * 20, id="short")
LONG = article(
    "\n".join(f"Sentence {number} of a long article." for number in range(900)), id="long"
)
ARTICLES = {"short": SHORT, "long": LONG}


def test_a_short_article_that_was_found_first_is_given_whole() -> None:
    [given_] = widened([hit(SHORT, 1, 0, 30), hit(SHORT, 2, 200, 230)], ARTICLES, 5_000)
    assert (given_.text, given_.start, given_.number) == (SHORT.text, 0, 1)


def test_the_gap_between_the_passages_of_a_long_article_is_filled() -> None:
    found = [hit(LONG, 1, 0, 500), hit(LONG, 2, 1_000, 1_500)]
    [given_] = widened(found, ARTICLES, 5_000)
    assert (given_.start, given_.end) == (0, 1_500)


def test_nothing_is_filled_that_the_budget_does_not_hold() -> None:
    found = [hit(LONG, 1, 0, 500), hit(LONG, 2, 20_000, 20_500)]
    assert [one.text for one in widened(found, ARTICLES, 1_000)] == [one.text for one in found]


def test_what_does_not_fit_is_left_out_from_the_last_on_but_one_passage_always_stays() -> None:
    found = [hit(LONG, number, 5_000 * number, 5_000 * number + 1_900) for number in (1, 2, 3)]
    assert len(widened(found, ARTICLES, 1_300)) == 2
    assert len(widened(found, ARTICLES, 10)) == 1


def test_an_article_whose_begin_holds_no_sentence_is_given_from_what_was_found_on() -> None:
    bare = article("* * * " * 300 + "Sales rose in May.", id="bare")
    found = hit(bare, 1, 1_800)
    assert headed([found], {"bare": bare}) == (found,)


@given(
    st.lists(
        st.tuples(st.sampled_from([SHORT, LONG]), st.integers(0, 900), st.integers(1, 600)),
        min_size=1, max_size=8,
    ),
    st.integers(50, 9_000),
)  # fmt: skip
def test_passages_stay_exact_numbered_and_within_the_budget(
    places: list[tuple[Article, int, int]], budget: int
) -> None:
    found = [
        hit(source, number, min(start, 200), min(start, 200) + length)
        for number, (source, start, length) in enumerate(places, start=1)
    ]
    found = [one for one in found if one.text]
    wide = widened(found, ARTICLES, budget)
    assert [one.number for one in wide] == list(range(1, len(wide) + 1))
    for one in wide:
        assert ARTICLES[one.article_id].text[one.start : one.end] == one.text
    assert len(wide) == 1 or sum(tokens(one.text) for one in wide) <= budget
