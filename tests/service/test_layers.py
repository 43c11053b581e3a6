"""The exact layers: what nobody in the source says is not supported, and what is true not refused."""

from dataclasses import replace
from time import thread_time

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from index import language
from index.language import Skill
from index.model import Article
from service.answers import Verdict
from service.checking import Check
from service.checking.aligning import align
from service.checking.lexicon import reads, words_of
from service.checking.reading import read
from service.citing import cite
from tests.fakes import article, hit, weigh

BRIDGE = article(
    "The council of Marrow opened a new bridge over the Tay in June 2024. It cost 12 million euros "
    "and carries 9,000 cars a day. Nobody was hurt during the work, engineer Ada Brook said.",
    title="Marrow opens its bridge",
    outlet="Tay Courier",
    published="2024-07-03",
)


def checked(source: str | Article, claim: str) -> Verdict:
    found = article(source) if isinstance(source, str) else source
    return Check(weigh)(claim, [hit(found)], {found.id: found})


@pytest.mark.parametrize(
    "claim",
    [
        "The council of Marrow opened a new bridge over the Tay in June 2024, and a bishop fainted.",
        "The council of Marrow opened a new bridge over the Tay in June 2024 because a ferry sank.",
        "The council of Marrow opened a new bridge over the Tay in June 2024, which ruined the ferry.",
        "The council of Marrow opened a new bridge over the Tay in June 2024 (a bishop fainted).",
        "A bishop fainted, and the council of Marrow opened a new bridge over the Tay in June 2024.",
        "The council of Marrow opened a new bridge over the Tay in June 2024 despite protests.",
    ],
)
def test_an_invented_clause_is_not_carried_by_the_rest(claim: str) -> None:
    found = checked(BRIDGE, claim)
    assert found.name == "unverified"
    assert any("do not say" in reason or "cause" in reason for reason in found.reasons)


def test_two_clauses_with_a_sentence_each_are_supported() -> None:
    claim = "The council of Marrow opened a new bridge in June 2024, and it cost 12 million euros."
    assert checked(BRIDGE, claim).name == "supported"


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The crew of nine was brought ashore by a tug.", "The crew of nine was arrested."),
        ("The bank lends the town 3 million crowns.", "The bank receives 3 million crowns."),
        ("Ms Holt keeps 40% of the shares.", "Ms Holt sells 40% of the shares."),
    ],
)
def test_a_predicate_that_no_sentence_has_is_not_supported(source: str, claim: str) -> None:
    assert checked(source, claim).name == "unverified"


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The mayor denied that the council sold the harbour.", "The council sold the harbour."),
        ("The firm refused to close the mill.", "The firm closed the mill."),
        ("Drivers plan to strike in May.", "Drivers struck in May."),
        ("The ferry was to leave at noon.", "The ferry left at noon."),
        ("The valve should have closed within a minute.", "The valve closed within a minute."),
        ("The cause has not yet been explained.", "The cause has been explained."),
        ("The clinic may close its ward.", "The clinic closed its ward."),
        ("A blogger alleged that the firm burned the waste.", "The firm burned the waste."),
        ("The union asked whether the mill was sold.", "The mill was sold."),
        ("公司否认出售矿山。", "公司出售矿山。"),
        ("公司计划明年出售矿山。", "公司已出售矿山。"),
    ],
)
def test_what_is_denied_planned_or_alleged_is_no_fact(source: str, claim: str) -> None:
    assert checked(source, claim).name in ("unverified", "contradicted")
    assert checked(source, source.replace("。", "")).name == "supported"


def test_a_fact_is_no_possibility() -> None:
    assert checked("The clinic closed its ward.", "The clinic may have closed its ward.").reasons


