"""Chinese signs that are mistaken for one another, since they sound or look the same.

`mistaken.txt` has such signs a line: first those of one syllable, whatever its tone, of GB 2312's
6,763 signs, by the readings of pypinyin (MIT), then some that look alike.
"""

from collections import defaultdict
from functools import cache
from importlib.resources import files


def mistaken(sign: str) -> frozenset[str]:
    """The signs that may be meant by one, in simplified characters; not itself."""
    return _table().get(sign, frozenset()) - {sign}


@cache
def _table() -> dict[str, frozenset[str]]:
    alike: dict[str, set[str]] = defaultdict(set)
    for line in files(__package__).joinpath("mistaken.txt").read_text("utf-8").splitlines():
        for sign in line:
            alike[sign].update(line)
    return {sign: frozenset(signs) for sign, signs in alike.items()}
