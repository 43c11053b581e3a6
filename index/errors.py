"""What can go wrong on the way in and in the indexes.

AssayError
├── DataDirectoryError
│   ├── DirectoryInUse        another process holds the data directory
│   ├── DirectoryNotUsable    it can't be made, read or written
│   ├── CatalogueBusy         all connections to the catalogue were in use for too long
│   ├── DirectoryTooNew       a newer Assay made it
│   ├── FingerprintMismatch   its indexes were made by another model or splitter
│   ├── IndexesIncomplete     its indexes lack passages that the catalogue has
│   └── IndexesOutdated       another process made others, which are in use by now
├── ArticleRefused            an article can't be accepted
├── ArticleUnknown            no article has this id
├── CursorUnknown             a list of articles can't go on from there
├── EmbeddingNotUsable        the embedding model can't be loaded
├── RerankerNotUsable         nor the reranker
├── ModelNotUsable            nor a model that comes along
└── VectorsUnreachable        the server that keeps the vectors doesn't answer

`service.errors` continues the tree.
"""

_MOST_TOLD = 200  # characters of another library's error


def in_a_line(error: BaseException) -> str:
    """What another library's error says, cut so that it fits into one of ours."""
    return " ".join(str(error).split())[:_MOST_TOLD]


class AssayError(Exception):
    """What happened, and in `hint` what to do next. Both are shown to people."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class DataDirectoryError(AssayError):
    """The data directory can't serve."""


class DirectoryInUse(DataDirectoryError):
    """Another process holds the data directory; `url` is where it answers, if it does."""

    def __init__(self, message: str, hint: str = "", url: str | None = None) -> None:
        super().__init__(message, hint)
        self.url = url


class DirectoryNotUsable(DataDirectoryError):
    """The data directory can't be made, read or written."""


class CatalogueBusy(DataDirectoryError):
    """All connections to the catalogue were in use for too long."""


class DirectoryTooNew(DataDirectoryError):
    """The data directory was made by a newer version."""


class FingerprintMismatch(DataDirectoryError):
    """The indexes were made by another embedding model or splitter than the one in use."""


class IndexesIncomplete(DataDirectoryError):
    """The indexes lack passages that the catalogue has."""


class IndexesOutdated(DataDirectoryError):
    """Another process made the indexes anew; those of this one are in use no more."""


class ArticleRefused(AssayError):
    """An article can't be accepted."""


class ArticleUnknown(AssayError):
    """No article has this id."""


class CursorUnknown(AssayError):
    """A list of articles can't go on from there."""


class EmbeddingNotUsable(AssayError):
    """The embedding model can't be loaded."""


class RerankerNotUsable(AssayError):
    """The reranker can't be loaded."""


class ModelNotUsable(AssayError):
    """A model that comes along is damaged, missing, or can't run here."""


class VectorsUnreachable(AssayError):
    """The server that keeps the vectors doesn't answer, or answers with an error."""
