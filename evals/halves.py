"""The two halves of the evals' own data: numbers are fitted on one, and measured on the other."""

import hashlib


def is_fitted_on(id_: str) -> bool:
    """Whether a case or an article, by its id or its file's name, is of the half to fit on."""
    return hashlib.sha256(id_.encode()).digest()[0] % 2 == 0
