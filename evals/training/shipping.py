"""From a checkpoint to the files that ship: the graph in int8, and its manifest."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.models.graph import Graph, encoder
from evals.models.making import write_manifest
from evals.training.mix import CLAIMS, QUESTIONS
from evals.training.reading import PairReader
from index.pair_model import NAME

LICENCES = {
    "boolq-val": "CC BY-SA 3.0",
    "boolq-val-neg": "CC BY-SA 3.0",
    "boolq-yesno": "CC BY-SA 3.0",
    "clapnq-dev": "Apache-2.0, NQ CC BY-SA 3.0",
    "cmrc2018": "CC BY-SA 4.0",
    "cmrc2018-neg": "CC BY-SA 4.0",
    "conjnli": "MIT",
    "covidqa-windows": "Apache-2.0",
    "crud-news-questions": "Apache-2.0",
    "cur-drop": "MIT, DROP CC BY-SA 4.0",
    "drcd-simplified": "CC BY-SA 3.0",
    "drcd-simplified-neg": "CC BY-SA 3.0",
    "drop-contrast": "CC BY-SA 4.0",
    "entailmentbank": "Apache-2.0",
    "expertqa": "MIT",
    "fever-dev-rte": "CC BY-SA 3.0",
    "fever-symmetric": "CC BY-SA 3.0",
    "fm2": "Apache-2.0",
    "halueval-hotpot": "MIT, HotpotQA CC BY-SA 4.0",
    "halueval-qa": "MIT, HotpotQA CC BY-SA 4.0",
    "mnli-dev": "OANC",
    "mtrag-faithfulness": "Apache-2.0",
    "nomiracl-other": "Apache-2.0",
    "nq-oracle": "MIT, NQ CC BY-SA 3.0",
    "nq-oracle-neg": "MIT, NQ CC BY-SA 3.0",
    "pawsx-zh": "PAWS-X, free for any purpose",
    "pubmedqa-yesno": "MIT",
    "qed-dev": "CC BY-SA 3.0",
    "qed-sentences": "CC BY-SA 3.0",
    "quoref-contrast": "CC BY 4.0",
    "scitail-dev": "Apache-2.0",
    "selqa-sentences": "Apache-2.0",
    "semiauto-nli-wiki": "CC BY-SA",
    "snli-devtest": "CC BY-SA 4.0",
    "squad-train-sentences": "CC BY-SA 4.0",
    "summedits-other": "Apache-2.0",
    "uhgeval-news": "Apache-2.0",
    "uhgeval-questions": "Apache-2.0",
    "uhgeval-questions-neg": "Apache-2.0",
    "wice-oracle": "ODC-BY",
    "wice-partial-subclaims": "ODC-BY",
}
"""Of each set, as read or as generally known."""
_LIMIT = 160  # tokens of a pair that are read
_ABOUT = {
    "name": "assay-reading",
    "token_limit": _LIMIT,
    "licence": "Apache License 2.0; its lower layers began as those of multilingual-e5-small, "
    "MIT License, Copyright (c) 2023 Intfloat contributors",
}


def ship(model: PairReader, out: Path, command: str) -> None:
    """Write graph and manifest beside the words and the tokenizer; nothing is measured yet."""
    model = model.cpu()
    tensors = {
        name: values.detach().numpy().astype(np.float32)
        for name, values in model.encoder.state_dict().items()
    }
    heads = model.encoder.config.num_attention_heads
    made = encoder(tensors, heads, _logits(model), {"name": NAME}, pairs=True)
    (out / f"{NAME}.onnx").write_bytes(made.SerializeToString())
    sets = ", ".join(f"{name} ({LICENCES[name]})" for name in sorted({*CLAIMS, *QUESTIONS}))
    origin = f"trained by Assay on planted and written claims and on these public sets: {sets}"
    write_manifest(out, NAME, {**_ABOUT, "origin": origin, "made": command}, {})


def _logits(model: PairReader) -> Callable[[Graph, str], str]:
    """The head: the first token, and each feature's largest value over the second text."""
    weights = np.concatenate(
        [model.entailment.weight.detach().numpy(), model.answering.weight.detach().numpy()]
    )
    bias = np.concatenate(
        [model.entailment.bias.detach().numpy(), model.answering.bias.detach().numpy()]
    )

    def add(graph: Graph, states: str) -> str:
        axis, nought = graph.weight("axis 1", [1], np.int64), graph.weight("0", 0, np.int64)
        tokens = graph.add("Gather", [states, nought], "first tokens", axis=1)
        first = graph.add("Squeeze", [tokens, axis], "first token")
        low = graph.weight("low", -1e4)
        masked = graph.add("Where", ["second.deep", states, low], "second.states")
        largest = graph.add("ReduceMax", [masked, axis], "second.largest", keepdims=0)
        seen = graph.add("Concat", [first, largest], "seen", axis=-1)
        return graph.add(
            "Gemm", [seen, _named(graph, "heads", weights.T), _named(graph, "bias", bias)], "logits"
        )

    return add


def _named(graph: Graph, name: str, values: NDArray[np.float32]) -> str:
    return graph.weight(f"head.{name}", values)
