from collections import Counter
from random import Random

import pytest

from evals.training.relations import (
    CHINESE,
    CHINESE_IN_ENGLISH,
    ENGLISH,
    ENGLISH_IN_CHINESE,
    Grammar,
    Relation,
    relations,
)

GRAMMARS = [ENGLISH, CHINESE, CHINESE_IN_ENGLISH, ENGLISH_IN_CHINESE]


@pytest.mark.parametrize("grammar", GRAMMARS)
def test_the_same_seed_makes_the_same(grammar: Grammar) -> None:
    assert list(relations(grammar, Random(3), 90)) == list(relations(grammar, Random(3), 90))


@pytest.mark.parametrize("grammar", GRAMMARS)
def test_each_text_stands_with_a_claim_that_keeps_it_and_one_that_crosses_it(
    grammar: Grammar,
) -> None:
    targets = Counter(pair.target for pair in relations(grammar, Random(1), 300))
    assert targets == {"supported": 300, "unsupported": 300}


@pytest.mark.parametrize("grammar", GRAMMARS)
def test_every_form_is_written_out(grammar: Grammar) -> None:
    for relation in grammar.relations:
        for form in (*relation.told, *relation.true, *relation.crossed):
            one = Relation(name="", draws=relation.draws, told=[form], true=[form], crossed=[form])
            for evidence, claim, _ in one.pairs(grammar, Random(5)):
                assert not set("{}[]|") & set(evidence + claim), form


@pytest.mark.parametrize("grammar", GRAMMARS)
def test_no_claim_that_crosses_a_relation_is_a_form_that_keeps_it(grammar: Grammar) -> None:
    for relation in grammar.relations:
        assert not set(relation.crossed) & {*relation.true, *relation.told}, relation.name


def test_who_did_it_is_exchanged_with_whom_it_was_done_to() -> None:
    agents = next(one for one in ENGLISH.relations if one.name == "agents of things")
    for seed in range(40):
        (evidence, kept, _), (_, crossed, _) = agents.pairs(ENGLISH, Random(seed))
        assert kept != crossed
        assert {*kept.lower().split()} - {*crossed.lower().split()}, evidence


def test_what_differs_in_a_text_is_drawn_apart() -> None:
    for seed in range(40):
        drawn = ENGLISH.draw(
            {"A": "party", "B": "party", "a": "number", "b": "number"}, Random(seed)
        )
        assert drawn["A"] != drawn["B"]
        assert int(drawn["a"][""]) < int(drawn["b"][""])
