"""No words of a language stand outside `index/language/`, in `index/` and `service/`.

Words of a file format, of a protocol or of a program are none of a language, nor are the words that
a face shows. What is looked for: characters of a script in strings, lists of words that are split,
and patterns with several words to choose from.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Words of formats, protocols and sciences.
OTHERS = {
    "index/reading/blocks.py": "elements of HTML",
    "index/reading/lenient.py": "elements of HTML",
    "index/reading/formats/letters.py": "elements of HTML",
    "index/reading/markup.py": "elements and classes of HTML",
    "index/reading/notes.py": "classes and roles of HTML",
    "index/reading/formats/pages.py": "classes of HTML",
    "index/wordlists.py": "codes of dictionaries",
    "index/reading/formats/pdfs.py": "endings of files",
    "index/repairing/raised.py": "signs of units",
    "service/api/chores.py": "fields of a protocol",
    "service/opinions.py": "labels of models",
    "service/drafting/cleaning.py": "tags that models write thoughts in",
    "service/drafting/marks.py": "elements of HTML",
    "service/machine_text.py": "elements of HTML, words of programs",
}

_LETTERS = re.compile("[\u3041-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_CHOICE = re.compile(r"(?<![\\\w])[A-Za-z'’]{2,}(?:\\b|\?|\)|\\w\*|\s)*\|")
_WORD = re.compile(r"[a-z'’]{2,}")


def _strings(tree: ast.Module) -> Iterator[str]:
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def _lists(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            text = node.func.value
            if node.func.attr == "split" and isinstance(text, ast.Constant):
                yield str(text.value)


def words_of_a_language(source: str) -> list[str]:
    """What a file holds of the words of a language."""
    tree = ast.parse(source)
    strings = list(_strings(tree))
    return [
        *(text for text in strings if _LETTERS.search(text)),
        *(text for text in strings if len(_CHOICE.findall(text)) >= 3),
        *(text for text in _lists(tree) if len(_WORD.findall(text)) >= 4),
    ]


def _files() -> list[str]:
    found = (path for room in ("index", "service") for path in (ROOT / room).rglob("*.py"))
    return [
        name
        for path in sorted(found)
        if not (name := path.relative_to(ROOT).as_posix()).startswith("index/language/")
    ]


def test_no_file_outside_holds_words_of_a_language() -> None:
    held = {name for name in _files() if words_of_a_language((ROOT / name).read_text("utf-8"))}
    assert sorted(held ^ OTHERS.keys()) == []


@pytest.mark.parametrize(
    "source",
    [
        'x = "what which who whom".split()',
        'x = re.compile(r"\\b(?:what|which|who|whom)\\b")',
        'x = "的"',
        'x = re.compile("[\\u4e00-\\u9fff]")',
    ],
)
def test_words_are_found_where_they_stand(source: str) -> None:
    assert words_of_a_language(source)


@pytest.mark.parametrize(
    "source", ['"""The words what, which, who|whom|whose."""', 'x = "No file. Name one."', "x = 1"]
)
def test_what_is_told_to_people_is_no_list(source: str) -> None:
    assert not words_of_a_language(source)
