"""Passages are found by their words, numbers and Chinese characters."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.lexical import Lexical
from index.words import terms

PASSAGES = [
    ("price", "Fares", "The tram costs 4,200 yuan a year, 90% of which riders pay themselves."),
    ("code", "Shares", "Baotou Tram is listed as CNREHT since the 15th of May."),
    ("zh", "电车", "包头电车很慢，票价为两元。"),
    ("bus", "Buses", "Buses run on diesel. A bus is slower than walking."),
    ("boat", "The tram boat", "Boats were exported to Zürich."),
]


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lexical]:
    opened = Lexical(tmp_path_factory.mktemp("lexical"))
    opened.upsert(PASSAGES)
    yield opened
    opened.close()


def find(lexical: Lexical, query: str, among: list[str] | None = None) -> list[str]:
    return [id_ for id_, _ in lexical.best(query, 10, among)]


@pytest.mark.parametrize(
    ("query", "id_"),
    [
        ("4,200", "price"), ("4200", "price"), ("90%", "price"), ("CNREHT", "code"),
        ("cnreht?", "code"), ("15th", "code"), ("包头电车", "zh"), ("票价多少", "zh"),
        ("exporting boats", "boat"), ("Zurich", "boat"), ("walks", "bus"), ("Is it a bus?", "bus"),
    ],
)  # fmt: skip
def test_words_numbers_codes_and_chinese_find_their_passage(
    lexical: Lexical, query: str, id_: str
) -> None:
    assert find(lexical, query) == [id_]


@pytest.mark.parametrize("query", ["420", "200", "15", "CNR", "头包", "", " ", "?!"])
def test_parts_of_numbers_and_codes_and_empty_questions_find_nothing(
    lexical: Lexical, query: str
) -> None:
    assert find(lexical, query) == []


def test_a_question_of_nothing_but_common_words_is_searched_all_the_same(lexical: Lexical) -> None:
    assert "code" in find(lexical, "as the of")


def test_the_best_come_first_and_a_title_counts_more(lexical: Lexical) -> None:
    found = lexical.best("tram", 10)
    assert {id_ for id_, _ in found} == {"price", "code", "boat"}
    assert found[0][0] == "boat"
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    assert len(lexical.best("tram", 2)) == 2


def test_only_the_named_ids_are_searched_and_their_scores_stay(lexical: Lexical) -> None:
    everywhere = dict(lexical.best("tram bus", 10))
    among = lexical.best("tram bus", 10, ["price", "bus", "gone"])
    assert dict(among) == pytest.approx({id_: everywhere[id_] for id_ in ("price", "bus")})
    assert find(lexical, "tram", []) == []
    assert find(lexical, "tram", ["zh"]) == []


def test_rare_terms_weigh_more(lexical: Lexical) -> None:
    [tram], [bus], [gone] = terms("tram"), terms("bus"), terms("zeppelin")
    assert 0 < lexical.weight(tram) < lexical.weight(bus) < lexical.weight(gone)


@settings(max_examples=200, deadline=None)
@example('title:"tram AND (')
@example("\ud800 tram")
@example("tram " * 5_000)
@example("x" * 200_000)
@given(st.text(st.characters(), max_size=60))
def test_every_question_is_answered_with_ids_that_are_there(lexical: Lexical, query: str) -> None:
    assert set(find(lexical, query)) <= {id_ for id_, _, _ in PASSAGES}


def test_storing_again_replaces_and_taking_out_takes_out(tmp_path: Path) -> None:
    lexical = Lexical(tmp_path)
    lexical.upsert([("a", "", "trams"), ("b", "", "buses")])
    lexical.upsert([("a", "", "boats")])
    assert lexical.ids() == {"a", "b"}
    assert (find(lexical, "trams"), find(lexical, "boats")) == ([], ["a"])
    lexical.delete(["a", "gone"])
    assert lexical.ids() == {"b"}
    assert find(lexical, "boats") == []
    lexical.close()


def test_storing_again_and_again_changes_no_weight(tmp_path: Path) -> None:
    lexical = Lexical(tmp_path)
    passages = [("a", "", "trams and buses"), ("b", "", "buses"), ("c", "", "boats")]
    lexical.upsert(passages)
    [tram] = terms("tram")
    before = lexical.weight(tram)
    for n in range(12):
        lexical.upsert([("a", "", f"trams and buses {n}")])
    assert lexical.weight(tram) == pytest.approx(before)
    lexical.close()


def test_scores_do_not_tell_what_an_index_went_through(tmp_path: Path) -> None:
    passages = [(f"p{n}", "Kilns", f"The kiln fired {n} tonnes of ore.") for n in range(9)]
    worn, clean = Lexical(tmp_path / "worn"), Lexical(tmp_path / "clean")
    worn.upsert([*passages, ("gone", "Kilns", "The kiln fired no ore, no kiln, no ore.")])
    worn.upsert(passages[2:5])
    worn.delete(["gone"])
    worn.tidy()
    clean.upsert(passages)
    assert worn.best("kiln ore 3", 20) == clean.best("kiln ore 3", 20)
    assert worn.ids() == clean.ids()


def test_equally_good_passages_come_in_order_of_their_ids(tmp_path: Path) -> None:
    lexical = Lexical(tmp_path)
    for id_ in ("b", "a", "c"):
        lexical.upsert([(id_, "", "trams")])
    assert find(lexical, "tram") == ["a", "b", "c"]
    lexical.close()


def test_passages_are_there_again_after_reopening(tmp_path: Path) -> None:
    first = Lexical(tmp_path)
    first.upsert(PASSAGES)
    first.close()
    again = Lexical(tmp_path)
    assert again.ids() == {id_ for id_, _, _ in PASSAGES}
    assert find(again, "包头") == ["zh"]
    again.upsert([("new", "", "zeppelins")])
    assert find(again, "zeppelin") == ["new"]
    again.close()


def test_another_name_of_something_finds_it_and_weighs_less_than_the_name_asked_for(
    tmp_path: Path,
) -> None:
    lexical = Lexical(tmp_path)
    lexical.upsert([("other", "", "矿行 stays"), ("asked", "", "oreb stays"), ("none", "", "oil")])
    assert [id_ for id_, _ in lexical.best("oreb", 10)] == ["asked"]
    assert [id_ for id_, _ in lexical.best("oreb", 10, None, ["矿行"])] == ["asked", "other"]
    assert [id_ for id_, _ in lexical.best("oreb", 10, ["other"], ["矿行"])] == ["other"]
    assert lexical.best("oreb", 10, None, ["Oreb"]) == lexical.best("oreb", 10)
    lexical.close()
