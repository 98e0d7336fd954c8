"""The processor can be asked for, and MLX is not imported for asking."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

CODE = """
import sys
import earshot.engine.device as device
found = "mlx.core" in sys.modules
if found:
    import mlx.core as mx
    found = mx.default_device() == mx.Device(mx.cpu)
sys.stdout.write(f"{device.CHOSEN} {found}")
"""


@pytest.mark.parametrize(("wish", "told"), [("cpu", "True True"), ("", "False False")])
def test_the_device_is_chosen_by_the_environment(wish: str, told: str) -> None:
    environment = {**os.environ, "EARSHOT_DEVICE": wish}
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == told
