"""Stretches of an article that are there for machines, not for its readers, and so no evidence.

Comments, hidden elements, fenced code, templates, commands, lines of `key: value`, and rows of
tables whose fields are names of variables; whatever they say.
"""

import re
from collections.abc import Iterator

from index.model import Span

_BLOCKS = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<tag>[a-z][a-z0-9]{0,10})\b[^<>]{0,200}\b(?:hidden|display:\s*none|visibility:\s*hidden)"
    r"[^<>]{0,100}>[^<]{0,2000}(?:</(?P=tag)>|\Z)"
    r"|<(?P<code>script|style|template|noscript)\b[^<>]{0,200}>[^<]{0,5000}(?:</(?P=code)>|\Z)"
    r"|^(?P<fence>```|~~~)[^\n]*\n(?:(?!(?P=fence))[^\n]*\n){0,200}(?P=fence)",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_LINE = re.compile(
    r"(?:^\s*|[|{]\s*)[\"']?[a-z][a-z0-9]*(?:-[a-z0-9]+)+[\"']?\s*[:=](?!//)\s*\S"
    r"|\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+[\"']?\s*[:=]"
    r"|^\s*[a-z0-9.-]+/[\w-]+\s*:\s"
    r"|\{\{|\}\}|\{%|%\}|<%|%>|\$\{"
    r"|^\s*(?:\$|>>>|#!|C:\\>)\s+\S"
    r"|^\s*(?:if|for|while|def|function|return|print|echo|import|var|let|const)\b.*(?:==|\)\s*[;{:]\s*$)"
    r"|\b(?:print|echo|printf|console\.log|return)\s*\(\s*[\"']"
    r"|^\s*(?:alt|title|content|value|name|role|lang|class|aria-[a-z]+)\s*=\s*[\"“]"
    r"|^\s*!\[[^\]]{0,300}\]\("
)
_SHELL = re.compile(r"^\s*(?:\$|>>>)\s+\S")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_VARIABLE = re.compile(r"\|\s*[a-z][a-z0-9]*(?:_[a-z0-9]+)+\s*\|")


def for_machines(text: str) -> Iterator[Span]:
    """Where such stretches are, in order; lines are whole."""
    ends = 0
    for block in _BLOCKS.finditer(text):
        yield from _lines(text, ends, block.start())
        yield Span(start=block.start(), end=block.end())
        ends = block.end()
    yield from _lines(text, ends, len(text))


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    shell: int | None = None  # where the first of the commands above began
    place = start
    for line in text[start:end].splitlines(keepends=True):
        stop = place + len(line.rstrip("\n"))
        if _SHELL.match(line):
            yield Span(start=place if shell is None else shell, end=stop)
            shell = stop
        elif not line.strip():
            shell = None
        elif _LINE.search(line) or (_ROW.match(line) and _VARIABLE.search(line)):
            yield Span(start=place, end=stop)
        place += len(line)
