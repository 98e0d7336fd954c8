"""Everything MLX: a checkpoint, what it is told, and how it listens, sees and writes."""
