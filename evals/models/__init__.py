"""The product's model files, made from what packages hold: `python -m evals make-models`."""
