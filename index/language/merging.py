"""Several languages read as one: texts quote one another, and translate."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from index.language.model import Language


@lru_cache(maxsize=64)
def merged(languages: tuple[Language, ...]) -> Language:
    """A language with the words of all; what only one can say, such as its stems, says the first.

    Of a form that means two things, the later language's meaning holds.
    """
    return languages[0] if len(languages) == 1 else _together(languages)


def _together(values: Sequence[Any]) -> Any:
    first = values[0]
    if is_dataclass(first) and not isinstance(first, type):
        told = {
            field.name: _together([getattr(value, field.name) for value in values])
            for field in fields(first)
        }
        return replace(first, **told)
    if isinstance(first, frozenset):
        return first.union(*values[1:])
    if isinstance(first, Mapping):
        return {
            key: _together([other[key] for other in values if key in other])
            if isinstance(held, frozenset)
            else held
            for value in values
            for key, held in value.items()
        }
    if isinstance(first, tuple):
        return tuple(sorted((text for texts in values for text in texts), key=len, reverse=True))
    return first
