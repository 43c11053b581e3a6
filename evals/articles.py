"""The sample articles by name, repaired as the product repairs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import AssayError
from index.model import Received
from index.reading import Unreadable, read
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


def sample_articles(folder: Path = CORPUS) -> dict[str, SampleArticle]:
    """The articles of a folder by name. Raises `ArticlesNotUsable`."""
    files = sorted(file for file in folder.iterdir() if file.is_file())
    found = [article for file in files for article in _in_file(file)]
    return {article.name: article for article in found}


def nearest(wanted: str, texts: Sequence[str], most: int = 1) -> list[str]:
    """The texts that share the most terms with `wanted`, best first; of equals the shorter."""
    terms_wanted = set(terms(wanted))
    shared = {text: len(terms_wanted & set(terms(text))) for text in texts}
    ranked = sorted(filter(shared.get, shared), key=lambda text: (-shared[text], len(text)))
    return ranked[:most]


def _in_file(file: Path) -> list[SampleArticle]:
    items = list(read([file]))
    names = [file.name] if len(items) == 1 else [f"{file.name}#{n + 1}" for n in range(len(items))]
    return [_sample(name, item) for name, item in zip(names, items, strict=True)]


def _sample(name: str, item: Received | Unreadable) -> SampleArticle:
    from index.ingest import prepare

    if isinstance(item, Unreadable):
        raise ArticlesNotUsable(f"{name} {item.problem}.", item.hint)
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
