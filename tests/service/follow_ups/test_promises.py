"""Promise: a follow-up names nothing that the conversation didn't, and what stands alone stays."""

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from index.words import tokens
from service.answers import Question, Turn
from service.follow_ups import carry_over

NAMED = ["Ada Brook", "Kessel", "Port Ellisk", "Brinewell", "the Salt Act"]
QUESTIONS = [
    "Who runs {}?", "When did {} close?", "What did {} cost in 2024?", "Where is {}?",
    "Does {} sell salt to {}?",
]  # fmt: skip
ANSWERS = [
    "{} has run it since 2019 [1].",
    "It closed in May, {} said [2].",
    "In {}.",
    "Nobody knows.",
]
FOLLOW_UPS = [
    "Why?", "When?", "And in 2025?", "What about {}?", "When did he leave?", "Where is it?",
    "Who owns them?", "What happened then?", "Is there a pier?", "And the price?", "Who said that?",
]  # fmt: skip


@st.composite
def filled(draw: st.DrawFn, templates: list[str]) -> str:
    template = draw(st.sampled_from(templates))
    names = draw(st.permutations(NAMED))
    return template.format(*names)


@st.composite
def talks(draw: st.DrawFn) -> list[str]:
    turns = draw(st.integers(0, 3))
    return [draw(filled(kind)) for _ in range(turns) for kind in (QUESTIONS, ANSWERS)]


def rewritten(question: str, talk: list[str]) -> str | None:
    history = tuple(
        Turn(role="assistant" if place % 2 else "user", content=text)
        for place, text in enumerate(talk)
    )
    return carry_over(Question(text=question, history=history))


@settings(max_examples=60)
@given(talks(), filled(FOLLOW_UPS))
def test_a_follow_up_names_and_counts_only_what_was_said(talk: list[str], asked: str) -> None:
    meant = rewritten(asked, talk)
    said = set(tokens(" ".join([*talk, asked]).casefold()))
    for word in tokens(meant or ""):
        if word[0].isupper() or word[0].isdigit():
            assert word.casefold().removesuffix("'s").removesuffix("'") in said | {"in"}, (
                word, talk, asked, meant,
            )  # fmt: skip


def test_some_follow_ups_are_rewritten() -> None:
    assert find(st.tuples(filled(FOLLOW_UPS), talks()), lambda given: bool(rewritten(*given)))


@settings(max_examples=60)
@given(filled([*QUESTIONS, *FOLLOW_UPS]))
def test_the_first_question_is_never_rewritten(asked: str) -> None:
    assert rewritten(asked, []) is None


@settings(max_examples=60)
@given(talks(), filled(QUESTIONS))
def test_a_question_that_names_what_it_is_about_keeps_its_names(
    talk: list[str], asked: str
) -> None:
    meant = rewritten(asked, talk) or asked
    assert set(tokens(asked.rstrip("?"))) <= set(tokens(meant)) | {"In"}


@settings(max_examples=60)
@given(talks(), filled(FOLLOW_UPS))
def test_what_stands_alone_once_stands_alone_for_good(talk: list[str], asked: str) -> None:
    """A rewritten question, asked first in a conversation of its own, is not rewritten again."""
    meant = rewritten(asked, talk)
    if meant:
        assert rewritten(meant, []) is None
        assert rewritten(asked, talk) == meant


@pytest.mark.parametrize("asked", ["Why?", "那呢？", "And in 2025?"])
def test_a_long_conversation_is_read_from_its_end(asked: str) -> None:
    talk = ["Who runs Kessel?", "Nobody knows."] * 20
    assert rewritten(asked, talk) == rewritten(asked, talk[-20:])
