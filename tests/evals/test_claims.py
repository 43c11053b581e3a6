"""Labelled claims, set by set, through the product's own check."""

import json
from pathlib import Path

from evals.bench.claims import claims

EVIDENCE = ["The store held 2,400 tonnes of residue. Nobody was hurt, Kessandra said."]


def test_each_set_gets_the_share_of_every_verdict(tmp_path: Path) -> None:
    told = [
        ("true", "The store held 2,400 tonnes of residue.", True),
        ("false", "The store held 2,900 tonnes of residue.", False),
        ("false", "Somebody was hurt.", False),
    ]
    lines = [
        json.dumps(
            {"id": str(n), "claim": claim, "evidence": EVIDENCE, "supported": label, "set": set_}
        )
        for n, (set_, claim, label) in enumerate(told)
    ]
    file = tmp_path / "claims.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    shares = {row.name: row.value for row in claims(file)}
    assert shares["true supported"] == 1
    assert shares["false supported"] == 0
    assert shares["false contradicted"] == shares["false unverified"] == 0.5
    assert shares["false uncited"] == 0
