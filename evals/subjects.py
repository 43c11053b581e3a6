"""What is judged: a service in this process, or one behind a URL. Both answer over the samples."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from evals.articles import SampleArticle
from index.errors import AssayError
from index.model import Article, Filters, Hit, Received
from service.answers import Answer, Question
from service.settings import Settings

if TYPE_CHECKING:
    from index.embedding import Embedding


class NotJudgeable(AssayError):
    """What was to be judged doesn't hold the sample articles, or can't be reached."""
