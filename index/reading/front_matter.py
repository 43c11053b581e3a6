"""What stands above a text about it: YAML between ---, TOML between +++, a JSON object, or lines
`name: value` above a blank one.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml

from index.reading.lenient import known, named, unknown

_FENCED = re.compile(
    r"\s*(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<inside>.*?\r?\n)"
    r"(?:(?P=fence)|(?<=\n)\.\.\.)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)
_LINE = re.compile(r"(?P<name>[\w -]{1,40}?)[ \t]*[:=][ \t]++(?P<value>\S(?:.*\S)?)[ \t]*")
_LINES = re.compile(r"(?:[\w-]{1,40}[ \t]*:[ \t]++[^\r\n]{1,2000}\r?\n){2,20}(?=\r?\n)")
_LONGEST = 100_000


def front_matter(text: str) -> tuple[Mapping[str, Any], str, str | None]:
    """The fields above a text, the text below them, and what is wrong with how they are written.

    Lines between two rules that name no field of an article are text.
    """
    found = _FENCED.match(text)
    if found and found.end() <= _LONGEST:
        fields, problem = (_yaml if found["fence"] == "---" else _toml)(found["inside"])
        if known(fields):
            return fields, text[found.end() :], problem
    if text.lstrip()[:1] == "{":
        fields, end = _json(text[:_LONGEST])
        if known(fields):
            return fields, text[end:].lstrip("\r\n"), None
    lines = _LINES.match(text)
    fields = _by_line(lines.group()) if lines else {}
    if lines and len(fields) > 1 and named(fields, "title") and not unknown(fields):
        return fields, text[lines.end() :], None
    return {}, text, None


def _yaml(inside: str) -> tuple[Mapping[str, Any], str | None]:
    """All values as they are written: `title: 1984` is no number, `title: No` no switch."""
    try:
        fields = yaml.load(inside, Loader=yaml.BaseLoader)  # noqa: S506  it makes texts, lists and mappings only
    except (yaml.YAMLError, ValueError, RecursionError):
        return _by_line(inside), "its front matter is no valid YAML; it was read line by line"
    return (fields, None) if isinstance(fields, dict) else ({}, None)


def _toml(inside: str) -> tuple[Mapping[str, Any], str | None]:
    try:
        return tomllib.loads(inside), None
    except (ValueError, RecursionError):
        return _by_line(inside), "its front matter is no valid TOML; it was read line by line"


def _by_line(inside: str) -> dict[str, Any]:
    """`name: value` lines, whatever the values hold."""
    lines = (_LINE.fullmatch(line) for line in inside.splitlines())
    return {line["name"]: line["value"].strip("\"'") for line in lines if line}


def _json(text: str) -> tuple[Mapping[str, Any], int]:
    start = len(text) - len(text.lstrip())
    try:
        fields, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return {}, 0
    return (fields, end) if isinstance(fields, dict) else ({}, 0)
