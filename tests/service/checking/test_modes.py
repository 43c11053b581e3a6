"""Promise: what a source denies, plans, wants or passes on is no fact, and no fact is denied.

Told as a table of kinds; each source is a true twin of itself.
"""

import pytest

from service.checking.modes import modes
from tests.checked import aligned, checked

FACTS = [  # kind, source, and a claim that says as a fact what isn't one
    ("not", "The firm has not sold the mill in Tolm.", "The firm has sold the mill in Tolm."),
    ("never", "Tolm never had a mill.", "Tolm had a mill."),
    ("nobody", "Nobody in Tolm bought the mill.", "Tolm bought the mill."),
    ("without", "The ferry left Tolm without guests.", "The ferry left Tolm with guests."),
    ("moved no", "No trams, the mayor said, stopped at Tolm.", "Trams stopped at Tolm, the mayor said."),
    ("far no", "The mayor had not, as some papers in Tolm wrote, sold the mill.", "The mayor had sold the mill, as some papers in Tolm wrote."),
    ("denied", "The mayor denied that Tolm sold its mill.", "Tolm sold its mill."),
    ("ruled out", "The mayor ruled out selling the mill.", "The mayor sold the mill."),
    ("refused", "The mayor refused to sell the mill.", "The mayor sold the mill."),
    ("failed", "The firm failed to open the mine.", "The firm opened the mine."),
    ("prevented", "Guards prevented the crowd from entering the hall.", "The crowd entered the hall."),
    ("asked", "Tolm asked the firm to open the mine.", "The firm opened the mine."),
    ("demanded", "The union demanded that the firm open the mine.", "The firm opened the mine."),
    ("proposed", "The mayor proposed closing the school.", "The mayor closed the school."),
    ("planned", "The firm plans to close the school in May.", "The firm closed the school in May."),
    ("expected", "Banks expect Tolm to cut the levy.", "Tolm cut the levy."),
    ("alleged", "A baker alleged that the mayor stole the bell.", "The mayor stole the bell."),
    ("accused", "Prosecutors accused the mayor of stealing the bell.", "The mayor stole the bell."),
    ("reported", "The mayor reportedly stole the bell.", "The mayor stole the bell."),
    ("about to", "The dam is about to burst.", "The dam burst."),
    ("should have", "The gate should have closed at noon.", "The gate closed at noon."),
    ("may", "The gate may close at noon.", "The gate closed at noon."),
    ("if", "If the dam bursts, the valley floods.", "The dam bursts."),
    ("asked whether", "Did the firm sell the mill in Tolm? The firm is silent.", "The firm did sell the mill in Tolm."),
    ("yet", "The court has yet to rule on the mine.", "The court ruled on the mine."),
    ("to start", "The chief expects a loss, where he had hoped for a gain, and mining to start in June.", "Mining started in June."),
    ("to be installed", "She counts on a second washing step, to be installed in May.", "A second washing step has been installed."),
    ("plans a", "The line plans a weekly feeder from Tolm to Dene.", "The line runs a weekly feeder from Tolm to Dene."),
    ("studies a", "The firm is studying a smelter of its own at Orrin.", "The firm owns a smelter of its own at Orrin."),
    ("没有", "公司没有出售岚陂的矿山。", "公司出售岚陂的矿山。"),
    ("尚未", "公司尚未出售岚陂的矿山。", "公司已出售岚陂的矿山。"),
    ("否认", "公司否认污染河水。", "公司污染河水。"),
    ("拒绝", "公司拒绝关闭矿山。", "公司关闭矿山。"),
    ("要求", "工会要求公司关闭矿山。", "公司关闭矿山。"),
    ("计划", "公司计划明年关闭矿山。", "公司关闭矿山。"),
    ("可能", "公司可能关闭矿山。", "公司关闭矿山。"),
    ("据说", "据说公司关闭矿山。", "公司关闭矿山。"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "source", "claim"), FACTS, ids=[row[0] for row in FACTS])
