"""Lies that change no value, and their true twins, from any two sentences."""

from evals.bench.misreading import KINDS, Planted, plant

SENTENCE = "Kessandra will open a plant in Tessel in May 2027, and has not yet signed the lease."
NEXT = "Quarrevane sold 300 tonnes of oxide to Denmark and to Orrin last year."
ARTICLE = "Both the mine of Kessandra and that of Quarrevane lie in Tarvenna."
CHINESE = "凯桑德拉预计在2027年提高产量到4100吨，尚未签订合同。"
CHINESE_NEXT = "朔砚新材去年采购了300吨氧化物。"


def planted(
    sentence: str = SENTENCE, following: str = NEXT, article: str = ARTICLE
) -> list[Planted]:
    return list(plant(sentence, following, article))


def test_every_kind_of_lie_is_made_in_english_and_most_in_chinese() -> None:
    assert {one.kind for one in planted() if not one.supported} == set(KINDS)
    chinese = {one.kind for one in planted(CHINESE, CHINESE_NEXT) if not one.supported}
    assert set(KINDS) - chinese == {"borrowed from the next sentence", "pairs of a list"}


def test_lies_of_most_kinds_have_true_twins_over_the_same_source() -> None:
    every = planted()
    for truth in (one for one in every if one.supported):
        lies = [one for one in every if one.kind == truth.kind and not one.supported]
        assert all(lie.text != truth.text for lie in lies)
    assert len({one.kind for one in every if one.supported}) >= 7


def test_the_same_sentences_give_the_same_lies() -> None:
    assert planted() == planted()


def test_what_the_article_says_is_no_lie() -> None:
    lie = next(one for one in planted() if one.kind == "added clause, relative")
    assert lie not in planted(article=f"{ARTICLE} {lie.text}")


def test_a_plan_is_told_as_done() -> None:
    [lie] = [one for one in planted() if one.kind == "plan told as done"]
    assert lie.text.startswith("Kessandra has opened a plant in Tessel")


def test_a_source_that_denies_is_retold_as_a_fact_and_truly() -> None:
    lie, truth = [one for one in planted() if one.kind == "denial dropped"]
    assert lie.text == SENTENCE
    assert SENTENCE.rstrip(".") in lie.evidence != SENTENCE
    assert truth.evidence == lie.evidence


def test_headlines_and_fragments_give_nothing() -> None:
    assert planted("Kessandra opens a plant in Tessel") == []
    assert planted("It rained.") == []
