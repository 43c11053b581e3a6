"""Answers without a language model: the sentences of the articles that answer, word for word."""

from index.words import Weigh
from service.quoting.answering import Answering, Closeness, Readers
from service.quoting.choosing import Choose, Chosen, Ranking
from service.quoting.quotes import Quote
from service.quoting.summaries import asks_summary
from service.quoting.weights import Weights

__all__ = [
    "Answering",
    "Choose",
    "Chosen",
    "Closeness",
    "Quote",
    "Ranking",
    "Readers",
    "Weigh",
    "Weights",
    "asks_summary",
]
