"""Chinese characters in one spelling, so that traditional and simplified texts match.

`variants.txt` has a traditional character and its simplified one per two characters. It is made
from OpenCC's TSCharacters, HKVariants and TWVariants (Apache-2.0): one to one, basic plane. A table
of 25 kB does what a converter library would; which word a character stands in does not matter where
both sides are folded alike.
"""

from functools import cache
from importlib.resources import files


def fold_variants(text: str) -> str:
    """The text with simplified characters, of the same length."""
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, str]:
    pairs = "".join(files(__package__).joinpath("variants.txt").read_text("utf-8").split())
    return {ord(pairs[at]): pairs[at + 1] for at in range(0, len(pairs), 2)}
