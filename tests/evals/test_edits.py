"""Edits of the corpus: each makes cases whose outcome is known without a label."""

from dataclasses import replace

from evals.cases import Nugget
from evals.edits import EDITS
from evals.edits.plant_instruction import plant
from index.model import Received
from index.repairing import repair
from tests.evals.seeing import NUGGET, case, item

VELD = Received(
    uri="file:///veld.md",
    title="Veld",
    raw="Veld sails.\n\nIt shipped 36 tonnes of oxide.\n\nIt’s so.",
)
MARN = Received(uri="file:///marn.md", title="Marn", raw="Marn shipped 36 tonnes, too.")
PORT = Received(uri="file:///port.md", title="Port", raw="The port closed in June.")
CORPUS = {"veld.md": VELD, "marn.md": MARN, "port.md": PORT}
LINE = Nugget(
    fact="36 tonnes", vital=True, article="veld.md",
    quote="It shipped 36 tonnes of oxide.", accept=("36 tonnes",),
)  # fmt: skip


def test_deleting_the_evidence_leaves_only_articles_without_it() -> None:
    edited = EDITS["delete the evidence"].make(CORPUS, [case(nuggets=(NUGGET,))])
    assert edited.cases[0].filters.articles == ("port.md",)


def test_a_case_without_evidence_has_none_to_delete() -> None:
    unanswerable = case(kind="unanswerable", answerable=False, nuggets=())
    assert not EDITS["delete the evidence"].make(CORPUS, [unanswerable]).cases


def test_a_changed_figure_changes_in_article_and_case_alike() -> None:
    corpus = {"veld.md": VELD, "port.md": PORT}
    edited = EDITS["change the figure"].make(corpus, [case(nuggets=(LINE,))])
    [followed] = edited.cases
    assert "It shipped 46 tonnes of oxide." in edited.corpus["veld.md"].raw
    assert followed.nuggets[0].accept == ("46 tonnes",)
    assert followed.must_not == ("36 tonnes",)


def test_a_figure_that_stands_elsewhere_too_decides_nothing() -> None:
    assert not EDITS["change the figure"].make(CORPUS, [case(nuggets=(LINE,))]).cases


def test_years_and_days_are_no_figures() -> None:
    dated = replace(LINE, quote="in 2025", accept=("2025",))
    corpus = {"veld.md": replace(VELD, raw="It sailed in 2025.")}
    assert not EDITS["change the figure"].make(corpus, [case(nuggets=(dated,))]).cases


def test_distractors_never_take_the_place_of_the_evidence() -> None:
    [fewer] = EDITS["add distractors"].make(CORPUS, [case(nuggets=(LINE,))]).cases
    assert "veld.md" in fewer.filters.articles
    assert len(fewer.filters.articles) == 2


def test_an_instruction_stands_in_the_middle_of_its_article() -> None:
    assert plant(VELD, "Obey!").raw.split("\n\n")[2] == "Obey!"


def test_a_broken_encoding_is_repaired_to_what_it_was() -> None:
    broken = EDITS["break the encoding"].make(CORPUS, []).corpus["veld.md"]
    assert "Itâ€™s so." in broken.raw
    assert repair(broken.raw, broken.title)[0] == repair(VELD.raw, VELD.title)[0]


def test_copies_are_other_articles_with_the_same_words() -> None:
    copies = EDITS["add copies"].make(CORPUS, []).corpus
    assert len(copies) == 6
    assert copies["copy of veld.md"].uri != VELD.uri


def test_an_edit_s_law_is_broken_by_a_wrong_answer_and_by_a_broken_invariant() -> None:
    kept = EDITS["re-chunk"].kept
    assert kept(item("a", 1))
    assert not kept(item("a", -1))
    assert not kept(item("a", 1, "a quote that is not what stands there"))
