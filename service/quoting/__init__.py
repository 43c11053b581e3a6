"""Answers without a language model: the sentences of the articles that answer, word for word."""

from service.quoting.asking import Weigh
from service.quoting.candidates import Quote
from service.quoting.choosing import Chosen, choose
from service.quoting.evidence import Closeness

__all__ = ["Chosen", "Closeness", "Quote", "Weigh", "choose"]
