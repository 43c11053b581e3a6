"""Articles in, passages out.

Start with `model.py` (what an article and a passage are) and `ingest.py` (the way in).
Only `service` and `evals` may import this room; it imports nobody.
"""
