"""Pairs of a list or table: Ostmere gets 18, Brackwater 12. Each value belongs to its item."""

from collections.abc import Iterator, Sequence

from index.language import Language
from index.model import Span
from index.structure import tables
from service.checking.aligning import Alignment
from service.checking.findings import Findings
from service.checking.reading import Token, is_year, read

_BETWEEN = frozenset((",", ";", "、", "|", "-"))
_FEWEST = 2  # pairs that make a list
_ITEM = 2  # characters that name an item


def crossed_pairs(alignment: Alignment) -> Findings:
    """Values that the source's list or table gives to another item than the claim does."""
    claimed = _pairs(alignment.tokens, alignment.words)
    wrong = [
        f"The source gives {next(iter(values)).text} for “{name}”, not {value.text}."
        for place in alignment.sources
        for stated in [_list(place.sentence.tokens, alignment.words)]
        for name, value in claimed
        for values in [stated.get(name, ())]
        if values and value.key not in {token.key for token in values}
        if any(value.key == token.key for other in stated.values() for token in other)
    ]
    return Findings(wrong=[*wrong, *_of_other_columns(alignment)])


def _of_other_columns(alignment: Alignment) -> Iterator[str]:
    """Values of a table's row that stand in no column that the claim names, if it names any."""
    hit, row, words = alignment.main.hit, alignment.main.span, alignment.words
    claimed = {token.key for token in alignment.tokens}

    def is_named(span: Span | None) -> bool:
        said = read(hit.text[span.start : span.end], words) if span else ()
        return any(token.counts and token.key in claimed for token in said)

    cells = [
        (cell, {token.key for token in read(hit.text[cell.span.start : cell.span.end], words)})
        for table in tables(hit.text)
        for cell in table.cells()
        if cell.column and cell.column.start < cell.column.end
    ]
    own = [cell for cell, _ in cells if row.start <= cell.span.start < row.end]
    if not any(is_named(cell.column) for cell in own):
        return
    for token in alignment.tokens:
        holding = [cell for cell, keys in cells if token.kind == "number" and token.key in keys]
        here = [cell.column for cell in holding if cell in own and cell.column]
        told = any(is_named(cell.column) and is_named(cell.row) for cell in holding)
        if here and not told and not any(map(is_named, here)):
            yield f"The source gives {token.text} for “{hit.text[here[0].start : here[0].end]}”."


def kept_pairs(alignment: Alignment) -> frozenset[str]:
    """The values that a list of the source gives to the same item as the claim."""
    words = alignment.words
    named = set(_keys(_pairs(alignment.tokens, words)))
    opened = list(_openings(alignment.tokens, words))
    kept: set[str] = set()
    for place in alignment.sources:
        stated = place.sentence.tokens
        kept |= {value for name, value in _keys(_pairs(stated, words)) if (name, value) in named}
        kept |= {
            value
            for item, value in _openings(stated, words)
            if any(own.startswith(item) and same == value for own, same in opened)
        }
    return frozenset(kept)


def _openings(tokens: Sequence[Token], words: Language) -> Iterator[tuple[str, str]]:
    """The characters before the only number of each stretch: 林原 of 林原85个座位."""
    for stretch in _stretches(tokens, words):
        numbers = [n for n, token in enumerate(stretch) if token.kind == "number"]
        before = [token.text for token in stretch[: numbers[0]]] if len(numbers) == 1 else []
        if len(before) >= _ITEM and not any(text.isascii() for text in before):
            yield "".join(before), stretch[numbers[0]].key


def _keys(pairs: Sequence[tuple[str, Token]]) -> Iterator[tuple[str, str]]:
    return ((name, value.key) for name, value in pairs)


def _list(tokens: Sequence[Token], words: Language) -> dict[str, list[Token]]:
    pairs = list(_pairs(tokens, words))
    by_name: dict[str, list[Token]] = {}
    for name, value in pairs:
        by_name.setdefault(name, []).append(value)
    return by_name if len(by_name) >= _FEWEST else {}


def _pairs(tokens: Sequence[Token], words: Language) -> list[tuple[str, Token]]:
    """The name of each stretch that holds one, with each of its numbers."""
    pairs: list[tuple[str, Token]] = []
    for stretch in _stretches(tokens, words):
        names = _names(stretch)
        numbers = [t for t in stretch if t.kind == "number" and not is_year(t)]
        if len(names) == 1:
            pairs += [(names[0], number) for number in numbers]
    return pairs


def _stretches(tokens: Sequence[Token], words: Language) -> Iterator[list[Token]]:
    between = _BETWEEN | words.comparing.items
    stretch: list[Token] = []
    for token in tokens:
        if token.key in between or token.kind in ("break", "mark"):
            yield stretch
            stretch = []
        else:
            stretch.append(token)
    yield stretch


def _names(tokens: Sequence[Token]) -> list[str]:
    """The names of a stretch, each as one string."""
    names: list[str] = []
    last = -2
    for place, token in enumerate(tokens):
        if token.kind != "name":
            continue
        if place == last + 1:
            names[-1] += f" {token.text}"
        else:
            names.append(token.text)
        last = place
    return names
