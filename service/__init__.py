"""Questions in, answers out.

Start with `pipeline.py` (the flow) and `answers.py` (its nouns). `wiring.py` builds it all.
"""
