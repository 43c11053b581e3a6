"""A collection made as folders are now: what they brought and hold no more is to be removed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from index.model import ArticleSummary, Received
from index.reading import Item, Unreadable
from service.errors import BadInput

_PLACE = re.compile(r", (?:line|entry) \d+$")


@dataclass(frozen=True, slots=True)
class Sync:
    """Folders, and what was seen of them while they were read."""

    folders: Sequence[Path]
    uris: set[str] = field(default_factory=set)
    failed: set[Path] = field(default_factory=set)

    @classmethod
    def of(cls, paths: Sequence[str]) -> "Sync":
        """Raises `BadInput` where one of the paths is no folder."""
        for path in paths:
            if not Path(path).is_dir():
                raise BadInput(f"{path} is no folder.", "--sync takes folders only.")
        return cls([Path(path).resolve() for path in paths])

    def watched(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same items, noted as they pass."""
        for item in items:
            if isinstance(item, Received):
                self.uris.add(item.uri)
            elif isinstance(item, Unreadable):
                self.failed.add(Path(_PLACE.sub("", item.uri)).resolve())
            yield item

    def gone(self, articles: Iterable[ArticleSummary]) -> list[ArticleSummary]:
        """Those of the articles that the folders brought and hold no more.

        What came from a file that can't be read now stays, and all of a folder without articles:
        its disk may be away.
        """
        return [one for one in articles if one.uri not in self.uris and self._is_gone(one.uri)]

    def _is_gone(self, uri: str) -> bool:
        place = urlsplit(urldefrag(uri).url)
        if place.scheme != "file" or not place.path.startswith("/"):
            return False
        file = Path(unquote(place.path))
        return any(
            folder in file.parents and folder not in self.failed for folder in self.folders
        ) and not (file in self.failed and file.exists())
