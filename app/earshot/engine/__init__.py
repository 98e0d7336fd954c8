"""Everything MLX: a checkpoint, what it is told, and how it listens, sees and writes."""

from earshot.engine import blas as blas  # before the first import of MLX, whichever module of this room is first
from earshot.engine import device as device  # before anything is computed
