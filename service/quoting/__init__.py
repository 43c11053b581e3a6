"""Answers without a language model: the sentences of the articles that answer, word for word."""

from service.quoting.answering import Answering, Closeness, Readers
from service.quoting.asking import Weigh
from service.quoting.choosing import Choose, Chosen, Ranked
from service.quoting.quotes import Quote
from service.quoting.summaries import asks_summary
from service.quoting.weights import Weights

__all__ = [
    "Answering",
    "Choose",
    "Chosen",
    "Closeness",
    "Quote",
    "Ranked",
    "Readers",
    "Weigh",
    "Weights",
    "asks_summary",
]
