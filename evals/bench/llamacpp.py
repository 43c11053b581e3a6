"""llama.cpp's server as a process of its own, so that whatever it computes, it can be ended.

`python -m evals.bench.llamacpp WEIGHTS PORT SLOTS CONTEXT`; a slot reads CONTEXT tokens.
"""

import signal
import sys
from importlib import import_module
from typing import Any


def serve(weights: str, port: int, slots: int, context: int) -> None:
    """Serve a model on loopback until the process is told to end."""
    llama: Any = import_module("xllamacpp")
    params = llama.CommonParams()
    params.model.path = weights
    params.port = port
    params.n_parallel = slots
    params.n_ctx = slots * context
    params.endpoint_slots = True
    server = llama.Server(params)
    print(f"llama.cpp listens at {server.listening_address}", flush=True)
    signal.pause()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _weights, *_numbers = sys.argv[1:]
    _port, _slots, _context = map(int, _numbers)
    serve(_weights, _port, _slots, _context)
