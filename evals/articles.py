"""The sample articles by name, repaired as the product repairs them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.errors import AssayError
from index.model import Received
from index.reading import Remark, Unreadable, read
from index.sentences import sentences
from index.words import terms

CORPUS = Path(__file__).parent / "corpus"


class ArticlesNotUsable(AssayError):
    """A sample article can't be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """A sample article. `name` is its file's; where a file holds several, `file#2` and so on."""

    name: str
    uri: str
    title: str
    outlet: str | None
    language: str
    text: str

    def sentences(self) -> list[str]:
        """Its sentences, table rows and headings in order."""
        return [self.text[span.start : span.end] for span in sentences(self.text)]


def received(folder: Path = CORPUS) -> dict[str, Received]:
    """The articles of a folder by name, as they come in. Raises `ArticlesNotUsable`."""
    files = sorted(file for file in folder.iterdir() if file.is_file())
    return {name: article for file in files for name, article in _in_file(file)}


@cache
def sample_articles(folder: Path = CORPUS) -> Mapping[str, SampleArticle]:
    """The articles of a folder by name, read once in a process. Raises `ArticlesNotUsable`."""
    return {name: _sample(name, article) for name, article in received(folder).items()}


def last_part(uri: str) -> str:
    """What tells a sample article from the others wherever its folder is."""
    return uri.rpartition("/")[2]


def nearest(wanted: str, texts: Sequence[str], most: int = 1) -> list[str]:
    """The texts that share the most terms with `wanted`, best first; of equals the shorter."""
    terms_wanted = set(terms(wanted))
    shared = {text: len(terms_wanted & set(terms(text))) for text in texts}
    ranked = sorted(filter(shared.get, shared), key=lambda text: (-shared[text], len(text)))
    return ranked[:most]


def _in_file(file: Path) -> Iterator[tuple[str, Received]]:
    items = [item for item in read([file]) if not isinstance(item, Remark)]
    for place, item in enumerate(items, start=1):
        name = file.name if len(items) == 1 else f"{file.name}#{place}"
        if isinstance(item, Unreadable):
            raise ArticlesNotUsable(f"{name} {item.problem}.", item.hint)
        yield name, item


def _sample(name: str, item: Received) -> SampleArticle:
    from index.ingest import prepare

    made = prepare(item)
    if isinstance(made, AssayError):
        raise ArticlesNotUsable(made.message, made.hint)
    return SampleArticle(
        name=name,
        uri=item.uri,
        title=item.title,
        outlet=item.outlet,
        language=made.language,
        text=made.text,
    )
