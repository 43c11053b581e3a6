"""What looks like a name in Chinese, Japanese or Korean signs."""

import re

from index import language
from index.language import fold_variants
from index.words import CJK

_RUN = rf"[{CJK}·]+(?:[(（][{CJK}]{{1,8}}[)）][{CJK}·]+)*"
_WHOLE = re.compile(_RUN)
_AT_END = re.compile(rf"{_RUN}$")
_QUOTED = re.compile(rf"[“「『\"]({_RUN})[”」』\"]$")
_USUAL = 12  # signs in a name; only an organisation's has more
_LONGEST = 30

_CHINESE = language.CHINESE.aliases


def name(text: str) -> str | None:
    """The text, if all of it is a name; no title, nor a country or province that stands beside."""
    folded = fold_variants(text)
    region = _CHINESE.region.sub("", folded)
    longest = _LONGEST if _CHINESE.organisation.search(folded) else _USUAL
    no_name = region in _CHINESE.regions or _CHINESE.no_name.search(folded)
    if not 2 <= len(text) <= longest or no_name:
        return None
    return text if _WHOLE.fullmatch(text) else None


def joins(text: str) -> bool:
    """Whether there is an "and" in a text: inside of one name, or between two."""
    return _CHINESE.joined.search(fold_variants(text)) is not None


def name_before(left: str, text: str, *, joined: bool) -> str | None:
    """The name that `left` ends in; with `joined`, one that may have an "and" inside.

    Nothing stands between Chinese words, so a name starts after a title ("董事长") or a little word
    ("的"), or where the article, `text`, elsewhere starts with it.
    """
    if quoted := _QUOTED.search(left):
        return name(quoted[1])
    found = _AT_END.search(left)
    if found is None:
        return None
    run = found[0]
    opening = (_CHINESE.opens,) if joined else (_CHINESE.opens, _CHINESE.joined)
    for opens in opening:
        ends = (match.end() for match in opens.finditer(fold_variants(run)))
        starts = [end for end in ends if end <= len(run) - 2]
        run = run[starts[-1] :] if starts else run
    return name(_as_elsewhere(run, text))


def _as_elsewhere(run: str, text: str) -> str:
    """The run; or, where it comes only once, the end of it that opens a stretch elsewhere."""
    if text.count(run) > 1:
        return run
    ends = (run[start:] for start in range(1, len(run) - 2))
    opening = rf"(?<![{CJK}·()（）])"
    return next((end for end in ends if re.search(opening + re.escape(end), text)), run)
