"""Passages hold whole sentences, know their exact place, and fit what the model reads."""

import re
from collections.abc import Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st
from llama_index.core.schema import Document, MetadataMode, TextNode

from index.packing import CountTokens, pack
from index.sentence_embedding import SentenceEmbedding
from index.sentences import sentences
from index.splitting import PassageSplitter
from index.words import tokens
from tests.fakes import WordEmbedding

LIMIT = 40


def count(texts: Sequence[str]) -> list[int]:
    """Tokens as a word-piece model has them: pieces of at most eight letters, and marks."""
    return [len(re.findall(r"[A-Za-z0-9]{1,8}|[^\sA-Za-z0-9]", text)) for text in texts]


def split(
    text: str, title: str = "Trams", limit: int = LIMIT, by: CountTokens = count
) -> list[TextNode]:
    splitter = PassageSplitter(count_tokens=by, limit=limit)
    nodes = splitter.get_nodes_from_documents(
        [Document(id_="a1:1", text=text, metadata={"title": title})]
    )
    return [node for node in nodes if isinstance(node, TextNode)]


def assert_in_place(text: str, nodes: Sequence[TextNode]) -> None:
    """Each passage stands where it says, behind the one before, and no word is left out."""
    done, outside = 0, ""
    for node in nodes:
        start, end = node.start_char_idx, node.end_char_idx
        assert start is not None
        assert end is not None
        assert done <= start < end <= len(text)
        assert text[start:end] == node.text
        outside += " " + text[done:start]
        done = end
    assert not list(tokens(outside + " " + text[done:]))


WORDS = st.sampled_from(
    [
        *("tram", "The", "No.", "5", "4,200", "etc.", "stops.", "It", "slow!", "(why?)", "depot"),
        *(
            "uncomfortableness",
            "电车很慢。",
            "包头",
            "#",
            "##",
            "-",
            "—",
            "***",
            "x" * 60,
            "好" * 50,
        ),
    ]
)
TEXTS = st.lists(
    st.tuples(WORDS, st.sampled_from([" ", " ", " ", "\n", "\n\n"])), max_size=120
).map(lambda pairs: "".join(word + gap for word, gap in pairs).strip())


@settings(max_examples=200)
@example("## Lines and stops of the northern tram network\n\n" + "The tram stops here. " * 30)
@given(TEXTS)
def test_every_passage_stands_where_it_says_loses_no_word_and_fits_the_model(text: str) -> None:
    nodes = split(text)
    assert_in_place(text, nodes)
    for node in nodes:
        assert count([node.get_content(MetadataMode.EMBED)])[0] <= LIMIT


def test_a_repetitive_text_gets_the_offsets_of_each_repetition() -> None:
    text = "The tram is late.\n" * 40
    nodes = split(text)
    assert len(nodes) > 3
    assert_in_place(text, nodes)


def test_passages_end_where_sentences_end() -> None:
    text = "The tram stops at the depot. It waits for the driver, who is late. " * 12
    ends = {span.end for span in sentences(text)}
    assert all(node.end_char_idx in ends for node in split(text))


def test_a_passage_carries_title_and_section_outside_of_its_span() -> None:
    text = "Opening.\n\n## Stops\n\n" + "The tram stops at the old depot every day. " * 12
    nodes = split(text, title="New trams")
    last = nodes[-1]
    assert last.metadata == {"title": "New trams", "section": "Stops"}
    assert last.get_content(MetadataMode.EMBED) == f"New trams\nStops\n\n{last.text}"
    assert "New trams" not in last.text


def test_a_heading_opens_a_passage_rather_than_closing_one() -> None:
    before, after = "The tram stops here every day. " * 4, "Buses run on other streets. " * 4
    nodes = split(f"{before}\nBuses\n{after}")
    assert [node.text.split("\n")[0] for node in nodes if "Buses\n" in node.text] == ["Buses"]


def test_a_long_title_leaves_room_for_the_passage() -> None:
    text = "The tram stops at the old depot every day. " * 12
    title = "A very long title that goes on " * 20
    for node in split(text, title=title):
        assert count([node.get_content(MetadataMode.EMBED)])[0] <= LIMIT


def test_the_same_text_is_always_cut_the_same_way() -> None:
    text = "The tram stops at the depot. It waits.\n" * 20
    assert [(n.node_id, n.text) for n in split(text)] == [(n.node_id, n.text) for n in split(text)]
    assert [n.node_id for n in split(text)][:2] == ["a1:1:0", "a1:1:1"]


def test_a_sentence_too_long_is_cut_between_words() -> None:
    text = "tram and bus " * 50
    spans = [span for span, _ in pack(text, count, 20)]
    assert len(spans) > 5
    assert all(
        text[span.start : span.end].split(maxsplit=1)[0] in {"tram", "and", "bus"} for span in spans
    )


def test_one_huge_line_of_words_or_of_one_word_is_cut_whole() -> None:
    for text in ("x" * 1_000_000, "tram " * 200_000, "好" * 100_000, "The tram stops. " * 20_000):
        nodes = split(text, limit=256)
        assert_in_place(text, nodes)


def test_words_are_counted_as_the_model_in_use_counts_them() -> None:
    model = WordEmbedding()
    text = "The tram stops at the depot. " * 100
    nodes = split(text, limit=model.token_limit, by=model.count_tokens)
    assert_in_place(text, nodes)
    assert all(model.count_tokens([node.text])[0] <= model.token_limit for node in nodes)


def test_no_passage_exceeds_what_minilm_reads(minilm: SentenceEmbedding) -> None:
    prose = "The uncomfortably slow tram no. 7 (built 1984) stops 4,200 times; nobody counts. " * 60
    section = (
        "\n\n## How the northern tram network was planned, paid for, built and opened at last\n\n"
    )
    text = prose + section + prose + "\n电车很慢，" * 150 + "\n" + "supercalifragilistic" * 200
    nodes = split(text, "Trams", minilm.token_limit, minilm.count_tokens)
    assert_in_place(text, nodes)
    read = minilm.count_tokens([node.get_content(MetadataMode.EMBED) for node in nodes])
    assert max(read) <= minilm.token_limit
