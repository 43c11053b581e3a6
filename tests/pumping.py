"""Try every regular expression of the tree on texts that make backtracking dear.

    python -m tests.pumping [NAME]

A pattern backtracks where one of its repetitions can be left and begun again at many places. So the
texts are made from the pattern itself: what leads to a repetition, what it repeats, thousands of
times, and then something that fits nowhere. Prints each pattern before it is tried, and those whose
time grows faster than the text; a pattern that hangs is the last one printed.
"""

import ast
import importlib
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from inspect import getsource
from itertools import islice, product
from pathlib import Path
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

ROOMS = ("index", "service")
_ROOT = Path(__file__).parent.parent
_ANCHORED = {"match", "fullmatch"}
_SHORT, _LONG = 250, 4_000  # characters
# Patterns that see short texts alone, with the longest, in characters: up to it their time may grow
# with the square of the length.
BOUNDED = {
    "index.aliases.acronyms: _WORDS": 160,  # what stands before a bracket
    "index.aliases.cjk: _AT_END": 160,
    "index.aliases.latin: _AT_END": 160,
    "service.injection_phrases: _IN_": 2_000,  # a passage
    "service.follow_ups.ellipses: _ABOUT": 4_000,  # a question
    "service.machine_text": 2_000,  # a passage
}
_MOST = 64  # times as long for 16 times the text: linear is 16, a square 256
_MOST_BOUNDED = 32  # the same for 4 times the text: a square is 16, a cube 64
_NOTHING = 0.00004  # seconds that are lost in the noise
_COMMON = [
    " ", "\t", "\n", "\r\n", "a", "A", "1", ",", ".", "'", '"', "(", "[", "<", "-", "|", "。", "中", "é",
    "a ", "A ", "1,", "1 ", "a.", "A. ", ", a", "(a", "“a", "[1]", "1, ", "a-", "A b ", "\\", "。中",
]  # fmt: skip
_ENDS = ("", "\x00", "!\n")
_LEADS = 3  # ways to the same repetition that are tried

Texts = Iterator[tuple[str, str, str]]  # what leads there, what is repeated, what ends it


def modules() -> Iterator[ModuleType]:
    """Those of our modules that use regular expressions."""
    for room in ROOMS:
        for path in sorted((_ROOT / room).rglob("*.py")):
            if "import re\n" in path.read_text(encoding="utf-8") or path.parent.name == "language":
                name = ".".join(path.relative_to(_ROOT).with_suffix("").parts)
                yield importlib.import_module(name.removesuffix(".__init__"))


def patterns() -> Iterator[tuple[str, "re.Pattern[Any]", bool]]:
    """Every pattern by name, and whether it is only used from a text's start."""
    seen: set[tuple[Any, int]] = set()
    for module in modules():
        tree = ast.parse(getsource(module))
        ways = _ways(tree)
        values = [(name, _compiled(value)) for name, value in vars(module).items()]
        named = [pair for name, value in values for pair in _within(name, value)]
        found = [(name, pattern, ways.get(name, {"search"})) for name, pattern in named]
        found += [
            (name, pattern, {name.partition(" ")[0]})
            for name, pattern in _inline(tree, vars(module))
        ]
        for name, pattern, used in found:
            if (pattern.pattern, pattern.flags) not in seen:
                seen.add((pattern.pattern, pattern.flags))
                yield f"{module.__name__}: {name}", pattern, used <= _ANCHORED


def _compiled(value: Any) -> object:
    """The pattern of a function that compiles one when it is first used; else what it is."""
    compiles = getattr(value, "__annotations__", None) == {"return": re.Pattern[str]}
    return value() if compiles else value


