"""Shards made with Ray Data, on this machine's cores or a cluster (extra `scale`).

Articles travel to the workers and vectors back, so that machines need share no folder; each worker
opens the embedding once.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from index.bulk import Run, embedded
from index.embedding import Embedding
from index.errors import EmbeddingNotUsable
from index.model import Article
from index.shards import Shard, cut

_ARTICLES = TypeAdapter(list[Article])

Row = dict[str, Any]


@contextmanager
def on_ray(load: Callable[[], Embedding]) -> Iterator[Run]:
    """Embeds with Ray Data: on the cluster that RAY_ADDRESS names, or one of this machine's own.

    `load` opens the embedding in a worker. Raises `EmbeddingNotUsable` where Ray isn't installed,
    can't be started or isn't reached.
    """
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise EmbeddingNotUsable(
            f"Ray can't be imported: {error}.", "pip install 'assay[scale]'"
        ) from error
    try:
        ray.init(include_dashboard=False, log_to_driver=False)
    except Exception as error:  # it raises plain ones, too
        raise EmbeddingNotUsable(
            f"Ray can't be started or reached: {error}",
            "Look at the cluster that RAY_ADDRESS names. Without it Ray starts on this machine, "
            "which must answer within half a minute; `assay embed` without --ray needs no Ray.",
        ) from error
    try:
        ray.data.DataContext.get_current().enable_progress_bars = False
        yield partial(_run, load=load)
    finally:
        ray.shutdown()


def _run(groups: Sequence[Sequence[Article]], load: Callable[[], Embedding]) -> Iterator[Shard]:
    import ray.data

    rows = [{"articles": _ARTICLES.dump_json(list(group))} for group in groups]
    made = ray.data.from_items(rows, override_num_blocks=len(rows)).map(
        _Worker,
        fn_constructor_args=(load,),
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=len(rows)),
    )
    for row in made.iter_rows():
        yield Shard(
            articles=cut(row["articles"]),
            passages=cut(row["passages"]),
            vectors=np.frombuffer(row["vectors"], np.float32).reshape(row["count"], -1),
        )


class _Worker:
    """Makes the shard of one row."""

    def __init__(self, load: Callable[[], Embedding]) -> None:
        self._embedding = load()

    def __call__(self, row: Row) -> Row:
        shard = embedded(_ARTICLES.validate_json(row["articles"]), self._embedding)
        return {
            "articles": b"".join(shard.articles),
            "passages": b"".join(shard.passages),
            "vectors": shard.vectors.tobytes(),
            "count": len(shard.passages),
        }
