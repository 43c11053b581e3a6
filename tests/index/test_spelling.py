"""Names that a question misspells are found in the articles; whatever is right stays as it is."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import Lexical
from index.model import Filters, Passage, Stretch
from index.search import HybridSearch, Ranked
from index.spelling import Spelling
from tests.fakes import passage

PASSAGES = {
    one.id: one
    for one in (
        passage(
            "ferry:1:0",
            "Brannoch ferry stops",
            "The crossing stopped since the hull of the Brannochbright was cracked. Its chief "
            "executive, Oona Tarvesson, said that the repair would cost £2.4m.",
            outlet="Quarne Gazette",
        ),
        passage(
            "bank:1:0",
            "Bank lifts rate",
            "Chief economist Farid Halvorssen of Norvane Bank expects no further rise.",
        ),
        passage("de:1:0", "Freibad", "Das Freibad in Grünmoor kostet 3 Euro.", language="de"),
        passage("zh:1:0", "电车", "包头电车很慢，票价为两元。", language="zh"),
        passage(
            "zh:2:0",
            "扩散线",
            "朔砚半导体的第三条扩散线将于五月投产。朔砚在兰皮有两座工厂。今天市场平静。",
            language="zh",
        ),
    )
}


class Shelf:
    async def passages(self, ids: Collection[str]) -> Mapping[str, Passage]:
        return {id_: PASSAGES[id_] for id_ in ids}

    async def texts(self, stretches: Sequence[Stretch]) -> Sequence[str | None]:
        return [None for _ in stretches]


def nowhere(query: str, limit: int, filters: Filters) -> Ranked:
    return ()


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lexical]:
    opened = Lexical(tmp_path_factory.mktemp("lexical"))
    opened.upsert(PASSAGES.values(), {"bank": ["secret"]})
    yield opened
    opened.close()


def spelling(lexical: Lexical, seen: Filters | None = None) -> Spelling:
    """The spelling of all articles, or of those that pass some filters."""
    return Spelling(
        HybridSearch(
            store=Shelf(),
            dense=nowhere,
            lexical=lexical.best,
            similar=lexical.similar,
            known=lexical.known,
            narrow=lambda filters: seen or filters,
        )
    )


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("How much did the Brannochbrite repair cost?", {"Brannochbrite": "Brannochbright"}),
        ("how much did the brannochbrigth repair cost", {"brannochbrigth": "Brannochbright"}),
        ("Who is Halvorsen?", {"Halvorsen": "Halvorssen"}),
        ("Who is Una Tarvesson?", {"Una": "Oona"}),
        ("Who is Oona Tarveson?", {"Tarveson": "Tarvesson"}),
        ("What does Norvaine Bank expect?", {"Norvaine": "Norvane"}),
        ("Was kostet das Freibad in Grünmohr?", {"Grünmohr": "Grünmoor"}),
        ("朔研有几座工厂？", {"朔研": "朔砚"}),
        ("朔研的第三條擴散線何時投產？", {"朔研": "朔砚"}),
        ("塑砚在哪里有工厂？", {"塑砚": "朔砚"}),
        ("烁砚半导体有几座工厂？", {"烁砚半导体": "朔砚半导体"}),
    ],
)
async def test_a_misspelt_name_is_understood(
    lexical: Lexical, question: str, meant: Mapping[str, str]
) -> None:
    assert await spelling(lexical)(question, Filters()) == meant


@pytest.mark.parametrize(
    "question",
    [
        "How much will the repair of the Brannochbright cost?",
        "how much will the repair of the brannochbright cost?",
        "Did the crossings stop?",  # another form of a word that is there
        "Who reported it in the Quarne Gazette?",  # an outlet, and in no text
        "What does the hall cost?",  # a word of the language: no hull
        "What did the Normans expect?",  # a word of the language: no Norvane
        "Who is Peter Halvorsen?",  # not Farid
        "Who is Norwanne?",  # two of seven letters, and another sound
        "Who is Oola?",  # four letters, and nobody beside them
        "What did Zuckerberg say?",
        "Wann öffnet das Hallenbad?",
        "包头电车票价多少？",
        "包头电東票价多少？",
        "朔砚有几座工厂？",
        "天使何时投产？",  # 今天市场 is no name
        "朔日的扩散线何时投产？",  # another sign, and another sound
        "第五条扩散线何时投产？",  # numbers are never taken for another
        "VX-7B or VX-7?",
        "Who is Brannochbrite? " * 41,  # a text, and no question
    ],
)
async def test_a_word_that_is_right_stays_as_it_is(lexical: Lexical, question: str) -> None:
    assert await spelling(lexical)(question, Filters()) == {}


async def test_nobody_is_told_names_of_articles_that_they_may_not_see(lexical: Lexical) -> None:
    open_to_all = spelling(lexical, Filters(articles=("ferry", "de", "zh")))
    assert await open_to_all("Who is Halvorsen?", Filters()) == {}
    assert await spelling(lexical)("Who is Halvorsen?", Filters(collections=("secret",))) == {
        "Halvorsen": "Halvorssen"
    }


async def test_a_wrong_sign_is_not_right_because_of_an_article_that_may_not_be_seen(
    tmp_path: Path,
) -> None:
    with closing(Lexical(tmp_path)) as lexical:
        hidden = passage("hidden:1:0", "研究", "朔研没有工厂。", language="zh")
        lexical.upsert([PASSAGES["zh:2:0"], hidden], {"zh": ["open"], "hidden": ["secret"]})
        seen = spelling(lexical, Filters(collections=("open",)))
        assert await seen("朔研有几座工厂？", Filters()) == {"朔研": "朔砚"}
        assert await spelling(lexical)("朔研有几座工厂？", Filters()) == {}


WORDS = sorted(
    {word for one in PASSAGES.values() for word in one.text.split() if one.language == "en"}
)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
async def test_what_consists_of_words_of_the_articles_is_never_corrected(
    lexical: Lexical, words: Iterable[str]
) -> None:
    assert await spelling(lexical)(" ".join(words), Filters()) == {}