@pytest.mark.parametrize(
    "claim",
    [
        "The trains did not stop at Holm, the operator said.",
        "The operator said that trains did not stop at Holm.",
        "The trains, the operator said, did not stop at Holm.",
    ],
)
def test_a_moved_clause_keeps_its_no(claim: str) -> None:
    source = "The operator said that the trains did not stop at Holm."
    assert checked(source, claim).name == "supported"


@pytest.mark.parametrize(
    "claim",
    [
        "The line opens in the spring of 2028, not in 2026 as planned.",
        "The line will open in the spring of 2028 instead of 2026.",
    ],
)
def test_setting_something_beside_is_no_denial(claim: str) -> None:
    source = "The line will open in the spring of 2028 instead of 2026 as planned."
    assert checked(source, claim).name != "contradicted"


TRAMS = "Four towns share 46 trams: Ostmark gets 18, Brackwell 12, Tolm 10 and Dene 6."


def test_each_value_of_a_list_belongs_to_its_item() -> None:
    assert checked(TRAMS, "Brackwell gets 12 trams.").name == "supported"
    found = checked(TRAMS, "Brackwell gets 18 trams.")
    assert found == Verdict(
        name="contradicted", reasons=("The source gives 12 for “Brackwell”, not 18.",)
    )


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Orrin is a port. The plant in Tessel was built by Vaal Works.", "The Orrin plant was built by Vaal Works."),
        ("There was a fire in Tessel on Monday. The flood in Orrin killed three people.", "The fire in Tessel killed three people."),
        ("The Ellis bridge opened in 2020. The tunnel in Tessel cost 40 million dollars.", "The Ellis bridge cost 40 million dollars."),
    ],
)  # fmt: skip
def test_nothing_is_borrowed_from_the_sentence_next_door(source: str, claim: str) -> None:
    found = checked(source, claim)
    assert found.name != "supported"
    assert any("names" in reason for reason in found.reasons)


def test_a_pronoun_is_explained_by_a_sentence_that_is_cited_too() -> None:
    source = article("Halvorsen was founded in 1998 in a barn. It employs 870 people.")
    aligned = align("Halvorsen employs 870 people.", [hit(source)], {"a1": source}, weigh)
    assert Check(weigh).examine(aligned).verdict.name == "supported"
    assert "Halvorsen was founded in 1998 in a barn." in {
        c.quote for c in cite(aligned, {"a1": source})
    }


CAUSE = "Output fell because the mill stood still for nine weeks."


def test_cause_and_effect_keep_their_sides() -> None:
    told = "Because the mill stood still for nine weeks, output fell."
    assert checked(CAUSE, told).name == "supported"
    turned = "The mill stood still for nine weeks because output fell."
    assert checked(CAUSE, turned).name == "contradicted"


def test_two_facts_are_not_made_cause_and_effect() -> None:
    found = checked(
        "Output fell. The mill stood still.", "Output fell because the mill stood still."
    )
    assert found.reasons == ("The source does not say that one is the cause of the other.",)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The meeting began at 9.30am and ended at 9:30 pm.", "The meeting ended at 21:30."),
        ("The drug passed its phase III trial.", "The drug passed its phase 3 trial."),
        ("Turnover rose by 14 % to €88m.", "Turnover rose 14 percent to 88 million euros."),
        ("The hall is real oak, and the stage is small.", 'The hall is "real" oak, and the stage is "small".'),
        ("全市19家工厂全部接受检查，4家收到书面警告。", "全市19家工厂都接受了检查，其中4家收到书面警告。"),
    ],
)  # fmt: skip
def test_what_is_only_written_otherwise_is_the_same(source: str, claim: str) -> None:
    assert checked(source, claim).name == "supported"


def test_the_articles_own_day_counts_as_said() -> None:
    claim = "The council of Marrow opened a new bridge, the Tay Courier said on 3 July 2024."
    assert checked(BRIDGE, claim).name != "contradicted"
    other = "The council of Marrow opened a new bridge, the Tay Courier said on 4 July 2024."
    assert checked(BRIDGE, other).name == "contradicted"


