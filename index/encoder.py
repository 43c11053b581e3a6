"""A model that comes along, running: texts in, a row of numbers each out.

    encoder = load_encoder("embedding")              # index/models/embedding.json and its files
    encoder.encode(["query: Who runs the trams?"])   # float32 [texts, numbers]
    encoder.encode([(premise, hypothesis)])          # a pair is read as <s> A </s> B </s>

Any BERT encoder whose graph takes `words` and `lengths` runs so (`evals/models/graph.py` makes such
graphs). Threads may share an encoder. Everybody's texts wait in one queue (`index/waiting.py`):
questions come before what is `later`, such as an import, free cores share what waits, and busy ones
read it together. A text's numbers don't depend on the texts beside it.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.waiting import Ids, Queue, together
from index.weights import (
    MODELS,
    Manifest,
    WordVectors,
    open_graph,
    read_manifest,
    read_tokenizer,
    read_words,
)

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Text = str | tuple[str, str]
"""A text, or two that are read as a pair."""

_START, _PADDING, _END, _UNKNOWN = 0, 1, 2, 3
_LONGEST_PIECE = 64  # characters, more than any has: what lies beyond is cut before it is read
_AT_ONCE = 128  # tokens read together, padding included: more at once is no faster


class Encoder:
    """A tokenizer, word embeddings and a graph, by the name of their manifest."""

    def __init__(self, name: str, folder: Path = MODELS) -> None:
        """Open what the manifest names. Raises `ModelNotUsable`."""
        self.manifest: Manifest = read_manifest(name, folder)
        self.token_limit = self.manifest.token_limit
        """Tokens of a text that are read, the start and end included; what is longer is cut."""
        self._tokenizer: Tokenizer = read_tokenizer(folder)
        self._words: WordVectors = read_words(folder)
        self._graph: InferenceSession = open_graph(folder / f"{name}.onnx")
        self._reads_pairs = any(one.name == "seconds" for one in self._graph.get_inputs())
        self._queue = Queue(self._run, _AT_ONCE)

    def encode(self, texts: Sequence[Text], *, later: bool = False) -> NDArray[np.float32]:
        """What the graph gives for each text, [texts, numbers]; `later` lets others go first."""
        if not texts:
            return np.empty((0, 0), np.float32)
        read = self._read(texts)
        order = sorted(range(len(read)), key=lambda place: len(read[place]))
        portions = _portions([read[place] for place in order])
        done = [self._queue.put(portion, later=later) for portion in portions]
        rows = np.concatenate([one.result() for one in done])
        result = np.empty_like(rows)
        result[order] = rows
        return result

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, the start and end not counted, however long it is."""
        return [len(ids) for ids in self._ids(texts)]

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of texts; marks such as </s> that a text itself holds mean nothing in it."""
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [[max(id_, _UNKNOWN) for id_ in one.ids] for one in encoded]

    def _read(self, texts: Sequence[Text]) -> list[Ids]:
        """The ids of each text or pair, as many as the model reads."""
        longest = self.token_limit * _LONGEST_PIECE
        parts = [(text,) if isinstance(text, str) else text for text in texts]
        ids = iter(self._ids([part[:longest] for pair in parts for part in pair]))
        return [
            _pair(next(ids), next(ids), self.token_limit)
            if len(pair) > 1
            else [_START, *next(ids)[: self.token_limit - 2], _END]
            for pair in parts
        ]

    def _run(self, texts: Sequence[Ids]) -> NDArray[np.float32]:
        lengths = np.array([len(ids) for ids in texts], np.int32)
        ids = np.full((len(texts), lengths.max()), _PADDING, np.int64)
        for row, text in zip(ids, texts, strict=True):
            row[: len(text)] = text
        inputs = {"words": self._words[ids], "lengths": lengths}
        if self._reads_pairs:
            inputs["seconds"] = (ids == _END).argmax(axis=1).astype(np.int32) + 1
        [rows] = self._graph.run(None, inputs)
        return np.asarray(rows, np.float32)


@cache
def load_encoder(name: str) -> Encoder:
    """The encoder of that name, opened once in a process. Raises `ModelNotUsable`."""
    return Encoder(name)


def _pair(first: list[int], second: list[int], limit: int) -> Ids:
    """Two texts as one; where they are too long, the longer is cut down to the other's length."""
    room = limit - 3
    kept = min(len(second), max(room - len(first), room // 2))
    return [_START, *first[: room - kept], _END, *second[:kept], _END]


def _portions(texts: Sequence[Ids]) -> Iterator[list[Ids]]:
    """Texts, sorted by length, in portions of so many tokens that cores can share them."""
    portion: list[Ids] = []
    for ids in texts:
        if portion and not together(len(portion[0]), len(ids), len(portion) + 1, _AT_ONCE):
            yield portion
            portion = []
        portion.append(ids)
    yield portion
