"""Passages are found by their words, numbers and Chinese characters."""

from collections.abc import Iterator
from itertools import starmap
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.lexical import Lexical
from index.model import Filters
from index.words import terms
from tests.fakes import passage

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
    opened.upsert(starmap(passage, PASSAGES))
    yield opened
    opened.close()


def find(lexical: Lexical, query: str, limit: int = 10, **filters: Any) -> list[str]:
    return [id_ for id_, _ in lexical.best(query, limit, Filters(**filters))]


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


@pytest.mark.parametrize("query", ["Brücke", "Brücken Ellisk", "Wann wurde die Brücke gesperrt?"])
def test_a_word_finds_its_other_forms_in_the_language_of_the_article(
    tmp_path: Path, query: str
) -> None:
    lexical = Lexical(tmp_path)
    lexical.upsert([passage("de", "Straßen", "Die Brücken waren im März nicht befahrbar.")])
    assert find(lexical, query) == ["de"]
    lexical.close()


def test_what_is_found_in_a_collection_hangs_on_no_word_of_another(tmp_path: Path) -> None:
    lexical = Lexical(tmp_path)
    roads = passage("de:1:0", "Straßen", "Die Brücken waren im März nicht befahrbar.")
    hidden = passage("en:1:0", "A band", "The Brücken is a band of five.")
    lexical.upsert([roads, hidden], {"de": ["open"], "en": ["secret"]})
    assert find(lexical, "Brücken Ellisk", collections=("open",)) == ["de:1:0"]
    lexical.close()


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


def test_only_what_passes_the_filters_is_searched_and_its_scores_stay(lexical: Lexical) -> None:
    everywhere = dict(lexical.best("tram bus", 10))
    among = lexical.best("tram bus", 10, Filters(articles=("price", "bus", "gone")))
    assert dict(among) == pytest.approx({id_: everywhere[id_] for id_ in ("price", "bus")})
    assert find(lexical, "tram", articles=("zh",)) == []
    assert find(lexical, "tram", languages=("fr",)) == []


def test_what_passes_is_known_by_id_and_number(lexical: Lexical) -> None:
    filters = Filters(articles=("price", "bus", "gone"))
    assert lexical.ids(filters) == {"price", "bus"}
    assert lexical.count(filters) == 2
    assert lexical.passing(["bus", "boat", "gone"], filters) == {"bus"}


def test_rare_terms_weigh_more(lexical: Lexical) -> None:
    [tram], [bus], [gone] = terms("tram"), terms("bus"), terms("zeppelin")
    assert 0 < lexical.weight(tram) < lexical.weight(bus) < lexical.weight(gone)


@settings(max_examples=200)
@example('title:"tram AND (')
@example("\ud800 tram")
@example("tram " * 5_000)
@example("x" * 200_000)
@given(st.text(st.characters(), max_size=60))
def test_every_question_is_answered_with_ids_that_are_there(lexical: Lexical, query: str) -> None:
    assert set(find(lexical, query)) <= {id_ for id_, _, _ in PASSAGES}


def test_storing_again_replaces_and_taking_out_takes_out(tmp_path: Path) -> None:
    lexical = Lexical(tmp_path)
    lexical.upsert([passage("a", "", "trams"), passage("b", "", "buses")])
    lexical.upsert([passage("a", "", "boats")])
    assert lexical.ids() == {"a", "b"}
    assert (find(lexical, "trams"), find(lexical, "boats")) == ([], ["a"])
    lexical.delete(["a", "gone"])
    assert lexical.ids() == {"b"}
    assert find(lexical, "boats") == []
    lexical.close()


def test_storing_again_and_again_changes_no_weight(tmp_path: Path) -> None:
    lexical = Lexical(tmp_path)
    passages = [
        passage("a", "", "trams and buses"), passage("b", "", "buses"), passage("c", "", "boats"),
    ]  # fmt: skip
    lexical.upsert(passages)
    [tram] = terms("tram")
    before = lexical.weight(tram)
    for n in range(12):
        lexical.upsert([passage("a", "", f"trams and buses {n}")])
    assert lexical.weight(tram) == pytest.approx(before)
    lexical.close()


def test_scores_do_not_tell_what_an_index_went_through(tmp_path: Path) -> None:
    passages = [passage(f"p{n}", "Kilns", f"The kiln fired {n} tonnes of ore.") for n in range(9)]
    worn, clean = Lexical(tmp_path / "worn"), Lexical(tmp_path / "clean")
    worn.upsert([*passages, passage("gone", "Kilns", "The kiln fired no ore, no kiln, no ore.")])
    worn.upsert(passages[2:5])
    worn.delete(["gone"])
    worn.tidy()
    clean.upsert(passages)
    assert worn.best("kiln ore 3", 20) == clean.best("kiln ore 3", 20)
    assert worn.ids() == clean.ids()


def test_equally_good_passages_come_in_order_of_their_ids(tmp_path: Path) -> None:
    lexical = Lexical(tmp_path)
    for id_ in ("b", "a", "c"):
        lexical.upsert([passage(id_, "", "trams")])
    assert find(lexical, "tram") == ["a", "b", "c"]
    lexical.close()


@given(st.permutations(range(12)), st.integers(1, 12))
@settings(max_examples=20)
def test_which_of_equally_good_passages_are_found_does_not_tell_how_they_came(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], limit: int
) -> None:
    lexical = Lexical(tmp_path_factory.mktemp("order"))
    for number in order:
        words = "kilns and kilns" if number == 7 else "kilns and boats"
        lexical.upsert([passage(f"p{number:02}", "", words)])
    ids = [f"p{number:02}" for number in sorted(range(12), key=lambda number: number != 7)]
    assert find(lexical, "kiln", limit) == ids[:limit]
    assert lexical.similar("kilm", limit, Filters()) == sorted(ids)[:limit]
    lexical.close()


def test_passages_are_there_again_after_reopening(tmp_path: Path) -> None:
    first = Lexical(tmp_path)
    first.upsert(starmap(passage, PASSAGES))
    first.close()
    again = Lexical(tmp_path)
    assert again.ids() == {id_ for id_, _, _ in PASSAGES}
    assert find(again, "包头") == ["zh"]
    again.upsert([passage("new", "", "zeppelins")])
    assert find(again, "zeppelin") == ["new"]
    again.close()


def test_another_name_of_something_finds_it_and_weighs_less_than_the_name_asked_for(
    tmp_path: Path,
) -> None:
    lexical = Lexical(tmp_path)
    texts = {"other": "矿行 stays", "asked": "oreb stays", "none": "oil"}
    lexical.upsert(passage(id_, "", text) for id_, text in texts.items())
    assert [id_ for id_, _ in lexical.best("oreb", 10)] == ["asked"]
    assert [id_ for id_, _ in lexical.best("oreb", 10, None, ["矿行"])] == ["asked", "other"]
    assert [id_ for id_, _ in lexical.best("oreb", 10, Filters(articles=("other",)), ["矿行"])] == [
        "other"
    ]
    assert lexical.best("oreb", 10, None, ["Oreb"]) == lexical.best("oreb", 10)
    lexical.close()
