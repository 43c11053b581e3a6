"""The lists of words of some languages."""

from hypothesis import given
from hypothesis import strategies as st

from index.wordlists import Wordlist, words_of


@given(st.sets(st.text()), st.text())
def test_a_list_holds_its_words_and_no_others(words: set[str], other: str) -> None:
    listed = Wordlist(words)
    assert len(listed) == len(words)
    assert all(word in listed for word in words)
    assert (other in listed) is (other in words)


def test_a_language_without_a_list_has_no_words() -> None:
    assert not words_of("zh")
    assert "around" in words_of("en")
    assert "kessandra" not in words_of("en")
