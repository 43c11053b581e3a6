"""The reading model in torch: one encoder over pairs, two heads; seeded, resumable training.

The encoder is the lower part of the embedding model, whose word matrix stays frozen, so that both
share one matrix when they ship. A pair is read as `<s> evidence </s> query </s>`, the query as
token type 1. Heads see the first token and the largest value of each feature over the query's
tokens: one word too much in a claim is enough to tell.
"""

import json
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from evals.training.pairs import Pair, Target

LABELS = ("supported", "refuted", "neutral")
CHECKPOINT = "checkpoint.pt"
_TOLD_EVERY = 25  # steps
_LABEL: Mapping[Target, int] = {
    "supported": 0,
    "refuted": 1,
    "neutral": 2,
    "unsupported": -1,
    "silent": 0,
    "answers": 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a run is made. Tokens are counted with padding."""

    layers: int = 6
    frozen: int = 2
    longest: int = 160  # tokens of a pair
    batch_tokens: int = 2_048
    steps: int = 4_000
    rate: float = 1.2e-4
    head_rate: float = 5e-4
    warmup: int = 150
    seed: int = 1
    save_every: int = 100


def further(steps: int) -> Recipe:
    """How a run goes on from what an earlier one learned: another mix, smaller steps."""
    return Recipe(steps=steps, seed=2, rate=1e-4, head_rate=2e-4, warmup=80)


class PairReader(nn.Module):
    """Logits of both heads for pairs: entailment (batch, 3) and answering (batch,)."""

    def __init__(self, encoder: BertModel, frozen: int) -> None:
        """Over an encoder whose embeddings and lowest layers stay `frozen`."""
        super().__init__()
        self.encoder = encoder
        for part in (encoder.embeddings, *encoder.encoder.layer[:frozen]):
            part.requires_grad_(requires_grad=False)
        size = encoder.config.hidden_size
        self.entailment = nn.Linear(2 * size, len(LABELS))
        self.answering = nn.Linear(2 * size, 1)

    @classmethod
    def start(cls, base: Path, recipe: Recipe) -> "PairReader":
        """A model over the lower layers of the embedding model in a folder."""
        torch.manual_seed(recipe.seed)
        encoder = BertModel.from_pretrained(
            base, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        )
        encoder.encoder.layer = encoder.encoder.layer[: recipe.layers]
        encoder.config.num_hidden_layers = recipe.layers
        return cls(encoder, recipe.frozen)

    @property
    def device(self) -> torch.device:
        """Where it reads and learns."""
        return self.entailment.weight.device

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        states = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        query = states.masked_fill(types.unsqueeze(-1) == 0, -1e4).amax(dim=1)
        seen = torch.cat((states[:, 0], query), dim=1)
        return self.entailment(seen), self.answering(seen).squeeze(-1)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids and types of a pair, and what it should give."""

    ids: list[int]
    types: list[int]
    target: Target


def encode(tokenizer: Tokenizer, pairs: Sequence[Pair], longest: int) -> list[Encoded]:
    """Pairs as token ids; of a pair that is too long the evidence loses its end."""
    first = tokenizer.encode_batch([pair.evidence for pair in pairs], add_special_tokens=False)
    second = tokenizer.encode_batch([pair.query for pair in pairs], add_special_tokens=False)
    start, end = (tokenizer.token_to_id(piece) or 0 for piece in ("<s>", "</s>"))
    made = []
    for pair, a, b in zip(pairs, first, second, strict=True):
        query = b.ids[: longest // 2]
        evidence = a.ids[: longest - len(query) - 3]
        ids = [start, *evidence, end, *query, end]
        types = [0] * (len(evidence) + 2) + [1] * (len(query) + 1)
        made.append(Encoded(ids, types, pair.target))
    return made


def batches(rows: Sequence[Encoded], most_tokens: int, chance: Random) -> Iterator[list[Encoded]]:
    """Batches of like length, in an order of chance; passes follow one another without end."""
    while True:
        order = list(rows)
        chance.shuffle(order)
        chunks: list[list[Encoded]] = []
        for start in range(0, len(order), 20_000):
            near = sorted(order[start : start + 20_000], key=lambda row: len(row.ids))
            batch: list[Encoded] = []
            for row in near:
                if batch and len(row.ids) * (len(batch) + 1) > most_tokens:
                    chunks.append(batch)
                    batch = []
                batch.append(row)
            chunks.append(batch)
        chance.shuffle(chunks)
        yield from chunks


def tensors(batch: Sequence[Encoded], device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, types and mask of a batch, padded at the end."""
    width = max(len(row.ids) for row in batch)
    ids = torch.tensor([row.ids + [1] * (width - len(row.ids)) for row in batch])
    types = torch.tensor([row.types + [0] * (width - len(row.ids)) for row in batch])
    mask = torch.tensor([[1] * len(row.ids) + [0] * (width - len(row.ids)) for row in batch])
    return ids.to(device), types.to(device), mask.to(device)


def loss_of(entailment: Tensor, answering: Tensor, batch: Sequence[Encoded]) -> Tensor:
    """Mean cross-entropy: of three labels, of `unsupported` and of `answers` of two."""
    told = torch.log_softmax(entailment, dim=1)
    parts = []
    for row, logs, answer in zip(batch, told, answering, strict=True):
        label = _LABEL[row.target]
        if row.target in ("answers", "silent"):
            sign = 1.0 if label else -1.0
            parts.append(nn.functional.softplus(-sign * answer))
        elif label < 0:
            parts.append(-torch.logsumexp(logs[1:], dim=0))
        else:
            parts.append(-logs[label])
    return torch.stack(parts).mean()


@dataclass(slots=True)
class Run:
    """A training run: what it has learned, and how far it is."""

    model: PairReader
    optimizer: torch.optim.Optimizer
    step: int = 0

    @classmethod
    def start(cls, model: PairReader, recipe: Recipe) -> "Run":
        """A run that goes on from what a model has learned."""
        heads = [*model.entailment.parameters(), *model.answering.parameters()]
        body = [weights for weights in model.encoder.parameters() if weights.requires_grad]
        groups = [{"params": body, "lr": recipe.rate}, {"params": heads, "lr": recipe.head_rate}]
        return cls(model, torch.optim.AdamW(groups, weight_decay=0.01))

    def learn(self, batch: Sequence[Encoded], recipe: Recipe) -> float:
        """One step; its loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = group.setdefault("initial_lr", group["lr"]) * _share(self.step, recipe)
        entailment, answering = self.model(*tensors(batch, self.model.device))
        loss = loss_of(entailment, answering, batch)
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        return loss.item()

    def save(self, file: Path) -> None:
        """Write all that it takes to go on; a kill leaves the file as it was or whole."""
        state = {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict()}
        new = file.with_suffix(".new")
        torch.save({**state, "step": self.step}, new)
        new.replace(file)

    def load(self, file: Path) -> None:
        """Go on where a file was saved."""
        state = torch.load(file, map_location=self.model.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]


def train(
    model: PairReader, tokenizer: Tokenizer, pairs: Sequence[Pair], out: Path, recipe: Recipe
) -> None:
    """Train, saving to `out` every some steps; a run that was ended goes on from its last save."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1) + "\n", encoding="utf-8")
    saved = out / CHECKPOINT
    run = Run.start(model, recipe)
    if saved.exists():
        run.load(saved)
    rows = encode(tokenizer, pairs, recipe.longest)
    chance = Random(recipe.seed)  # noqa: S311  no secret
    left = islice(batches(rows, recipe.batch_tokens, chance), run.step, recipe.steps)
    since, mean, seen = time.perf_counter(), 0.0, 0
    run.model.train()
    for batch in left:
        loss = run.learn(batch, recipe)
        mean, seen = loss if not seen else 0.98 * mean + 0.02 * loss, seen + len(batch)
        if run.step % _TOLD_EVERY == 0:
            speed = seen / (time.perf_counter() - since)
            told = f"step {run.step} of {recipe.steps}  loss {mean:.4f}  {speed:.1f} pairs/s"
            print(told, flush=True)
        if run.step % recipe.save_every == 0 or run.step == recipe.steps:
            run.save(saved)


def average(model: PairReader, begun: Mapping[str, Tensor], share: float) -> None:
    """Move weights back by a share of the way to those that the run began with.

    The mean of both tells what was learned before apart better, and what is new hardly worse
    (Wortsman et al., Robust fine-tuning of zero-shot models, 2022).
    """
    with torch.no_grad():
        for name, weights in model.state_dict().items():
            weights.lerp_(begun[name].to(weights.dtype), share)


def _share(step: int, recipe: Recipe) -> float:
    """Of the rate: up in a line, then down half a cosine to 2 %."""
    if step < recipe.warmup:
        return (step + 1) / recipe.warmup
    share = min(1.0, (step - recipe.warmup) / max(1, recipe.steps - recipe.warmup))
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share))
