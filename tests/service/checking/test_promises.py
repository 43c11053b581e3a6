"""The promises of the check as a whole: what is shown as supported is carried by what is shown."""

import re
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import assume, find, given, settings
from hypothesis import strategies as st

from service.checking import Check
from service.checking.entailing import Entailment
from service.checking.layers import LAYERS
from service.settings import SUPPORTED_AT
from tests.checked import aligned, checked, model_that_reads, quoted, sources
from tests.fakes import article, hit, weigh

# Sentences of a news article, in slots that a claim may fill otherwise.
TEMPLATES = [
    "{name} sold {n} tonnes of salt to {other} in {month} {year}.",
    "{name} did not pay {other} ${m} million for the mill.",
    "“We will not leave the {thing},” {name} said on {day} {month}.",
    "{name} plans to open a {thing} in {year}.",
    "The {thing} of {name} cost {m} million euros and drew {n} guests.",
    "{name} fell by {m} percent because the {thing} closed.",
]
NAMES = ["Orla Venn", "Brinewell", "Tolm", "Ada Brook", "Kessel Works", "Dene"]
MONTHS = ["March", "June", "October"]
SLOTS = {
    "name": NAMES,
    "other": NAMES,
    "n": ["410", "9,000", "37", "1,250"],
    "m": ["3", "4.5", "88", "12"],
    "month": MONTHS,
    "year": ["2019", "2023", "2025"],
    "day": ["4", "17", "29"],
    "thing": ["pier", "fair", "school", "quarry"],
}


@st.composite
def told(draw: st.DrawFn, template: str | None = None) -> str:
    """A sentence of the article, or of a claim about it."""
    slots = {slot: draw(st.sampled_from(values)) for slot, values in SLOTS.items()}
    return (template or draw(st.sampled_from(TEMPLATES))).format(**slots)


@st.composite
def changed(draw: st.DrawFn, sentences: Sequence[str]) -> str:
    """A claim that is made of a sentence or two of these, with a little changed."""
    words = draw(st.sampled_from(sentences)).split()
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(words) - 1))
        match draw(st.sampled_from(("drop", "swap", "lend", "join"))):
            case "drop" if len(words) > 3:
                del words[place]
            case "swap":
                other = draw(st.integers(0, len(words) - 1))
                words[place], words[other] = words[other], words[place]
            case "lend":
                words[place] = draw(st.sampled_from(draw(st.sampled_from(sentences)).split()))
            case "join":
                words = [*words[: place + 1], "and", *draw(st.sampled_from(sentences)).split()]
    return " ".join(words)


WORLDS = st.lists(told(), min_size=2, max_size=5, unique=True)


def test_some_changed_claims_are_supported() -> None:
    world = ["Brinewell sold 37 tonnes of salt to Tolm in June 2023.", "The pier of Dene closed."]
    changes = changed(world).filter(lambda claim: claim not in world)
    assert find(changes, lambda claim: checked(claim, " ".join(world)).name == "supported")


@settings(max_examples=120)
@given(st.data())
def test_each_value_of_a_supported_claim_stands_in_its_quotes_or_head(data: st.DataObject) -> None:
    world = data.draw(WORLDS)
    claim = data.draw(changed(world))
    told = article(
        " ".join(world), title="Salt", outlet="The Quay Post", published=date(2024, 2, 1)
    )
    found = aligned(claim, told)
    if Check(weigh).examine(found).verdict.name != "supported":
        return
    held = " ".join((*quoted(found), "Salt The Quay Post 2024-02-01 February", world[0]))
    for value in [*re.findall(r"\d[\d,.]*\d|\d", claim), *MONTHS, *" ".join(NAMES).split(), "not"]:
        if re.search(rf"(?<![\w.,]){re.escape(value)}(?!\w)", claim):
            assert re.search(rf"(?<![\w.,]){re.escape(value)}(?!\w)", held), (value, claim, held)
    for quote in re.findall("“([^“”]+)”", claim):
        assert quote.strip(",. ") in held


