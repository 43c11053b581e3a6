"""`python -m evals.instructions`: make the weights of `service.injection_classifier`."""

from evals.instructions import fit

if __name__ == "__main__":
    for name, value in fit().items():
        print(f"{name}: {value:.4g}")