def test_names_in_another_script_are_unknown_and_numbers_are_compared() -> None:
    source = "合同于2026年5月在岚陂签订，产量为5万吨。"
    found = checked(source, "The contract signed in Lanpi in May 2026 names 50,000 tonnes.")
    assert found.name == "unverified"
    assert "another language" in found.reasons[0] or "not in the cited" in found.reasons[0]
    wrong = checked(source, "The contract signed in Lanpi in May 2026 names 60,000 tonnes.")
    assert wrong.name == "contradicted"


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Ein Sprecher sagte, die neue Brücke wurde am Montag für den Verkehr eröffnet.", "Die neue Brücke wurde am Montag nicht für den Verkehr eröffnet."),
        ("Завод в городе открыли весной прошлого года, как сказал директор.", "Завод в городе не открыли весной прошлого года."),
    ],
)  # fmt: skip
def test_a_language_that_no_layer_knows_is_sure_only_word_for_word(source: str, claim: str) -> None:
    assert checked(source, claim).name != "supported"
    assert checked(source, source).name == "supported"


SENTENCES = [
    "Kessel sold 410 tonnes of oxide to Dale Works on 6 May 2025.",
    "Dale Works did not pay for 30 of them.",
    "“We will wait until June,” Ada Brook of Kessel said.",
    "Orrin bought a mine in Tessel for $12 million in 2023.",
    "It has not made a profit since 2021.",
]


CLAIMS = st.lists(st.sampled_from(" ".join(SENTENCES).split()), min_size=3, max_size=10)


def test_some_claims_of_such_words_are_supported() -> None:
    source = article(" ".join(SENTENCES), title="Oxide")
    assert find(CLAIMS, lambda words: checked(source, " ".join(words)).name == "supported")


@settings(max_examples=150, deadline=None)
@given(st.permutations(SENTENCES), CLAIMS.map(" ".join))
def test_each_value_of_a_supported_claim_stands_in_what_is_cited(
    order: list[str], claim: str
) -> None:
    source = article(" ".join(order), title="Oxide")
    aligned = align(claim, [hit(source)], {"a1": source}, weigh)
    if Check(weigh).examine(aligned).verdict.name != "supported":
        return
    quotes = " ".join(citation.quote for citation in cite(aligned, {"a1": source}))
    told = [*aligned.head, *read(quotes, aligned.words)]
    held = {token.key for token in told}
    for token in aligned.tokens:
        if token.kind in ("number", "month", "negation") or (token.kind == "name" and token.sure):
            assert token.key in held, (claim, token)


@pytest.mark.parametrize(
    "piece", ["a ", "not ", "1,000 ", '"a" ', "because ", "A.", "(", "中", "9.30 am ", "Aa Bb "]
)
def test_no_claim_or_passage_is_too_long_to_be_read(piece: str) -> None:
    source = article(f"{BRIDGE.text} {piece * 2000}")
    check = Check(weigh)
    since = thread_time()
    check(piece * 2000, [hit(BRIDGE)], {"a1": BRIDGE})
    check(BRIDGE.text[:60], [hit(source)], {"a1": source})
    assert thread_time() - since < 30  # seconds of CPU; a second or two as a rule


PLAN = article(
    "Marisel Oakhurst runs the port. The council bought the quay in May. "
    "Oakhurst disagrees with the levy. The harbour master ordered Brook & Sons Lines to pay 40,000 "
    "crowns as planned.\n\n"
    "| Item | Plan of April | Plan of July |\n| --- | --- | --- |\n"
    "| Start of the quay | May 2026 | March 2028 |\n",
    title="The port's plan",
)


