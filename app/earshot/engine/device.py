"""Where MLX computes: by its own choice, or on the processor if EARSHOT_DEVICE is "cpu".

For test machines whose GPU is a virtual one.  Import this before anything is computed.
"""

from __future__ import annotations

import os


def choose() -> bool:
    """True if the processor was chosen."""
    if os.environ.get("EARSHOT_DEVICE") != "cpu":
        return False
    import mlx.core as mx

    mx.set_default_device(mx.Device(mx.cpu))
    return True


CHOSEN = choose()