@settings(max_examples=40)
@given(st.data())
def test_a_sentence_with_one_value_changed_is_never_supported(data: st.DataObject) -> None:
    slot = data.draw(st.sampled_from(["name", "n", "m", "month", "year", "day"]))
    template = data.draw(st.sampled_from([t for t in TEMPLATES if "{" + slot + "}" in t]))
    slots = {name: data.draw(st.sampled_from(values)) for name, values in SLOTS.items()}
    assume(slots["name"] != slots["other"])
    other = data.draw(st.sampled_from([value for value in SLOTS[slot] if value != slots[slot]]))
    source = template.format(**slots)
    lie = template.format(**{**slots, slot: other})
    assert checked(lie, source).name != "supported", (lie, source)


@settings(max_examples=40)
@given(st.data())
def test_a_denial_dropped_or_added_is_never_supported(data: st.DataObject) -> None:
    source = data.draw(told())
    if " not " in source:
        lie = source.replace(" not ", " ").replace("did pay", "paid")
    else:
        lie = re.sub(r" (sold|plans|cost|fell) ", r" did not \1 ", source)
    assert checked(lie, source).name != "supported", (lie, source)


@settings(max_examples=40)
@given(st.data())
def test_what_stands_beside_does_not_change_what_a_sentence_carries(data: st.DataObject) -> None:
    sentence = data.draw(told())
    aside = [
        "Rain came late.",
        "A bishop slept; nobody laughed.",
        "Bread was cheap, oats were dear.",
    ]
    before = data.draw(st.lists(st.sampled_from(aside), max_size=2))
    claim = data.draw(changed([sentence]))
    alone = checked(claim, sentence).name
    assert checked(claim, " ".join([*before, sentence, aside[0]])).name == alone


@settings(max_examples=40)
@given(st.data())
def test_a_clause_that_is_taken_away_makes_no_claim_less_supported(data: st.DataObject) -> None:
    """Of two sentences of the source that are joined, each is at least as well supported alone."""
    one, other = data.draw(st.lists(told(), min_size=2, max_size=2, unique=True))
    joined = f"{one.rstrip('.')}, and {other[:1].lower() if other[:4] == 'The ' else other[:1]}{other[1:]}"
    world = f"{one} {other}"
    order = ("contradicted", "unverified", "supported")
    whole = order.index(checked(joined, world).name)
    assert order.index(checked(one, world).name) >= whole
    assert order.index(checked(other, world).name) >= whole


@settings(max_examples=40, derandomize=True)
@given(st.data())
def test_the_order_in_which_passages_are_cited_decides_nothing(data: st.DataObject) -> None:
    """Where nobody deals with themselves; of sources that fit a claim alike the first is taken."""
    world = data.draw(WORLDS)
    assume(not any(sentence.count(name) > 1 for sentence in world for name in sentence.split()[:1]))
    claim = data.draw(changed(world))
    found = sources(*world)
    hits = [hit(one, number) for number, one in enumerate(found, start=1)]
    by_id = {one.id: one for one in found}
    assert Check(weigh)(claim, hits, by_id).name == Check(weigh)(claim, hits[::-1], by_id).name