@pytest.mark.parametrize(
    "claim",
    [
        "Marisel Oakhurst disagrees with the levy.",
        "The council bought the quay in May.",
        "The start of the quay: March 2028 (May 2026 before).",
    ],
)
def test_what_is_only_told_in_another_place_or_clause_is_not_refused(claim: str) -> None:
    assert checked(PLAN, claim).name in ("supported", "unverified")
    assert not [r for r in checked(PLAN, claim).reasons if "plan" in r or "Marisel" in r]


def test_as_opens_a_clause_only_before_a_subject() -> None:
    claim = "The harbour master ordered Brook & Sons Lines to pay 40,000 crowns, as planned."
    assert checked(PLAN, claim).name == "supported"


def test_names_and_units_are_not_compared_across_scripts() -> None:
    source = article("林原矿业2025年5月19日与石桥签约，首年供应氧化镨钕160吨，每公斤60美元。" * 2)
    reasons = checked(source, "Linyuan will supply 160 tonnes of NdPr oxide at $60.").reasons
    assert reasons
    assert not [reason for reason in reasons if "NdPr" in reason or "Linyuan" in reason]
    assert checked(source, "Linyuan will supply 170 tonnes.").name == "contradicted"


PERMIT = "由于矿山的过渡期到2026年底才结束，林原矿业没有收到警告。林原矿业的循环率为84%。"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("林原矿业的循环率为84%，但因为过渡期到年底才结束而没有收到警告。", "supported"),
        ("林原矿业没有收到警告，因为过渡期到2026年底才结束。", "supported"),
        ("由于林原矿业没有收到警告，矿山的过渡期到2026年底才结束。", "contradicted"),
    ],
)
def test_a_chinese_cause_stands_behind_its_word(claim: str, verdict: str) -> None:
    assert checked(PERMIT, claim).name == verdict


def test_what_the_head_says_may_stand_before_a_sentence_that_is_word_for_word() -> None:
    sentence = "It cost 12 million euros and carries 9,000 cars a day."
    alignment = align(f"Earlier, 2024-07-03: {sentence}", [hit(BRIDGE)], {BRIDGE.id: BRIDGE}, weigh)
    assert alignment.verbatim
    other = align(f"Earlier, 2024-07-04: {sentence}", [hit(BRIDGE)], {BRIDGE.id: BRIDGE}, weigh)
    assert not other.verbatim


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("公司投资3千万元建厂。", "公司投资3000万元建厂。"),
        ("项目投资5百万元。", "项目投资500万元。"),
        ("产量由3吨升至5吨。", "产量由3吨升至5吨，是从3吨升上来的。"),
        ("Germans own 5 of the mills.", "The German owners have 5 of the mills."),
    ],
)
def test_a_value_that_is_written_otherwise_is_none_that_lacks(source: str, claim: str) -> None:
    assert not [reason for reason in checked(source, claim).reasons if "cited text" in reason]


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("董事会不同意出售矿山。", "董事会同意出售矿山。"),
        ("产量从5万吨升至8万吨。", "产量从8万吨升至5万吨。"),
        ("The mine is in Market 12, the shop in Hall 30.", "The mine is in Market 30."),
        ("The firm won't open the mill.", "The firm opens the mill."),
    ],
)
def test_what_is_turned_round_is_seen_in_both_languages(source: str, claim: str) -> None:
    assert checked(source, claim).name in ("unverified", "contradicted")


def test_a_language_that_knows_all_that_the_layers_ask_for_is_read_and_no_other() -> None:
    french = language.get("fr")
    assert not reads(french)
    lent = replace(
        french, knows=french.knows | {Skill.COMPARING}, comparing=language.ENGLISH.comparing
    )
    assert reads(lent)
    words = words_of([lent])
    said = read("L'usine n'a pas produit 4,2 millions de tonnes en mars 2025.", words)
    assert [token.key for token in said if token.kind == "negation"] == ["not"]
    assert [(t.key, t.unit) for t in said if t.kind == "number"] == [("4200000", ""), ("2025", "")]
    assert [token.key for token in said if token.kind == "month"] == ["march"]
