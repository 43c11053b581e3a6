"""A place in an article is told as people find it: by its page and its heading."""

from index.places import heading_of, page_of

TEXT = "# Trams\n\nTrams run.\n\n## Fares ##\n\nA ride costs two yuan.\n# ofshort\nMore."


def test_a_page_is_counted_where_the_text_has_pages() -> None:
    raw = "one\n\ftwo\n\f\fthree\n\f"
    assert [page_of(raw, raw.index(word)) for word in ("one", "two", "three")] == [1, 2, 4]
    assert page_of("one two", 4) is None


def test_a_heading_is_that_of_the_section_above() -> None:
    assert heading_of(TEXT, TEXT.index("run")) == "Trams"
    assert heading_of(TEXT, TEXT.index("yuan")) == "Fares"
    assert heading_of("Trams run. #5 is late.", 15) is None
    assert heading_of("# #\n\nTrams run.", 10) is None
