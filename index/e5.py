"""The embedding that comes along: multilingual-e5-small, on onnxruntime."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, load_encoder

NAME = "e5"

QUERY, PASSAGE = "query: ", "passage: "  # what the model was trained to read before a text
_PASSAGE_TOKENS = 250
_UNRELATED = 0.75  # the cosine of a question and a text that have nothing in common
_REMEMBERED = 8_192  # vectors of single texts: 13 MB


class E5Embedding:
    """The packaged embedding. It says by itself what is a question and what a passage."""

    def __init__(self, encoder: Encoder | None = None) -> None:
        """Open the packaged files. Raises `ModelNotUsable`."""
        self._encoder = encoder or load_encoder("embedding")
        self.fingerprint = f"{NAME}@{self._encoder.manifest.digest[:12]}"
        self.token_limit = _PASSAGE_TOKENS
        self._remembered = _Remembered()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._encoder.count_tokens(texts)

    def get_query_embedding(self, query: str) -> list[float]:
        [vector] = self._vectors([QUERY + query])
        return list(map(float, vector))

    def get_text_embedding_batch(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._encoder.encode(
            [PASSAGE + text for text in texts], later=True
        ).tolist()
        return vectors

    def closeness(self, question: str, texts: Sequence[str]) -> list[float]:
        """Sentences that were read for one question are remembered for the next."""
        read = self._vectors([QUERY + question, *(PASSAGE + text for text in texts)])
        cosines = np.vecdot(read[1:], read[0])  # a row's product depends on no other row's
        return [(float(cosine) - _UNRELATED) / (1 - _UNRELATED) for cosine in cosines]

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        known = self._remembered.get(texts)
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            found = dict(zip(new, self._encoder.encode(new), strict=True))
            self._remembered.put(found)
            known |= found
        return np.array([known[text] for text in texts])


class _Remembered:
    """The vectors that were asked for last. Threads may share it."""

    def __init__(self) -> None:
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._turn = Lock()

    def get(self, texts: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        with self._turn:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
            for text in known:
                self._vectors.move_to_end(text)
            return known

    def put(self, vectors: dict[str, NDArray[np.float32]]) -> None:
        with self._turn:
            self._vectors.update(vectors)
            while len(self._vectors) > _REMEMBERED:
                self._vectors.popitem(last=False)
