"""What commands print about articles that went in."""

from index.reading import Remark
from service.console import remark_lines


def test_what_is_told_of_many_articles_is_told_once() -> None:
    told = [Remark("a.md", "a field was ignored"), Remark("b.md", "a page has no text")]
    told += [Remark(f"{n}.md", "a field was ignored") for n in range(3)]
    assert list(remark_lines(told)) == [
        "note    a.md and 3 more: a field was ignored.",
        "note    b.md: a page has no text.",
    ]


def test_names_of_files_and_fields_move_no_cursor() -> None:
    [line] = remark_lines([Remark("\x1b[2Ja.md", "fields were ignored: \x1b[31mred")])
    assert "\x1b" not in line
