"""Promise: what is cited is exactly what was checked: few whole sentences that carry the claim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import terms
from service.citing import cite
from tests.checked import aligned, quoted, sources

TOLD = [
    "Halden was founded in 1998 in a barn.",
    "It employs 870 people.",
    "Its head is Ada Brook.",
    "Rain fell on the fair all day.",
    "Kessel sold 40 tonnes of salt to Dale in May.",
    "Dale paid 3 million crowns for it.",
    "公司去年建成第二座工厂。",
]
PARTS = [
    "Halden employs 870 people", "Kessel sold 40 tonnes of salt", "Dale paid 3 million crowns",
    "rain fell all day", "its head is Ada Brook", "公司建成第二座工厂", "nobody knows",
]  # fmt: skip


@given(
    st.permutations(TOLD), st.lists(st.sampled_from(PARTS), min_size=1, max_size=3).map(", ".join)
)
def test_quotes_are_exact_characters_of_whole_sentences(order: list[str], claim: str) -> None:
    texts = [" ".join(order[:4]), "\n".join(order[4:])]
    found = aligned(f"{claim}.", *texts)
    by_id = {one.id: one for one in sources(*texts)}
    citations = cite(found, by_id)
    for one in citations:
        assert by_id[one.article_id].text[one.start : one.end] == one.quote != ""
        assert one.quote in TOLD or one.quote == by_id[one.article_id].text
    assert {one.number for one in citations} == {hit.number for hit in found.cited}
    assert len({(one.article_id, one.start) for one in citations}) == len(citations)


@pytest.mark.parametrize(
    ("claim", "quotes"),
    [
        ("Rain fell on the fair.", ["Rain fell on the fair all day."]),
        ("Kessel sold 40 tonnes of salt.", ["Kessel sold 40 tonnes of salt to Dale in May."]),
        ("Halden employs 870 people.", TOLD[:2]),
        ("Kessel sold 40 tonnes of salt, and Dale paid 3 million crowns.", TOLD[4:6]),
        ("Rain fell on the fair, and Dale paid 3 million crowns.", [TOLD[3], TOLD[5]]),
        ("公司建成第二座工厂。", TOLD[6:]),
    ],
)  # fmt: skip
def test_as_few_sentences_are_cited_as_carry_it(claim: str, quotes: list[str]) -> None:
    assert quoted(aligned(claim, " ".join(TOLD))) == quotes


def test_a_passage_that_carries_nothing_is_cited_by_its_nearest_sentence() -> None:
    found = aligned("Rain fell on the fair.", TOLD[3], "Snow came. The fair was cold.")
    assert quoted(found) == [TOLD[3], "The fair was cold."]
    assert [hit.number for hit in found.carried_by] == [1]


def test_coverage_is_the_share_of_the_claim_that_the_sources_hold() -> None:
    text = " ".join(TOLD)
    assert aligned(TOLD[3], text).coverage == 1
    assert aligned("Nobody knows why.", text).coverage == 0
    half = aligned("Rain fell. Snow melted.", text)
    assert half.coverage == pytest.approx(0.5)
    assert 0 <= half.wording <= 1
    assert not half.near


@pytest.mark.parametrize(
    ("claim", "text", "crosses"),
    [
        ("The firm built a plant.", "公司去年建成第二座工厂。", True),
        ("公司去年建成第二座工厂。", "The firm built a plant.", True),
        ("Jinli built a plant.", "Jinli (金立) built a plant.", False),
        ("公司去年建成第二座工厂。", "公司去年建成工厂。", False),
    ],
)
def test_words_are_compared_within_one_script(claim: str, text: str, crosses: bool) -> None:
    assert aligned(claim, text).crosses is crosses


def test_the_head_of_an_article_tells_its_title_and_what_it_begins_with() -> None:
    keys = {token.key for token in aligned("Rain fell.", " ".join(TOLD)).head}
    assert {"titl", "halden", "1998"} <= keys | set(terms("title"))
    assert "kessel" not in keys