def test_what_is_no_fact_in_the_source_is_none_in_a_claim(
    kind: str, source: str, claim: str
) -> None:
    assert checked(claim, source).name != "supported", kind
    assert checked(f"{source.rstrip('.。')}", source).name == "supported"
    found = modes(aligned(claim, source))
    assert found.wrong or found.doubts


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The firm has sold the mill in Tolm.", "The firm has not sold the mill in Tolm."),
        ("The firm has sold the mill in Tolm.", "The firm has never sold the mill in Tolm."),
        ("The firm sold the mill and the yard.", "The firm sold the mill but not the yard."),
        ("公司出售岚陂的矿山。", "公司没有出售岚陂的矿山。"),
    ],
)
def test_a_fact_is_not_denied(source: str, claim: str) -> None:
    assert modes(aligned(claim, source)).wrong


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The gate closed at noon.", "The gate may have closed at noon."),
        ("The firm sold the mill.", "The firm plans to sell the mill."),
        ("公司出售矿山。", "公司可能出售矿山。"),
    ],
)
def test_a_fact_is_no_plan(source: str, claim: str) -> None:
    found = modes(aligned(claim, source))
    assert found.doubts or found.wrong


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The deadline for the vents of hall 2 is June.", "Hall 2 must have its vents in June."),
        ("当地渔民本应封锁道路。", "当地渔民原本应当封锁道路。"),
    ],
)
def test_whether_somebody_has_to_is_left_to_reading(source: str, claim: str) -> None:
    found = modes(aligned(claim, source))
    assert found.open
    assert not found.doubts


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Guests will notice that Tolm closed its mill.", "Tolm closed its mill."),
        ("The plant will cost $3 million.", "The plant was built at a cost of $3 million."),
        (
            "The firm could have started with one mill; its chief refused.",
            "The firm's chief rejected starting with one mill.",
        ),
        ("The firm failed to open the mine.", "The firm did not open the mine."),
        ("The firm was unable to pay.", "The firm could not pay."),
        ("We'll buy 60 lamps in May.", "Tolm will buy 60 lamps in May."),
        ("原因是客户备足了库存。", "主要是客户备足了库存。"),
        ("The clerk has not yet burned the files.", "The clerk is still to burn the files."),
        ("No more than 40 people came.", "At most 40 people came."),
        ("At most three boats sail.", "No more than three boats sail."),
        ("公司承诺每年给村里40万元。", "公司答应每年给村里40万元。"),
        ("公司未收到警告。", "公司没收到任何警告。"),
    ],
)
def test_the_same_standing_in_other_words_is_no_loss(source: str, claim: str) -> None:
    found = modes(aligned(claim, source))
    assert (found.wrong, found.doubts) == ([], [])


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Guests will visit Tolm, which closed its mill.", "Guests visited Tolm."),
        ("The firm will open the mine.", "The firm opened the mine."),
        ("The clerk is still to burn the files.", "The clerk burned the files."),
        ("No more than 40 people came.", "More than 40 people came."),
        ("More than 40 people came.", "No more than 40 people came."),
        ("At most 40 people came, and they stayed.", "No more than 40 came, and nobody stayed."),
        ("公司答应每年给村里40万元。", "公司每年给村里40万元。"),
        ("公司没收到警告。", "公司收到警告。"),
    ],
)
def test_another_standing_is(source: str, claim: str) -> None:
    found = modes(aligned(claim, source))
    assert found.wrong or found.doubts


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The mayor said that trams did not stop at Tolm.", "Trams did not stop at Tolm, the mayor said."),
        ("No trams stopped at Tolm.", "Trams did not stop at Tolm."),
        ("Trams didn't stop at Tolm.", "No trams stopped at Tolm."),
        ("The firm has not yet sold the mill.", "The mill has not been sold yet."),
        ("The line opens in 2028 instead of 2026.", "The line opens in 2028, not in 2026."),
        ("The firm refused to sell the mill.", "The firm did not sell the mill."),
        ("Fewer than ten guests came to Tolm.", "Less than ten guests came to Tolm."),
        ("The mill will open on 1 May 2027.", "The mill opens on 1 May 2027."),
        ("The firm plans to close the school.", "The school is to close, the firm plans."),
        ("The firm plans to close the school.", "The firm intends to close the school."),
        ("The mayor did not deny that Tolm sold its mill.", "The mayor did not deny that Tolm sold its mill."),
        ("The firm denied that it had sold the mill.", "The firm denied having sold the mill."),
        ("Output fell as planned.", "Output fell as expected."),
        ("公司没有收到警告。", "公司未收到警告。"),
        ("公司不仅建厂，而且修路。", "公司建厂、修路。"),
        ("产量不断增长。", "产量增长。"),
    ],
)  # fmt: skip
def test_the_same_said_otherwise_is_not_refused(source: str, claim: str) -> None:
    assert not modes(aligned(claim, source)).wrong
    assert checked(claim, source).name != "contradicted"