def _within(name: str, value: object, depth: int = 0) -> Iterator[tuple[str, "re.Pattern[Any]"]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif depth < 7 and isinstance(value, dict):
        for key, one in value.items():
            yield from _within(f"{name} {key}", one, depth + 1)
    elif depth < 7 and isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _within(name, one, depth + 1)
    elif depth < 7 and hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        for field in value.__dataclass_fields__:
            yield from _within(f"{name} {field}", getattr(value, field, None), depth + 1)


def _ways(tree: ast.AST) -> dict[str, set[str]]:
    """How each name is used that a method of patterns is called of."""
    ways: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            ways.setdefault(node.value.id, set()).add(node.attr)
    return ways


def _inline(tree: ast.AST, names: dict[str, Any]) -> Iterator[tuple[str, "re.Pattern[Any]"]]:
    """Patterns that stand where they are used, as far as they are known before."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=way), args=[first, *_]):
                try:
                    text = eval(compile(ast.Expression(first), "", "eval"), dict(names))
                except NameError:
                    continue  # made of what is only known later
                if isinstance(text, str | bytes) and way not in ("compile", "escape"):
                    flags = 0
                    for keyword in node.keywords:
                        if keyword.arg == "flags":
                            flags = eval(
                                compile(ast.Expression(keyword.value), "", "eval"), dict(names)
                            )
                    yield f"{way} {text!r}", re.compile(text, flags)


def texts(pattern: "re.Pattern[Any]") -> Texts:
    """Texts that may be dear to this pattern."""
    yield from (("", common, end) for common in _COMMON for end in _ENDS)
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.LOCALE)
    leads: Counter[tuple[str, str]] = Counter()
    for before, body in _repeats(list(tree), ""):
        for pumped, end in product(islice(_fitting(list(body)), 6), _ENDS):
            leads[pumped, end] += 1
            if pumped and leads[pumped, end] <= _LEADS:
                yield before, pumped, end


def _repeats(nodes: list[Any], before: str) -> Iterator[tuple[str, Any]]:  # noqa: C901  a case for each kind of node
    """Every repetition without an end to it, and a text that leads to it."""
    for op, value in nodes:
        if op in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
            if value[1] >= 50:
                yield before, value[2]
            yield from _repeats(list(value[2]), before)
        elif op is code.SUBPATTERN:
            yield from _repeats(list(value[3]), before)
        elif op is code.ATOMIC_GROUP:
            yield from _repeats(list(value), before)
        elif op is code.BRANCH:
            for branch in value[1]:
                yield from _repeats(list(branch), before)
        elif op in (code.ASSERT, code.ASSERT_NOT):
            yield from _repeats(list(value[1]), before)
        before += next(_fitting([(op, value)]), "")


def _fitting(nodes: list[Any]) -> Iterator[str]:
    """Some texts that these nodes match, or nearly."""
    if not nodes:
        yield ""
        return
    for head in islice(_fitting_one(*nodes[0]), 6):
        for tail in islice(_fitting(nodes[1:]), 3):
            yield head + tail


def _fitting_one(op: Any, value: Any) -> Iterator[str]:  # noqa: C901  likewise
    if op is code.LITERAL:
        yield chr(value)
    elif op is code.NOT_LITERAL:
        yield "a" if value != ord("a") else "b"
    elif op is code.ANY:
        yield from ("a", " ")
    elif op is code.IN:
        yield from _in(value)
    elif op is code.BRANCH:
        for branch in value[1]:
            yield from islice(_fitting(list(branch)), 2)
    elif op is code.SUBPATTERN:
        yield from _fitting(list(value[3]))
    elif op is code.ATOMIC_GROUP:
        yield from _fitting(list(value))
    elif op in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        for text in islice(_fitting(list(value[2])), 4):
            yield text * max(1, min(value[0], 20))
        if value[0] == 0:
            yield ""
    else:  # a place, or what is asserted of it
        yield ""


def _in(items: list[Any]) -> Iterator[str]:
    if items[0][0] is code.NEGATE:
        one = re.compile("[^" + "".join(map(_class, items[1:])) + "]")
        yield from (char for char in "a 1,.\n中" if one.match(char))
        return
    for op, value in items:
        if op is code.LITERAL:
            yield chr(value)
        elif op is code.RANGE:
            yield chr(value[0])
        elif op is code.CATEGORY:
            kind = re.compile(_class((op, value)))
            yield from (char for char in "a1 .\n中" if kind.match(char))


def _class(item: tuple[Any, Any]) -> str:
    op, value = item
    if op is code.LITERAL:
        return re.escape(chr(value))
    if op is code.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    names = {
        code.CATEGORY_DIGIT: r"\d", code.CATEGORY_NOT_DIGIT: r"\D", code.CATEGORY_SPACE: r"\s",
        code.CATEGORY_NOT_SPACE: r"\S", code.CATEGORY_WORD: r"\w", code.CATEGORY_NOT_WORD: r"\W",
    }  # fmt: skip
    return names[value]


def grows(name: str, pattern: "re.Pattern[Any]", anchored: bool) -> str | None:
    """A text that takes far more than twice the time where it is twice as long, if there is one."""
    bound = next((most for start, most in BOUNDED.items() if name.startswith(start)), None)
    lengths = (bound // 4, bound) if bound else (_SHORT, _LONG)
    for before, pumped, end in texts(pattern):
        short, long = (_text(pattern, before, pumped * (n // len(pumped)), end) for n in lengths)
        most = _MOST_BOUNDED if bound else _MOST
        if _far_slower(pattern, anchored, short, long, most, tries=1) and _far_slower(
            pattern, anchored, short, long, most, tries=4
        ):
            return f"{before!r} + {pumped!r} * n + {end!r}"
    return None


def _text(pattern: "re.Pattern[Any]", *parts: str) -> Any:
    text = "".join(parts)
    return text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text


def _far_slower(
    pattern: "re.Pattern[Any]", anchored: bool, short: Any, long: Any, most: int, tries: int
) -> bool:
    after = min(_time(pattern, long, anchored) for _ in range(tries))
    if after < most * _NOTHING:
        return False
    before = min(_time(pattern, short, anchored) for _ in range(tries))
    return after > most * max(before, _NOTHING)


def _time(pattern: "re.Pattern[Any]", text: Any, anchored: bool) -> float:
    start = time.thread_time()
    if anchored:
        pattern.match(text)
        pattern.fullmatch(text)
    else:
        for _ in pattern.finditer(text):
            pass
    return time.thread_time() - start


def main(only: str = "") -> None:
    for name, pattern, anchored in patterns():
        if only in name:
            sys.stdout.write(f"trying {name}\n")
            sys.stdout.flush()
            if found := grows(name, pattern, anchored):
                sys.stdout.write(f"GROWS {name}: {pattern.pattern!r:.200}\n      {found}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