def believing(supported: float) -> Check:
    """A check with a model that finds everything so likely supported."""

    def entails(pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        return [Entailment(supported, 0.0, 1 - supported) for _ in pairs]

    reader = model_that_reads(entails, support_at=0.5, doubted_at=0.8, trusted_at=0.2)
    return Check(weigh, reader=reader)


@settings(max_examples=40)
@given(st.data(), st.sampled_from([0.0, 0.3, 0.7, 1.0]))
def test_no_model_supports_what_an_exact_layer_refused_or_doubts_for_good(
    data: st.DataObject, likely: float
) -> None:
    world = data.draw(WORLDS)
    found = aligned(data.draw(changed(world)), " ".join(world))
    looks = [] if found.verbatim else [layer(found) for layer in LAYERS]
    verdict = believing(likely).examine(found).verdict
    far = found.wording < SUPPORTED_AT
    refusing = [
        (layer, look)
        for layer, look in zip(LAYERS, looks, strict=False)
        if look.wrong and not (far and layer.by_words)
    ]
    wrong = {reason for _, look in refusing for reason in look.wrong}
    if refusing and likely >= 0.5 and all(layer.yields for layer, _ in refusing):
        assert verdict.name == "unverified"
        assert wrong <= set(verdict.reasons)
    elif refusing:
        assert verdict.name == "contradicted"
        assert set(verdict.reasons) == wrong
    elif any(look.doubts and layer.final for layer, look in zip(LAYERS, looks, strict=False)):
        assert verdict.name == "unverified"
    elif found.verbatim:
        assert verdict.name == "supported"
    elif any(look.doubts or look.wrong for look in looks):
        assert (verdict.name == "supported") is (likely >= 0.8)
    elif any(look.open for look in looks) or found.wording < SUPPORTED_AT:
        assert (verdict.name == "supported") is (likely >= 0.5)
    else:
        assert (verdict.name == "supported") is (likely >= 0.2)
    assert (verdict.name == "supported") is not bool(verdict.reasons)


# Lies of every kind, one a line: what is told, and what it is made of it.
LIES = [
    ("added clause", "The mill in Tolm closed in May.", "The mill in Tolm closed in May, and the mayor resigned."),
    ("added cause", "The mill in Tolm closed in May.", "The mill in Tolm closed in May because the mayor resigned."),
    ("added aim", "The mill in Tolm closed in May.", "The mill in Tolm closed in May to save the river."),
    ("added apposition", "The mill in Tolm closed in May.", "The mill in Tolm, the oldest of the country, closed in May."),
    ("added with", "The mill in Tolm closed in May.", "The mill in Tolm closed in May despite loud protests."),
    ("other predicate", "Nine men were brought out of the pit.", "Nine men were killed in the pit."),
    ("other role", "Ada Brook, head of Kessel, met Orla Venn of Dene.", "Orla Venn, head of Kessel, met Ada Brook of Dene."),
    ("roles turned", "Kessel sued Brinewell over the mine.", "Brinewell sued Kessel over the mine."),
    ("polarity", "Sanctions have not been lifted.", "Sanctions have been lifted."),
    ("mode", "The valve should have closed.", "The valve closed."),
    ("denial dropped", "The firm denied that it had sold the mine.", "The firm had sold the mine."),
    ("hearsay", "Dockers said they had heard that the firm was sold.", "The firm was sold."),
    ("plan", "The city wants to buy the pier next year.", "The city bought the pier."),
    ("pairs", "Tolm got 18 trams and Dene 12.", "Tolm got 12 trams and Dene 18."),
    ("borrowed", "Tolm has a fair. The pier in Dene cost 4 million crowns.", "The fair in Tolm cost 4 million crowns."),
    ("cause swapped", "The mill closed because the river rose.", "The river rose because the mill closed."),
    ("more", "At least 40 people came.", "At most 40 people came."),
    ("all", "Some of the workers left Tolm.", "All of the workers left Tolm."),
    ("only", "Tolm and Dene have a fair.", "Only Tolm has a fair."),
    ("half", "Half of the trams run.", "Two thirds of the trams run."),
    ("weekday", "The fair opens on Monday.", "The fair opens on Tuesday."),
    ("before", "The fair opened before the flood.", "The fair opened after the flood."),
    ("unit", "The dam is 40 metres high.", "The dam is 40 feet high."),
    ("numeral", "Three of the five mills closed.", "Four of the five mills closed."),
    ("加一句", "公司去年建成第二座工厂。", "公司去年建成第二座工厂，董事长因此被捕。"),
    ("数字", "全市三家工厂接受检查。", "全市五家工厂接受检查。"),
    ("星期", "会议周三在岚陂举行。", "会议周五在岚陂举行。"),
    ("否定", "公司没有收到警告。", "公司收到警告。"),
    ("繁體", "公司沒有收到警告。", "公司收到警告。"),
    ("繁體數字", "全市三家工廠接受檢查。", "全市五家工厂接受检查。"),
    ("相反", "产量上升12%。", "产量下降12%。"),
    ("谓语", "九名矿工获救。", "九名矿工遇难。"),
    ("因果", "由于河水上涨，工厂关闭。", "由于工厂关闭，河水上涨。"),
    ("计划", "市政府拟收购码头。", "市政府收购码头。"),
    ("传闻", "据传公司已被出售。", "公司已被出售。"),
    ("借用", "岚陂有一座港口。沧岩的工厂耗资4亿元。", "岚陂的工厂耗资4亿元。"),
    ("对调", "石桥集团起诉林原矿业。", "林原矿业起诉石桥集团。"),
    ("Verneinung", "Die Brücke wurde am Montag nicht eröffnet.", "Die Brücke wurde am Montag eröffnet."),
    ("Zahl", "Das Werk verkaufte 1.400 Tonnen Salz.", "Das Werk verkaufte 1.500 Tonnen Salz."),
    ("négation", "Le pont n'a pas été ouvert lundi.", "Le pont a été ouvert lundi."),
    ("projet", "La mairie veut vendre le port.", "La mairie a vendu le port."),
    ("negación", "El puente no se abrió el lunes.", "El puente se abrió el lunes."),
    ("rumor", "Dicen que el alcalde vendió el puerto.", "El alcalde vendió el puerto."),
    ("否定", "橋は月曜日に開通しなかった。", "橋は月曜日に開通した。"),
    ("数", "工場は1,400トンの塩を売った。", "工場は1,500トンの塩を売った。"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "source", "lie"), LIES, ids=[f"{row[0]}: {row[2]}" for row in LIES]
)
def test_a_lie_of_any_kind_is_not_supported(kind: str, source: str, lie: str) -> None:
    found = checked(lie, article(source, language="und"))
    assert found.name in ("unverified", "contradicted"), kind
    assert found.reasons


# Truths in other words: none of them is refused, whether or not words alone can support it.
TRUTHS = [
    ("a number in letters", "Twenty-seven people were brought out.", "27 people were brought out."),
    ("letters for a number", "The pit has 32 shafts.", "The pit has thirty-two shafts."),
    ("large letters", "The city has 3 million lamps.", "The city has three million lamps."),
    ("rounded by the source", "About 40,000 people came.", "Some 40,000 people came."),
    ("short amount", "The sale brought €88m.", "The sale brought 88 million euros."),
    ("percent", "Output rose 14 percent.", "Output rose by 14 %."),
    ("clock", "The fair opened at 9.30am.", "The fair opened at 9:30 in the morning."),
    ("people for land", "Danish firms bought the pier.", "Firms from Denmark bought the pier."),
    ("dots", "The U.S. bought the pier.", "The US bought the pier."),
    ("american", "U.S. firms bought the pier.", "American firms bought the pier."),
    ("surname", "Ada Brook runs Kessel. Brook left in May.", "Ada Brook left in May."),
    ("passive", "Kessel sued Brinewell over the mine.", "Brinewell was sued by Kessel over the mine."),
    ("instead", "The line opens in 2028 instead of 2026.", "The line opens in 2028, not in 2026."),
    ("double no", "The mayor did not deny the sale.", "The mayor did not deny that there was a sale."),
    ("less than", "Fewer than 40 people came.", "Less than 40 people came."),
    ("nobody", "No one was hurt.", "Nobody was hurt."),
    ("opener", "Output fell in May.", "Overall, output fell in May."),
    ("label", "Output fell in May.", "**Output:** it fell in May."),
    ("possessive", "The head of Kessel left.", "Kessel's head left."),
    ("hyphen", "The two-year plan ended.", "The plan of two years ended."),
    ("whole for parts", "Tolm and Dene met in May.", "The two towns met in May."),
    ("年份", "公司于2026年3月5日建成工厂。", "2026年3月，公司建成工厂。"),
    ("汉字数字", "全市三家工厂接受检查。", "全市有3家工厂接受检查。"),
    ("百分之", "产量上升百分之十二。", "产量上升12%。"),
    ("换说法", "公司可以出售矿山。", "该公司能够出售矿山。"),
    ("Zahlform", "Das Werk verkaufte 1.400 Tonnen Salz.", "Verkauft wurden 1400 Tonnen Salz aus dem Werk."),
    ("Hauptwort", "Die Brücke wurde am Montag eröffnet.", "Am Montag war die Eröffnung der Brücke."),
    ("Prozent", "Der Absatz stieg um 3,2 Prozent.", "Um 3,2 % stieg der Absatz."),
    ("Million", "Das Werk kostete 3,2 Millionen Euro.", "Das Werk kostete 3.200.000 Euro."),
    ("nombre", "L'usine a vendu 1 400 tonnes de sel.", "1400 tonnes de sel ont été vendues par l'usine."),
    ("mois", "Le pont a été ouvert en mars 2026.", "En mars 2026, on a ouvert le pont."),
    ("número", "La planta vendió 1.400 toneladas de sal.", "Se vendieron 1400 toneladas de sal de la planta."),
    ("数", "工場は1,400トンの塩を売った。", "1400トンの塩が工場から売られた。"),
    ("число", "Завод продал 1 400 тонн соли.", "Завод продал 1400 тонн соли в марте."),
    ("English of German", "Das Werk verkaufte im März 1.400 Tonnen Salz.", "The works sold 1,400 tonnes of salt in March."),
    ("Deutsch von Englisch", "The works sold 1,400 tonnes of salt in March.", "Das Werk verkaufte im März 1.400 Tonnen Salz."),
    ("français de l'anglais", "The firm paid 3.2 million euros in May.", "L'entreprise a payé 3,2 millions d'euros en mai."),
    ("日文 of 中文", "公司去年售出1,400吨盐。", "同社は昨年1,400トンの塩を売った。"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "source", "claim"), TRUTHS, ids=[f"{row[0]}: {row[2]}" for row in TRUTHS]
)
def test_a_truth_in_other_words_is_not_refused(kind: str, source: str, claim: str) -> None:
    found = checked(claim, article(source, title="A fair", language="und"))
    assert found.name in ("supported", "unverified"), (kind, found.reasons)


@pytest.mark.parametrize(
    ("source", "lie"),
    [
        ("Das Werk verkaufte 1.400 Tonnen Salz und hofft auf mehr.", "Das Werk verkaufte 1.500 Tonnen Salz."),
        ("L'usine a vendu 3,2 millions de tonnes de sel.", "L'usine a vendu 3,3 millions de tonnes de sel."),
        ("La planta vendió 1.400 toneladas de sal en marzo.", "La planta vendió 1.400 toneladas de sal en abril."),
        ("工場は昨年1,400トンの塩を売った。", "工場は昨年1,500トンの塩を売った。"),
        ("Das Werk verkaufte im März 1.400 Tonnen Salz.", "The works sold 1.4 tonnes of salt in March."),
    ],
)  # fmt: skip
def test_numbers_and_months_are_compared_in_each_language_by_its_own_marks(
    source: str, lie: str
) -> None:
    assert checked(lie, article(source, title="A fair", language="und")).name == "contradicted"


def test_a_claim_without_a_source_names_none() -> None:
    assert Check(weigh)("The mill closed.", [], {}).reasons == ("The sentence names no source.",)


def test_findings_rank_what_is_surely_carried_above_what_is_not() -> None:
    world = "The mill in Tolm closed in May. Rain fell."
    claims = [
        "The mill in Tolm closed in May.",
        "The mill in Tolm closed in the spring.",
        "The mill in Dene closed in May.",
    ]
    scores = [Check(weigh).examine(aligned(claim, world)).score for claim in claims]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] < 0 < scores[1] < scores[0] == 1


def test_the_version_names_what_decides() -> None:
    assert re.fullmatch(r"check@\d+/0\.5", Check(weigh, supported_at=0.5).made_with)


def test_a_layer_finds_nothing_but_what_it_may() -> None:
    seen = set()
    for _, source, claim in LIES:
        found = aligned(claim, source)
        for layer in LAYERS:
            told = layer(found)
            kinds = {"refuse": told.wrong, "doubt": told.doubts, "ask": told.open}
            assert {kind for kind, reasons in kinds.items() if reasons} <= {*layer.may}, layer.name
            seen |= {(layer.name, kind) for kind, reasons in kinds.items() if reasons}
    assert ("causes", "doubt") in seen
