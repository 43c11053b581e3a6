"""Near-copies are found whatever was done to them; what only shares a part is left alone."""

import subprocess
import sys
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.copies import THRESHOLD, Copies, label, signature
from index.repairing import repair
from index.words import terms

_WORDS = [f"{start}{middle}{end}" for start in "bdfgkl" for middle in "aeiou" for end in "mnrtx"]


def _article(seed: int, words: int = 600) -> str:
    """Made-up sentences in made-up words, with “quotes” and é, in paragraphs."""
    random = Random(seed)
    sentences = [
        " ".join(random.choices(_WORDS, k=11)).capitalize() + " “said” café."
        for _ in range(words // 13)
    ]
    paragraphs = [" ".join(sentences[i : i + 4]) for i in range(0, len(sentences), 4)]
    return "\n\n".join(paragraphs)


def _with_words_changed(text: str, share: float) -> str:
    random = Random(1)
    return " ".join(
        random.choice(_WORDS) if random.random() < share else word for word in text.split(" ")
    )


def _similarity(one: str, other: str) -> float:
    """0 where they are no copies."""
    copies = Copies()
    copies.add("one", signature(one))
    return dict(copies.like(signature(other))).get("one", 0)


ARTICLE, OTHER = _article(1), _article(2)
CHINESE = "".join(Random(3).choices("包头电车票价两元明年开通新线路市民可以免费乘坐三天", k=400))


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(ARTICLE, id="the same"),
        pytest.param("A new headline\n\n" + ARTICLE, id="other headline"),
        pytest.param(ARTICLE.partition("\n\n")[2], id="a paragraph dropped"),
        pytest.param(ARTICLE + "\n\n" + OTHER[:250], id="boilerplate behind"),
        pytest.param(_with_words_changed(ARTICLE, 0.05), id="5 % of its words changed"),
        pytest.param(ARTICLE.upper().replace("\n\n", " \n"), id="other case and white space"),
        pytest.param(ARTICLE.replace("“", '"').replace("”", '"').replace("é", "e"), id="marks"),
        pytest.param(repair(ARTICLE.encode().decode("latin-1"))[0], id="broken encoding, repaired"),
    ],
)
def test_a_changed_copy_is_found(copy: str) -> None:
    assert _similarity(ARTICLE, copy) >= THRESHOLD


@pytest.mark.parametrize(
    "different",
    [
        pytest.param(OTHER, id="another article"),
        pytest.param(OTHER + "\n\n" + ARTICLE[: len(ARTICLE) // 2], id="half of it quoted"),
        pytest.param(ARTICLE[:500] + OTHER[500:], id="the same beginning"),
        pytest.param("Tram fares rise.", id="a few words"),
    ],
)
def test_a_different_article_is_not_taken_for_a_copy(different: str) -> None:
    assert _similarity(ARTICLE, different) == 0


def test_chinese_copies_are_found() -> None:
    assert _similarity(CHINESE, "新标题。" + CHINESE[:200] + CHINESE[215:]) >= THRESHOLD
    assert _similarity(CHINESE, CHINESE[::-1]) == 0


def test_a_short_text_is_a_copy_of_itself_and_of_little_else() -> None:
    text = "The tram to the harbour stops at nine, and the last bus leaves an hour later."

    assert _similarity(text, text.upper()) == 1
    assert _similarity(text, "The tram to the harbour starts at six.") == 0


@given(st.text().filter(terms))
def test_every_text_with_terms_has_a_signature_and_is_a_copy_of_itself(text: str) -> None:
    made = signature(text)

    assert (len(made), _similarity(text, text)) == (512, 1)
    assert made == signature(f" {text}\n")


def test_a_signature_is_the_same_on_every_machine() -> None:
    """Signatures are stored: another one here means that all stored ones must be made again."""
    made = signature("The tram to the harbour runs daily. 包头电车很慢。")

    assert sha256(made).hexdigest()[:16] == "b226d2eae7c98a4a"


def test_the_best_copies_come_first_and_equals_by_id() -> None:
    copies = Copies()
    near = signature(_with_words_changed(ARTICLE, 0.03))
    for id_, made in (("c", near), ("b", signature(ARTICLE)), ("a", signature(ARTICLE))):
        copies.add(id_, made)

    found = copies.like(signature(ARTICLE))

    assert [id_ for id_, _ in found] == ["a", "b", "c"]
    assert found[1][1] == 1 > found[2][1] >= THRESHOLD


def test_adding_an_id_again_replaces_its_signature() -> None:
    copies = Copies()
    copies.add("a", signature(ARTICLE))
    copies.add("a", signature(OTHER))

    assert (len(copies), copies.like(signature(ARTICLE))) == (1, [])
    assert copies.like(signature(OTHER)) == [("a", 1.0)]


def test_thousands_fit_and_each_is_found() -> None:
    copies = Copies()
    made = [signature(f"{number} trams and {number + 1} buses") for number in range(1500)]
    for number, one in enumerate(made):
        copies.add(str(number), one)

    assert all(copies.like(one)[0] == (str(number), 1.0) for number, one in enumerate(made))


_SIGNATURES = [signature(_article(seed, 40)) for seed in range(4)]
_STEPS = st.lists(
    st.tuples(st.sampled_from("abcde"), st.none() | st.integers(0, len(_SIGNATURES) - 1))
)


@given(_STEPS)
def test_after_every_sequence_of_adding_and_removing_it_holds_what_a_dictionary_would(
    steps: list[tuple[str, int | None]],
) -> None:
    copies, plain = Copies(), dict[str, int]()
    for id_, made in steps:
        if made is None:
            copies.remove(id_)
            plain.pop(id_, None)
        else:
            copies.add(id_, _SIGNATURES[made])
            plain[id_] = made

    assert len(copies) == len(plain)
    for number, made_here in enumerate(_SIGNATURES):
        holders = sorted(id_ for id_, held in plain.items() if held == number)
        assert [id_ for id_, _ in copies.like(made_here)] == holders


def test_an_article_without_copies_is_a_cluster_of_its_own() -> None:
    assert label([], "new") == ("new", [])


def test_a_copy_joins_its_cluster() -> None:
    assert label([("x", "first"), ("y", "first")], "a") == ("first", [])


def test_a_copy_of_several_clusters_makes_them_one_under_the_smallest_label() -> None:
    assert label([("x", "c"), ("y", "a"), ("z", "b"), ("w", "a")], "0") == ("a", ["b", "c"])


def test_importing_it_loads_neither_datasketch_nor_scipy() -> None:
    code = "import sys, index.copies; print({'datasketch', 'scipy'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
